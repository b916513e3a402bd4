import Estimates
import PublishedEffects
import PublishedNumbers
import Testing

/// What rounding leaves of an effect: all of it, and no more than the corners of the figures give.
@Suite struct PrintRangeTests {
  private struct Stream {
    var state: UInt64
    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
  }

  private func effects(_ pairs: [(String, String)]) throws -> [Estimate] {
    try PublishedEffects(from: [pairs.map { "\($0)=\($1)" }.joined(separator: ", ")], level: 0.95).rows
  }

  private func ranges(_ rows: [Estimate]) -> [String: (low: Double, high: Double)] {
    var found: [String: (low: Double, high: Double)] = [:]
    for row in rows where row.measure == .printRange {
      guard let term = row.term else { continue }
      found[term] = (row.confidenceLow ?? -.infinity, row.confidenceHigh ?? .infinity)
    }
    return found
  }

  /// Figures whose digits say how far they were rounded, and those that are exact.
  private static let printed: [(figures: [(String, String)], exact: [(String, String)])] = [
    ([("mean1", "50.6"), ("se1", "1.38"), ("mean2", "49.8"), ("se2", "1.40")], [("n1", "99"), ("n2", "97")]),
    ([("mean1", "-3.2"), ("sd1", "4.1"), ("mean2", "1.0"), ("sd2", "3.9")], [("n1", "12"), ("n2", "31")]),
    (
      [("mean1", "5"), ("low1", "3.1"), ("high1", "6.9"), ("mean2", "4.2"), ("sd2", "2.2")],
      [("n1", "21"), ("n2", "20")]
    ),
    ([("diff", "1.2"), ("sd", "6.1")], [("n1", "30"), ("n2", "30")]),
    ([("diff", "-0.8"), ("diff_low", "-3.0"), ("diff_high", "1.4")], [("n1", "40"), ("n2", "36")]),
    ([("t", "2.21")], [("n1", "62"), ("n2", "59")]), ([("f", "0.0")], [("n1", "62"), ("n2", "59")]),
    ([("f", "4.9")], [("n1", "62"), ("n2", "59"), ("direction", "-")]),
    ([("r", "-.31")], [("n1", "20"), ("n2", "25")]),
    ([("eta2", "0.08")], [("n1", "20"), ("n2", "25")]), ([("p", "0.03")], [("n1", "20"), ("n2", "25")]),
    ([("chi2", "4.2")], [("n1", "40"), ("n2", "38")]), ([("g", "0.5")], [("n1", "9"), ("n2", "8")]),
    ([("or", "1.8"), ("or_low", "1.1"), ("or_high", "2.9")], []),
    (
      [("median1", "12"), ("q1_1", "8.5"), ("q3_1", "17"), ("mean2", "15.0"), ("sd2", "7.7")],
      [("n1", "40"), ("n2", "38")]
    ),
    ([("change", "4.5"), ("sd_pre", "6.1"), ("sd_post", "7.2"), ("sd_change", "5.5")], [("n", "25")]),
    ([("pre", "10.2"), ("post", "12.0"), ("sd_pre", "6.1"), ("sd_post", "7.2"), ("r_prepost", "0.6")], [("n", "25")]),
    (
      [("change1", "5.1"), ("sd_pre1", "10"), ("change2", "1.0"), ("sd_pre2", "11"), ("r_prepost", "0.5")],
      [("n1", "20"), ("n2", "22")]
    ),
  ]

  @Test(arguments: printed.indices) func whateverWasRoundedLiesInside(_ index: Int) throws {
    let (figures, exact) = Self.printed[index]
    let found = ranges(try effects(figures + exact))
    #expect(!found.isEmpty)
    var stream = Stream(state: UInt64(index) &* 977 &+ 5)
    for _ in 0..<150 {
      let inside = try figures.map { key, text in
        let range = try #require(PrintedNumber(text)).enclosure
        // The ends are where a range fails first.
        let share = stream.next() < 0.5 ? stream.next() : stream.next().rounded()
        let low =
          ["sd", "se", "f", "eta2", "p", "chi2", "or"].contains { key.hasPrefix($0) }
          ? max(range.low, 1e-300) : range.low
        return (key, "\(low + (range.high - low) * share)")
      }
      guard let rows = try? effects(inside + exact) else { continue }
      for row in rows where row.measure != .printRange && row.estimate != nil {
        guard let range = found[row.measure.rawValue], let estimate = row.estimate else { continue }
        #expect(range.low <= estimate && estimate <= range.high, "\(row.measure) \(estimate) \(range) \(inside)")
      }
    }
  }

  /// d = (m₁ − m₂)/√(((n₁ − 1)s₁² + (n₂ − 1)s₂²)/(n₁ + n₂ − 2)) rises in m₁, falls in m₂, and moves towards 0 with
  /// either SD: the extremes lie at corners.
  @Test func theRangeFromMeansIsThatOfTheCorners() throws {
    for (means, sds) in [
      (("50.6", "49.8"), ("13.7", "13.9")), (("1.02", "1.04"), ("0.5", "0.7")), (("-3", "2"), ("4", "9")),
    ] {
      let figures = [("mean1", means.0), ("sd1", sds.0), ("mean2", means.1), ("sd2", sds.1)]
      let sizes = [("n1", "18"), ("n2", "25")]
      let range = try #require(ranges(try effects(figures + sizes))["hedges_g"])
      var corners: [Double] = []
      for corner in 0..<16 {
        let ends = try figures.enumerated().map { place, figure in
          let range = try #require(PrintedNumber(figure.1)).enclosure
          return (figure.0, "\(corner >> place & 1 == 0 ? range.low : range.high)")
        }
        corners += try effects(ends + sizes).filter { $0.measure == .hedgesG }.compactMap(\.estimate)
      }
      #expect(corners.count == 16)
      let low = try #require(corners.min())
      let high = try #require(corners.max())
      #expect(abs(range.low - low) < 1e-12 && abs(range.high - high) < 1e-12)
    }
  }

  @Test func exactFiguresHaveNoRange() throws {
    for text in ["u1=512, n1=40, n2=38", "a=4, b=10, c=8, d=9"] {
      let rows = try PublishedEffects(from: [text], level: 0.95).rows
      #expect(!rows.contains { $0.measure == .printRange })
    }
  }

  @Test func theNoteSaysTheDigitsThatPrintSupports() throws {
    func note(_ text: String) throws -> String? { try PublishedEffects(from: [text], level: 0.95).notes.last }
    let jensen = try note("mean1=50.6, se1=1.38, n1=99, mean2=49.8, se2=1.40, n2=99")
    #expect(
      jensen
        == "Rounding of the printed figures alone leaves hedges_g anywhere from 0.0502374 to 0.0650573: print supports 1 "
        + "decimal, 0.1.")
    #expect(try note("t=2.2104, n1=62, n2=59")?.hasSuffix("print supports 4 decimals, 0.3995.") == true)
    #expect(try note("mean1=5, sd1=2, n1=20, mean2=4, sd2=2, n2=20")?.hasSuffix("print supports no decimal.") == true)
  }
}
