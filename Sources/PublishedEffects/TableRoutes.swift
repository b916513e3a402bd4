internal import Comparisons
internal import Distributions
internal import EffectSizes
internal import Estimates
internal import Glibc
internal import PublishedNumbers

extension Work {
  /// Counts: the rows that `compare --event` gives, and d by the logit.
  mutating func fromCounts() -> Found? {
    guard let table = table() else { return nil }
    let isGood = label(.event) != "bad"
    let block = BinaryBlock(table: table, strata: nil, level: level, interval: .newcombe, eventIsGood: isGood)
    for cause in block.causes(where: { _ in true }) { note(cause) }
    if label(.event) == nil {
      note("Of the number needed to treat, benefit is an event more than under control; event=bad turns it")
    }
    var rows = block.rows(adjusted: nil).map { EffectRow($0) }
    tell(table)
    if let ratio = table.oddsRatio(level: level), let error = ratio.standardError {
      rows += logit(log(ratio.estimate), error / ratio.estimate, n: table.n, route: "counts")
    }
    return Found(rows: rows, route: "counts")
  }

  private mutating func table() -> TwoByTwoTable? {
    if has(.a, .b, .c, .d), let a = count(.a), let b = count(.b), let c = count(.c), let d = count(.d), a + b > 0,
      c + d > 0
    {
      return TwoByTwoTable(
        treatment: Proportion(successes: a, n: a + b), control: Proportion(successes: c, n: c + d))
    }
    guard has(.events1, .events2, .n1, .n2), let (n1, n2) = sizes(), let first = count(.events1),
      let second = count(.events2)
    else { return nil }
    return TwoByTwoTable(
      treatment: Proportion(successes: first, n: n1), control: Proportion(successes: second, n: n2))
  }

  /// Risks, their difference and ratios.
  private mutating func tell(_ table: TwoByTwoTable) {
    guard let p1 = table.treatment.estimate, let p2 = table.control.estimate else { return }
    let (first, second) = (table.treatment, table.control)
    say("Risk 1", "\(first.successes)/\(first.n) = \(p1.sixDigits)")
    say("Risk 2", "\(second.successes)/\(second.n) = \(p2.sixDigits)")
    say(
      "Risk difference",
      "\(p1.sixDigits) - \(p2.sixDigits) = \((p1 - p2).sixDigits); limits by Newcombe's hybrid of two Wilson intervals")
    let half = table.hasEmptyCell ? 0.5 : 0
    let cells = [first.successes, first.n - first.successes, second.successes, second.n - second.successes].map {
      Double($0) + half
    }
    let (a, b, c, d) = (cells[0].shortest, cells[1].shortest, cells[2].shortest, cells[3].shortest)
    let level = NumberFormat.percentage(self.level)
    for (name, formula, variance, ratio) in [
      (
        "Risk ratio", "(\(a)/(\(a) + \(b)))/(\(c)/(\(c) + \(d)))",
        "1/\(a) - 1/(\(a) + \(b)) + 1/\(c) - 1/(\(c) + \(d))",
        table.riskRatio(level: self.level)
      ),
      (
        "Odds ratio", "(\(a) · \(d))/(\(b) · \(c))", "1/\(a) + 1/\(b) + 1/\(c) + 1/\(d)",
        table.oddsRatio(level: self.level)
      ),
    ] {
      guard let ratio, let error = ratio.standardError, let low = ratio.confidenceLow, let high = ratio.confidenceHigh
      else { continue }
      say(name, "\(formula) = \(ratio.estimate.sixDigits)")
      say(
        "\(level) limits",
        "log ± z · √(\(variance)) = log ± z · \((error / ratio.estimate).sixDigits): \(low.sixDigits) to \(high.sixDigits)"
      )
    }
  }

  /// d = √3/π · log OR, of a logistic outcome that was cut in two.
  private mutating func logit(
    _ logRatio: Double, _ error: Double, n: Int?, route: String, range: Enclosure? = nil
  ) -> [EffectRow] {
    let factor = 3.0.squareRoot() / .pi
    let figure = Figure(logRatio * factor, range ?? Enclosure(logRatio * factor))
    step("Cohen's d (logit)", "√3/π · log OR = \(factor.sixDigits) · \(Figure(exactly: logRatio).inFormula)", figure)
    let effect = EffectSize(
      method: .normal, difference: figure.value, standardError: error * factor, level: level)
    var row = effect.row(.cohensD, n: n ?? 0, level: level)
    row.n = n
    row.method = "logit_from_\(route)"
    return [EffectRow(row, range: range)]
  }

  // MARK: - A printed odds ratio

  mutating func fromOddsRatio() -> Found? {
    guard has(.oddsRatioLow, .oddsRatioHigh), let low = take(.oddsRatioLow), let high = take(.oddsRatioHigh) else {
      return nil
    }
    if !has(.level) { noteOnce("Printed limits are taken for 95% limits; ci_level=… says otherwise") }
    let z = Normal().quantile((1 - printedLevel()) / 2, tail: .upper)
    let logLow = low.increasing { $0 > 0 ? log($0) : -.infinity }
    let logHigh = high.increasing { $0 > 0 ? log($0) : -.infinity }
    let middle = (logLow + logHigh) / 2
    var logRatio = middle
    if let printed = take(.oddsRatio) {
      logRatio = printed.increasing { $0 > 0 ? log($0) : -.infinity }
      if logRatio.range.intersection(middle.range) == nil {
        note(
          "The odds ratio \(printed.text) is not the middle of its interval on the log scale, \(exp(middle.value).sixDigits): "
            + "the standard error is taken from the interval's width")
      }
      step("log OR", "log \(printed.text)", logRatio)
    } else {
      step("log OR", "(log \(low.text) + log \(high.text))/2", middle)
    }
    let error = step(
      "SE of log OR", "(log \(high.text) - log \(low.text))/(2 · \(z.sixDigits))", (logHigh - logLow) / (2 * z))
    let n = sizes().map { $0 + $1 } ?? count(.n)
    let ratio = EffectSize(
      method: .woolfLog, logRatio: logRatio.value, logStandardError: error.value, level: level)
    var row = ratio.row(.oddsRatio, n: n ?? 0, level: level)
    row.n = n
    row.method = "wald_log_from_interval"
    let rows = [EffectRow(row, range: logRatio.increasing(exp).range)]
    let factor = 3.0.squareRoot() / .pi
    return Found(
      rows: rows
        + logit(
          logRatio.value, error.value, n: n, route: "odds_ratio",
          range: (logRatio * factor).range), route: "odds_ratio")
  }

  // MARK: - Chi-squared

  /// φ = √(χ²/N), and d of the outcome scored 0 and 1.
  mutating func fromChiSquared() -> Found? {
    guard has(.chi2), has(.n1, .n2) || has(.n) else { return nil }
    let both = sizes()
    guard let n = both.map({ $0 + $1 }) ?? count(.n), n > 2, let chi = take(.chi2) else { return nil }
    note("chi2 is taken to have 1 degree of freedom and no correction for continuity")
    let direction = label(.direction)
    let root = step("z", "√\(chi.text)", chi.squareRoot)
    let z = direction == "-" ? -root : root
    let phi = step("phi", "z/√N = \(z.inFormula)/√\(n)", z / Double(n).squareRoot())
    let reach = Normal().quantile((1 - level) / 2, tail: .upper)
    let scale = 1 / Double(n).squareRoot()
    if direction == nil { noteUnknownSign() }
    let row = EffectRow(
      Estimate(
        term: direction == nil ? "sign unknown" : nil, measure: .phi, method: "from_chi_squared", estimate: phi.value,
        standardError: scale, statistic: z.value, pValue: Normal().twoSidedPValue(z.value),
        confidenceLow: max(-1, (z.value - reach) * scale), confidenceHigh: min(1, (z.value + reach) * scale),
        confidenceLevel: level, n: n), range: phi.range)
    guard let (n1, n2) = both else { return Found(rows: [row], route: "chi_squared") }
    let df = Double(n - 2)
    let t = phi.increasing { abs($0) >= 1 ? $0 * .infinity : $0 * (df / (1 - $0 * $0)).squareRoot() }
    var group = group(ofT: step("t", "phi · √((N - 2)/(1 - phi²))", t), n1, n2, route: "chi_squared")
    group.hasSign = direction != nil
    group.isExact = false
    group.isBinary = true
    return found(group, before: [row])
  }
}
