internal import Diagnostics
internal import Tables
internal import Trials

/// An analysed value of a model with random effects beside its two fitted values: x'β̂, what the fixed effects say, and
/// x'β̂ + z'b̂, with the predicted effects of its groups. In the outcome's units but for the standardized ones.
/// Documentation/Methods/random-effects.md.
public struct ConditionalResidual: Sendable, Equatable {
  public let outcome: String
  /// The row's group of each grouping factor, in the order of `groups`.
  public let levels: [String]
  /// Names of the grouping factors.
  public let groups: [String]
  public let visit: String?
  public let arm: String?
  public let observed: Double
  /// x'β̂.
  public let fitted: Double
  /// y − x'β̂, around the fixed effects (marginal).
  public let residual: Double
  /// Over the root of the model's variance of y, random effects and residual together.
  public let standardized: Double
  /// x'β̂ + z'b̂. R: lme4's `fitted(fit)`.
  public let conditionalFitted: Double
  /// y − x'β̂ − z'b̂. R: lme4's `residuals(fit)`.
  public let conditionalResidual: Double
  /// Over the residual's standard deviation. R: lme4's `residuals(fit, scaled = TRUE)`.
  public let conditionalStandardized: Double

  static let fields = [
    "visit", "arm", "observed", "fitted", "residual", "standardized", "conditional_fitted", "conditional_residual",
    "conditional_standardized",
  ]

  /// Comma-separated values under a header, UTF-8: one line for each value; after the outcome a column for each grouping
  /// factor of any of the models.
  public static func csv(_ residuals: [ConditionalResidual]) -> [UInt8] {
    var groups: [String] = []
    for residual in residuals where residual.groups != groups {
      groups += residual.groups.filter { !groups.contains($0) }
    }
    var writer = DelimitedWriter()
    writer.writeGuarded(["outcome"] + groups + fields)
    for row in residuals {
      let numbers = [
        row.observed, row.fitted, row.residual, row.standardized, row.conditionalFitted, row.conditionalResidual,
        row.conditionalStandardized,
      ]
      let levels = groups.map { name in row.groups.firstIndex(of: name).map { row.levels[$0] } ?? "" }
      writer.writeGuarded([row.outcome] + levels + [row.visit ?? "", row.arm ?? ""] + numbers.map(\.shortText))
    }
    return writer.bytes
  }
}

/// A grouping factor, and the label of the group that a subject's row at an analysed visit is in.
struct Grouping {
  let name: String
  let label: (_ subject: Int, _ visit: Int) -> String
}

extension FittedModel {
  /// The grouping factors, each once, with what group a row of a subject at an analysed visit is in: the subjects of a
  /// covariance of repeated measures where no random term is theirs, then those of the random terms.
  var groupings: [Grouping] {
    var found: [Grouping] = []
    for random in rows.random where !found.contains(where: { $0.name == random.groups.name }) {
      let groups = random.groups
      found.append(Grouping(name: groups.name) { groups.labels[Int(groups.code($0, $1))] })
    }
    guard let name = formula.residual?.subject, !found.contains(where: { $0.name == name }) else { return found }
    let trial = trial
    let columns = trial.covariates
    if request.subjectColumn != nil {
      found.insert(Grouping(name: name) { subject, _ in trial.subjectLabel(subject) }, at: 0)
    } else if case .factor(let levels, let codes)? = columns.first(where: { $0.name == name })?.values {
      // Rows are units here, and have no visits.
      found.insert(Grouping(name: name) { subject, _ in levels[Int(codes[0][subject])] }, at: 0)
    }
    return found
  }

  /// Empty where there are no random effects.
  var conditionalResiduals: [ConditionalResidual] {
    guard let fit = clustered, let table = ClusteredRows(fit, rows: rows) else { return [] }
    let groupings = groupings
    let names = groupings.map(\.name)
    let effects = table.effects()
    let random = fit.randomVariances(table.table)
    let own = fit.residualVariances(table.table)
    return (0..<table.table.count).map { row in
      let (subject, visit) = (Int(table.table.subjects[row]), Int(table.table.visits[row]))
      let place = table.places[row]
      let observed = rows.outcome[visit][subject]
      let residual = fit.data.scale * table.blocks[place.block].residuals[place.row]
      let effect = fit.data.scale * effects[row]
      let total = random.reduce(own[row]) { $0 + $1[row] }
      let label = rows.design.visits[visit]
      return ConditionalResidual(
        outcome: outcome.name, levels: groupings.map { $0.label(subject, visit) }, groups: names,
        visit: label.isEmpty ? nil : label, arm: armLabel(of: subject), observed: observed,
        fitted: observed - residual, residual: residual, standardized: residual / (fit.data.scale * total.squareRoot()),
        conditionalFitted: observed - residual + effect, conditionalResidual: residual - effect,
        conditionalStandardized: (residual - effect) / (fit.data.scale * own[row].squareRoot()))
    }
  }
}
