import Estimates
import SiteComparisons
import Trials

/// Sites beside one another on each measured outcome: the rows of `endline sites`, with the funnels behind them.
struct SiteResults: Sendable {
  /// As the command has them with the report's smallest site, ranks at the primary visit alone. Where a total less the
  /// judged sites would give a small count away, further sites are left out, as with a larger smallest site.
  var results = Results()
  var funnels: [SiteFunnel] = []
  /// Labels of all sites in order; empty where the study has none.
  private(set) var labels: [String] = []
  /// What sites are adjusted for, in words.
  private(set) var adjustment: String?

  init() {}

  init(_ trial: Trial, request: StudyReportRequest, primaryVisit: String?) {
    guard let site = trial.site else { return }
    labels = site.levels
    guard labels.count > 1 else { return }
    var options = SiteOptions(minCell: request.smallestSite)
    options.protectsTotals = true
    options.rankedVisit = primaryVisit
    // Without a follow-up there is nothing to compare, which the page says.
    guard let found = try? SiteComparison.analysis(of: trial, level: request.level, options: options) else { return }
    results = found.results
    funnels = found.funnels
    adjustment = results.notes.first { $0.hasPrefix("Sites are") }
  }

  func funnel(_ outcome: String, at visit: String?) -> SiteFunnel? {
    funnels.first { $0.outcome == outcome && $0.visit == visit }
  }
}

/// Rows found by site, of which there may be many.
struct RowsBySite: Sendable {
  private struct Place: Hashable {
    let site: String?
    let outcome: String?
    let visit: String?
  }

  private let rows: [Place: [Estimate]]

  init(_ rows: [Estimate]) {
    var found: [Place: [Estimate]] = [:]
    for row in rows {
      // Limits are drawn; no table has them.
      guard row.measure != .funnelLimits else { continue }
      found[Place(site: row.site, outcome: row.outcome, visit: row.visit), default: []].append(row)
    }
    self.rows = found
  }

  /// - Parameter site: nil for what is of no single site.
  func rows(of site: String?, outcome: String?, visit: String?) -> [Estimate] {
    rows[Place(site: site, outcome: outcome, visit: visit)] ?? []
  }

  /// What is said of all sites together.
  func overall(_ measure: Measure, _ funnel: SiteFunnel, method: String? = nil) -> Estimate? {
    rows(of: nil, outcome: funnel.outcome, visit: funnel.visit).first {
      $0.measure == measure && (method == nil || $0.method == method)
    }
  }
}
