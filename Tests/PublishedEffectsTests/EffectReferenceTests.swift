import Estimates
import PublishedEffects
import TestSupport
import Testing

/// Every route from the figures of real comparisons at full precision, beside R.
@Suite struct EffectReferenceTests {
  struct Row: Decodable, Sendable {
    let measure, method: String
    let estimate, stdError, confLow, confHigh, df, statistic, pValue: Double?
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let from: String
    let level: Double
    let rows: [Row]
    var testDescription: String { from }
  }

  struct Cases: Decodable, Sendable { let cases: [Case] }

  static let fixture = try? Fixtures.read(Cases.self, "effects.json")

  @Test func everyRouteHasACase() throws {
    let routes = Set(try #require(Self.fixture).cases.flatMap(\.rows).map { $0.method.components("_from_") })
    for route in [
      "means", "standard_errors", "means_intervals", "difference_and_sd", "difference_and_se", "difference_interval",
      "t", "f", "p", "r", "eta_squared", "z", "d", "g", "counts", "odds_ratio", "chi_squared", "u_normal_model",
      "sd_of_change", "se_of_change", "interval_of_change", "correlation", "changes",
    ] {
      #expect(routes.contains(route), "\(route)")
    }
    #expect(try #require(Self.fixture).cases.count == 62)
  }

  @Test(arguments: fixture?.cases ?? []) func agreesWithR(_ given: Case) throws {
    let found = try PublishedEffects(from: [given.from], level: given.level)
    let reference = try #require(Self.fixture).reference
    for row in given.rows {
      let ours = try #require(
        found.rows.first { $0.measure.rawValue == row.measure && $0.method == row.method },
        "\(row.measure) \(row.method)")
      #expect(ours.confidenceLevel == nil || ours.confidenceLevel == given.level)
      let compared = Compared(row.measure, row.method, given.from, by: reference)
      for (field, mine, theirs) in [
        ("estimate", ours.estimate, row.estimate), ("std_error", ours.standardError, row.stdError),
        ("conf_low", ours.confidenceLow, row.confLow), ("conf_high", ours.confidenceHigh, row.confHigh),
        ("df", ours.df, row.df), ("statistic", ours.statistic, row.statistic), ("p_value", ours.pValue, row.pValue),
      ] where theirs != nil {
        #expect(
          compared.agrees(field, mine, theirs, within: 1e-9, floor: field.hasPrefix("conf") ? row.stdError ?? 0.05 : 0),
          "\(row.measure) \(row.method) \(field): \(mine ?? .nan), not \(theirs ?? .nan)")
      }
    }
  }

  /// Morris (2008), Table 5, column d_ppc2, to half a unit of the last digit.
  @Test(arguments: [
    ("pre1=30.6, post1=38.5, sd_pre1=15.0, n1=20, pre2=23.1, post2=19.7, sd_pre2=13.8, n2=20, r_prepost=0.47", 0.7684),
    ("pre1=23.5, post1=26.8, sd_pre1=3.1, n1=50, pre2=24.9, post2=25.3, sd_pre2=4.1, n2=42, r_prepost=0.64", 0.8010),
    ("pre1=0.5, post1=0.7, sd_pre1=0.1, n1=9, pre2=0.6, post2=0.6, sd_pre2=0.2, n2=9, r_prepost=0.77", 1.2045),
    ("pre1=53.4, post1=75.9, sd_pre1=14.5, n1=10, pre2=55.7, post2=60.7, sd_pre2=17.3, n2=11, r_prepost=0.89", 1.0476),
    ("pre1=35.6, post1=36.0, sd_pre1=4.7, n1=14, pre2=34.8, post2=33.4, sd_pre2=3.1, n2=14, r_prepost=0.44", 0.4389),
  ])
  func agreesWithMorris(text: String, printed: Double) throws {
    let row = try #require(try PublishedEffects(from: [text], level: 0.95).rows.first { $0.measure == .dPpc2 })
    #expect(abs(try #require(row.estimate) - printed) <= 0.5e-4 && row.standardError != nil)
  }

  // MARK: - By formula

  struct Exact: Decodable, Sendable {
    struct Summary: Decodable, Sendable {
      let n: Int
      let low, q1, median, q3, high: String?
      let mean, sd: Double
    }
    struct Superiority: Decodable, Sendable {
      let u: Double
      let n1, n2: Int
      let level, estimate, stdError, confLow, confHigh: Double
    }
    struct Bound: Decodable, Sendable {
      let p: String
      let n1, n2: Int
      let d: Double
    }
    let summaries: [Summary]
    let superiority: [Superiority]
    let bounds: [Bound]
  }

  @Test func meansAndSDsOfQuartiles() throws {
    let fixture = try Fixtures.read(Exact.self, "effects-exact.json")
    #expect(fixture.summaries.count == 5)
    for summary in fixture.summaries {
      let keys = [
        ("min", summary.low), ("q1_", summary.q1), ("median", summary.median), ("q3_", summary.q3),
        ("max", summary.high),
      ].compactMap { key, text in text.map { "\(key)1=\($0)" } }
      let text = keys.joined(separator: ", ") + ", n1=\(summary.n), mean2=1, sd2=2, n2=20"
      let rows = try PublishedEffects(from: [text], level: 0.95).rows
      let mean = rows.first { $0.measure == .mean }
      let sd = rows.first { $0.measure == .sd }
      #expect(mean?.method == "luo" && sd?.method == "wan" && mean?.arm == "treatment" && mean?.n == summary.n)
      #expect(
        Compared("mean", "luo", text, by: fixture.reference).agrees(
          "estimate", mean?.estimate, summary.mean, within: 1e-13))
      #expect(
        Compared("sd", "wan", text, by: fixture.reference).agrees("estimate", sd?.estimate, summary.sd, within: 1e-13))
      #expect(rows.contains { $0.measure == .hedgesG && $0.method == "pooled_sd_from_quartiles" })
    }
  }

  @Test func theIntervalOfTheProbabilityOfSuperiority() throws {
    let fixture = try Fixtures.read(Exact.self, "effects-exact.json")
    for given in fixture.superiority {
      let text = "u1=\(given.u), n1=\(given.n1), n2=\(given.n2)"
      let found = try PublishedEffects(from: [text], level: given.level).rows.first {
        $0.measure == .probabilityOfSuperiority
      }
      let row = try #require(found)
      let compared = Compared("probability_of_superiority", "hanley_mcneil_from_u", text, by: fixture.reference)
      #expect(compared.agrees("estimate", row.estimate, given.estimate, within: 1e-14))
      #expect(compared.agrees("std_error", row.standardError, given.stdError, within: 1e-13))
      #expect(compared.agrees("conf_low", row.confidenceLow, given.confLow, within: 1e-13))
      #expect(compared.agrees("conf_high", row.confidenceHigh, given.confHigh, within: 1e-13))
    }
  }

  @Test func aBoundOnPIsABoundOnTheSize() throws {
    let fixture = try Fixtures.read(Exact.self, "effects-exact.json")
    for given in fixture.bounds {
      for sign in ["<", ">"] {
        let text = "p\(sign)\(given.p), n1=\(given.n1), n2=\(given.n2)"
        let found = try PublishedEffects(from: [text], level: 0.95)
        #expect(found.rows.allSatisfy { $0.measure == .printRange || $0.estimate == nil })
        let row = try #require(found.rows.first { $0.term == "cohens_d, size" })
        let limit = sign == "<" ? row.confidenceLow : row.confidenceHigh
        let compared = Compared("cohens_d", "pooled_sd_from_p_bound", text, by: fixture.reference)
        #expect(compared.agrees("bound", limit, given.d, within: 1e-11))
        #expect(sign == "<" ? row.confidenceHigh == nil : row.confidenceLow == 0)
        #expect(found.notes[0].contains("is a bound and gives no estimate: |d| is \(sign == "<" ? "above" : "below") "))
      }
    }
  }
}

extension String {
  /// What stands behind the first `separator`.
  fileprivate func components(_ separator: String) -> String {
    guard let range = firstRange(of: separator) else { return hasPrefix("from_") ? String(dropFirst(5)) : self }
    return String(self[range.upperBound...])
  }
}
