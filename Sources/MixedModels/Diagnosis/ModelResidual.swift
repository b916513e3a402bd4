internal import Diagnostics
internal import LinearAlgebra
internal import Tables
internal import Trials

/// An analysed value y of a subject beside its fitted value x'β̂, in the outcome's units but for the last two.
/// Documentation/Methods/mmrm.md (11) and (12).
public struct ModelResidual: Sendable, Equatable {
  public let outcome: String
  /// As the data label them; visit and arm nil where the data have none.
  public let subject: String
  public let visit: String?
  public let arm: String?
  public let observed: Double
  public let fitted: Double
  /// y − x'β̂. R: `residuals(fit, type = "response")`.
  public let residual: Double
  /// Over √Σₜₜ of the value's visit. R: `residuals(fit, type = "pearson")` of mmrm.
  public let standardized: Double
  /// The value's own element of L⁻¹(y − Xβ̂) with LL' the covariance of the subject's analysed visits in their order: what
  /// is new at this visit, given the earlier ones. Independent standard normal numbers, but for the estimation of the
  /// model. R: `residuals(fit, type = "normalized")` of mmrm; SAS: scaled residuals (VCIRY).
  public let scaled: Double

  static let fields = [
    "outcome", "subject", "visit", "arm", "observed", "fitted", "residual", "standardized", "scaled",
  ]

  /// Comma-separated values under a header, UTF-8: one line for each residual, what is nil empty, numbers in the shortest
  /// form that reads back.
  public static func csv(_ residuals: [ModelResidual]) -> [UInt8] {
    var writer = DelimitedWriter()
    writer.writeGuarded(fields)
    for row in residuals {
      let numbers = [row.observed, row.fitted, row.residual, row.standardized, row.scaled]
      writer.writeGuarded([row.outcome, row.subject, row.visit ?? "", row.arm ?? ""] + numbers.map(\.shortText))
    }
    return writer.bytes
  }
}

extension FittedModel {
  /// None where the model needs more than the moments of its subjects.
  var residuals: [ModelResidual] {
    guard let fit = repeated else { return [] }
    let factors = fit.subjectFactors
    let visits = rows.design.visits
    let deviations = fit.covariance.map { matrix in visits.indices.map { matrix[packedIndex($0, $0)].squareRoot() } }
    var found: [ModelResidual] = []
    found.reserveCapacity(fit.data.observations)
    rows.forEachSubject(columns: fit.data.kept) { subject in
      guard let factor = factors[subject.key] else { return }
      let fitted = subject.design * fit.coefficients
      let residuals = zip(subject.outcome, fitted).map { $0 - $1 }
      let whitened = factor.whiten(Matrix(rows: residuals.count, columns: 1, columnMajor: residuals)).elements
      let label = trial.subjectLabel(subject.subject)
      let arm = armLabel(of: subject.subject)
      for (place, visit) in subject.visits.enumerated() {
        found.append(
          ModelResidual(
            outcome: outcome.name, subject: label, visit: visits[visit].isEmpty ? nil : visits[visit], arm: arm,
            observed: subject.outcome[place], fitted: fitted[place], residual: residuals[place],
            standardized: residuals[place] / deviations[subject.group][visit],
            scaled: whitened[place] / fit.data.scale))
      }
    }
    return found
  }

  /// Nil where the trial has no arms, or where the subject's is unknown.
  func armLabel(of subject: Int) -> String? {
    guard let arm = trial.arm, arm.codes[subject] >= 0 else { return nil }
    return arm.levels[Int(arm.codes[subject])]
  }
}

extension RepeatedMeasuresFit {
  /// L of the covariance, in the units inside, of the visits that a pattern's subjects have.
  var subjectFactors: [PatternCell.Key: Cholesky] {
    var factors: [PatternCell.Key: Cholesky] = [:]
    for (pattern, factor) in zip(data.patterns, point.factors) {
      factors[PatternCell.Key(group: pattern.group, visits: pattern.visits)] = factor
    }
    return factors
  }
}

extension Double {
  /// `12`, `0.1`: the shortest form that reads back.
  var shortText: String {
    var text = ByteText(reserving: 24)
    text.append(self)
    return text.string
  }
}
