import ClaimAudit
import Distributions
import Foundation
import PublishedNumbers

/// True figures printed with few digits: whatever a check says against them is a false alarm.
struct MadeUpClaims {
  var random: RandomStream

  init(seed: UInt64) { random = RandomStream(seed: seed) }

  mutating func pick<T>(_ choices: [T]) -> T { choices[random.integer(below: choices.count)] }
  mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.uniform() }
  mutating func whole(_ low: Int, _ high: Int) -> Int { low + random.integer(below: high - low + 1) }

  func text(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

  mutating func printed(_ value: Double, decimals: ClosedRange<Int> = 0...3) -> PrintedNumber {
    PrintedNumber(text(value, whole(decimals.lowerBound, decimals.upperBound)))!
  }

  /// A figure that must not round to 0.
  mutating func positive(_ value: Double, from least: Int = 0) -> PrintedNumber {
    var decimals = whole(least, 3)
    while Double(text(value, decimals))! <= 0, decimals < 15 { decimals += 1 }
    return PrintedNumber(text(value, decimals))!
  }

  mutating func printed(p: Double) -> PrintedProbability {
    if p < 0.001, random.uniform() < 0.7 { return PrintedProbability("<0.001")! }
    if p < 0.05, random.uniform() < 0.1 { return PrintedProbability("<0.05")! }
    if p > 0.05, random.uniform() < 0.05 { return PrintedProbability(">0.05")! }
    return PrintedProbability(text(p, whole(1, 3)))!
  }

  static func arm(
    _ name: String, n: Int?, mean: PrintedNumber, sd: PrintedNumber?, se: PrintedNumber? = nil, time: String = "post"
  )
    -> ArmSummary
  {
    var arm = ArmSummary(study: "s", outcome: "score", arm: name, timepoint: time)
    (arm.n, arm.mean, arm.sd, arm.se) = (n, mean, sd, se)
    return arm
  }

  /// Estimate ± a quantile times its standard error, by z or t, as a difference or a ratio.
  mutating func wald(plant: Plant? = nil) -> PublishedClaim {
    let isRatio = random.uniform() < 0.4
    let spread = isRatio ? uniform(0.05, 1) : exp(uniform(-3, 3))
    let estimate = random.normal() * spread * uniform(0, 4)
    let (n1, n2) = (whole(6, 150), whole(6, 150))
    let df: Double = pick([.infinity, Double(n1 + n2 - 2), uniform(10, 60).rounded()])
    let isPrinted = random.uniform() < 0.5
    let level = pick([0.95, 0.95, 0.95, 0.9, 0.99])
    let byZ = random.uniform() < 0.3
    let quantile = (byZ ? StudentT(df: .infinity) : StudentT(df: df)).quantile((1 - level) / 2, tail: .upper)
    let p = (byZ && random.uniform() < 0.5 ? StudentT(df: .infinity) : StudentT(df: df)).twoSidedPValue(
      estimate / spread)
    let scale = { (x: Double) in isRatio ? exp(x) : x }
    var claim = PublishedClaim(
      study: "s", outcome: "score",
      type: isRatio ? pick([.oddsRatio, .riskRatio, .hazardRatio]) : pick([.meanDifference, .regressionCoefficient]))
    let decimals = isRatio ? 1...3 : 0...3
    claim.estimate = printed(scale(estimate), decimals: decimals)
    var low = scale(estimate - quantile * spread)
    var high = scale(estimate + quantile * spread)
    if plant == .turnedInterval { (low, high) = isRatio ? (1 / high, 1 / low) : (-high, -low) }
    claim.interval = PrintedInterval(
      low: printed(low, decimals: decimals), high: printed(high, decimals: decimals),
      level: random.uniform() < 0.8 ? level : nil)
    claim.standardError = positive(isRatio && random.uniform() < 0.5 ? spread * scale(estimate) : spread, from: 1)
    if plant == .spreadForError { claim.standardError = positive(spread * Double(n1 + n2).squareRoot(), from: 1) }
    claim.p = printed(p: p)
    if random.uniform() < 0.7 { (claim.n1, claim.n2) = (n1, n2) }
    if isPrinted, df.isFinite { claim.df = [PrintedNumber(text(df, 0))!] }
    return claim
  }

  enum Plant { case turnedInterval, spreadForError, oneSided, otherDigit }

  /// A test statistic, its df and its p-value.
  mutating func test(plant: Plant? = nil) -> PublishedClaim {
    var claim = PublishedClaim(study: "s", outcome: "score")
    let df = Double(whole(3, 200))
    let showsDF = random.uniform() < 0.8
    var p = 0.0
    switch whole(0, 4) {
    case 0:
      let t = random.normal() * 2
      claim.type = .tTest
      claim.statistic = PrintedStatistic(.t, printed(t))
      p = StudentT(df: df).twoSidedPValue(t)
      if plant == .oneSided { p /= 2 }
      if showsDF { claim.df = [PrintedNumber(text(df, 0))!] }
    case 1:
      let df1 = Double(whole(1, 5))
      let f = FDistribution(df1: df1, df2: df).quantile(uniform(0.2, 0.999))
      claim.type = .fTest
      claim.statistic = PrintedStatistic(.f, printed(f))
      p = FDistribution(df1: df1, df2: df).probability(f, tail: .upper)
      if showsDF { claim.df = [PrintedNumber(text(df1, 0))!, PrintedNumber(text(df, 0))!] }
    case 2:
      let df1 = Double(whole(1, 6))
      let x = ChiSquared(df: df1).quantile(uniform(0.2, 0.999))
      claim.type = .chiSquaredTest
      claim.statistic = PrintedStatistic(.chiSquared, printed(x))
      p = ChiSquared(df: df1).probability(x, tail: .upper)
      if showsDF { claim.df = [PrintedNumber(text(df1, 0))!] }
    case 3:
      let z = random.normal() * 2
      claim.type = .zTest
      claim.statistic = PrintedStatistic(.z, printed(z))
      p = Normal().twoSidedPValue(z)
      if plant == .oneSided { p /= 2 }
    default:
      let r = tanh(random.normal() * 0.5)
      claim.type = .correlation
      claim.estimate = printed(r, decimals: 1...3)
      claim.statistic = PrintedStatistic(.r, claim.estimate!)
      p = StudentT(df: df).twoSidedPValue(r * (df / (1 - r * r)).squareRoot())
      if plant == .oneSided { p /= 2 }
      claim.df = [PrintedNumber(text(df, 0))!]
    }
    claim.p = printed(p: p)
    if plant == .otherDigit { claim.p = PrintedProbability(text(p < 0.5 ? p + 0.3 : p - 0.3, 2))! }
    return claim
  }

  /// Mann and Whitney's U of ratings or of values without ties, with and without the correction for ties and continuity.
  mutating func rankSum() -> PublishedClaim {
    let (n1, n2) = (whole(5, 60), whole(5, 60))
    let levels = pick([3, 5, 20, 1_000_000])
    let shift = random.uniform() * Double(levels) / 4
    let a = (0..<n1).map { _ in (uniform(0, Double(levels)) + shift).rounded(.down) }
    let b = (0..<n2).map { _ in uniform(0, Double(levels)).rounded(.down) }
    var u = 0.0
    for x in a { for y in b { u += x > y ? 1 : x == y ? 0.5 : 0 } }
    let total = Double(n1 + n2)
    let ties = Dictionary(grouping: a + b) { $0 }.values.reduce(0.0) {
      let t = Double($1.count)
      return $0 + (t * t * t - t)
    }
    let corrects = random.uniform() < 0.7
    let variance = Double(n1 * n2) / 12 * (total + 1 - (corrects ? ties / (total * (total - 1)) : 0))
    var deviation = abs(u - Double(n1 * n2) / 2)
    if random.uniform() < 0.5 { deviation = max(0, deviation - 0.5) }
    var claim = PublishedClaim(study: "s", outcome: "score", type: .mannWhitney)
    claim.statistic = PrintedStatistic(.u, PrintedNumber(text(random.uniform() < 0.5 ? u : Double(n1 * n2) - u, 1))!)
    (claim.n1, claim.n2) = (n1, n2)
    claim.p = printed(p: Normal().twoSidedPValue(deviation / variance.squareRoot()))
    return claim
  }

  /// Two arms, the test of their difference, its interval and d.
  mutating func arms(plant: Plant? = nil) -> (PublishedClaim, [ArmSummary]) {
    let (n1, n2) = (whole(4, 150), whole(4, 150))
    let size = exp(uniform(-2, 4))
    let (sd1, sd2) = (size * uniform(0.6, 1.6), size * uniform(0.6, 1.6))
    let mean2 = size * uniform(-3, 3)
    let mean1 = mean2 + size * random.normal() * 0.6
    let (m1, m2) = (Double(n1), Double(n2))
    let pooled = (((m1 - 1) * sd1 * sd1 + (m2 - 1) * sd2 * sd2) / (m1 + m2 - 2)).squareRoot()
    let isStudent = random.uniform() < 0.5
    let (v1, v2) = (sd1 * sd1 / m1, sd2 * sd2 / m2)
    let error = isStudent ? pooled * (1 / m1 + 1 / m2).squareRoot() : (v1 + v2).squareRoot()
    let df = isStudent ? m1 + m2 - 2 : (v1 + v2) * (v1 + v2) / (v1 * v1 / (m1 - 1) + v2 * v2 / (m2 - 1))
    let distribution = StudentT(df: random.uniform() < 0.3 ? .infinity : df)
    let difference = mean1 - mean2
    var claim = PublishedClaim(study: "s", outcome: "score, A minus B", type: .meanDifference)
    claim.estimate = printed(difference)
    var p = distribution.twoSidedPValue(difference / error)
    if plant == .otherDigit { p = p < 0.5 ? p + 0.3 : p - 0.3 }
    claim.p = printed(p: p)
    let half = error * distribution.quantile(0.025, tail: .upper)
    claim.interval = PrintedInterval(low: printed(difference - half), high: printed(difference + half), level: 0.95)
    (claim.n1, claim.n2) = (n1, n2)
    let divisor = random.uniform() < 0.2
    func shown(_ sd: Double, _ n: Double) -> Double { divisor ? sd * ((n - 1) / n).squareRoot() : sd }
    let printsError = random.uniform() < 0.3
    if printsError, isStudent { return arms(plant: plant) }
    let spreads = [(shown(sd1, m1), m1), (shown(sd2, m2), m2)].map { sd, n in
      positive(printsError ? sd * (divisor ? (n / (n - 1)).squareRoot() : 1) / n.squareRoot() : sd)
    }
    var correct = difference / pooled
    switch whole(0, 3) {
    case 0: correct = difference / sd2
    case 1: correct = difference / ((sd1 * sd1 + sd2 * sd2) / 2).squareRoot()
    case 2: correct *= 1 - 3 / (4 * (m1 + m2 - 2) - 1)
    default: break
    }
    claim.effectSize = printed(correct, decimals: 1...3)
    claim.effectSizeType = "Cohen d"
    let planted = plant == .spreadForError
    return (
      claim,
      [
        Self.arm(
          "A", n: n1, mean: printed(mean1), sd: printsError != planted ? nil : spreads[0],
          se: printsError != planted ? spreads[0] : nil),
        Self.arm(
          "B", n: n2, mean: printed(mean2), sd: printsError != planted ? nil : spreads[1],
          se: printsError != planted ? spreads[1] : nil),
      ]
    )
  }

  /// d with its interval and t, of two groups or of pairs.
  mutating func effect() -> (PublishedClaim, [ArmSummary]) {
    var claim = PublishedClaim(study: "s", outcome: "score", type: .tTest)
    claim.effectSizeType = "Cohen d"
    let isPaired = random.uniform() < 0.5
    let n1 = whole(6, 120)
    let level = pick([0.95, 0.9, 0.99])
    if isPaired {
      let n = Double(n1)
      let r = uniform(-0.5, 0.95)
      let (sd1, sd2) = (exp(uniform(-1, 3)), exp(uniform(-1, 3)))
      let change = random.normal() * 0.5 * sd1
      let sdChange = (sd1 * sd1 + sd2 * sd2 - 2 * r * sd1 * sd2).squareRoot()
      let t = change / sdChange * n.squareRoot()
      let before = uniform(-2, 2) * sd1
      claim.outcome = "score, pre to post"
      claim.statistic = PrintedStatistic(.t, printed(t))
      claim.df = [PrintedNumber(text(n - 1, 0))!]
      claim.n1 = n1
      let dz = change / sdChange
      let error = (1 / n + dz * dz / (2 * n)).squareRoot() * Normal().quantile((1 - level) / 2, tail: .upper)
      claim.effectSize = printed(dz, decimals: 1...3)
      claim.interval = PrintedInterval(
        low: printed(dz - error, decimals: 1...3), high: printed(dz + error, decimals: 1...3), level: level)
      return (
        claim,
        [
          Self.arm("A", n: n1, mean: printed(before), sd: positive(sd1), time: "baseline"),
          Self.arm("A", n: n1, mean: printed(before + change), sd: positive(sd2), time: "post"),
        ]
      )
    }
    let n2 = whole(6, 120)
    let (m1, m2) = (Double(n1), Double(n2))
    let d = random.normal() * 0.6
    let t = d / (1 / m1 + 1 / m2).squareRoot()
    let usesF = random.uniform() < 0.3
    claim.type = usesF ? .fTest : .tTest
    claim.statistic = PrintedStatistic(usesF ? .f : .t, printed(usesF ? t * t : t))
    claim.df =
      usesF ? [PrintedNumber("1")!, PrintedNumber(text(m1 + m2 - 2, 0))!] : [PrintedNumber(text(m1 + m2 - 2, 0))!]
    if random.uniform() < 0.2 { claim.n1 = n1 + n2 } else { (claim.n1, claim.n2) = (n1, n2) }
    let g = random.uniform() < 0.3 ? 1 - 3 / (4 * (m1 + m2) - 9) : 1
    let error = (1 / m1 + 1 / m2 + d * d / (2 * (m1 + m2 - (random.uniform() < 0.5 ? 2 : 0)))).squareRoot()
    let quantile = StudentT(df: random.uniform() < 0.5 ? m1 + m2 - 2 : .infinity).quantile(
      (1 - level) / 2, tail: .upper)
    claim.effectSize = printed(d * g, decimals: 1...3)
    claim.interval = PrintedInterval(
      low: printed((d - quantile * error) * g, decimals: 1...3),
      high: printed((d + quantile * error) * g, decimals: 1...3),
      level: level)
    if random.uniform() < 0.2 {
      claim.effectSizeType = "partial eta squared"
      claim.effectSize = printed(t * t / (t * t + m1 + m2 - 2), decimals: 2...3)
      claim.interval = nil
    }
    return (claim, [])
  }

  /// A share of a count, with the count, or with its denominator alone.
  mutating func share() -> PublishedClaim {
    let n = whole(2, 500)
    let count = whole(0, n)
    var claim = PublishedClaim(study: "s", outcome: "score", type: .proportion)
    claim.estimate = printed(Double(count) / Double(n), decimals: 1...4)
    claim.n2 = n
    if random.uniform() < 0.7 { claim.n1 = count }
    return claim
  }

  /// Shares that add up to 1, each rounded, and their sum; in percent or as fractions.
  mutating func shares() -> PublishedClaim {
    let count = whole(2, 15)
    let parts = (0..<count).map { _ in random.uniform() }
    let total = parts.reduce(0, +)
    let decimals = whole(2, 4)
    let rounded = parts.map { Double(text($0 / total, decimals))! }
    var claim = PublishedClaim(study: "s", outcome: "sum over \(count) items", type: .proportion)
    claim.estimate = PrintedNumber(text(rounded.reduce(0, +), decimals))!
    if random.uniform() < 0.5 {
      let percent = random.uniform() < 0.5
      claim.parts = parts.map {
        PrintedNumber(text($0 / total * (percent ? 100 : 1), percent ? decimals - 2 : decimals))!
      }
    }
    return claim
  }

  /// Answers on a scale of totals, in an instrument of the catalogue.
  mutating func answers() -> ArmSummary {
    let n = whole(2, 60)
    let (low, high) = pick([(8, 32), (8, 8 + whole(0, 24)), (32 - whole(0, 24), 32)])
    let ends = random.uniform() < 0.3
    let values = (0..<n).map { _ in Double(ends ? pick([low, high]) : whole(low, high)) }
    let mean = values.reduce(0, +) / Double(n)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let byN = random.uniform() < 0.3
    let sd = (squares / Double(byN ? n : n - 1)).squareRoot()
    var arm = Self.arm(
      "A", n: n, mean: printed(mean), sd: printed(sd),
      se: positive((squares / Double(n - 1) / Double(n)).squareRoot() + 1e-12))
    if sd > 0.01 { arm.se = positive(sd / Double(n).squareRoot()) } else { arm.se = nil }
    arm.instrument = "CSQ-8"
    return arm
  }
}
