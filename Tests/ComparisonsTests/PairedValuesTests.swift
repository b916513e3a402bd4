import Comparisons
import Distributions
import Testing

@Suite struct PairedValuesTests {
  /// Correlation with as many nines as it takes: the SD of the change keeps its digits.
  @Test(arguments: [1.0, 1e-3, 1e-6]) func smallChangesKeepTheirDigits(size: Double) {
    // Multiples of a power of two, so that later − earlier is what was added.
    let unit = 1.0 / Double(1 << 30)
    let grain = (size / unit).rounded() * unit
    let added = (0..<100).map { grain * Double($0 % 10) }
    let earlier = (0..<100).map { Double(($0 * 37) % 101) * 64 }
    let pairs = PairedValues(baseline: earlier, followup: zip(earlier, added).map { $0 + $1 }, armCodes: nil)
    let change = pairs.changes(armCount: 0)[0]
    #expect(isClose(change.summary.mean, 4.5 * grain, 1e-14))
    // Ten each of 0 … 9: the centred sum of squares is 10 · 82.5.
    #expect(isClose(change.summary.sumOfSquares, 825 * grain * grain, 1e-13))
    #expect(!change.isConstant)
  }

  @Test func onlyCompletePairsCount() {
    let pairs = PairedValues(
      baseline: [1, .nan, 3, 4, 5], followup: [2, 2, .nan, 6, 9], armCodes: [0, 0, 0, 1, -1])
    #expect(pairs.differences(arm: 0) == [1])
    #expect(pairs.differences(arm: 1) == [2])
    #expect(pairs.differences(arm: nil) == [1, 2, 4])
    #expect(pairs.changes(armCount: 2).map(\.summary.count) == [1, 1, 3])
    #expect(isClose(pairs.changes(armCount: 2)[2].summary.mean, 7.0 / 3, 1e-15))
  }
}
