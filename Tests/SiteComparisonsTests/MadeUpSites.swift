import Foundation
import SiteComparisons
import Tables
import TestSupport
import Trials

/// `Datasets/made-up-sites`, and sites made in tests.
enum MadeUpSites {
  static func trial(
    visit: String, covariates: [String], hasBaseline: Bool = true, siteCovariates: [String] = []
  ) throws -> Trial {
    var plan = StudyPlan()
    plan.subject = "subject"
    plan.visit = "visit"
    plan.site = "site"
    plan.outcomes = ["score"]
    plan.covariates = covariates + siteCovariates.map { $0 + ":numeric" }
    plan.filters = hasBaseline ? ["visit != \(visit == "12" ? "24" : "12")"] : ["visit == \(visit)"]
    plan.hasBaselineVisit = hasBaseline
    let file = Fixtures.root.appending(path: "Datasets/made-up-sites/sites.csv").path
    return try Trial(reading: .file(file), plan: plan, options: ReadOptions())
  }

  /// A trial with one visit from values by site.
  static func trial(_ sites: [(label: String, values: [Double])], baseline: [Double]? = nil) -> Trial {
    let values = sites.flatMap(\.values)
    let codes = sites.indices.flatMap { [Int32](repeating: Int32($0), count: sites[$0].values.count) }
    return Trial(
      source: "made.csv", rowCount: values.count, sha256: nil, subjectCount: values.count, arm: nil,
      site: Factor(name: "site", levels: sites.map(\.label), codes: codes, reference: 0), visits: [nil],
      baselineVisit: nil, outcomes: [Outcome(name: "y", values: [values], baseline: baseline)], covariates: [],
      notes: [])
  }
}
