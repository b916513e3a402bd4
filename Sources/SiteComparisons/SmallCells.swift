/// The rule on small counts: a site with fewer than `minCell` subjects is not judged and has no part in any number.
///
/// It is left out of the target, the variance and the total as well, since a total minus the sites that are printed would
/// give away the one that is not.
package struct SmallCells: Sendable {
  package let minCell: Int

  package init(minCell: Int) { self.minCell = minCell }

  /// Which of the sites can be judged.
  package func judged(_ counts: [Int]) -> [Int] { counts.indices.filter { counts[$0] >= minCell } }

  /// Which of the sites can be judged where the totals of all sites are known too.
  ///
  /// A total less what is told is what the untold sites have together. So that it gives no small count away, the untold
  /// who have somebody are none, or two and more with `minCell` subjects between them; sites are left out until it is so,
  /// those with the fewest subjects first.
  ///
  /// - Parameter tables: counts of the sites, one table for each total that is known; the first decides who is small.
  package func judgedBesideTotals(_ tables: [[Int]]) -> [Int] {
    guard let first = tables.first else { return [] }
    var judged = judged(first)
    while !judged.isEmpty, tables.contains(where: { !isSafe($0, told: judged) }) {
      guard let next = judged.min(by: { (first[$0], $0) < (first[$1], $1) }) else { break }
      judged.removeAll { $0 == next }
    }
    return judged
  }

  /// Whether what is left of a total says nothing of a small count.
  private func isSafe(_ counts: [Int], told: [Int]) -> Bool {
    let told = Set(told)
    let untold = counts.indices.filter { !told.contains($0) && counts[$0] > 0 }.map { counts[$0] }
    guard untold.contains(where: { $0 < minCell }) else { return true }
    return untold.count > 1 && untold.reduce(0, +) >= minCell
  }

  /// A count of subjects as it may leave: a small one only as being small.
  package func inWords(_ count: Int) -> String { count < minCell ? "fewer than \(minCell)" : "\(count)" }
}
