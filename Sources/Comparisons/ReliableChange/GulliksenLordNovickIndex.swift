/// Gulliksen, Lord and Novick's, as Hsu (1989, 1995) gives it: the follow-up against what regression to the mean of the
/// baselines lets expect, over the error of that prediction, S√(1 − R²). R: `rci_method = "GLN"`.
struct GulliksenLordNovickIndex: ReliableIndex {
  let standardError: Double
  private let mean: Double
  private let reliability: Double

  init(_ sample: ChangeSample) throws(MissingIndex) {
    reliability = sample.reliability
    mean = sample.baseline.mean
    standardError = sample.baselineSD * (1 - reliability * reliability).squareRoot()
  }

  func index(baseline: Double, followup: Double) -> Double {
    (followup - mean - reliability * (baseline - mean)) / standardError
  }
}
