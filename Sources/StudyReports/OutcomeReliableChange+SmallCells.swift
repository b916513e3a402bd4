import Estimates

/// How counts of classes are withheld where some are small.
///
/// Classes add up to the pairs of an arm, and arms to all: what is left of a total is a count too. At a visit
///
/// * with a small number of pairs in an arm, nothing is told;
/// * with a small class among improved, unchanged and deteriorated in an arm (or among those without an arm), unchanged and
///   deteriorated are withheld in all arms, with their comparisons; who improved is told unless it or the rest is small;
/// * with a small class among recovered and reliably improved, both are withheld.
///
/// Harm is told even so, an arm at a time: its count, or that it is small.
extension OutcomeReliableChange {
  mutating func withhold(below smallest: Int) {
    // Between two limits of a reliability lie the few who change class by it.
    results.rows.removeAll { row in
      row.term != nil && (OutcomeReliableChange.classes + [.improvedTotal]).contains(row.measure)
    }
    var visits: [String?] = []
    for row in results.rows where !visits.contains(row.visit) { visits.append(row.visit) }
    for visit in visits { withhold(at: visit, below: smallest) }
  }

  private mutating func withhold(at visit: String?, below smallest: Int) {
    let groups = groups(at: visit)
    func isSmall(_ count: Int) -> Bool { count > 0 && count < smallest }
    guard !groups.contains(where: { isSmall($0.n) }) else {
      results.rows.removeAll { $0.visit == visit }
      return
    }
    if groups.contains(where: { isSmall($0.improved) || isSmall($0.n - $0.improved) }) {
      remove([.improvedTotal], at: visit)
    }
    if groups.contains(where: { isSmall($0.improved) || isSmall($0.unchanged) || isSmall($0.deteriorated) }) {
      harm += groups.compactMap { group in
        group.arm.map { arm in
          let isTold = !isSmall(group.deteriorated) && !isSmall(group.unchanged)
          return Harm(visit: visit, arm: arm, count: isTold ? group.deteriorated : nil, n: group.n)
        }
      }
      remove([.unchanged, .deteriorated], at: visit)
    }
    if groups.contains(where: { isSmall($0.recovered) || isSmall($0.improved - $0.recovered) })
      || !results.rows.contains(where: { $0.measure == .improvedTotal && $0.visit == visit })
    {
      remove([.recovered, .reliablyImproved], at: visit)
    }
  }

  /// Classes, and how arms differ in them.
  private mutating func remove(_ measures: [Measure], at visit: String?) {
    let names = measures.map(\.rawValue)
    results.rows.removeAll { row in
      guard row.visit == visit else { return false }
      if measures.contains(row.measure) { return true }
      return names.contains { name in row.term == name || row.term?.hasPrefix(name + ", ") ?? false }
    }
  }

  private struct Group {
    let arm: String?
    var n = 0
    var recovered = 0
    var improved = 0
    var unchanged = 0
    var deteriorated = 0
  }

  /// Each arm, and those in none.
  private func groups(at visit: String?) -> [Group] {
    var groups: [Group] = []
    for row in results.rows where row.visit == visit && row.measure == .n {
      var group = Group(arm: row.arm, n: row.n ?? 0)
      func count(_ measure: Measure) -> Int {
        let found = results.rows.first { $0.measure == measure && $0.visit == visit && $0.arm == row.arm }
        return Int(((found?.estimate ?? 0) * Double(found?.n ?? 0)).rounded())
      }
      group.recovered = count(.recovered)
      group.improved = count(.improvedTotal)
      group.unchanged = count(.unchanged)
      group.deteriorated = count(.deteriorated)
      groups.append(group)
    }
    guard groups.count > 1, let all = groups.firstIndex(where: { $0.arm == nil }) else { return groups }
    for group in groups where group.arm != nil {
      groups[all].n -= group.n
      groups[all].recovered -= group.recovered
      groups[all].improved -= group.improved
      groups[all].unchanged -= group.unchanged
      groups[all].deteriorated -= group.deteriorated
    }
    return groups
  }
}
