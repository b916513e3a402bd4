internal import LinearAlgebra
internal import Trials

/// Two variables on the same subjects: baseline and follow-up.
struct MomentPair {
  let baseline: SampleSummary
  let followup: SampleSummary
  let crossProduct: Double

  init(_ summary: MomentSummary) {
    baseline = SampleSummary(summary, variable: 0)
    followup = SampleSummary(summary, variable: 1)
    crossProduct = summary.count > 0 ? summary.crossProducts[0, 1] : 0
  }

  /// From the values of each subject, two passes.
  init(baseline: [Double], followup: [Double]) {
    self.baseline = SampleSummary(baseline)
    self.followup = SampleSummary(followup)
    let (mean0, mean1) = (self.baseline.mean, self.followup.mean)
    crossProduct = zip(baseline, followup).reduce(0) { $0 + ($1.0 - mean0) * ($1.1 - mean1) }
  }

  /// Pearson's correlation; nil for fewer than two pairs and where one of the two does not vary.
  var correlation: Double? {
    guard let sd0 = baseline.sd, let sd1 = followup.sd,
      !isConstant(sd: sd0, magnitude: abs(baseline.mean)), !isConstant(sd: sd1, magnitude: abs(followup.mean))
    else { return nil }
    let ratio = crossProduct / (baseline.sumOfSquares.squareRoot() * followup.sumOfSquares.squareRoot())
    // Written so that the NaN of an overflow stays one.
    return ratio > 1 ? 1 : ratio < -1 ? -1 : ratio
  }
}
