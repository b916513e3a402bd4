import Distributions
import Estimates
import PublishedNumbers

extension AuditCheck {
  static let pFromStatistic = AuditCheck(
    "p_from_statistic", "Is the p-value that of the test statistic and its df?"
  ).askingClaims { claim, _ in
    guard let p = claim.p, let statistic = claim.statistic else { return nil }
    guard let test = StatisticTest(claim, statistic) else {
      return .missing("p_from_statistic", "\(statistic.words): the sizes of the two arms are not printed")
    }
    if statistic.letter == .u { return test.rankSumFinding(p) }
    let printed = ([.t, .z, .r].contains(statistic.letter) ? claim.twoSidedP : nil) ?? p.enclosure
    let agreeing = test.readings.first { $0.allowed.meets(printed) }
    let shown = agreeing ?? test.readings[0]
    // Degrees of freedom that are not printed rule nothing out.
    let verdict: ClaimVerdict.Verdict =
      agreeing != nil ? .consistent : test.dfIsPrinted ? .inconsistent : .notCheckable
    var finding = Finding(
      "p_from_statistic", verdict,
      "\(statistic.words)\(shown.words) gives p = \(Shown.p(shown.point)) (\(Shown.p(shown.allowed))); \(Shown.p(p)) is printed"
        + (verdict == .notCheckable ? ", and no df" : ""),
      recomputed: shown.point, allowed: shown.allowed, method: shown.method, figures: [.p, .statistic])
    if verdict == .inconsistent { finding.mends = test.mends(p) }
    return finding
  }
}

extension PrintedStatistic {
  /// `t = 1.93`.
  var words: String { "\(letter.rawValue) = \(number.text)" }
}

/// A statistic with every usual reading of what it is held against.
struct StatisticTest {
  struct Reading {
    let words: String
    let allowed: Enclosure
    let point: Double
    let method: String
  }

  let statistic: PrintedStatistic
  private(set) var readings: [Reading] = []
  private(set) var dfIsPrinted = true
  private let claim: PublishedClaim

  /// Nil where the statistic means nothing without what is not printed.
  init?(_ claim: PublishedClaim, _ statistic: PrintedStatistic) {
    self.claim = claim
    self.statistic = statistic
    let range = statistic.number.enclosure
    let value = statistic.number.value
    let df = claim.df.map(\.value)
    switch statistic.letter {
    case .z: readings = [Self.t(range, value, df: .infinity)]
    case .t:
      dfIsPrinted = !df.isEmpty
      let dfs = df.last.map { [$0] } ?? PlausibleDF.ladder(from: claim.leastDF)
      readings = dfs.map { Self.t(range, value, df: $0) }
      if let printed = claim.df.last { widen(by: printed) { Self.t(range, value, df: $0).allowed } }
    case .f:
      dfIsPrinted = !df.isEmpty
      let dfs = df.count > 1 ? [(df[0], df[1])] : PlausibleDF.ladder(from: df.first ?? claim.leastDF).map { (1, $0) }
      readings = (df.count == 1 ? [(1, df[0])] : dfs).map { Self.f(range, value, $0.0, $0.1) }
      if let printed = claim.df.last, let first = df.count > 1 ? df.first : 1 {
        widen(by: printed) { Self.f(range, value, first, $0).allowed }
      }
    case .chiSquared:
      dfIsPrinted = !df.isEmpty
      readings = (df.first.map { [$0] } ?? [1, 2, 3, 4]).map { Self.chiSquared(range, value, $0) }
    case .r:
      guard let df = df.last ?? claim.n1.map({ Double($0 - 2) }), df > 0, abs(value) <= 1 else { return nil }
      readings = [Self.r(range, value, df)]
    case .u:
      guard claim.n1 ?? 0 > 0, claim.n2 ?? 0 > 0 else { return nil }
    }
    if !dfIsPrinted, let hull = readings.map(\.allowed).hull {
      readings = [
        Reading(words: " with any df", allowed: hull, point: readings[readings.count - 1].point, method: "any_df")
      ]
    }
  }

  /// Degrees of freedom with decimals, as Welch's test has them, are rounded like any other figure.
  private mutating func widen(by printed: PrintedNumber, _ allowed: (Double) -> Enclosure) {
    guard printed.decimals > 0, readings.count == 1, printed.value > 0 else { return }
    let ends = [max(printed.enclosure.low, printed.value / 2), printed.enclosure.high]
    guard let hull = (ends.map(allowed) + [readings[0].allowed]).hull else { return }
    readings[0] = Reading(
      words: " with \(printed.text) df", allowed: hull, point: readings[0].point, method: readings[0].method)
  }

  private static func t(_ range: Enclosure, _ value: Double, df: Double) -> Reading {
    Reading(
      words: df.isInfinite ? "" : " with \(df.shown) df",
      allowed: PValueEnclosure.twoSided(size: range.magnitude, df: df),
      point: StudentT(df: df).twoSidedPValue(value), method: df.isInfinite ? "z" : "t")
  }

  private static func f(_ range: Enclosure, _ value: Double, _ df1: Double, _ df2: Double) -> Reading {
    Reading(
      words: " with \(df1.shown) and \(df2.shown) df", allowed: PValueEnclosure.upper(f: range, df1: df1, df2: df2),
      point: FDistribution(df1: df1, df2: df2).probability(max(0, value), tail: .upper), method: "f")
  }

  private static func chiSquared(_ range: Enclosure, _ value: Double, _ df: Double) -> Reading {
    Reading(
      words: " with \(df.shown) df", allowed: PValueEnclosure.upper(chiSquared: range, df: df),
      point: ChiSquared(df: df).probability(max(0, value), tail: .upper), method: "chi_squared")
  }

  private static func r(_ range: Enclosure, _ value: Double, _ df: Double) -> Reading {
    let size = { (r: Double) in r >= 1 ? Double.infinity : (r * r * df / (1 - r * r)).squareRoot() }
    let t = range.magnitude.increasing { size($0) }
    return Reading(
      words: " with \(df.shown) df",
      allowed: PValueEnclosure.twoSided(
        size: Enclosure(max(0, t.low * (1 - 1e-10)), t.high * (1 + 1e-10)) ?? t, df: df),
      point: StudentT(df: df).twoSidedPValue(size(abs(value))), method: "r")
  }

  func mends(_ p: PrintedProbability) -> [Mend] {
    guard let reading = readings.first else { return [] }
    var mends: [Mend] = []
    let half = reading.allowed * Enclosure(0.5)
    if [.t, .z, .r].contains(statistic.letter), !claim.isOneSided, half.meets(p.enclosure) {
      mends.append(Mend("\(Shown.p(p)) as a one-sided p-value agrees"))
    }
    let range = statistic.number.enclosure
    let value = statistic.number.value
    if statistic.letter == .f {
      let df2 = claim.df.last?.value ?? .infinity
      if Self.t(range, value, df: df2).allowed.meets(p.enclosure) { mends.append(Mend("as t it agrees")) }
      if claim.df.count > 1, Self.f(range, value, claim.df[1].value, claim.df[0].value).allowed.meets(p.enclosure) {
        mends.append(Mend("with the two df in the other order it agrees"))
      }
    }
    if statistic.letter == .t, let df = claim.df.last?.value {
      if Self.f(range, value, 1, df).allowed.meets(p.enclosure) { mends.append(Mend("as F it agrees")) }
      if Self.t(range, value, df: .infinity).allowed.meets(p.enclosure) { mends.append(Mend("as z it agrees")) }
    }
    if statistic.letter == .chiSquared, let df = claim.df.first?.value,
      let other = (1...10).map(Double.init).first(where: {
        $0 != df && Self.chiSquared(range, value, $0).allowed.meets(p.enclosure)
      })
    {
      mends.append(Mend("with \(other.shown) df it agrees"))
    }
    mends.append(.otherTest)
    return mends
  }

  /// Mann and Whitney's U by the normal approximation, with and without continuity. Ties make the p-value smaller by as
  /// much as they are many; how many there were is not printed.
  func rankSumFinding(_ p: PrintedProbability) -> Finding {
    let (n1, n2) = (Double(claim.n1 ?? 0), Double(claim.n2 ?? 0))
    let total = n1 + n2
    let deviation = (statistic.number.enclosure - Enclosure(n1 * n2 / 2)).magnitude
    let error = Enclosure(near: (n1 * n2 * (total + 1) / 12).squareRoot())
    let plain = PValueEnclosure.twoSided(size: deviation / error, df: .infinity)
    let continued = (deviation - Enclosure(0.5))
    let size = Enclosure(max(0, continued.low), max(0, continued.high)) ?? continued
    let allowed = plain.union(PValueEnclosure.twoSided(size: size / error, df: .infinity))
    let point = abs(statistic.number.value - n1 * n2 / 2) / error.middle
    let recomputed = Normal().twoSidedPValue(point)
    var words =
      "\(statistic.words) with \(claim.n1 ?? 0) and \(claim.n2 ?? 0) gives p = \(Shown.p(recomputed)) without ties "
      + "(\(Shown.p(allowed))); \(Shown.p(p)) is printed"
    if statistic.number.enclosure.low > n1 * n2 || statistic.number.enclosure.high < 0 {
      return Finding(
        "p_from_statistic", .impossible,
        "\(statistic.words) lies outside 0 to \(Shown.number(n1 * n2, 0)), the product of the sizes",
        recomputed: n1 * n2, method: "u", figures: [.statistic])
    }
    let share = p.enclosure.high < allowed.low ? tiedShare(p, point: point, total: total) : nil
    // A third of all values alike is what any rating scale has.
    let agrees = allowed.meets(p.enclosure) || (share ?? 1) <= 1.0 / 3
    var verdict: ClaimVerdict.Verdict = agrees ? .consistent : .inconsistent
    if let share, share > 1.0 / 3 {
      verdict = .notCheckable
      words +=
        "; it would take one value that \(Shown.number(share * 100, 0)) % of all have in common, and ties are not printed"
    } else if let share, agrees, share > 0 {
      words += "; a few ties make up for it"
    }
    var finding = Finding(
      "p_from_statistic", verdict, words, recomputed: recomputed, allowed: allowed, method: "u_normal",
      figures: [.p, .statistic])
    if verdict == .inconsistent { finding.mends = [.otherTest] }
    return finding
  }

  /// The share of all values that would have to be one value to give p: the tie correction is 1 - Σ(t³ - t)/(N³ - N).
  private func tiedShare(_ p: PrintedProbability, point: Double, total: Double) -> Double? {
    guard p.enclosure.high > 0, p.enclosure.high < 1 else { return nil }
    let wanted = Normal().quantile(p.enclosure.high / 2, tail: .upper)
    guard wanted > point, point > 0 else { return nil }
    let factor = 1 - (point / wanted) * (point / wanted)
    return cubeRoot(factor)
  }
}

extension PublishedClaim {
  /// The least df of a test of means where none are printed.
  fileprivate var leastDF: Double { PlausibleDF(self).values.first ?? 4 }
}

extension Double {
  /// Whole numbers without decimals.
  var shown: String { Shown.number(self, self == rounded() ? 0 : 1) }
}
