import Distributions
import Testing

@Suite struct StudentizedRangeTests {
  @Test func agreesWithQuadratureInBothTails() throws {
    try SimultaneousFixture.check("studentized_range", atLeast: 40, tolerance: 1e-12) { given in
      StudentizedRange(groups: given.parameters.groups ?? 0, df: given.df)
        .probability(given.x, tail: given.tail == "upper" ? .upper : .lower)
    }
  }

  /// The range of two is √2 |T|.
  @Test(arguments: [0.5, 1, 17.5, 1e6, .infinity], [0.001, 1.9, 6, 40])
  func twoGroupsAreStudentsT(df: Double, t: Double) {
    let p = StudentT(df: df).twoSidedPValue(t)
    let ours = StudentizedRange(groups: 2, df: df).probability(t * 2.0.squareRoot(), tail: .upper)
    #expect(abs(ours / p - 1) <= 1e-11 || p < 1e-300, "\(ours) where t has \(p)")
  }

  @Test(arguments: [2, 3, 40], [1, 12.5, .infinity])
  func quantilesInvert(groups: Int, df: Double) {
    let range = StudentizedRange(groups: groups, df: df)
    for p in [1e-9, 0.05, 0.95] {
      for tail in Tail.allCases {
        let q = range.quantile(p, tail: tail)
        #expect(abs(range.probability(q, tail: tail) / p - 1) <= 1e-11, "\(groups) \(df) \(p) \(tail): \(q)")
      }
    }
    #expect(abs(range.probability(3) + range.probability(3, tail: .upper) - 1) <= 1e-12)
  }

  /// The tables of every textbook: the upper 5 % points, to their last digit.
  @Test(arguments: [(3, 10.0, 3.877), (4, 20, 3.958), (5, 60, 3.977), (10, 5, 6.995), (3, .infinity, 3.314)])
  func printedTables(groups: Int, df: Double, q: Double) {
    #expect(abs(StudentizedRange(groups: groups, df: df).quantile(0.05, tail: .upper) - q) <= 0.5e-3)
  }

  @Test func outOfRange() {
    for (groups, df) in [(1, 5.0), (1001, 5), (3, 0), (3, -1), (3, .nan)] {
      #expect(StudentizedRange(groups: groups, df: df).probability(1).isNaN)
      #expect(StudentizedRange(groups: groups, df: df).quantile(0.5).isNaN)
    }
    let range = StudentizedRange(groups: 3, df: 5)
    #expect(range.probability(.nan).isNaN && range.quantile(1.1).isNaN && range.quantile(.nan).isNaN)
    #expect(range.probability(-1) == 0 && range.probability(0, tail: .upper) == 1 && range.probability(.infinity) == 1)
    #expect(range.quantile(0) == 0 && range.quantile(1) == .infinity && range.quantile(0, tail: .upper) == .infinity)
  }
}
