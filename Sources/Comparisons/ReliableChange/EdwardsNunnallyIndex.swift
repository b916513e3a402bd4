/// Edwards and Nunnally's, as Speer (1992) gives it: whether the follow-up lies outside an interval around the true score
/// that the baseline lets expect (Kelley's), of the width of the error of measurement. Edwards and Nunnally took 2 errors;
/// here the level says how many. R: `rci_method = "EN"`.
struct EdwardsNunnallyIndex: ReliableIndex {
  let standardError: Double
  private let mean: Double
  private let reliability: Double

  init(_ sample: ChangeSample) throws(MissingIndex) {
    reliability = sample.reliability
    mean = sample.baseline.mean
    standardError = sample.errorOfMeasurement
  }

  func index(baseline: Double, followup: Double) -> Double {
    (followup - mean - reliability * (baseline - mean)) / standardError
  }
}
