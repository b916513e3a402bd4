/// The rule on small counts: a site with fewer than `minCell` subjects is not judged and has no part in any number.
///
/// It is left out of the target, the variance and the total as well, since a total minus the sites that are printed would
/// give away the one that is not.
package struct SmallCells: Sendable {
  package let minCell: Int

  package init(minCell: Int) { self.minCell = minCell }

  /// Which of the sites can be judged.
  package func judged(_ counts: [Int]) -> [Int] { counts.indices.filter { counts[$0] >= minCell } }

  /// A count of subjects as it may leave: a small one only as being small.
  package func inWords(_ count: Int) -> String { count < minCell ? "fewer than \(minCell)" : "\(count)" }
}
