internal import Distributions
internal import EffectSizes
internal import Estimates
internal import PublishedNumbers

extension Work {
  /// Which way the effect points: by `direction`, by the difference or by the means; nil where nothing says it.
  private mutating func sign(of difference: Figure?) -> Double? {
    if let direction = label(.direction) { return direction == "-" ? -1 : 1 }
    guard let difference, difference.value != 0 else { return nil }
    return difference.value < 0 ? -1 : 1
  }

  /// d of Student's t.
  mutating func group(ofT t: Figure, _ n1: Int, _ n2: Int, route: String) -> TwoGroup {
    let scale = (1 / Double(n1) + 1 / Double(n2)).squareRoot()
    let d = step("Cohen's d", "t · √(1/n1 + 1/n2) = \(t.inFormula) · √(1/\(n1) + 1/\(n2))", t * scale)
    var group = TwoGroup(route: route, n1: n1, n2: n2, d: d)
    group.isFromT = true
    return group
  }

  /// d of a statistic that has no direction of its own.
  private mutating func found(size t: Figure, _ n1: Int, _ n2: Int, route: String, isExact: Bool = true) -> Found {
    let difference = rawDifference()
    let sign = sign(of: difference)
    var group = group(ofT: sign == -1 ? -t : t, n1, n2, route: route)
    group.hasSign = sign != nil
    group.isExact = isExact
    group.difference = group.hasSign ? difference : nil
    if !group.hasSign { noteUnknownSign() }
    return found(group)
  }

  mutating func noteUnknownSign() {
    note(
      "Nothing says which way the effect points, so the estimates are sizes, and a limit below 0 lies on the other side; "
        + "direction=+ or direction=- says it")
  }

  /// A printed df that is not n₁ + n₂ − 2.
  private mutating func checkDegreesOfFreedom(_ n1: Int, _ n2: Int) {
    guard let df = take(.df), df.value != Double(n1 + n2 - 2) else { return }
    note(
      "df = \(df.text) is not n1 + n2 - 2 = \(n1 + n2 - 2): a test with unequal variances, with covariates or of other "
        + "subjects; d is then not quite the difference over the pooled SD of the outcome")
  }

  // MARK: - Statistics

  mutating func fromT() -> Found? {
    guard has(.t, .n1, .n2), let (n1, n2) = sizes(), let printed = take(.t) else { return nil }
    checkDegreesOfFreedom(n1, n2)
    let difference = rawDifference()
    var t = printed
    // Print often gives t without its sign.
    if let sign = sign(of: difference), (printed.value < 0) != (sign < 0), printed.value != 0 {
      t = -printed
      note("t = \(printed.text) is taken to be printed with the other direction: treatment minus control is \(t.text)")
    }
    var group = group(ofT: t, n1, n2, route: "t")
    group.difference = difference
    return found(group)
  }

  mutating func fromF() -> Found? {
    guard has(.f, .n1, .n2), let (n1, n2) = sizes(), let f = take(.f) else { return nil }
    checkDegreesOfFreedom(n1, n2)
    return found(size: step("t", "√F = √\(f.text)", f.squareRoot), n1, n2, route: "f")
  }

  mutating func fromEtaSquared() -> Found? {
    guard has(.eta2, .n1, .n2), let (n1, n2) = sizes(), let share = take(.eta2) else { return nil }
    let df = Double(n1 + n2 - 2)
    let t = share.increasing { $0 >= 1 ? .infinity : (max(0, $0) * df / (1 - max(0, $0))).squareRoot() }
    return found(
      size: step("t", "√(η² · df/(1 - η²)) = √(\(share.text) · \(n1 + n2 - 2)/(1 - \(share.text)))", t), n1, n2,
      route: "eta_squared")
  }

  mutating func fromR() -> Found? {
    guard has(.r, .n1, .n2), let (n1, n2) = sizes(), let r = take(.r) else { return nil }
    let df = Double(n1 + n2 - 2)
    let t = r.increasing { abs($0) >= 1 ? $0 * .infinity : $0 * (df / (1 - $0 * $0)).squareRoot() }
    var group = group(
      ofT: step("t", "r · √(df/(1 - r²)) = \(r.inFormula) · √(\(n1 + n2 - 2)/(1 - \(r.inFormula)²))", t), n1, n2,
      route: "r")
    group.difference = rawDifference()
    return found(group)
  }

  mutating func fromZ() -> Found? {
    guard has(.z, .n1, .n2), let (n1, n2) = sizes(), let z = take(.z) else { return nil }
    note("z is taken for t, as in large samples; the limits are approximate")
    var group = group(ofT: z, n1, n2, route: "z")
    group.isExact = false
    return found(group)
  }

  // MARK: - p

  /// |t| of an exact p-value.
  mutating func fromP() -> Found? {
    guard has(.p, .n1, .n2), figures.probability?.relation == .equal, let (n1, n2) = sizes(),
      let p = probability()
    else { return nil }
    checkDegreesOfFreedom(n1, n2)
    let t = size(of: p, df: takeDegreesOfFreedom() ?? Double(n1 + n2 - 2))
    return found(size: t, n1, n2, route: "p")
  }

  mutating func takeDegreesOfFreedom() -> Double? { take(.df)?.value }

  /// The t whose p-value it is, two-sided unless `tails=1`.
  mutating func size(of p: PrintedProbability, df: Double) -> Figure {
    let isOneSided = label(.tails) == "1"
    let share = isOneSided ? 1.0 : 0.5
    let printed = Figure(p.number.value, p.enclosure)
    let t = printed.decreasing { StudentT(df: df).quantile(min(1, max(0, $0)) * share, tail: .upper) }
    say(
      isOneSided ? "t" : "|t|",
      "with \(df.sixDigits) degrees of freedom, the t beyond which \(isOneSided ? "p" : "p/2") = \(p.number.text)"
        + "\(isOneSided ? "" : "/2") of chance lies: \(t.text)")
    return t
  }

  /// What a bound on p says of the size of the effect: no estimate, a bound on |d|.
  mutating func fromBound() -> Found? {
    guard let p = figures.probability, p.relation != .equal else { return nil }
    if let (n1, n2) = sizes() {
      return bound(
        p, n: n1 + n2, df: n1 + n2 - 2, scale: (1 / Double(n1) + 1 / Double(n2)).squareRoot(),
        formula: "√(1/\(n1) + 1/\(n2))", denominator: "pooled_sd", names: ("g", "d"), measures: (.hedgesG, .cohensD))
    }
    guard let n = count(.n) else { return nil }
    return bound(
      p, n: n, df: n - 1, scale: 1 / Double(n).squareRoot(), formula: "1/√\(n)", denominator: "sd_of_change",
      names: ("g_z", "d_z"), measures: (.gZ, .dZ))
  }

  private mutating func bound(
    _ p: PrintedProbability, n: Int, df: Int, scale: Double, formula: String, denominator: String,
    names: (String, String), measures: (Measure, Measure)
  ) -> Found? {
    _ = probability()
    guard df > 0, let j = smallSampleCorrection(df: Double(df)) else { return nil }
    let t = size(of: p, df: takeDegreesOfFreedom() ?? Double(df))
    let limit = step("|\(names.1)| at the bound", "|t| · \(formula) = \(t.text) · \(formula)", t * scale)
    let isBelow = p.relation == .below
    let side = isBelow ? "above" : "below"
    note(
      "p \(p.relation.rawValue) \(p.number.text) is a bound and gives no estimate: |\(names.1)| is \(side) \(limit.text), "
        + "|\(names.0)| \(side) \((limit.value * j).sixDigits)")
    let rows = [(measures.0, j), (measures.1, 1)].map { measure, factor in
      EffectRow(
        Estimate(term: "size", measure: measure, method: "\(denominator)_from_p_bound", n: n),
        range: isBelow ? Enclosure(limit.value * factor, .infinity) : Enclosure(0, limit.value * factor))
    }
    return Found(rows: rows, route: "p_bound")
  }
}
