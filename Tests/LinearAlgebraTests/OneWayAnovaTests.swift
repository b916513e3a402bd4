import LinearAlgebra
import TestSupport
import Testing

@Suite struct OneWayAnovaTests {
  struct Filed: Sendable, CustomTestStringConvertible {
    let name: String
    /// Digits asked of F, R² and the SD within.
    let digits: Double
    var testDescription: String { name }
  }

  /// NIST StRD, analysis of variance, sets of observed data.
  @Test(
    .enabled(if: NISTDataset.isAvailable, "needs NIST's files: set ENDLINE_NIST"),
    arguments: [Filed(name: "SiRstvt", digits: 13), Filed(name: "AtmWtAgt", digits: 10)])
  func filedSets(_ set: Filed) throws {
    let data = try NISTDataset(set.name)
    let rows = data.rows
    let groups = rows[0].indices.map { column in rows.map { $0[column] } }
    let certified = try [
      data.certified("Between"), data.certified("R-Squared"), data.certified("Standard", "Deviation"),
    ]
    .map { try #require($0) }
    check(groups, String(set.name.dropLast()), isMadeByRule: false, certified: certified, digits: set.digits)
  }

  private func check(
    _ groups: [[Double]], _ name: String, isMadeByRule: Bool, certified: [Double], digits: Double
  ) {
    let anova = OneWayAnova(groups: groups)
    let nist = Certified(name, isMadeByRule: isMadeByRule)
    #expect(nist.digits("F", anova.f, certified[0]) >= digits, "F")
    #expect(nist.digits("R²", anova.rSquared, certified[1]) >= digits, "R²")
    #expect(nist.digits("residual SD", anova.withinStandardDeviation, certified[2]) >= digits, "SD")
  }

  /// Simon and Lesage's sets: a constant, and for each of nine treatments its tenth alone, then a tenth less and a tenth
  /// more in turn.
  struct SimonLesage: Sendable, CustomTestStringConvertible {
    let name: String
    let constant: String
    let replicates: Int
    let f, rSquared: Double
    let digits: Double
    var testDescription: String { name }

    var groups: [[Double]] {
      [4, 3, 5, 3, 5, 3, 5, 3, 5].map { middle in
        [middle] + (1..<replicates).map { middle + ($0 % 2 == 1 ? -1 : 1) }
      }
      .map { tenths in tenths.map { Double("\(constant).\($0)") ?? .nan } }
    }
  }

  /// NIST StRD, analysis of variance, sets made by a rule. The data of SmLs04–06 have 7 and of SmLs07–09 13 constant
  /// leading digits: reading their decimals into doubles leaves about 10 and 4 digits of the variation, whatever the
  /// method (exact rational arithmetic on the doubles gives F of SmLs07 and SmLs09 to 4.413 and 4.171 digits).
  static let simonLesage: [SimonLesage] = [
    ("1", ["01", "02", "03"], [13, 13, 13]), ("1000000", ["04", "05", "06"], [10, 10, 10]),
    ("1000000000000", ["07", "08", "09"], [4.4, 4.18, 4.17]),
  ].flatMap { constant, names, digits in
    names.indices.map { size in
      SimonLesage(
        name: "SmLs" + names[size], constant: constant, replicates: [21, 201, 2001][size],
        f: [21, 201, 2001][size], rSquared: [0.482758620689655, 0.471830985915493, 0.470712773465067][size],
        digits: digits[size])
    }
  }

  @Test(arguments: simonLesage) func setsMadeByRule(_ set: SimonLesage) {
    check(set.groups, set.name, isMadeByRule: true, certified: [set.f, set.rSquared, 0.1], digits: set.digits)
  }

  @Test(.enabled(if: NISTDataset.isAvailable, "needs NIST's files: set ENDLINE_NIST"), arguments: simonLesage)
  func theRuleGivesTheFile(_ set: SimonLesage) throws {
    let data = try NISTDataset(set.name + "t")
    let groups = set.groups
    #expect(data.rows == (0..<set.replicates).map { row in groups.map { $0[row] } })
    #expect(data.certified("Between") == set.f && data.certified("R-Squared") == set.rSquared)
    #expect(data.certified("Standard", "Deviation") == 0.1)
  }

  /// 1, 2, 3 | 2, 4, 6 | 9: means 2, 4, 9, grand 27/7; SSB = 3(13/7)² + 3(1/7)² + (36/7)² = 258/7; SSW = 2 + 8.
  @Test func byHand() {
    let anova = OneWayAnova(groups: [[1, 2, 3], [2, 4, 6], [], [9]])
    #expect(anova.betweenDegreesOfFreedom == 2)
    #expect(anova.withinDegreesOfFreedom == 4)
    #expect(abs(anova.betweenSumOfSquares - 258.0 / 7) < 1e-13)
    #expect(anova.withinSumOfSquares == 10)
    #expect(Certified.digits(anova.f, 258.0 / 7 / 2 / 2.5) > 14)
    #expect(Certified.digits(anova.rSquared, 258.0 / 7 / (258.0 / 7 + 10)) > 14)
  }

  @Test func edges() {
    #expect(OneWayAnova(groups: [[1, 2]]).f == nil)
    #expect(OneWayAnova(groups: [[1], [2]]).f == nil)
    #expect(OneWayAnova(groups: [[1, 1], [2, 2]]).f == nil)
    #expect(OneWayAnova(groups: []).withinStandardDeviation == nil)
    #expect(OneWayAnova(groups: [[3, 3], [3]]).rSquared == nil)
  }
}
