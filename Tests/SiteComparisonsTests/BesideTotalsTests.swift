import Distributions
import SiteComparisons
import Testing

/// What is left of each total is nobody, nobody of a small site, or several sites with enough people between them.
@Test func noTotalGivesASmallSiteAway() {
  var random = RandomStream(seed: 5)
  var kept = 0
  for _ in 0..<2000 {
    let count = 2 + random.integer(below: 8)
    let observed = (0..<count).map { _ in
      random.integer(below: 3) == 0 ? random.integer(below: 6) : random.integer(below: 40)
    }
    let whole = observed.map { $0 - random.integer(below: min($0, 3) + 1) }
    let told = SmallCells(minCell: 5).judgedBesideTotals([whole, observed])
    kept += told.count
    #expect(told.allSatisfy { whole[$0] >= 5 })
    // Where nothing is told of any site, the total is all there is.
    guard !told.isEmpty else { continue }
    for counts in [whole, observed] {
      let left = counts.indices.filter { !told.contains($0) && counts[$0] > 0 }.map { counts[$0] }
      guard left.contains(where: { $0 < 5 }) else { continue }
      #expect(left.count > 1 && left.reduce(0, +) >= 5, "\(counts) \(told)")
    }
  }
  #expect(kept > 5000)
}

@Test func nothingMoreIsLeftOutThanNeeded() {
  let cells = SmallCells(minCell: 5)
  #expect(cells.judgedBesideTotals([[20, 12, 7, 30]]) == [0, 1, 2, 3])
  // One small site alone would be what is left: the next smallest goes with it.
  #expect(cells.judgedBesideTotals([[20, 12, 3, 30]]) == [0, 3])
  // Two small ones have 7 people between them.
  #expect(cells.judgedBesideTotals([[20, 4, 3, 30]]) == [0, 3])
  // Four people in two sites are a small count too.
  #expect(cells.judgedBesideTotals([[20, 2, 2, 30]]) == [3])
  // Nobody is no small count.
  #expect(cells.judgedBesideTotals([[20, 12, 0, 30]]) == [0, 1, 3])
}
