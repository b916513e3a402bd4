/// Nunnally & Kotsch (1983): Edwards and Nunnally's difference over its own error, √(R²S²(1 − R) + S²(1 − R₁)), R₁ the
/// reliability at follow-up. R: `rci_method = "NK"`.
struct NunnallyKotschIndex: ReliableIndex {
  let standardError: Double
  private let mean: Double
  private let reliability: Double

  init(_ sample: ChangeSample) throws(MissingIndex) {
    reliability = sample.reliability
    mean = sample.baseline.mean
    let variance = reliability * reliability * (1 - reliability) + (1 - sample.followupReliability)
    standardError = sample.baselineSD * variance.squareRoot()
  }

  func index(baseline: Double, followup: Double) -> Double {
    (followup - mean - reliability * (baseline - mean)) / standardError
  }
}
