internal import LinearAlgebra
internal import Trials

/// What a reader must know of the choices behind a model.
extension MixedModel {
  /// Elements × elements and columns² × elements are what a fit holds at once: one gigabyte of each.
  static func checkSize(_ rows: AnalysedRows, source: String) throws(ModelSpecificationError) {
    let (visits, columns) = (Double(rows.visits.count), Double(rows.design.columns.count))
    let elements = visits * (visits + 1) / 2 * Double(max(1, rows.groupLabels.count))
    let most = 1.25e8
    guard elements * elements > most || columns * columns * elements > most else { return }
    throw .tooLarge(source: source, visits: rows.visits.count, columns: rows.design.columns.count)
  }

  static func choiceNotes(_ rows: AnalysedRows, formula: ModelFormula, request: MixedModelRequest) -> [String] {
    var notes: [String] = []
    let slope = rows.design.variables.first { if case .visitNumber = $0.values { true } else { false } }
    if let name = slope?.name, formula.residual != nil || formula.randomTerms.isEmpty {
      let structure = formula.residual?.structure ?? "us"
      notes.append(
        "\(name) is one slope in the fixed part and categorical in \(structure)(); factor(\(written(name))) makes it "
          + "categorical.")
    }
    guard request.conventions == .endline else { return notes }
    if request.isMaximumLikelihood, request.df == nil, request.robust == nil {
      notes.append(
        "ML: tests have Satterthwaite's degrees of freedom, since Kenward and Roger's are for REML; --df changes it.")
    }
    if let robust = request.robust, request.df == nil {
      notes.append(
        "Standard errors by \(robust.rawValue.uppercased()): tests have their own Satterthwaite degrees of freedom; --df "
          + "changes it.")
    }
    return notes
  }

  static func aliasNotes(_ data: CompressedTrial, design: FixedDesign, outcome: String) -> [String] {
    var absent: [String] = []
    var zero: [String] = []
    var dependent: [String] = []
    for (place, index) in data.aliased.enumerated() {
      let column = design.columns[index]
      if !data.aliasCoefficients.column(place).allSatisfy({ $0 == 0 }) {
        dependent.append(column.name)
      } else if column.atoms.contains(where: { $0.level == nil }) {
        zero.append(column.name)
      } else {
        absent.append(column.name)
      }
    }
    var notes: [String] = []
    if !absent.isEmpty {
      notes.append("\(outcome): nobody analysed has \(listed(absent)), which the model leaves out.")
    }
    if !zero.isEmpty {
      notes.append(
        "\(outcome): the model leaves out \(listed(zero)), which \(zero.count == 1 ? "is" : "are") 0 in every analysed "
          + "row.")
    }
    if !dependent.isEmpty {
      notes.append(
        "\(outcome): the model leaves out \(listed(dependent)), which "
          + (dependent.count == 1 ? "follows" : "follow") + " from other columns of the model.")
    }
    return notes
  }

  static func inferenceNotes(_ inference: ModelInference?, outcome: String, request: MixedModelRequest) -> [String] {
    guard let inference else {
      return [
        "\(outcome): the information about the covariance is not positive definite, so there are no tests by "
          + "\(request.dfMethod.rawValue); --df residual needs none."
      ]
    }
    guard inference.fellBackToLinear else { return [] }
    return [
      "\(outcome): Kenward and Roger's covariance with the second-order term is not positive definite; the one without "
        + "it stands in."
    ]
  }

  /// Whether the likelihood has, or may have, more to it than the maximum that is reported.
  static func searchNotes(_ fit: RepeatedMeasuresFit, outcome: String) -> [String] {
    var notes: [String] = []
    let trail = fit.trail
    if trail.optima.count > 1 {
      let highest = trail.optima[0]
      let lower = trail.optima.dropFirst().map { "\((highest - $0).rounded(digits: 2))" }
      notes.append(
        "\(outcome): the likelihood has more than one maximum, as so few data determine its covariance; the results are "
          + "those of the highest of \(trail.optima.count) that were found (the log-likelihoods of the others are lower "
          + "by \(listed(lower))).")
    }
    if trail.risesBeyond {
      notes.append(
        "\(outcome): the results are those of a maximum of the likelihood, which elsewhere rises higher, towards a "
          + "covariance matrix in which a visit follows from the others; so few data hardly determine the covariance.")
    }
    return notes
  }

  /// `a, b and 3 more`: a long list would fill the screen.
  static func listed(_ names: [String]) -> String {
    guard names.count > 1 else { return names.first ?? "" }
    if names.count > 8 { return names.prefix(7).joined(separator: ", ") + " and \(names.count - 7) more" }
    return names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }
}

extension CovarianceLadder {
  /// Why each rung that is not used is not.
  func notes(outcome: String) -> [String] {
    rungs.compactMap { rung in
      rung.reason.map { "\(outcome): covariance \(rung.family.rawValue) (\(rung.family.title)) is not used: \($0)." }
    }
  }
}
