import Comparisons
import Distributions
import Testing

@Suite struct SampleSummaryTests {
  @Test func isNISTsOnNumAcc4() {
    // NIST StRD NumAcc4: 1001 numbers about 10000000.2, certified mean 10000000.2 and SD 0.1.
    let values = [10_000_000.2] + (0..<500).flatMap { _ in [10_000_000.1, 10_000_000.3] }
    let summary = SampleSummary(values)
    #expect(isClose(summary.mean, 10_000_000.2, 1e-15))
    #expect(isClose(summary.sd, 0.1, 1e-8))  // the decimals read as doubles have no more digits
  }

  @Test func mergesToTheWhole() {
    var random = RandomStream(seed: 4)
    let values = (0..<1000).map { _ in 50 + 10 * random.normal() }
    let whole = SampleSummary(values)
    var merged = SampleSummary()
    for start in stride(from: 0, to: 1000, by: 130) {
      merged.merge(SampleSummary(Array(values[start..<min(1000, start + 130)])))
    }
    #expect(merged.count == 1000)
    #expect(isClose(merged.mean, whole.mean, 1e-14))
    #expect(isClose(merged.sumOfSquares, whole.sumOfSquares, 1e-12))
  }

  @Test func fewValuesHaveNoSD() {
    #expect(SampleSummary([]).sd == nil)
    #expect(SampleSummary([3]).sd == nil)
    #expect(SampleSummary([3]).mean == 3)
  }
}
