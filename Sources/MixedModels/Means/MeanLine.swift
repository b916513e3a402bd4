internal import Estimates

/// A marginal mean or a contrast before it is estimated: what it is called, and the weights of all coefficients.
struct MeanLine {
  var arm: String?
  var contrast: String?
  /// What B of the contrast is, where it is one arm or one visit.
  var reference: Estimate.Reference?
  var visit: String?
  var term: String?
  /// Nil where no row has the weights that were asked for.
  let weights: [Double]?
  /// Subjects with an analysed row in any of its cells; nil where moments do not tell.
  let subjects: Int?
  /// Place of the visit it is at, for the standard deviation there.
  var visitPlace: Int?

  /// Its name in a note.
  var label: String {
    [term, contrast ?? arm, visit.map { "visit \($0)" }].compactMap { $0 }.joined(separator: ", ")
  }

  func row(_ measure: Measure, method: String, outcome: String) -> Estimate {
    Estimate(
      outcome: outcome, arm: arm, contrast: contrast, reference: reference,
      visit: visit.flatMap { $0.isEmpty ? nil : $0 }, term: term,
      measure: measure, method: method, n: subjects)
  }
}

/// Contrasts that are adjusted together.
struct ContrastFamily {
  var lines: [MeanLine]
  /// Weights of all contrasts that the largest |t| is taken over, where they are others than the lines'.
  var compared: [[Double]]?
}
