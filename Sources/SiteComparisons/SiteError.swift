public import Diagnostics
internal import Estimates

/// What keeps sites from being compared. Cases carry the facts; the wording stands together below.
public enum SiteError: Diagnosis {
  /// A property of sites that subjects of one site have two values of.
  case variesWithinSite(column: String, site: String, visit: String?, values: [Double])
  /// No visit comes after the baseline; `visits` are all there are.
  case noFollowup(visits: [String])

  public var status: ExitStatus {
    switch self {
    case .variesWithinSite: .data
    case .noFollowup: .usage
    }
  }

  public var problems: [String] {
    switch self {
    case .variesWithinSite(let column, let site, let visit, let values):
      [
        "--site-covariate \(inQuotes(column)): site \(inQuotes(site)) has more than one value"
          + (visit.map { " at visit \(inQuotes($0))" } ?? "") + ": "
          + values.map(\.shortest).joined(separator: ", ")
      ]
    case .noFollowup(let visits):
      ["sites needs a follow-up: no visit comes after the baseline, \(inQuotes(visits.last ?? ""))"]
    }
  }

  public var mend: String? {
    switch self {
    case .variesWithinSite:
      "give a site one value at a visit, or take it as a property of subjects with --covariate"
    case .noFollowup: "name another --baseline, or the visits in their order with --visits A,B,C"
    }
  }
}
