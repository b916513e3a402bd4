import Estimates
import PublishedEffects
import Testing

@Suite struct EffectPropertyTests {
  private func rows(_ text: String, level: Double = 0.95) throws -> [Estimate] {
    try PublishedEffects(from: [text], level: level).rows
  }

  private func estimate(_ measure: Measure, _ text: String) throws -> Double {
    try #require(try rows(text).first { $0.measure == measure && $0.term == nil }?.estimate)
  }

  private func isClose(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-12) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= tolerance * max(1, abs(b))
  }

  /// Arms swapped: differences and their limits turn about 0, ratios about 1.
  @Test(arguments: [
    (
      "mean1=45.4, sd1=12.1, n1=62, mean2=43.5, sd2=11.8, n2=59",
      "mean2=45.4, sd2=12.1, n2=62, mean1=43.5, sd1=11.8, n1=59"
    ),
    ("t=2.2, n1=20, n2=31", "t=-2.2, n1=31, n2=20"), ("u1=512, n1=40, n2=38", "u1=1008, n1=38, n2=40"),
    ("events1=4, n1=20, events2=9, n2=22", "events1=9, n1=22, events2=4, n2=20"),
    ("p=0.04, n1=12, n2=20, direction=+", "p=0.04, n1=20, n2=12, direction=-"),
  ])
  func swappedArmsTurnTheEffect(texts: (String, String)) throws {
    let first = try rows(texts.0)
    let second = try rows(texts.1)
    #expect(first.count == second.count)
    var compared = 0
    for (a, b) in zip(first, second)
    where a.measure != .glassDelta && a.measure != .numberNeededToTreat && a.measure != .printRange {
      guard let x = a.estimate, let y = b.estimate else { continue }
      let isRatio = a.measure.isRatio
      let turned: (Double?) -> Double? = {
        $0.map { a.measure == .probabilityOfSuperiority ? 1 - $0 : isRatio ? 1 / $0 : -$0 }
      }
      #expect(isClose(turned(x), y) && a.method == b.method, "\(a.measure)")
      #expect(isClose(turned(a.confidenceLow), b.confidenceHigh), "\(a.measure)")
      #expect(isClose(turned(a.confidenceHigh), b.confidenceLow), "\(a.measure)")
      compared += 1
    }
    #expect(compared >= 4)
  }

  /// Another unit of the outcome changes the mean difference alone.
  @Test func scaleFree() throws {
    let first = try rows("mean1=45.4, sd1=12.1, n1=62, mean2=43.5, sd2=11.8, n2=59")
    let second = try rows("mean1=4.54, sd1=1.21, n1=62, mean2=4.35, sd2=1.18, n2=59")
    for (a, b) in zip(first, second) where a.measure != .meanDifference && a.measure != .printRange {
      #expect(isClose(a.estimate, b.estimate) && isClose(a.confidenceLow, b.confidenceLow), "\(a.measure)")
    }
    #expect(isClose(try estimate(.meanDifference, "mean1=4.54, sd1=1.21, n1=62, mean2=4.35, sd2=1.18, n2=59"), 0.19))
  }

  /// t computed from means gives the d that the means give; and so around, over unequal arms.
  @Test(arguments: [(5, 9, 0.3), (62, 59, -1.2), (200, 31, 2.5), (2, 2, 0.1)])
  func everyRouteFromOneComparison(n1: Int, n2: Int, d: Double) throws {
    let n = "n1=\(n1), n2=\(n2)"
    let t = d / (1 / Double(n1) + 1 / Double(n2)).squareRoot()
    let df = Double(n1 + n2 - 2)
    let sign = d < 0 ? "-" : "+"
    let texts = [
      "mean1=\(10 + 3 * d), sd1=3, mean2=10, sd2=3, \(n)", "t=\(t), \(n)", "f=\(t * t), direction=\(sign), \(n)",
      "r=\(t / (t * t + df).squareRoot()), \(n)", "eta2=\(t * t / (t * t + df)), direction=\(sign), \(n)",
      "d=\(d), \(n)", "diff=\(3 * d), sd=3, \(n)",
      "diff=\(3 * d), diff_se=\(3 * (1 / Double(n1) + 1 / Double(n2)).squareRoot()), \(n)",
    ]
    let expected = try rows(texts[0])
    for text in texts {
      let found = try rows(text)
      for measure in [Measure.hedgesG, .cohensD, .pointBiserial, .oddsRatio] {
        let a = try #require(found.first { $0.measure == measure })
        let b = try #require(expected.first { $0.measure == measure })
        #expect(isClose(a.estimate, b.estimate, 1e-9) && isClose(a.confidenceLow, b.confidenceLow, 1e-9), "\(text)")
        #expect(isClose(a.confidenceHigh, b.confidenceHigh, 1e-9) && isClose(a.pValue, b.pValue, 1e-9), "\(text)")
        #expect(a.n == n1 + n2)
      }
    }
  }

  @Test func anIntervalLeavesZeroOutWhereItsTestIsSignificant() throws {
    for t in [0.1, 1.5, 1.97, 1.99, 2.1, 7] {
      for row in try rows("t=\(t), n1=60, n2=61") where row.measure != .printRange {
        let p = try #require(row.pValue)
        let null = row.measure.isRatio ? 1.0 : 0
        #expect((p < 0.05) == ((row.confidenceLow ?? -1) > null), "\(row.measure) \(t)")
      }
    }
  }

  @Test func whatHasNoDirectionIsASizeUntilSomethingSaysIt() throws {
    for figure in ["f=4.9", "p=0.03", "eta2=0.04", "chi2=4.2", "u=900"] {
      let open = try PublishedEffects(from: ["\(figure), n1=40, n2=38"], level: 0.95)
      #expect(open.rows.filter { $0.measure != .printRange }.allSatisfy { $0.term == "sign unknown" }, "\(figure)")
      #expect(open.notes.contains { $0.hasPrefix("Nothing says which way the effect points") })
      let down = try rows("\(figure), n1=40, n2=38, direction=-")
      let g = try #require(down.first { $0.measure == .hedgesG })
      #expect(g.term == nil && (g.estimate ?? 0) < 0)
      #expect(isClose(g.estimate, open.rows.first { $0.measure == .hedgesG }?.estimate.map { -$0 }))
    }
    #expect(try estimate(.hedgesG, "p=0.03, mean1=2, mean2=5, n1=40, n2=38") < 0)
    #expect(try estimate(.hedgesG, "t=2.2, diff=-1.4, n1=40, n2=38") < 0)
  }

  /// A bound is what the exact p-value at it gives.
  @Test(arguments: ["n1=20, n2=31", "n=20"]) func aBoundIsTheEffectAtIt(sizes: String) throws {
    let exact = try rows("p=0.001, direction=+, \(sizes)")
    let bound = try rows("p<0.001, \(sizes)").filter { $0.measure == .printRange }
    #expect(bound.count == 2)
    for row in bound {
      let name = try #require(row.term?.split(separator: ",").first)
      let effect = try #require(exact.first { $0.measure.rawValue == name })
      #expect(
        isClose(row.confidenceLow, effect.estimate) && row.confidenceHigh == nil && row.contrast == effect.contrast)
    }
  }

  @Test func aCorrelationThatIsNotPrintedIsABandAndNotAGuess() throws {
    let one = try PublishedEffects(from: ["n=40, pre=20.1, post=15.2, sd_pre=6.1, sd_post=7.2"], level: 0.95)
    #expect(one.rows.filter { $0.term == nil && $0.measure != .printRange }.allSatisfy { $0.standardError == nil })
    #expect(!one.rows.contains { $0.measure == .dZ && $0.term == nil })
    #expect(Set(one.rows.filter { $0.measure == .dZ }.compactMap(\.term)).count == 4)
    #expect(one.notes.contains { $0.contains("none is assumed") })
    let known = try rows("n=40, pre=20.1, post=15.2, sd_pre=6.1, sd_post=7.2, r_prepost=0.7")
    let banded = try #require(one.rows.first { $0.measure == .dZ && $0.term == "if r = 0.7" })
    #expect(isClose(known.first { $0.measure == .dZ }?.estimate, banded.estimate))
    let two = try PublishedEffects(
      from: ["n1=20, n2=20, change1=5, change2=1, sd_pre1=10, sd_pre2=11"], level: 0.95)
    #expect(two.rows.first?.measure == .dPpc2 && two.rows.first?.standardError == nil)
    #expect(two.rows.filter { $0.measure == .dPpc2 && $0.standardError != nil }.count == 4)
  }

  @Test func howPrintedLimitsWereMadeIsSaidUnlessItIsGiven() throws {
    func notes(_ more: String) throws -> [String] {
      try PublishedEffects(from: ["diff=0.8, diff_low=-3.0, diff_high=4.6, n1=99, n2=99" + more], level: 0.95).notes
    }
    let taken = "Printed limits are taken for 95% limits made with t; ci_level=… and based=z say otherwise."
    #expect(try notes("").first == taken)
    #expect(try !notes(", based=t, ci_level=0.95").contains { $0.hasPrefix("Printed limits") })
    let wide = try rows("diff_low=-3.0, diff_high=4.6, ci_level=0.99, based=t, n1=99, n2=99", level: 0.99)
    let difference = try #require(wide.first { $0.measure == .meanDifference })
    #expect(isClose(difference.confidenceLow, -3.0) && isClose(difference.confidenceHigh, 4.6))
  }

  @Test func impossibleCorrelationsAreSaid() throws {
    let found = try PublishedEffects(
      from: ["n=40, change=3, sd_pre=6, sd_post=7, sd_change=20"], level: 0.95)
    #expect(found.notes.contains { $0.contains("imply a correlation of -3.75, which no values have") })
    #expect(!found.rows.contains { $0.measure == .dRm })
    #expect(found.rows.first { $0.measure == .dAv }?.standardError == nil)
  }

  @Test func whatDoesNotAgreeIsSaidAndTheFirstIsGiven() throws {
    let text = "mean1=45.4, sd1=12.1, n1=62, mean2=43.5, sd2=11.8, n2=59"
    let wrong = try PublishedEffects(from: [text + ", t=3"], level: 0.95)
    #expect(wrong.notes.contains { $0.hasPrefix("The figures do not agree: |d| is 0.149941 to 0.168001 by means and") })
    let right = try PublishedEffects(from: [text + ", t=0.87"], level: 0.95)
    #expect(!right.notes.contains { $0.contains("agree") })
    #expect(wrong.rows == right.rows)
    let unused = try PublishedEffects(from: ["t=2, n1=20, n2=20, median1=4"], level: 0.95)
    #expect(unused.notes.contains("Not used: median1."))
  }

  @Test func signsThatDifferAndErrorsGivenAsDeviationsAreNoted() throws {
    func notes(_ figures: String) throws -> [String] { try PublishedEffects(from: [figures], level: 0.95).notes }
    let means = "mean1=10.0, sd1=4.0, n1=20, mean2=14.0, sd2=4.0, n2=20"
    let turned = try notes(means + ", t=3.16")
    #expect(
      turned.contains { $0.hasPrefix("t = 3.16 has the opposite sign of d = -1 by means: it is printed without") })
    #expect(try !notes(means + ", t=-3.16").contains { $0.contains("opposite sign") })
    let errors = try notes("mean1=14.2, sd1=0.81, n1=40, mean2=17.9, sd2=0.90, n2=38")
    #expect(
      errors.contains { $0.contains("is what standard errors given as SDs look like: write them as se1 and se2") })
    #expect(try !notes(means).contains { $0.contains("standard errors") })
  }

  /// An estimate that may lie on its limit, whatever was rounded, is let pass; one beyond it is refused.
  @Test func anEstimateLiesWithinItsLimits() throws {
    let others = "n1=40, mean2=17.9, sd2=2.1, n2=38"
    #expect(throws: Never.self) { try PrintedFigures(parsing: "mean1=14.9, low1=15, high1=18, \(others)") }
    #expect(throws: PublishedEffectError.self) {
      try PrintedFigures(parsing: "mean1=14.8, low1=15.0, high1=18, \(others)")
    }
    #expect(throws: PublishedEffectError.self) { try PrintedFigures(parsing: "or=4.3, or_low=1.1, or_high=4.1") }
    #expect(throws: PublishedEffectError.self) {
      try PrintedFigures(parsing: "change=-4.2, change_low=1.1, change_high=4.1, n=20")
    }
  }

  /// Whatever is printed, no result is not-a-number or infinite.
  @Test(arguments: [
    "t=1e300, n1=20, n2=20", "t=0, n1=1, n2=2", "t=5, n1=1, n2=1",
    "mean1=1e308, sd1=1e-300, n1=4, mean2=-1e308, sd2=1e-300, n2=4",
    "f=1e9, n1=3, n2=3", "p=1, n1=20, n2=20", "p=1e-320, n1=20, n2=20", "r=0.9999999999, n1=5, n2=5",
    "u1=0, n1=5, n2=5", "u1=25, n1=5, n2=5", "a=0, b=5, c=0, d=6", "a=5, b=0, c=6, d=0", "or_low=1e-300, or_high=1e300",
    "median1=2, q1_1=2, q3_1=2, n1=9, median2=2, q1_2=2, q3_2=2, n2=9", "n=2, t=3",
    "n=2, change=1, sd_change=1, sd_pre=1, sd_post=1",
    "n1=1000000000, n2=1000000000, t=2", "z=40, n1=2, n2=2", "p<0.5, n1=1, n2=2", "p>0.99, n1=2, n2=2",
  ])
  func nothingIsNotANumber(text: String) throws {
    guard let found = try? PublishedEffects(from: [text], level: 0.95) else { return }
    for row in found.rows {
      for value in [
        row.estimate, row.standardError, row.df, row.statistic, row.pValue, row.confidenceLow, row.confidenceHigh,
      ] {
        #expect(value?.isFinite ?? true, "\(row)")
      }
    }
    #expect(!found.notes.joined().contains("nan") && !found.notes.joined().contains("inf"))
  }
}
