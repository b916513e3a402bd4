internal import Estimates
internal import PublishedNumbers

extension Work {
  /// Means and SDs of both arms, however they were printed.
  mutating func fromMeans() -> Found? {
    guard let treatment = arm(.treatment), let control = arm(.control), sizes() != nil else { return nil }
    let sources = [treatment.source, control.source]
    if sources.contains(.standardErrors) {
      note(
        "SDs are taken as SE · √n, which holds for means of raw values; standard errors of a model's means carry its "
          + "adjustment, so that the SD is not quite that of the outcome")
    }
    if sources.contains(.quartiles) {
      note(
        "Means and SDs are estimated from medians, quartiles or ranges as if the values were normal; the intervals do not "
          + "carry the error of that")
    }
    let group = twoGroup(treatment, control, route: route(of: sources), denominator: "pooled_sd")
    if sources.contains(.sds), abs(group.d.value) > 3, group.d.value.isFinite {
      note(
        "|d| is \(abs(group.d.value).sixDigits), which is what standard errors given as SDs look like: write them as se1 and "
          + "se2 if they are")
    }
    let summaries = sources.contains(.quartiles) ? rows(of: [treatment, control]) : []
    return found(group, before: summaries)
  }

  /// The rarer source names the route.
  private func route(of sources: [ArmSummary.Source]) -> String {
    let order: [ArmSummary.Source] = [.quartiles, .intervals, .standardErrors, .sds]
    return (order.first(where: sources.contains) ?? .sds).rawValue
  }

  /// Estimated means and SDs, which are results themselves.
  private func rows(of arms: [ArmSummary]) -> [EffectRow] {
    let labels = [figures.labels[.arm1] ?? "treatment", figures.labels[.arm2] ?? "control"]
    return zip(arms, labels).flatMap { arm, label in
      arm.source == .quartiles
        ? [
          EffectRow(
            Estimate(arm: label, measure: .mean, method: "luo", estimate: arm.mean.value, n: arm.n),
            range: arm.mean.range),
          EffectRow(
            Estimate(arm: label, measure: .sd, method: "wan", estimate: arm.sd.value, n: arm.n), range: arm.sd.range),
        ] : []
    }
  }

  /// d from two summaries, with its steps.
  mutating func twoGroup(
    _ treatment: ArmSummary, _ control: ArmSummary, route: String, denominator: String
  ) -> TwoGroup {
    let (n1, n2) = (treatment.n, control.n)
    let weight1 = Double(n1 - 1)
    let weight2 = Double(n2 - 1)
    let pooled = step(
      "Pooled SD",
      "√(((\(n1) - 1) · \(treatment.sd.text)² + (\(n2) - 1) · \(control.sd.text)²)/(\(n1) + \(n2) - 2))",
      ((treatment.sd.squared * weight1 + control.sd.squared * weight2) / (weight1 + weight2)).squareRoot)
    let difference = step(
      "Difference", "\(treatment.mean.text) - \(control.mean.inFormula)", treatment.mean - control.mean)
    let d = step("Cohen's d", "\(difference.text)/\(pooled.text)", difference / pooled)
    var group = TwoGroup(route: route, n1: n1, n2: n2, d: d)
    group.denominator = denominator
    group.difference = difference
    group.arms = (treatment, control)
    return group
  }

  /// The group's rows, with what the other routes are held against.
  mutating func found(_ group: TwoGroup, before: [EffectRow] = []) -> Found {
    Found(rows: before + group.rows(&self), route: group.route, size: group.isExact ? group.d.range.magnitude : nil)
  }

  // MARK: - The difference of the means

  /// The printed difference, else that of the printed means.
  mutating func rawDifference() -> Figure? {
    if let difference = take(.difference) { return difference }
    if has(.mean1, .mean2), let first = take(.mean1), let second = take(.mean2) {
      return step("Difference", "\(first.text) - \(second.inFormula)", first - second)
    }
    return nil
  }

  /// A difference and the pooled SD.
  mutating func fromDifferenceAndSD() -> Found? {
    guard has(.sd), has(.n1, .n2), hasAny(.difference, .mean1), let (n1, n2) = sizes(),
      let difference = rawDifference(), let sd = take(.sd)
    else { return nil }
    let d = step("Cohen's d", "\(difference.text)/\(sd.text)", difference / sd)
    var group = TwoGroup(route: "difference_and_sd", n1: n1, n2: n2, d: d)
    group.difference = difference
    return found(group)
  }

  /// A difference and its standard error, or its interval.
  mutating func fromDifferenceAndError() -> Found? {
    let hasInterval = has(.differenceLow, .differenceHigh)
    guard has(.n1, .n2), has(.differenceError) || hasInterval, let (n1, n2) = sizes() else { return nil }
    var difference = rawDifference()
    let error: Figure
    if let printed = take(.differenceError) {
      error = printed
    } else {
      guard let low = take(.differenceLow), let high = take(.differenceHigh) else { return nil }
      let middle = (low + high) / 2
      if let difference, difference.range.intersection(middle.range) == nil {
        note(
          "The difference \(difference.text) is not the middle of its interval, \(middle.text): the standard error is "
            + "taken from the interval's width")
      }
      difference = difference ?? step("Difference", "(\(low.text) + \(high.inFormula))/2", middle)
      let reach = reach(df: n1 + n2 - 2)
      error = step(
        "SE of the difference",
        "(high - low)/(2 · \(reach.name)) = (\(high.text) - \(low.inFormula))/(2 · \(reach.text))",
        ((high - low) / (2 * reach.value)).atLeast(0))
    }
    guard let difference else { return nil }
    let t = step("t", "\(difference.text)/\(error.text)", difference / error)
    var group = group(ofT: t, n1, n2, route: has(.differenceError) ? "difference_and_se" : "difference_interval")
    group.difference = difference
    if label(.based) == "z" { group.isExact = false }
    return found(group)
  }
}
