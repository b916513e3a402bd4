internal import LinearAlgebra

/// One outcome at baseline and at one follow-up, for all subjects of a trial; NaN is missing. Complete pairs only
/// enter whatever is asked of it.
package struct PairedValues {
  package let baseline: [Double]
  package let followup: [Double]
  /// The subjects' arms, -1 where unknown; nil where the trial has none.
  package let armCodes: [Int32]?

  package init(baseline: [Double], followup: [Double], armCodes: [Int32]?) {
    self.baseline = baseline
    self.followup = followup
    self.armCodes = armCodes
  }

  /// Change (later − earlier) in one set of subjects.
  package struct Change {
    package var summary = SampleSummary()
    /// Largest absolute value among the pairs: the scale on which rounding is judged.
    package var magnitude = 0.0

    /// Whether the changes vary by nothing but rounding.
    package var isConstant: Bool { summary.sd.map { Comparisons.isConstant(sd: $0, magnitude: magnitude) } ?? false }
    /// Whether there is a spread to test against: two changes that differ by more than rounding.
    package var varies: Bool { summary.count > 1 && !isConstant }
  }

  /// The change in each of `armCount` arms, and, last, in all subjects together, those without an arm included.
  ///
  /// Two passes over the differences themselves. From the variances and the covariance, s₁² + s₂² − 2c, the SD of the
  /// change would lose as many digits as the correlation has nines, and a constant change would seem to vary.
  package func changes(armCount: Int) -> [Change] {
    var groups = [Change](repeating: Change(), count: armCount + 1)
    // Summed in twice the precision, so that a mean is the nearest double to the mean of the differences.
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: armCount + 1)
    // The last place gathers subjects without an arm, until the arms are merged into it.
    func group(_ subject: Int) -> Int {
      guard let armCodes, armCodes[subject] >= 0 else { return armCount }
      return Int(armCodes[subject])
    }
    for subject in baseline.indices {
      let earlier = baseline[subject]
      let later = followup[subject]
      let difference = later - earlier
      guard !earlier.isNaN, !later.isNaN else { continue }
      let place = group(subject)
      groups[place].summary.count += 1
      sums[place].add(difference)
      groups[place].magnitude = max(groups[place].magnitude, max(abs(earlier), abs(later)))
    }
    for place in groups.indices where groups[place].summary.count > 0 {
      groups[place].summary.mean = sums[place].value / Double(groups[place].summary.count)
    }
    var residuals = [Double](repeating: 0, count: groups.count)
    for subject in baseline.indices {
      guard !baseline[subject].isNaN, !followup[subject].isNaN else { continue }
      let place = group(subject)
      let deviation = followup[subject] - baseline[subject] - groups[place].summary.mean
      residuals[place] += deviation
      groups[place].summary.sumOfSquares += deviation * deviation
    }
    for place in groups.indices where groups[place].summary.count > 0 {
      let size = Double(groups[place].summary.count)
      groups[place].summary.sumOfSquares = notBelowZero(
        groups[place].summary.sumOfSquares - residuals[place] * residuals[place] / size)
    }
    for arm in 0..<armCount {
      groups[armCount].summary.merge(groups[arm].summary)
      groups[armCount].magnitude = max(groups[armCount].magnitude, groups[arm].magnitude)
      sums[armCount].add(sums[arm].high)
      sums[armCount].add(sums[arm].low)
    }
    let all = groups[armCount].summary.count
    if all > 0 { groups[armCount].summary.mean = sums[armCount].value / Double(all) }
    return groups
  }

  /// Later − earlier for each complete pair of an arm, or of all subjects (nil).
  package func differences(arm: Int?) -> [Double] {
    var result: [Double] = []
    for subject in baseline.indices where arm == nil || armCodes?[subject] == Int32(arm ?? -1) {
      guard !baseline[subject].isNaN, !followup[subject].isNaN else { continue }
      result.append(followup[subject] - baseline[subject])
    }
    return result
  }
}
