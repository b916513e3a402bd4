/// Hsu, Linn and Lord's (Hsu 1989): as Gulliksen, Lord and Novick's, but each score against the mean of its own visit, so
/// that it asks who changed more or less than all did on average. R: `rci_method = "HLL"`.
struct HsuLinnLordIndex: ReliableIndex {
  let standardError: Double
  private let mean: Double
  private let followupMean: Double
  private let reliability: Double

  init(_ sample: ChangeSample) throws(MissingIndex) {
    reliability = sample.reliability
    mean = sample.baseline.mean
    followupMean = sample.followup.mean
    standardError = sample.baselineSD * (1 - reliability * reliability).squareRoot()
  }

  static var usesFollowup: Bool { true }

  func index(baseline: Double, followup: Double) -> Double {
    (followup - followupMean - reliability * (baseline - mean)) / standardError
  }
}
