internal import Comparisons
internal import Distributions
internal import EffectSizes
internal import Estimates
internal import Glibc
internal import PublishedNumbers

/// A standardized difference of two arms, treatment minus control, on its way to all that follows from it.
struct TwoGroup {
  /// What it comes from, as in `from_t`.
  let route: String
  let n1: Int
  let n2: Int
  let d: Figure
  /// Whether a printed figure says which way it points; else `d` is its size.
  var hasSign = true
  /// Whether d √(n1 n2/(n1 + n2)) is Student's t, so that the limits are exact.
  var isExact = true
  /// Whether d was made from a t that a step shows.
  var isFromT = false
  /// Whether the outcome is an event, scored 0 and 1: r is phi then, and its odds ratio is no matter of d.
  var isBinary = false
  /// What d is divided by.
  var denominator = "pooled_sd"
  /// In the units of the outcome.
  var difference: Figure?
  var arms: (treatment: ArmSummary, control: ArmSummary)?

  private var df: Double { Double(n1 + n2 - 2) }
  private var n: Int { n1 + n2 }
  /// √(1/n₁ + 1/n₂): d over it is t.
  private var scale: Double { (1 / Double(n1) + 1 / Double(n2)).squareRoot() }
  private var term: String? { hasSign ? nil : "sign unknown" }

  private var summary: StandardizedMeanDifference {
    guard let arms else {
      // Any two arms that differ by d of their common SD.
      return StandardizedMeanDifference(
        treatment: .init(n: n1, mean: d.value, sd: n1 > 1 ? 1 : nil),
        control: .init(n: n2, mean: 0, sd: n2 > 1 ? 1 : nil))
    }
    return StandardizedMeanDifference(
      treatment: .init(n: n1, mean: arms.treatment.mean.value, sd: arms.treatment.sd.value),
      control: .init(n: n2, mean: arms.control.mean.value, sd: arms.control.sd.value))
  }

  /// g, d, Glass's Δ, r, the odds ratio and the mean difference, each where the figures give it.
  func rows(_ work: inout Work) -> [EffectRow] {
    guard let effect = effect(level: work.level) else {
      work.note(
        df <= 0
          ? "Fewer than three subjects, so no standardized difference"
          : "The pooled SD is 0, so nothing can be divided by it")
      return [EffectRow(Estimate(term: term, measure: .hedgesG, method: "\(denominator)_from_\(route)", n: n))]
    }
    let method = "\(denominator)_from_\(route)"
    var rows = [hedgesG(effect, method: method, &work)]
    rows.append(EffectRow(row(effect, .cohensD, method, work.level), range: d.range))
    if let glass = glassDelta(&work) { rows.append(glass) }
    if !isBinary { rows += [correlation(effect, &work), oddsRatio(effect, &work)] }
    return rows + meanDifference(&work)
  }

  private func row(_ effect: EffectSize, _ measure: Measure, _ method: String, _ level: Double) -> Estimate {
    var row = effect.row(measure, n: n, level: level)
    row.method = method
    row.term = term
    return row
  }

  // MARK: - d and g

  /// d with its limits: exact, or normal with the large-sample error where t is not Student's.
  private func effect(level: Double) -> EffectSize? {
    guard isExact else {
      guard df > 0 else { return nil }
      let error = (scale * scale + d.value * d.value / (2 * Double(n))).squareRoot()
      return EffectSize(method: .normal, difference: d.value, standardError: error, level: level)
    }
    return summary.cohensD(level: level)
  }

  private func hedgesG(_ effect: EffectSize, method: String, _ work: inout Work) -> EffectRow {
    guard let j = smallSampleCorrection(df: df), let g = summary.hedgesG(correcting: effect) else {
      work.note("Three subjects, so no correction of small samples and no g")
      return EffectRow(Estimate(term: term, measure: .hedgesG, method: method, n: n))
    }
    let level = NumberFormat.percentage(work.level)
    tellLimits(effect, level, &work)
    let figure = d * j
    work.say(
      "Small samples",
      "d is a little too large on average; J = Γ(m/2)/(√(m/2) Γ((m - 1)/2)) with m = \(n - 2): \(j.sixDigits)")
    work.step("Hedges' g", "J · d = \(j.sixDigits) · \(d.inFormula)", figure)
    if let low = g.confidenceLow, let high = g.confidenceHigh, let error = g.standardError {
      work.say("\(level) limits of g", "J times those of d: \(low.sixDigits) to \(high.sixDigits)")
      work.say("SE of g", "√(1/\(n1) + 1/\(n2) + g²/(2 · \(n))) = \(error.sixDigits)")
    }
    return EffectRow(row(g, .hedgesG, method, work.level), range: figure.range)
  }

  private func tellLimits(_ effect: EffectSize, _ level: String, _ work: inout Work) {
    guard let error = effect.standardError, let low = effect.confidenceLow, let high = effect.confidenceHigh else {
      return
    }
    guard isExact, let t = effect.statistic else {
      work.say("SE of d", "√(1/\(n1) + 1/\(n2) + d²/(2 · \(n))) = \(error.sixDigits)")
      work.say("\(level) limits of d", "d ± z · SE, approximately: \(low.sixDigits) to \(high.sixDigits)")
      return
    }
    if !isFromT {
      work.say("t", "d/√(1/n1 + 1/n2) = \(d.text)/√(1/\(n1) + 1/\(n2)) = \(t.sixDigits)")
    }
    work.say(
      "\(level) limits of d",
      "t = \(t.sixDigits) with n1 + n2 - 2 = \(n - 2) degrees of freedom lies at the upper and the lower end of the "
        + "noncentral t distributions with noncentrality \((low / scale).sixDigits) and \((high / scale).sixDigits); times "
        + "√(1/\(n1) + 1/\(n2)): \(low.sixDigits) to \(high.sixDigits)")
  }

  private func glassDelta(_ work: inout Work) -> EffectRow? {
    guard let arms, let difference, let delta = summary.glassDelta(level: work.level) else { return nil }
    let figure = work.step(
      "Glass's delta", "\(difference.text)/\(arms.control.sd.text)", difference / arms.control.sd)
    let method = "control_sd" + denominator.dropFirst("pooled_sd".count) + "_from_\(route)"
    return EffectRow(row(delta, .glassDelta, method, work.level), range: figure.range)
  }

  // MARK: - What follows from d

  /// r = t/√(t² + df), its limits those of the noncentrality through the same function.
  private func correlation(_ effect: EffectSize, _ work: inout Work) -> EffectRow {
    func r(_ d: Double) -> Double {
      let t = d / scale
      // Near 1 the quotient's rounding would not keep the order of two limits.
      return abs(t) > 1 ? (t < 0 ? -1 : 1) / (1 + df / (t * t)).squareRoot() : t / (t * t + df).squareRoot()
    }
    let t = effect.estimate / scale
    let slope = df / scale / pow(t * t + df, 1.5)
    let figure = d.increasing(r)
    work.step("r", "t/√(t² + \(n - 2))", figure)
    return EffectRow(
      Estimate(
        term: term, measure: .pointBiserial, method: "from_\(route)", estimate: r(effect.estimate),
        standardError: effect.standardError.map { $0 * slope }, df: effect.df, statistic: effect.statistic,
        pValue: effect.pValue, confidenceLow: effect.confidenceLow.map(r), confidenceHigh: effect.confidenceHigh.map(r),
        confidenceLevel: work.level, n: n), range: figure.range)
  }

  /// exp(π d/√3): the odds ratio of a logistic outcome cut anywhere.
  private func oddsRatio(_ effect: EffectSize, _ work: inout Work) -> EffectRow {
    let factor = Double.pi / 3.0.squareRoot()
    func ratio(_ d: Double) -> Double { exp(factor * d) }
    let figure = d.increasing(ratio)
    work.step("Odds ratio (logit)", "exp(π d/√3) = exp(\(factor.sixDigits) · \(d.inFormula))", figure)
    return EffectRow(
      Estimate(
        term: term, measure: .oddsRatio, method: "logit_of_d_from_\(route)", estimate: ratio(effect.estimate),
        standardError: effect.standardError.map { $0 * factor * ratio(effect.estimate) }, df: effect.df,
        statistic: effect.statistic, pValue: effect.pValue, confidenceLow: effect.confidenceLow.map(ratio),
        confidenceHigh: effect.confidenceHigh.map(ratio), confidenceLevel: work.level, n: n), range: figure.range)
  }

  // MARK: - In the units of the outcome

  private func meanDifference(_ work: inout Work) -> [EffectRow] {
    guard let difference else { return [] }
    guard let arms else {
      let t = d.value / scale
      guard isExact, t != 0, difference.value != 0 else { return [] }
      let row = Estimate(
        measure: .meanDifference, method: "student_from_\(route)", estimate: difference.value, n: n
      ).tested(standardError: abs(difference.value / t), df: df, level: work.level)
      return [EffectRow(row, range: difference.range)]
    }
    func summary(_ arm: ArmSummary) -> SampleSummary {
      var summary = SampleSummary()
      summary.count = arm.n
      summary.mean = arm.mean.value
      summary.sumOfSquares = arm.sd.value * arm.sd.value * Double(arm.n - 1)
      return summary
    }
    let means = MeanDifference(
      treatment: summary(arms.treatment), control: summary(arms.control), level: work.level)
    return [means.student(), means.welch()].map { found in
      if let error = found.standardError, let df = found.df, let low = found.confidenceLow,
        let high = found.confidenceHigh
      {
        let isStudent = found.method == "student"
        work.say(
          isStudent ? "SE of the difference" : "SE, unequal variances",
          (isStudent
            ? "pooled SD · √(1/\(n1) + 1/\(n2)) = "
            : "√(\(arms.treatment.sd.text)²/\(n1) + \(arms.control.sd.text)²/\(n2)) = ")
            + "\(error.sixDigits); \(difference.text) ± t(\(df.sixDigits)) · SE: \(low.sixDigits) to \(high.sixDigits)")
      }
      var row = found
      row.method = "\(found.method ?? "")_from_\(route)"
      return EffectRow(row, range: difference.range)
    }
  }
}
