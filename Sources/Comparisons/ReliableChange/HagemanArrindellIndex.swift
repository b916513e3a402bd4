/// Hageman & Arrindell (1999): the change weighted by the reliability of change, r_DD = 1 − 2E²/S_D², E the error of
/// measurement and S_D the SD of the changes: ((y − x) r_DD + (ȳ − x̄)(1 − r_DD)) / (√r_DD √2 E). Who is past the cut-off
/// is judged in the same way, by the follow-up weighted by its reliability r₁ = 1 − E²/S₁², and populations by the SD of
/// true scores. R: `rci_method = "HA"`.
struct HagemanArrindellIndex: ReliableIndex {
  private let error: Double
  private let changeReliability: Double
  private let meanChange: Double
  private let followupMean: Double
  private let followupReliability: Double

  init(_ sample: ChangeSample) throws(MissingIndex) {
    error = sample.errorOfMeasurement
    guard let variance = sample.change.variance, let followupVariance = sample.followup.variance else {
      throw MissingIndex(cause: "Fewer than two complete pairs, so the reliability of change is not known")
    }
    changeReliability = 1 - 2 * error * error / variance
    guard changeReliability > 0 else {
      throw MissingIndex(
        cause:
          "The changes vary no more than the error of measurement alone would make them, so the reliability of change "
          + "is not above 0")
    }
    meanChange = sample.change.mean
    followupMean = sample.followup.mean
    followupReliability = 1 - error * error / followupVariance
    guard followupReliability > 0 else {
      throw MissingIndex(
        cause: "The scores at follow-up vary no more than the error of measurement alone would make them, so their "
          + "reliability is not above 0")
    }
  }

  static var usesFollowup: Bool { true }
  static var isOneSided: Bool { true }

  var standardError: Double { changeReliability.squareRoot() * 2.0.squareRoot() * error }

  func index(baseline: Double, followup: Double) -> Double {
    ((followup - baseline) * changeReliability + meanChange * (1 - changeReliability)) / standardError
  }

  func populationSD(_ sd: Double) throws(MissingIndex) -> Double {
    guard sd > error else {
      throw MissingIndex(
        cause:
          "The functional population varies less than the error of measurement alone, so its true scores have no SD")
    }
    return ((sd - error) * (sd + error)).squareRoot()
  }

  func isPast(_ cutoff: Double, followup: Double, sign: Double, critical: Double) -> Bool {
    let expected = followupMean + (followup - followupMean) * followupReliability
    return sign * (expected - cutoff) / (followupReliability.squareRoot() * error) > critical
  }
}
