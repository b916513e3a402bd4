internal import LinearAlgebra
internal import Trials

extension DesignCompression {
  /// The subjects of each cell, in the trial's order.
  func members() -> [PatternCell.Key: [Int]] {
    var members: [PatternCell.Key: [Int]] = [:]
    for subject in 0..<subjectCount {
      let visits = outcome.indices.filter { !outcome[$0][subject].isNaN }
      let group = groups.map { Int($0[subject]) } ?? 0
      guard !visits.isEmpty, group >= 0 else { continue }
      members[PatternCell.Key(group: group, visits: visits), default: []].append(subject)
    }
    return members
  }

  /// Calls `body` with each of a cell's subjects and the moments of the others.
  ///
  /// Nothing is subtracted, so a subject far from the others costs no digits: what lies outside one half of a run of
  /// subjects is what lies outside the run, merged with the other half. So n subjects take n log₂ n merges.
  ///
  /// - Parameters:
  ///   - members: the subjects of one cell.
  ///   - visits: at which they were observed.
  func forEachLeftOut(of members: [Int], visits: [Int], _ body: (_ subject: Int, _ others: MomentSummary) -> Void) {
    let products = layout.products.map(values)
    let order = products.count + visits.count
    let own = members.map { subject in
      MomentSummary(
        count: 1, mean: products.map { $0[subject] } + visits.map { outcome[$0][subject] },
        crossProducts: Matrix(rows: order, columns: order))
    }
    func descend(_ run: Range<Int>, outside: MomentSummary) {
      guard run.count > 1 else {
        if let only = run.first { body(members[only], outside) }
        return
      }
      let middle = run.lowerBound + run.count / 2
      let (left, right) = (run.lowerBound..<middle, middle..<run.upperBound)
      descend(left, outside: own[right].reduce(outside) { $0.merged(with: $1) })
      descend(right, outside: own[left].reduce(outside) { $0.merged(with: $1) })
    }
    descend(own.indices, outside: MomentSummary(variables: order))
  }
}
