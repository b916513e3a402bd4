internal import Trials

extension FittedModel {
  /// In plain words which numbers follow another program's conventions, and what Endline's own would be; empty for Endline's.
  var conventionNotes: [String] {
    guard request.conventions != .endline else { return [] }
    let notes = testNotes + methodNotes + criteriaNotes + meansNotes + structureNotes
    return notes.isEmpty ? ["As \(title): no number differs from Endline's own."] : notes
  }

  private var title: String { request.conventions.title }

  private var testNotes: [String] {
    let (theirs, ours) = (request.dfMethod(of: request.conventions), request.dfMethod(of: .endline))
    var notes: [String] = []
    if let asked = request.df {
      if asked != theirs { notes.append("--df \(asked.rawValue) stands over \(title)'s own \(theirs.rawValue).") }
    } else if theirs != ours {
      notes.append(
        "As \(title): tests have \(theirs.rawValue) degrees of freedom, its own where none are asked for; Endline's own are "
          + "\(ours.rawValue).")
    }
    let information = request.conventions.information(for: request.dfMethod)
    if let asked = request.information, asked != information {
      notes.append("--information \(asked.rawValue) stands over \(title)'s own \(information.rawValue).")
    }
    return notes
  }

  /// What the program means by a method's name.
  private var methodNotes: [String] {
    switch (request.conventions, request.dfMethod) {
    case (.sas, .betweenWithin):
      guard fit.data.hasColumnsWithin else { return [] }
      if repeated?.model.structure is Unstructured {
        return [
          "As SAS: with an unstructured covariance all between-within degrees of freedom are those between subjects; "
            + "Endline's own go by whether a column varies within subjects."
        ]
      }
      return [
        "As SAS: between-within degrees of freedom of the intercept are those between subjects. SAS gives a mean or a "
          + "contrast those of the effect that it is of; here it has the smallest of its columns'."
      ]
    case (.mmrm, .kenwardRoger):
      guard let inference, !inference.fellBackToLinear, request.conventions.has(family) else { return [] }
      return [
        "As mmrm: Kenward and Roger's second-order term is taken in that package's parameters of the covariance; Endline "
          + "and SAS take it in the printed ones, so standard errors differ."
      ]
    case (.lme4, .kenwardRoger):
      return [
        "As pbkrtest for lme4: Kenward and Roger's method has no second-order term"
          + (request.information == nil ? ", and the expected information; Endline's own has the observed one." : ".")
      ]
    default: return []
    }
  }

  private var criteriaNotes: [String] {
    let (theirs, ours) = (criteria, InformationCriteria(fit, conventions: .endline, subjectsOfSAS: nil))
    let lead = "\(outcome.name), as \(title):"
    switch request.conventions {
    case .endline: return []
    case .sas:
      if rows.givenCells != nil {
        return ["\(lead) BIC would count subjects without an outcome too, whom moments files do not hold."]
      }
      guard theirs.bicCount != ours.bicCount else { return [] }
      return [
        "\(lead) BIC counts \(theirs.bicCount) subjects, those whose outcomes are all missing too; Endline's own counts "
          + "\(ours.bicCount)."
      ]
    case .mmrm:
      guard theirs.parameters != ours.parameters else { return [] }
      return [
        "\(lead) AIC and BIC count the \(theirs.parameters) parameters of the covariance alone, under ML too; Endline's own "
          + "count \(ours.parameters)."
      ]
    case .lme4:
      return [
        "\(lead) AIC and BIC count \(theirs.parameters) parameters, the coefficients among them, and BIC the "
          + "\(theirs.bicCount) observations; Endline's own count \(ours.parameters) and the \(ours.bicCount) subjects."
      ]
    }
  }

  private var meansNotes: [String] {
    var notes: [String] = []
    let middles = middlesOfTwoValues.keys.sorted().map { rows.design.variables[$0].name }
    if !middles.isEmpty {
      notes.append(
        "As emmeans for \(title): \(MixedModel.listed(middles)) \(middles.count == 1 ? "has" : "have") two values, so "
          + "marginal means are in the middle between them; Endline's own are at the mean over the analysed rows.")
    }
    if request.conventions.averagesTwoValuedNumbers, rows.givenCells != nil, rows.design.hasNumbers {
      notes.append(
        "As emmeans for \(title) a number with two values would have marginal means in the middle between them; moments files "
          + "do not tell, so every number is at its mean.")
    }
    if request.conventions == .sas, rows.design.multipliesNumbers {
      notes.append(
        "SAS has products of covariates at the products' mean in marginal means (without AT MEANS); here they are at the "
          + "product of the means.")
    }
    return notes
  }

  private var structureNotes: [String] {
    if clustered != nil, request.conventions == .sas {
      return [
        "As SAS: the conventions are those of PROC MIXED with REPEATED; with RANDOM it has containment degrees of freedom "
          + "where none are asked for, which Endline does not have for random effects."
      ]
    }
    if clustered != nil, request.conventions == .mmrm {
      return ["mmrm has no random effects and no individual times; its rules are applied to Endline's model."]
    }
    // Random effects are what lme4 has; a structure beside them is Endline's.
    if covarianceName == nil { return [] }
    if !request.conventions.has(family) || (request.conventions == .lme4 && !rows.groupLabels.isEmpty) {
      return ["\(title) has no such covariance (\(family.rawValue)); its rules are applied to Endline's."]
    }
    if request.conventions == .lme4, let repeated, repeated.model.structure is CompoundSymmetry,
      repeated.parameters[0] < 0
    {
      return [
        "lme4's (1 | subject) cannot have the negative covariance of this fit; its rules are applied to Endline's."
      ]
    }
    return []
  }
}

extension CompressedTrial {
  /// Whether any kept column varies within subjects.
  fileprivate var hasColumnsWithin: Bool { kept.contains { columnKinds[$0] == .within } }
}

extension FixedDesign {
  /// Whether a covariate is a number.
  fileprivate var hasNumbers: Bool { variables.contains { !$0.isCategorical && !$0.isOfVisit } }

  /// Whether a column is a product of two covariates that are numbers.
  fileprivate var multipliesNumbers: Bool {
    columns.contains { column in
      column.atoms.count { $0.level == nil && !variables[$0.variable].isOfVisit } > 1
    }
  }
}
