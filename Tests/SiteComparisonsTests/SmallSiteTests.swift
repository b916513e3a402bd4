import Estimates
import SiteComparisons
import TestSupport
import Testing
import Trials

@Suite struct SmallSiteTests {
  private let sites: [(String, [Double])] = [
    ("Ash", [3, 5, 4, 6, 8, 7]), ("Elm", [90, 91, 92]), ("Oak", [2, 4, 4, 5, 9]),
  ]

  /// No number depends on the subjects of a site that is too small to judge, so that none can be had by subtraction.
  @Test func nothingIsToldOfASmallSite() throws {
    let results = try SiteComparison.results(for: MadeUpSites.trial(sites))
    let without = try SiteComparison.results(for: MadeUpSites.trial([sites[0], ("Elm", []), sites[2]]))
    #expect(results == without)
    let rows = results.rows.filter { $0.site == "Elm" }
    #expect(
      rows == [
        Estimate(outcome: "y", site: "Elm", term: "too few to judge", measure: .siteDeviation, method: "student")
      ])
    #expect(results.rows.first { $0.measure == .target }?.n == 11)
    #expect(results.notes.contains { $0.contains("fewer than 5 subjects (--min-cell)") && $0.contains("site Elm") })
    #expect(!results.notes.contains { $0.contains("3") && $0.contains("Elm") })
    #expect(try SiteComparison.hasSmallCells(in: MadeUpSites.trial(sites)))
  }

  @Test func minCellMovesTheLimit() throws {
    let results = try SiteComparison.results(
      for: MadeUpSites.trial(sites), options: SiteOptions(minCell: 3))
    #expect(results.rows.first { $0.measure == .target }?.n == 14)
    #expect(!(try SiteComparison.hasSmallCells(in: MadeUpSites.trial(sites), options: SiteOptions(minCell: 3))))
    #expect(
      results.rows.first { $0.measure == .siteDeviation && $0.site == "Elm" }?.term == SiteVerdict.beyond998.rawValue)
  }

  @Test(arguments: [
    (7, "No site has at least 7 subjects, so nothing is compared: y."),
    (6, "One site only has at least 6 subjects, so nothing is compared: y."),
  ])
  func whereNothingIsLeftANoteSaysWhy(minCell: Int, note: String) throws {
    let results = try SiteComparison.results(for: MadeUpSites.trial(sites), options: SiteOptions(minCell: minCell))
    #expect(results.notes.contains(note), "\(results.notes)")
    #expect(results.rows.allSatisfy { $0.estimate == nil && $0.term == "too few to judge" })
    #expect(try SiteComparison.funnels(for: MadeUpSites.trial(sites), options: SiteOptions(minCell: minCell)).isEmpty)
  }

  @Test func sitesThatFitExactlyHaveMeansAndNothingElse() throws {
    let flat = MadeUpSites.trial([("A", [0.1, 0.1, 0.1, 0.1, 0.1]), ("B", [0.3, 0.3, 0.3, 0.3, 0.3])])
    let results = try SiteComparison.results(for: flat)
    #expect(results.rows.allSatisfy { $0.standardError == nil && $0.pValue == nil && $0.confidenceLow == nil })
    #expect(results.rows.filter { $0.measure == .adjustedMean }.map(\.estimate).allSatisfy { $0 != nil })
    #expect(
      results.notes.contains("Site and case mix fit the outcome exactly, so there are means and nothing else: y."))
  }

  @Test func asManySitesAsSubjectsLeaveNoVariance() throws {
    let trial = MadeUpSites.trial([("A", [1]), ("B", [2]), ("C", [4])])
    let results = try SiteComparison.results(for: trial, options: SiteOptions(minCell: 1))
    #expect(results.rows.allSatisfy { $0.standardError == nil && $0.pValue == nil })
    #expect(results.notes.contains { $0.contains("means and nothing else") })
  }

  @Test func aVisitWithoutTheOutcomeIsNamed() throws {
    let trial = MadeUpSites.trial([("A", [.nan, .nan]), ("B", [.nan])])
    let results = try SiteComparison.results(for: trial)
    #expect(results.notes.contains("Nobody has the outcome: y."))
    #expect(results.rows.allSatisfy { $0.estimate == nil && $0.term == "too few to judge" } && results.rows.count == 2)
  }

  @Test func countsInNotesAreSmallCellsToo() throws {
    let plain = MadeUpSites.trial(sites.filter { $0.0 != "Elm" })
    let age = Covariate(name: "age", values: .numeric([[1, 3, 2, 5, 4, .nan, 2, 3, 1, 5, 4]]), varies: false)
    let trial = Trial(
      source: "made.csv", rowCount: 11, sha256: nil, subjectCount: 11, arm: nil, site: plain.site, visits: [nil],
      baselineVisit: nil, outcomes: plain.outcomes, covariates: [age], notes: [])
    let notes = try SiteComparison.results(for: trial).notes
    #expect(notes.contains { $0.hasSuffix("covariate is missing: y, fewer than 5.") }, "\(notes)")
  }

  @Test func hugeValuesAreRefusedInWords() throws {
    let trial = MadeUpSites.trial([("A", [1e200, 2e200, 3e200, 1e200, 1e200]), ("B", [1, 2, 3, 4, 5])])
    let results = try SiteComparison.results(for: trial)
    #expect(results.rows.isEmpty && results.notes.contains { $0.contains("squared in double precision") })
  }

  @Test func aCovariateOfSitesIsNoPartOfTheCaseMix() throws {
    let plain = MadeUpSites.trial(sites.filter { $0.0 != "Elm" })
    let constant = Covariate(
      name: "region", values: .numeric([[1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]]), varies: false)
    let trial = Trial(
      source: "made.csv", rowCount: 11, sha256: nil, subjectCount: 11, arm: nil, site: plain.site, visits: [nil],
      baselineVisit: nil, outcomes: plain.outcomes, covariates: [constant], notes: [])
    let results = try SiteComparison.results(for: trial)
    #expect(
      results.notes.contains(
        "A covariate that does not vary within sites, or follows from others, is left out of the case mix: y, region."))
    let expected = try SiteComparison.results(for: plain).rows.first { $0.measure == .target }
    let found = results.rows.first { $0.measure == .target }
    #expect(found?.estimate == expected?.estimate && found?.df == expected?.df)
    // Two sites are too few for a line.
    let slope = try SiteComparison.results(for: trial, options: SiteOptions(siteCovariates: ["region"]))
    #expect(slope.rows.last?.estimate == nil)
    #expect(slope.notes.contains("Fewer than three judged sites have the covariate, so no slope: y, region."))
  }
}
