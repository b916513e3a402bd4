import Estimates
import Inference
import SiteComparisons
import TestSupport
import Testing

/// What `Fixtures/sites.R` computed.
struct SiteReference: Decodable, Sendable {
  struct Case: Decodable, Sendable {
    let visit: String
    let covariates, labels: [String]
    let n: Int
    let df, sigma, target, targetSe, phi, tau2Additive, tau2Reml, icc, iccLow, iccHigh: Double
    let slope, slopeSe, slopeDf, slopeP, slopeLow, slopeHigh: Double
    let counts: [Int]
    let means, sds, adjusted, adjustedSe, deviation, se, statistic, p, holm, bh: [Double]
    let low95, high95, low998, high998, high95Multiplicative, high95Additive, seMultiplicative, seAdditive, rest,
      restSe: [Double]
    let shrunk, shrunkSe, shrunkLow, shrunkHigh, rank, rankCumulative: [Double]
  }
  let cases: [Case]
}

@Suite struct SiteReferenceTests {
  private static let tolerance = 1e-9

  private func results(_ reference: SiteReference.Case, _ options: SiteOptions = SiteOptions()) throws -> [Estimate] {
    var options = options
    options.siteCovariates = ["fidelity"]
    let hasBaseline = reference.covariates.contains("baseline")
    let trial = try MadeUpSites.trial(
      visit: reference.visit, covariates: reference.covariates.filter { $0 != "baseline" }, hasBaseline: hasBaseline,
      siteCovariates: ["fidelity"])
    let rows = try SiteComparison.results(for: trial, options: options).rows
    for row in rows { Records.add(.given(measure: row.measure.rawValue, method: row.method ?? "")) }
    return rows
  }

  @Test func numbersOverAllSitesAreThoseOfR() throws {
    let fixture = try Fixtures.read(SiteReference.self, "sites.json")
    for reference in fixture.cases {
      let rows = try results(reference)
      let place = "\(reference.visit) \(reference.covariates)"
      func check(
        _ measure: Measure, _ method: String, _ fields: [(String, (Estimate) -> Double?, Double)]
      ) throws {
        let row = try #require(
          rows.first { $0.site == nil && $0.measure == measure && $0.method == method }, "\(measure)")
        let compared = Compared(measure.rawValue, method, place, by: fixture.reference)
        for (name, field, theirs) in fields {
          #expect(
            compared.agrees(name, field(row), theirs, within: Self.tolerance, floor: theirs == 0 ? 1 : 0),
            "\(place) \(measure) \(name): \(field(row) as Any), not \(theirs)")
        }
        #expect(row.n == reference.n)
      }
      let lm = reference.covariates.isEmpty ? "student" : "ancova"
      try check(
        .target, lm,
        [
          ("estimate", \.estimate, reference.target), ("std_error", \.standardError, reference.targetSe),
          ("df", \.df, reference.df),
        ])
      try check(.overdispersion, "winsorised", [("estimate", \.estimate, reference.phi)])
      try check(.tau2, "additive", [("estimate", \.estimate, reference.tau2Additive)])
      try check(.tau2, "reml", [("estimate", \.estimate, reference.tau2Reml)])
      try check(
        .icc, "anova_harville_fenech",
        [
          ("estimate", \.estimate, reference.icc), ("conf_low", \.confidenceLow, reference.iccLow),
          ("conf_high", \.confidenceHigh, reference.iccHigh),
        ])
      try check(
        .coefficient, "reml_knapp_hartung",
        [
          ("estimate", \.estimate, reference.slope), ("std_error", \.standardError, reference.slopeSe),
          ("df", \.df, reference.slopeDf), ("p_value", \.pValue, reference.slopeP),
          ("conf_low", \.confidenceLow, reference.slopeLow), ("conf_high", \.confidenceHigh, reference.slopeHigh),
        ])
    }
  }

  @Test func everySitesNumbersAreThoseOfR() throws {
    let fixture = try Fixtures.read(SiteReference.self, "sites.json")
    for reference in fixture.cases {
      let rows = try results(reference)
      let bh = try results(reference, SiteOptions(adjustment: .bh))
      let rest = try results(reference, SiteOptions(target: .rest))
      let lm = reference.covariates.isEmpty ? "student" : "ancova"
      for (place, label) in reference.labels.enumerated() {
        func check(
          _ rows: [Estimate], _ measure: Measure, _ method: String?, term: String? = nil,
          _ fields: [(String, (Estimate) -> Double?, [Double])]
        ) throws {
          let row = try #require(
            rows.first {
              $0.site == label && $0.measure == measure && $0.method == method && (term == nil || $0.term == term)
            }, "\(label) \(measure) \(method ?? "")")
          let name = "\(reference.visit) \(reference.covariates) \(label)"
          let compared = Compared(measure.rawValue, method, name, by: fixture.reference)
          for (field, ours, theirs) in fields {
            #expect(
              compared.agrees(field, ours(row), theirs[place], within: Self.tolerance),
              "\(name) \(measure) \(method ?? "") \(field): \(ours(row) as Any), not \(theirs[place])")
          }
          #expect(row.n == reference.counts[place] || measure == .target)
        }
        try check(rows, .mean, nil, [("estimate", \.estimate, reference.means)])
        try check(rows, .sd, nil, [("estimate", \.estimate, reference.sds)])
        try check(
          rows, .adjustedMean, lm,
          [("estimate", \.estimate, reference.adjusted), ("std_error", \.standardError, reference.adjustedSe)])
        try check(
          rows, .siteDeviation, "student",
          [
            ("estimate", \.estimate, reference.deviation), ("std_error", \.standardError, reference.se),
            ("statistic", \.statistic, reference.statistic), ("p_value", \.pValue, reference.p),
          ])
        try check(rows, .siteTest, "student_holm", [("p_value", \.pValue, reference.holm)])
        try check(bh, .siteTest, "student_bh", [("p_value", \.pValue, reference.bh)])
        try check(
          rows, .funnelLimits, "student", term: "95%",
          [("conf_low", \.confidenceLow, reference.low95), ("conf_high", \.confidenceHigh, reference.high95)])
        try check(
          rows, .funnelLimits, "student", term: "99.8%",
          [("conf_low", \.confidenceLow, reference.low998), ("conf_high", \.confidenceHigh, reference.high998)])
        if reference.phi > 1 {
          try check(
            rows, .funnelLimits, "multiplicative", term: "95%",
            [("conf_high", \.confidenceHigh, reference.high95Multiplicative)])
          try check(
            rows, .siteDeviation, "multiplicative",
            [("estimate", \.estimate, reference.deviation), ("std_error", \.standardError, reference.seMultiplicative)])
          try check(
            rows, .siteDeviation, "additive",
            [("estimate", \.estimate, reference.deviation), ("std_error", \.standardError, reference.seAdditive)])
          try check(
            rows, .funnelLimits, "additive", term: "95%", [("conf_high", \.confidenceHigh, reference.high95Additive)])
        } else {
          #expect(!rows.contains { $0.method == "multiplicative" || $0.method == "additive" && $0.measure != .tau2 })
        }
        try check(rest, .target, "rest", [("estimate", \.estimate, reference.rest)])
        try check(
          rest, .siteDeviation, "student",
          [("std_error", \.standardError, reference.restSe), ("statistic", \.statistic, reference.statistic)])
        try check(
          rows, .shrunkenMean, "reml",
          [
            ("estimate", \.estimate, reference.shrunk), ("std_error", \.standardError, reference.shrunkSe),
            ("conf_low", \.confidenceLow, reference.shrunkLow), ("conf_high", \.confidenceHigh, reference.shrunkHigh),
          ])
        try check(rows, .rank, "posterior", [("estimate", \.estimate, reference.rank)])
      }
    }
  }

  /// The limits are whole numbers: R's own simulation must put less than 2.5 % outside each, to what 10,240 draws can tell,
  /// and more than that if the limit moved inwards.
  @Test func intervalsOfRanksHoldWhatRsSimulationSays() throws {
    let fixture = try Fixtures.read(SiteReference.self, "sites.json")
    let chance = 4 * (0.025 * 0.975 / 10_240).squareRoot()
    for reference in fixture.cases {
      let rows = try results(reference)
      let count = reference.labels.count
      for (place, label) in reference.labels.enumerated() {
        let row = try #require(rows.first { $0.site == label && $0.measure == .rank })
        let low = try #require(row.confidenceLow.map { Int($0) })
        let high = try #require(row.confidenceHigh.map { Int($0) })
        let upTo = { (rank: Int) in rank < 1 ? 0 : reference.rankCumulative[place * count + rank - 1] }
        #expect(upTo(low - 1) <= 0.025 + chance && upTo(low) > 0.025 - chance, "\(label) \(low)")
        #expect(1 - upTo(high) <= 0.025 + chance && 1 - upTo(high - 1) > 0.025 - chance, "\(label) \(high)")
      }
    }
  }
}
