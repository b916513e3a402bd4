import EffectSizes
import Foundation
import Testing

/// `effect-sizes.json`: what R and metafor say.
struct EffectSizeFixture: Decodable, Sendable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let `case`: String
    let kind: String
    let level: Double
    let n: Int?
    let meanChange, sdBaseline, sdFollowup, sdChange, correlation: Double?
    let n1, n2: Int?
    let mean1, sd1, mean2, sd2: Double?
    let rows: [Row]
    var testDescription: String { `case` }
  }
  struct Row: Decodable, Sendable {
    let measure: String
    let estimate: Double
    let stdError, df, statistic, pValue, confLow, confHigh: Double?
  }
  let cases: [Case]

  static func cases(_ kind: String) -> [Case] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/effect-sizes.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let fixture = try? decoder.decode(EffectSizeFixture.self, from: Data(contentsOf: file))
    return fixture?.cases.filter { $0.kind == kind } ?? []
  }
}

func isClose(_ a: Double?, _ b: Double?, _ tolerance: Double) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= tolerance * max(abs(b), 1e-300) || (abs(b) < 1e-10 && abs(a - b) < 1e-13)
}

/// Every field of the row, those included that must be nil.
func expect(
  _ effect: EffectSize?, matches row: EffectSizeFixture.Row, exactLimits: Bool, subjects: Int
) {
  // metafor takes the correction from a difference of log-gammas, whose rounding grows with the number of subjects.
  let closed = subjects < 1000 ? 1e-12 : 1e-11
  let limits = exactLimits ? 1e-10 : closed  // the reference finds exact limits by root finding
  #expect(isClose(effect?.estimate, row.estimate, closed), "\(row.measure)")
  #expect(isClose(effect?.standardError, row.stdError, closed), "\(row.measure)")
  #expect(isClose(effect?.df, row.df, closed), "\(row.measure)")
  #expect(isClose(effect?.statistic, row.statistic, closed), "\(row.measure)")
  #expect(isClose(effect?.pValue, row.pValue, closed), "\(row.measure)")
  #expect(isClose(effect?.confidenceLow, row.confLow, limits), "\(row.measure) low")
  #expect(isClose(effect?.confidenceHigh, row.confHigh, limits), "\(row.measure) high")
}
