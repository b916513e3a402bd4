import Estimates
import SiteComparisons

/// Leaves out of results what would speak of fewer than a smallest number of people, and single persons' values.
///
/// A cell is a number of people who are described: a level of a categorical variable, a pattern of visits, those observed
/// at a visit. Where a cell of 1 to `smallest` − 1 people is found, everything that it could be reckoned from goes with it:
/// all levels of the variable in all arms, all patterns of the outcome, all results of that outcome at that visit.
/// Documentation/Report.md.
struct SmallCells {
  private let smallest: Int
  private var variables: Set<String> = []
  private var patterns: Set<String> = []
  private var visits: Set<Place> = []

  struct Place: Hashable {
    let outcome: String?
    let visit: String?
  }

  /// - Parameter analyses: whole, as they were found.
  init(smallest: Int, in analyses: StudyAnalyses) {
    self.smallest = smallest
    for row in analyses.description.rows + analyses.others.flatMap(\.rows) {
      guard let count = row.estimate, count >= 1, count < Double(smallest) else { continue }
      switch row.measure {
      case .count: variables.insert(Self.variable(of: row))
      case .pattern, .complete, .monotone, .intermittent, .neverObserved: patterns.insert(row.outcome ?? "")
      case .observed, .events: visits.insert(Place(outcome: row.outcome, visit: row.visit))
      default: break
      }
    }
  }

  func apply(to analyses: inout StudyAnalyses) {
    apply(to: &analyses.description)
    apply(to: &analyses.change)
    apply(to: &analyses.comparison)
    apply(to: &analyses.completeCases)
    for index in analyses.models.indices { apply(to: &analyses.models[index]) }
    for index in analyses.others.indices { apply(to: &analyses.others[index]) }
    for index in analyses.reliable.indices {
      analyses.reliable[index].withhold(below: smallest)
      apply(to: &analyses.reliable[index].results)
    }
    apply(to: &analyses.sites.results)
    analyses.withheldVisits = visits
    analyses.sites.funnels.removeAll { visits.contains(Place(outcome: $0.outcome, visit: $0.visit)) }
    let withheld =
      variables.sorted().map { "the levels of \($0)" } + patterns.sorted().map { "when \($0) is observed" }
      + visits.sorted { ($0.outcome ?? "", $0.visit ?? "") < ($1.outcome ?? "", $1.visit ?? "") }.map {
        "\($0.outcome ?? "") at \($0.visit ?? "the visit")"
      }
    analyses.description.notes.append(
      "Counts of 1 to \(smallest - 1) people are withheld, with all that they could be reckoned from"
        + (withheld.isEmpty ? ": here there are none" : ": " + withheld.joined(separator: "; "))
        + "; lowest and highest values are left out.")
  }

  private func apply(to results: inout Results) { results.rows.removeAll(where: isWithheld) }

  private func isWithheld(_ row: Estimate) -> Bool {
    switch row.measure {
    case .minimum, .maximum, .outliers, .floor, .ceiling: return true
    case .count, .percent: if variables.contains(Self.variable(of: row)) { return true }
    case .pattern, .complete, .monotone, .intermittent, .neverObserved:
      if patterns.contains(row.outcome ?? "") { return true }
    default: break
    }
    if let n = row.n, n >= 1, n < smallest { return true }
    return visits.contains(Place(outcome: row.outcome, visit: row.visit))
  }

  /// `drug` of `drug[Yes]`.
  private static func variable(of row: Estimate) -> String {
    let term = row.term ?? ""
    guard term.hasSuffix("]"), let bracket = term.firstIndex(of: "[") else { return term }
    return String(term[..<bracket])
  }
}
