import Estimates
import Inference
import Testing

@Suite struct MarginTestsNormalTests {
  private let difference = Estimate(
    measure: .contrast, method: "normal", estimate: -0.4, standardError: 0.5, n: 40)

  /// R: `pnorm(-2.8, lower.tail = FALSE)` and its like.
  @Test func normalWhereThereAreNoDegreesOfFreedom() throws {
    let rows = MarginTests(margin: 1, level: 0.95, isNormal: true).rows(of: difference)
    let equivalence = try #require(rows.first { $0.measure == .equivalence })
    #expect(equivalence.statistic == 1.2)
    #expect(abs((equivalence.pValue ?? 0) - 0.11506967022170828) < 1e-15)
    #expect(equivalence.df == nil)
  }

  @Test func withoutThemNothingIsTested() {
    let rows = MarginTests(margin: 1, level: 0.95).rows(of: difference)
    #expect(rows.allSatisfy { $0.pValue == nil && $0.statistic == nil })
  }
}
