internal import Glibc

/// AIC and BIC, and what they count.
struct InformationCriteria: Sendable {
  let aic: Double
  let bic: Double
  /// Parameters that both count.
  let parameters: Int
  /// What BIC takes the logarithm of.
  let bicCount: Int

  /// - Parameter subjectsOfSAS: those with an analysed row and those without an outcome; nil where that is not known.
  init(_ fit: any CoefficientFit, conventions: ProgramConventions, subjectsOfSAS: Int?) {
    let coefficientsCount: Bool
    switch conventions {
    case .endline, .sas: coefficientsCount = !fit.isRestricted
    case .mmrm: coefficientsCount = false
    case .lme4: coefficientsCount = true
    }
    switch conventions {
    case .endline, .mmrm: bicCount = fit.data.subjects
    case .sas: bicCount = subjectsOfSAS ?? fit.data.subjects
    case .lme4: bicCount = fit.data.observations
    }
    parameters = fit.covarianceCount + (coefficientsCount ? fit.data.rank : 0)
    aic = -2 * fit.logLikelihood + 2 * Double(parameters)
    bic = -2 * fit.logLikelihood + Double(parameters) * log(Double(bicCount))
  }
}

extension AnalysedRows {
  /// Subjects whose variables are known at one visit of the model at least, whether or not they have an outcome: whom SAS
  /// counts, where the data set has a row for them. Nil where the subjects are not at hand.
  var subjectsWithKnownVariables: Int? {
    guard givenCells == nil, persons == nil else { return nil }
    return (0..<subjectCount).count { subject in
      (groups.map { $0[subject] >= 0 } ?? true)
        && visits.indices.contains { visit in design.variables.allSatisfy { $0.isKnown(subject, visit) } }
    }
  }
}
