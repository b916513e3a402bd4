import Estimates
import SiteComparisons

/// Which sites the report of the whole study names.
enum SiteNaming {
  /// The trial's own team: all.
  case all
  /// A board: those beyond the widest limits, where sites that all differ are allowed to.
  case apart
  /// The sites, who each have a page of their own: none.
  case none

  init(_ audience: ReportAudience?) {
    switch audience {
    case nil: self = .all
    case .board?: self = .apart
    case .site?: self = .none
    }
  }

  func names(_ site: SiteFunnel.Site, in funnel: SiteFunnel) -> Bool {
    switch self {
    case .all: true
    case .apart: funnel.verdict(of: site, by: .additive) == .beyond998
    case .none: false
    }
  }
}

extension StudyReport {
  var siteNaming: SiteNaming { SiteNaming(request.audience) }

  /// The rows of sites as far as the report names them.
  var namedSites: Results {
    var results = analyses.sites.results
    if siteNaming == .all { return results }
    struct Place: Hashable {
      let outcome: String?
      let visit: String?
      let site: String
    }
    var named: Set<Place> = []
    for funnel in analyses.sites.funnels {
      for site in funnel.sites where siteNaming.names(site, in: funnel) {
        named.insert(Place(outcome: funnel.outcome, visit: funnel.visit, site: site.label))
      }
    }
    results.rows.removeAll { row in
      row.site.map { !named.contains(Place(outcome: row.outcome, visit: row.visit, site: $0)) } ?? false
    }
    return results
  }
}
