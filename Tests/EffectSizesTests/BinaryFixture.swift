import EffectSizes
import TestSupport
import Testing

/// `two-by-two.json` (mpmath) and `binary-outcomes.json` (R, metafor).
struct BinaryFixture: Decodable, Sendable {
  struct Row: Decodable, Sendable {
    let estimate, stdError, statistic, df, pValue, confLow, confHigh: Double?
  }
  struct Pair: Decodable, Sendable, CustomTestStringConvertible {
    let x1, n1, x2, n2: Int
    let level: Double
    let riskRatio, oddsRatio: Row
    let chiSquared: Row?
    var table: TwoByTwoTable { TwoByTwoTable(x1, n1, x2, n2) }
    var testDescription: String { "\(x1)/\(n1) - \(x2)/\(n2), \(level)" }
  }
  struct Strata: Decodable, Sendable {
    let `case`: String
    let a, n1, c, n2: [Int]
    let level: Double
    let riskDifference, riskRatio, oddsRatio, test, homogeneity: Row
    var pooled: MantelHaenszel { MantelHaenszel(a.indices.map { TwoByTwoTable(a[$0], n1[$0], c[$0], n2[$0]) }) }
  }
  struct Twice: Decodable, Sendable {
    let both, laterOnly, earlierOnly, neither: Int
    let level: Double
    let riskDifference: Row
    let exact, midP: Double
    let chiSquared: Row?
    var pairs: PairedProportions {
      PairedProportions(both: both, laterOnly: laterOnly, earlierOnly: earlierOnly, neither: neither)
    }
  }
  /// What has more digits than R.
  struct Exact: Decodable, Sendable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
      let x1, n1, x2, n2: Int
      let level, statistic, pValue, confLow, confHigh, fisher: Double
      var table: TwoByTwoTable { TwoByTwoTable(x1, n1, x2, n2) }
      var testDescription: String { "\(x1)/\(n1) - \(x2)/\(n2), \(level)" }
    }
    let cases: [Case]
  }
  let pairs: [Pair]
  let strata: [Strata]
  let twice: [Twice]

  static func read() throws -> Referenced<BinaryFixture> {
    try Fixtures.read(BinaryFixture.self, "binary-outcomes.json")
  }
  static func exact() throws -> Referenced<Exact> { try Fixtures.read(Exact.self, "two-by-two.json") }
}

extension TwoByTwoTable {
  init(_ x1: Int, _ n1: Int, _ x2: Int, _ n2: Int) {
    self.init(treatment: Proportion(successes: x1, n: n1), control: Proportion(successes: x2, n: n2))
  }
}

/// Every field of the row, those included that must be nil.
func expect(_ effect: EffectSize?, _ row: BinaryFixture.Row, _ label: String, _ compared: Compared) {
  for (field, ours, theirs) in [
    ("estimate", effect?.estimate, row.estimate), ("std_error", effect?.standardError, row.stdError),
    ("statistic", effect?.statistic, row.statistic), ("p_value", effect?.pValue, row.pValue),
    ("conf_low", effect?.confidenceLow, row.confLow), ("conf_high", effect?.confidenceHigh, row.confHigh),
  ] {
    #expect(compared.agrees(field, ours, theirs, within: 1e-12), "\(label) \(field) \(effect as Any)")
  }
}

func expect(_ test: CountTest?, _ row: BinaryFixture.Row?, _ label: String, _ compared: Compared) {
  #expect(compared.agrees("statistic", test?.statistic, row?.statistic, within: 1e-12), "\(label) \(test as Any)")
  #expect(compared.agrees("p_value", test?.pValue, row?.pValue, within: 1e-12), "\(label) \(test as Any)")
  #expect(test?.df == row?.df, "\(label) df")
}
