import Comparisons
import Distributions
import Testing

@Suite struct SortedSumsTests {
  /// Against all sums written out and sorted.
  private func check(_ sums: SortedSums, _ all: [Double]) {
    let sorted = all.sorted()
    #expect(sums.count == sorted.count)
    for rank in 1...sorted.count { #expect(sums.element(rank: rank) == sorted[rank - 1]) }
    let half = sorted.count / 2
    #expect(
      sums.median == (sorted.count % 2 == 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2))
    for value in Set(sorted) {
      #expect(sums.count(atMost: value) == sorted.count { $0 <= value })
      #expect(sums.successor(of: value) == sorted.first { $0 > value })
    }
  }

  @Test(arguments: 1...40) func everyOrderStatisticIsThatOfSorting(seed: Int) {
    var random = RandomStream(seed: UInt64(seed))
    // Coarse grains make ties, fine ones do not; sizes from 1.
    let grain = seed % 3 == 0 ? 1.0 : seed % 3 == 1 ? 1e-3 : 0
    func draw(_ count: Int) -> [Double] {
      (0..<count).map { _ in
        let value = 3 * random.normal()
        return grain > 0 ? (value / grain).rounded() * grain : value
      }.sorted()
    }
    let x = draw(1 + seed % 13)
    let y = draw(1 + seed % 7)
    check(.differences(ofSorted: x, minusSorted: y), x.flatMap { x in y.map { x - $0 } })
    check(
      .walshAverages(ofSorted: x),
      x.indices.flatMap { i in (i..<x.count).map { (x[i] + x[$0]) / 2 } })
  }

  @Test func extremesDoNotOverflow() {
    let big = Double.greatestFiniteMagnitude
    check(.walshAverages(ofSorted: [-big, 0, big, big]), [-big, -big / 2, 0, 0, 0, big / 2, big / 2, big, big, big])
    check(.walshAverages(ofSorted: [-0.0, 0.0]), [0, 0, 0])
  }

  @Test func twoMillionAreSorted() {
    // 0 … 1999999: the averages are symmetric about their median, which is that of the values.
    let sums = SortedSums.walshAverages(ofSorted: (0..<2_000_000).map(Double.init))
    #expect(sums.count == 2_000_001_000_000)
    #expect(sums.median == 999_999.5)
  }
}
