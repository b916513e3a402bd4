internal import Comparisons
internal import EffectSizes
internal import Estimates
internal import PublishedNumbers

/// Before and after of one group, and the effects of it.
struct OneGroup {
  let n: Int
  let change: Figure
  let before: Figure?
  let after: Figure?
  /// SD of the change.
  let spread: Figure?
  let correlation: Figure?
  /// Whether change and spread stand for t and √n, so that only their ratio means anything.
  var isTest = false

  private var summary: StandardizedMeanChange {
    StandardizedMeanChange(
      n: n, meanChange: change.value, sdBaseline: before?.value ?? 0, sdFollowup: after?.value ?? 0,
      sdChange: spread?.value ?? 0, correlation: correlation?.value)
  }

  func rows(route: String, level: Double) -> [EffectRow] {
    func row(_ effect: EffectSize?, _ measure: Measure, _ denominator: String, _ range: Enclosure?) -> [EffectRow] {
      guard let effect else { return [] }
      var row = effect.row(measure, n: n, level: level)
      row.method = "\(denominator)_from_\(route)"
      return [EffectRow(row, range: range)]
    }
    let j = smallSampleCorrection(df: Double(n - 1)) ?? 0
    var rows: [EffectRow] = []
    if let spread, let dZ = summary.dZ(level: level) {
      let figure = change / spread
      rows += row(summary.gZ(correcting: dZ), .gZ, "sd_of_change", (figure * j).range)
      rows += row(dZ, .dZ, "sd_of_change", figure.range)
      if let correlation {
        let factor = ((Figure(exactly: 1) - correlation) * 2).squareRoot
        rows += row(scaled(dZ, by: factor.value), .dRm, "raw_sd", rangeOfDRm(figure * factor))
      }
    }
    guard !isTest else { return rows }
    if let before, let after {
      let figure = change / ((before.squared + after.squared) / 2).squareRoot
      let found = summary.dAv(level: level)
      // Its error needs the SD of the change and the correlation.
      let dAv = spread == nil || correlation == nil ? found?.withoutError : found
      rows += row(dAv.flatMap { summary.gAv(correcting: $0) }, .gAv, "mean_variance", (figure * j).range)
      rows += row(dAv, .dAv, "mean_variance", figure.range)
    }
    if let before {
      let dBaseline = summary.dBaseline(level: level)
      rows += row(
        spread == nil ? dBaseline?.withoutError : dBaseline, .dBaseline, "baseline_sd", (change / before).range)
    }
    return rows + meanChange(route: route, level: level)
  }

  /// What both ways of writing d_rm allow: with the SDs it is D̄ √(1 − ((s₁ − s₂)/s_D)²)/√(s₁ s₂), in which each stands
  /// less often than in d_z √(2(1 − r)) with r from the SDs.
  private func rangeOfDRm(_ dRm: Figure) -> Enclosure {
    guard let before, let after, let spread else { return dRm.range }
    let apart = (before - after) / spread
    let other = change * (Figure(exactly: 1) - apart.squared).squareRoot / (before * after).squareRoot
    guard let both = dRm.range.intersection(other.range), both.contains(dRm.value) else { return dRm.range }
    return both
  }

  /// d_rm with two equal SDs to which change and correlation belong.
  private func scaled(_ dZ: EffectSize, by factor: Double) -> EffectSize? {
    guard let spread, factor > 0 else { return nil }
    let sd = spread.value / factor
    return StandardizedMeanChange(
      n: n, meanChange: change.value, sdBaseline: sd, sdFollowup: sd, sdChange: spread.value,
      correlation: correlation?.value
    ).dRm(scaling: dZ)
  }

  private func meanChange(route: String, level: Double) -> [EffectRow] {
    var row = Estimate(measure: .meanChange, method: "paired_t_from_\(route)", estimate: change.value, n: n)
    if let spread, spread.value > 0 {
      row = row.tested(standardError: spread.value / Double(n).squareRoot(), df: Double(n - 1), level: level)
    }
    return [EffectRow(row, range: change.range)]
  }

  // MARK: - Steps

  /// How d_z and its kin are made.
  func tell(_ work: inout Work) {
    let level = NumberFormat.percentage(work.level)
    let root = Double(n).squareRoot()
    guard let spread, let dZ = summary.dZ(level: work.level), let t = dZ.statistic else { return }
    work.step("d_z", isTest ? "t/√n = \(change.inFormula)/√\(n)" : "\(change.text)/\(spread.text)", change / spread)
    if let low = dZ.confidenceLow, let high = dZ.confidenceHigh {
      work.say(
        "\(level) limits of d_z",
        "t = d_z · √n = \(t.sixDigits) with n - 1 = \(n - 1) degrees of freedom lies at the upper and the lower end of the "
          + "noncentral t distributions with noncentrality \((low * root).sixDigits) and \((high * root).sixDigits); over "
          + "√\(n): \(low.sixDigits) to \(high.sixDigits)")
    }
    if let j = smallSampleCorrection(df: Double(n - 1)) {
      let dZ = change / spread
      work.step("g_z", "J(\(n - 1)) · d_z = \(j.sixDigits) · \(dZ.inFormula)", dZ * j)
    }
    if let correlation {
      work.step(
        "d_rm", "d_z · √(2 · (1 - r)) = \((change / spread).inFormula) · √(2 · (1 - \(correlation.inFormula)))",
        change / spread * ((Figure(exactly: 1) - correlation) * 2).squareRoot)
    }
    guard !isTest else { return }
    if let before, let after {
      work.step(
        "d_av", "\(change.text)/√((\(before.text)² + \(after.text)²)/2)",
        change / ((before.squared + after.squared) / 2).squareRoot)
    }
    if let before { work.step("d_baseline", "\(change.text)/\(before.text)", change / before) }
    let error = spread.value / root
    work.say("SE of the change", "\(spread.text)/√\(n) = \(error.sixDigits)")
  }
}
