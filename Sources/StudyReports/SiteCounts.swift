import SiteComparisons
import Trials

/// How many people each site has, and how many of them are observed, as far as that may be told.
///
/// The report tells totals, and what is left of a total is a count as well: `SmallCells.judgedBesideTotals`.
struct SiteCounts: Sendable {
  /// By site; nil: not told.
  let people: [Int?]
  /// By outcome, visit and site; nil: not told.
  private let observed: [[[Int?]]]

  init(_ trial: Trial, analyses: StudyAnalyses, request: StudyReportRequest) {
    guard let site = trial.site, site.levels.count > 1 else {
      (people, observed) = ([], [])
      return
    }
    let cells = SiteComparisons.SmallCells(minCell: request.smallestSite)
    func counts(_ isCounted: (Int) -> Bool) -> [Int] {
      var counts = [Int](repeating: 0, count: site.levels.count)
      for subject in 0..<trial.subjectCount where site.codes[subject] >= 0 && isCounted(subject) {
        counts[Int(site.codes[subject])] += 1
      }
      return counts
    }
    func told(_ counts: [Int], among judged: Set<String>?) -> [Int?] {
      let shown = Set(cells.judgedBesideTotals([counts]))
      return counts.indices.map { index in
        (judged.map { $0.contains(site.levels[index]) } ?? shown.contains(index)) ? counts[index] : nil
      }
    }
    people = told(counts { _ in true }, among: nil)
    observed = trial.outcomes.map { outcome in
      trial.visits.indices.map { visit in
        let label = trial.visits[visit]
        guard !analyses.withheldVisits.contains(.init(outcome: outcome.name, visit: label)) else {
          return [Int?](repeating: nil, count: site.levels.count)
        }
        // Who is judged was chosen with these counts in mind.
        let judged = analyses.sites.funnel(outcome.name, at: label).map { Set($0.sites.map(\.label)) }
        return told(counts { !outcome.values[visit][$0].isNaN }, among: judged)
      }
    }
  }

  func observed(outcome: Int, visit: Int, site: Int) -> Int? {
    guard observed.indices.contains(outcome), observed[outcome].indices.contains(visit) else { return nil }
    return observed[outcome][visit][site]
  }
}
