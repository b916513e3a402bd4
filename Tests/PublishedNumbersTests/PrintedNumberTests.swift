import Diagnostics
import PublishedNumbers
import Tables
import Testing

struct PrintedNumberTests {
  @Test(arguments: [
    ("1.40", 1.4, 2), ("53", 53, 0), ("-0.08", -0.08, 2), ("1.4e-2", 0.014, 3), ("14e2", 1400, -2), (".03", 0.03, 2),
    (" 7.0 ", 7, 1), ("\u{2212}4.7", -4.7, 1), ("5.", 5, 0),
  ])
  func digitsSayHowFarANumberWasRounded(text: String, value: Double, decimals: Int) throws {
    let number = try #require(PrintedNumber(text))
    #expect(number.value == value)
    #expect(number.decimals == decimals)
  }

  @Test(arguments: ["", "4O", "1,4", "<0.001", "1 000"])
  func whatIsNoNumberIsRefused(text: String) { #expect(PrintedNumber(text) == nil) }

  @Test func aDecimalCommaIsUnderstoodWhereItIsNamed() { #expect(PrintedNumber("1,40", mark: .comma)?.decimals == 2) }

  @Test func bothEndsOfTheRoundingAreIn() throws {
    let range = try #require(PrintedNumber("1.40")).enclosure
    #expect(range.contains(1.395) && range.contains(1.405))
    #expect(!range.contains(1.3949999) && !range.contains(1.4050001))
    #expect(PrintedNumber("0.285")?.enclosure.contains(0.2845) == true)
  }

  @Test(arguments: [
    ("0.03", PrintedProbability.Relation.equal, 0.025, 0.035), ("<.001", .below, 0, 0.001), ("> 0.05", .above, 0.05, 1),
    ("\u{2264} 0.01", .below, 0, 0.01), ("= .5", .equal, 0.45, 0.55), ("1.00", .equal, 0.995, 1),
  ])
  func probabilitiesAreNumbersOrBounds(
    text: String, relation: PrintedProbability.Relation, low: Double, high: Double
  ) throws {
    let p = try #require(PrintedProbability(text))
    #expect(p.relation == relation)
    #expect(abs(p.enclosure.low - low) < 1e-15 && abs(p.enclosure.high - high) < 1e-15)
  }

  @Test(arguments: ["1.2", "-0.1", "ns", "<"])
  func whatIsNoProbabilityIsRefused(text: String) { #expect(PrintedProbability(text) == nil) }
}

struct EnclosureTests {
  @Test func aFormulaOfAnyNumbersInsideLiesInside() throws {
    var state: UInt64 = 7
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992 * 20 - 10
    }
    for _ in 0..<2_000 {
      let ends = (0..<4).map { _ in next() }
      let a = try #require(Enclosure(min(ends[0], ends[1]), max(ends[0], ends[1])))
      let b = try #require(Enclosure(min(ends[2], ends[3]), max(ends[2], ends[3])))
      for share in [0, 0.3, 1] {
        let x = min(a.high, a.low + (a.high - a.low) * share)
        let y = max(b.low, b.high - (b.high - b.low) * share)
        #expect((a + b).contains(x + y))
        #expect((a - b).contains(x - y))
        #expect((a * b).contains(x * y))
        #expect((a / b).contains(x / y))
        #expect(a.squared.contains(x * x))
        #expect(a.magnitude.contains(abs(x)))
        if x >= 0 { #expect(try #require(a.squareRoot).contains(x.squareRoot())) }
      }
    }
  }

  @Test func limitsAreNotWiderThanTheyNeedBe() throws {
    let a = try #require(Enclosure(2, 3))
    let b = try #require(Enclosure(-1, 4))
    #expect(abs((a * b).low + 3) < 1e-14 && abs((a * b).high - 12) < 1e-14)
    #expect(a / b == .everything)
    #expect(abs(b.squared.high - 16) < 1e-13 && b.squared.low == 0)
    #expect(Enclosure(3, 2) == nil && Enclosure(.nan, 1) == nil)
    #expect(Enclosure(-2, -1)?.squareRoot == nil && Enclosure(-2, -1)?.logarithm == nil)
    #expect(try #require(Enclosure(0, 1)).logarithm?.low == -.infinity)
  }
}

struct PublishedTableTests {
  private func table(_ text: String) throws -> PublishedTable {
    try PublishedTable(reading: .bytes(Array(text.utf8), name: "claims.csv"))
  }

  @Test func cellsStayAsTheyWerePrinted() throws {
    let table = try table("study,se,n,p\nA,1.40,62,<0.001\nB,,-3,1.5\n")
    #expect(try table.number(0, "se")?.text == "1.40")
    #expect(try table.number(1, "se") == nil)
    #expect(try table.count(0, "n") == 62)
    #expect(try table.probability(0, "p")?.relation == .below)
    #expect(table.text(0, "absent") == nil)
    #expect(table.line(ofRow: 1) == 3)
  }

  @Test func decimalCommasAreRecognisedWhereCommasPartNoFields() throws {
    let table = try table("study;se;n\nA;1,40;62\nB;0,9;58\n")
    #expect(try table.number(0, "se")?.value == 1.4)
    #expect(try table.number(0, "se")?.decimals == 2)
    #expect(try self.table("study;se\nA;1.40\n").number(0, "se")?.value == 1.4)
  }

  @Test func aBadCellIsNamedWithItsPlace() throws {
    let table = try table("study,se,n,p\nA,1.40,62,<0.001\nB,l.4,-3,1.5\n")
    let errors = [
      #expect(throws: PublishedTableError.self) { try table.number(1, "se") },
      #expect(throws: PublishedTableError.self) { try table.count(1, "n") },
      #expect(throws: PublishedTableError.self) { try table.probability(1, "p") },
      #expect(throws: PublishedTableError.self) { try table.require("sd", for: "the standard deviation") },
    ]
    #expect(
      errors.map { $0?.description } == [
        "claims.csv:3: column \"se\": \"l.4\" is not a number\nmend: correct it, or leave it empty",
        "claims.csv:3: column \"n\": \"-3\" is not a count\nmend: give a whole number from 0 up",
        "claims.csv:3: column \"p\": \"1.5\" is not a p-value\nmend: give a number from 0 to 1, or a bound such as <0.001",
        "claims.csv: no column \"sd\" for the standard deviation\nmend: did you mean \"se\"? the columns are study, se, n, p",
      ])
  }
}
