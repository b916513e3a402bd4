internal import Comparisons
internal import EffectSizes
internal import Estimates
internal import PublishedNumbers

extension Work {
  /// Morris's d_ppc2, and the change scores where their SDs are known.
  mutating func fromChangesOfArms() -> Found? {
    guard has(.n1, .n2), let (n1, n2) = sizes(),
      has(.change1) || has(.pre1, .post1), has(.change2) || has(.pre2, .post2),
      let treatment = armChange(.treatment, n1), let control = armChange(.control, n2)
    else { return nil }
    var rows: [EffectRow] = []
    if let first = treatment.before, let second = control.before {
      rows += ppc2(treatment, first, control, second)
    }
    if let first = treatment.spread, let second = control.spread {
      let group = twoGroup(
        ArmSummary(n: n1, mean: treatment.change, sd: first, source: .sds),
        ArmSummary(n: n2, mean: control.change, sd: second, source: .sds), route: "changes",
        denominator: "pooled_sd_of_change")
      rows += group.rows(&self)
    }
    return rows.isEmpty ? nil : Found(rows: rows, route: "changes")
  }

  private struct ArmChange {
    let n: Int
    let change: Figure
    let before: Figure?
    let spread: Figure?
    let correlation: Figure?
    let after: Figure?
  }

  private mutating func armChange(_ arm: EffectKey.Occasions, _ n: Int) -> ArmChange? {
    var change = take(arm.change)
    if change == nil, let pre = take(arm.pre), let post = take(arm.post) {
      change = step("Mean change \(arm.number)", "\(post.text) - \(pre.inFormula)", post - pre)
    }
    guard let change else { return nil }
    let before = take(arm.before)
    let after = take(arm.after)
    let spread = take(arm.spread)
    var correlation: Figure?
    if let before, let after, let spread { correlation = impliedCorrelation(before, after, spread) }
    return ArmChange(n: n, change: change, before: before, spread: spread, correlation: correlation, after: after)
  }

  private mutating func ppc2(
    _ treatment: ArmChange, _ first: Figure, _ control: ArmChange, _ second: Figure
  ) -> [EffectRow] {
    let weight1 = Double(treatment.n - 1)
    let weight2 = Double(control.n - 1)
    let pooled = step(
      "Pooled baseline SD",
      "√(((\(treatment.n) - 1) · \(first.text)² + (\(control.n) - 1) · \(second.text)²)/"
        + "(\(treatment.n) + \(control.n) - 2))",
      ((first.squared * weight1 + second.squared * weight2) / (weight1 + weight2)).squareRoot)
    let difference = step(
      "Difference of the changes", "\(treatment.change.text) - \(control.change.inFormula)",
      treatment.change - control.change)
    guard let j = smallSampleCorrection(df: weight1 + weight2) else {
      note("Fewer than four subjects, so no d_ppc2")
      return []
    }
    let figure = step(
      "d_ppc2", "J · difference/SD = \(j.sixDigits) · \(difference.inFormula)/\(pooled.text)", difference / pooled * j)
    func row(_ correlation: Double?, term: String? = nil) -> EffectRow {
      let effect = PretestPosttestDifference(
        treatment: .init(n: treatment.n, meanChange: treatment.change.value, sdBaseline: first.value),
        control: .init(n: control.n, meanChange: control.change.value, sdBaseline: second.value),
        correlation: correlation
      ).dPpc2(level: level)
      let n = treatment.n + control.n
      var row = effect?.row(.dPpc2, n: n, level: level) ?? Estimate(measure: .dPpc2, n: n)
      row.method = "pooled_baseline_sd_from_changes"
      row.term = term
      return EffectRow(row, range: figure.range)
    }
    if let printed = take(.prepostCorrelation) { return [row(printed.value)] }
    if let r = pooledCorrelation(treatment, control) { return [row(r)] }
    noteBand()
    return [row(nil)] + Self.band.map { row($0, term: "if r = \($0.sixDigits)") }
  }

  /// Σ of cross-products over the roots of the Σ of squares, as `compare` has it.
  private mutating func pooledCorrelation(_ treatment: ArmChange, _ control: ArmChange) -> Double? {
    var cross = 0.0
    var earlier = 0.0
    var later = 0.0
    for arm in [treatment, control] {
      guard let before = arm.before?.value, let after = arm.after?.value, let r = arm.correlation?.value else {
        return nil
      }
      let weight = Double(arm.n - 1)
      cross += weight * r * before * after
      earlier += weight * before * before
      later += weight * after * after
    }
    let r = cross / (earlier * later).squareRoot()
    guard r.isFinite else { return nil }
    say("r within the arms", "pooled over both = \(r.sixDigits)")
    return r
  }
}

extension EffectKey {
  /// The keys of one arm before and after.
  struct Occasions {
    let number: Int
    let pre, post, change, before, after, spread: EffectKey

    static let treatment = Occasions(
      number: 1, pre: .pre1, post: .post1, change: .change1, before: .sdPre1, after: .sdPost1, spread: .sdChange1)
    static let control = Occasions(
      number: 2, pre: .pre2, post: .post2, change: .change2, before: .sdPre2, after: .sdPost2, spread: .sdChange2)
  }
}
