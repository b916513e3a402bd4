import LinearAlgebra
import Testing

@Suite struct OneWayAnovaTests {
  struct Filed: Sendable, CustomTestStringConvertible {
    let name: String
    /// Digits asked of F, R² and the SD within.
    let digits: Double
    var testDescription: String { name }
  }

  /// NIST StRD, analysis of variance. The data of SmLs04–06 have 7 and of SmLs07–09 13 constant leading digits: reading
  /// their decimals into doubles leaves about 10 and 4 digits of the variation, whatever the method
  /// (exact rational arithmetic on the doubles gives F of SmLs07 and SmLs09 to 4.413 and 4.171 digits).
  @Test(
    .enabled(if: NISTDataset.isAvailable, "needs NIST's files: set ENDLINE_NIST"),
    arguments: [
      Filed(name: "SiRstvt", digits: 13), Filed(name: "AtmWtAgt", digits: 10),
      Filed(name: "SmLs01t", digits: 13), Filed(name: "SmLs02t", digits: 13), Filed(name: "SmLs03t", digits: 13),
      Filed(name: "SmLs04t", digits: 10), Filed(name: "SmLs05t", digits: 10), Filed(name: "SmLs06t", digits: 10),
      Filed(name: "SmLs07t", digits: 4.4), Filed(name: "SmLs08t", digits: 4.18), Filed(name: "SmLs09t", digits: 4.17),
    ])
  func filedSets(_ set: Filed) throws {
    let data = try NISTDataset(set.name)
    let rows = data.rows
    let groups = rows[0].indices.map { column in rows.map { $0[column] } }
    let anova = OneWayAnova(groups: groups)
    #expect(digits(anova.f, data.certified("Between")) >= set.digits, "F")
    #expect(digits(anova.rSquared, data.certified("R-Squared")) >= set.digits, "R²")
    #expect(digits(anova.withinStandardDeviation, data.certified("Standard", "Deviation")) >= set.digits, "SD")
  }

  /// 1, 2, 3 | 2, 4, 6 | 9: means 2, 4, 9, grand 27/7; SSB = 3(13/7)² + 3(1/7)² + (36/7)² = 258/7; SSW = 2 + 8.
  @Test func byHand() {
    let anova = OneWayAnova(groups: [[1, 2, 3], [2, 4, 6], [], [9]])
    #expect(anova.betweenDegreesOfFreedom == 2)
    #expect(anova.withinDegreesOfFreedom == 4)
    #expect(abs(anova.betweenSumOfSquares - 258.0 / 7) < 1e-13)
    #expect(anova.withinSumOfSquares == 10)
    #expect(digits(anova.f, 258.0 / 7 / 2 / 2.5) > 14)
    #expect(digits(anova.rSquared, 258.0 / 7 / (258.0 / 7 + 10)) > 14)
  }

  @Test func edges() {
    #expect(OneWayAnova(groups: [[1, 2]]).f == nil)
    #expect(OneWayAnova(groups: [[1], [2]]).f == nil)
    #expect(OneWayAnova(groups: [[1, 1], [2, 2]]).f == nil)
    #expect(OneWayAnova(groups: []).withinStandardDeviation == nil)
    #expect(OneWayAnova(groups: [[3, 3], [3]]).rSquared == nil)
  }
}
