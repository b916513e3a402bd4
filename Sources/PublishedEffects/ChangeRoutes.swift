internal import Estimates
internal import PublishedNumbers

extension Work {
  /// Correlations that stand in for one that was not printed.
  static let band = [0.3, 0.5, 0.7, 0.9]

  mutating func noteBand() {
    note(
      "No figure gives the correlation of before and after, and none is assumed: the rows with the term \"if r = …\" show "
        + "what it decides; r_prepost=… says it")
  }

  // MARK: - One group

  /// Change of one group: d_z, d_av, d_rm, d_baseline, as far as the figures go.
  mutating func fromChange() -> Found? {
    guard has(.n), !has(.n1), let n = figures.count(.n), n > 1 else { return nil }
    let hasChange = has(.change) || has(.pre, .post) || has(.changeLow, .changeHigh)
    let hasTest = hasAny(.t, .f) || figures.probability?.relation == .equal
    guard hasChange && (hasTest || hasAny(.sdChange, .changeError, .changeLow) || has(.sdPre, .sdPost)) || hasTest
    else { return nil }
    _ = count(.n)
    _ = label(.design)
    let change = change()
    let before = take(.sdPre)
    let after = take(.sdPost)
    var correlation = take(.prepostCorrelation)
    let (spread, route) = changeSpread(n, change, before, after, correlation)
    if correlation == nil, let before, let after, let spread {
      correlation = impliedCorrelation(before, after, spread)
    }
    guard let spread else {
      guard let change, let before, let after else { return nil }
      noteBand()
      let group = OneGroup(n: n, change: change, before: before, after: after, spread: nil, correlation: nil)
      var rows = group.rows(route: "means", level: level)
      for r in Self.band {
        let figure = Figure(exactly: r)
        let spread = spreadOfChange(before, after, figure)
        let assumed = OneGroup(
          n: n, change: change, before: before, after: after, spread: spread, correlation: figure)
        rows += assumed.rows(route: "means", level: level).map {
          var row = $0
          row.estimate.term = "if r = \(r.sixDigits)"
          return row
        }
      }
      return Found(rows: rows, route: "means")
    }
    // A test alone gives the change in units of its own SD.
    let unit = change ?? spread
    let isTest = change == nil
    let group = OneGroup(
      n: n, change: isTest ? spread : unit, before: before, after: after,
      spread: isTest ? Figure(exactly: Double(n).squareRoot()) : spread, correlation: correlation, isTest: isTest)
    group.tell(&self)
    var rows = group.rows(route: route, level: level)
    if isTest, figures.labels[.direction] == nil, !has(.t) {
      noteUnknownSign()
      for place in rows.indices { rows[place].estimate.term = "sign unknown" }
    }
    return Found(rows: rows, route: route)
  }

  private mutating func change() -> Figure? {
    if let change = take(.change) { return change }
    if has(.pre, .post), let pre = take(.pre), let post = take(.post) {
      return step("Mean change", "\(post.text) - \(pre.inFormula)", post - pre)
    }
    if has(.changeLow, .changeHigh), let low = take(.changeLow), let high = take(.changeHigh) {
      return step("Mean change", "(\(low.text) + \(high.inFormula))/2", (low + high) / 2)
    }
    return nil
  }

  /// SD of the change and where it comes from; of a test without a change, t itself.
  private mutating func changeSpread(
    _ n: Int, _ change: Figure?, _ before: Figure?, _ after: Figure?, _ correlation: Figure?
  ) -> (Figure?, String) {
    let root = Figure(exactly: Double(n).squareRoot())
    if change != nil {
      if let printed = take(.sdChange) { return (printed, "sd_of_change") }
      if let error = take(.changeError) {
        return (step("SD of change", "SE · √n = \(error.text) · √\(n)", error * root), "se_of_change")
      }
      if has(.changeLow, .changeHigh), let low = take(.changeLow), let high = take(.changeHigh) {
        let reach = reach(df: n - 1)
        let spread = step(
          "SD of change", "√\(n) · (\(high.text) - \(low.inFormula))/(2 · \(reach.text))",
          (root * (high - low) / (2 * reach.value)).atLeast(0))
        return (spread, "interval_of_change")
      }
    }
    if let (t, route) = pairedT(n) {
      guard let change else { return (t, route) }
      guard t.value != 0 else { return (nil, route) }
      let spread = step(
        "SD of change", "|change| · √n/|t| = \(change.magnitude.text) · √\(n)/\(t.magnitude.text)",
        change.magnitude * root / t.magnitude)
      return (spread, route)
    }
    if change != nil, let before, let after, let correlation {
      return (spreadOfChange(before, after, correlation), "correlation")
    }
    return (nil, "means")
  }

  private mutating func pairedT(_ n: Int) -> (Figure, String)? {
    func signed(_ size: Figure) -> Figure { figures.labels[.direction] == "-" ? -size : size }
    if let t = take(.t) { return (t, "t") }
    if let f = take(.f) {
      _ = label(.direction)
      return (signed(step("|t|", "√\(f.text)", f.squareRoot)), "f")
    }
    if figures.probability?.relation == .equal, let p = probability() {
      _ = label(.direction)
      return (signed(size(of: p, df: Double(n - 1))), "p")
    }
    return nil
  }

  private mutating func spreadOfChange(_ before: Figure, _ after: Figure, _ r: Figure) -> Figure {
    step(
      "SD of change, r = \(r.text)",
      "√(\(before.text)² + \(after.text)² - 2 · \(r.text) · \(before.text) · \(after.text))",
      (before.squared + after.squared - before * after * r * 2).squareRoot)
  }

  /// r = (s₁² + s₂² − s_D²)/(2 s₁ s₂); nil where the SDs contradict one another.
  mutating func impliedCorrelation(_ before: Figure, _ after: Figure, _ spread: Figure) -> Figure? {
    let r = (before.squared + after.squared - spread.squared) / (before * after * 2)
    guard abs(r.value) <= 1 else {
      note(
        "The SDs before, after and of the change imply a correlation of \(r.text), which no values have; what needs it is "
          + "left out")
      return nil
    }
    return step(
      "r", "(\(before.text)² + \(after.text)² - \(spread.text)²)/(2 · \(before.text) · \(after.text))", r)
  }
}
