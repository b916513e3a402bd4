import EffectSizes
import Foundation
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

  private static func read<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: file))
  }

  static func read() throws -> BinaryFixture { try read(BinaryFixture.self, "binary-outcomes.json") }
  static func exact() throws -> [Exact.Case] { try read(Exact.self, "two-by-two.json").cases }
}

extension TwoByTwoTable {
  init(_ x1: Int, _ n1: Int, _ x2: Int, _ n2: Int) {
    self.init(treatment: Proportion(successes: x1, n: n1), control: Proportion(successes: x2, n: n2))
  }
}

/// Every field of the row, those included that must be nil.
func expect(_ effect: EffectSize?, _ row: BinaryFixture.Row, _ label: String, tolerance: Double = 1e-12) {
  #expect(isClose(effect?.estimate, row.estimate, tolerance), "\(label) estimate \(effect as Any)")
  #expect(isClose(effect?.standardError, row.stdError, tolerance), "\(label) std_error \(effect as Any)")
  #expect(isClose(effect?.statistic, row.statistic, tolerance), "\(label) statistic \(effect as Any)")
  #expect(isClose(effect?.pValue, row.pValue, tolerance), "\(label) p_value \(effect as Any)")
  #expect(isClose(effect?.confidenceLow, row.confLow, tolerance), "\(label) conf_low \(effect as Any)")
  #expect(isClose(effect?.confidenceHigh, row.confHigh, tolerance), "\(label) conf_high \(effect as Any)")
}

func expect(_ test: CountTest?, _ row: BinaryFixture.Row?, _ label: String, tolerance: Double = 1e-12) {
  #expect(isClose(test?.statistic, row?.statistic, tolerance), "\(label) statistic \(test as Any)")
  #expect(isClose(test?.pValue, row?.pValue, tolerance), "\(label) p_value \(test as Any)")
  #expect(test?.df == row?.df, "\(label) df")
}
