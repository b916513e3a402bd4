import EffectSizes
import TestSupport
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

  static let fixture = try? Fixtures.read(EffectSizeFixture.self, "effect-sizes.json")

  static func cases(_ kind: String) -> [Case] { fixture?.cases.filter { $0.kind == kind } ?? [] }
}

func isClose(_ a: Double?, _ b: Double?, _ tolerance: Double) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= tolerance * max(abs(b), 1e-300) || (abs(b) < 1e-10 && abs(a - b) < 1e-13)
}

/// Every field of the row, those included that must be nil.
func expect(
  _ effect: EffectSize?, matches row: EffectSizeFixture.Row, of given: EffectSizeFixture.Case, method: String,
  exactLimits: Bool, subjects: Int
) throws {
  let program = try #require(EffectSizeFixture.fixture).reference
  let compared = Compared(row.measure, method, given.case, by: program)
  // metafor takes the correction from a difference of log-gammas, whose rounding grows with the number of subjects.
  let closed = subjects < 1000 ? 1e-12 : 1e-11
  let limits = exactLimits ? 1e-10 : closed  // the reference finds exact limits by root finding
  for (field, ours, theirs, tolerance) in [
    ("estimate", effect?.estimate, row.estimate, closed), ("std_error", effect?.standardError, row.stdError, closed),
    ("df", effect?.df, row.df, closed), ("statistic", effect?.statistic, row.statistic, closed),
    ("p_value", effect?.pValue, row.pValue, closed), ("conf_low", effect?.confidenceLow, row.confLow, limits),
    ("conf_high", effect?.confidenceHigh, row.confHigh, limits),
  ] {
    #expect(
      compared.agrees(field, ours, theirs, within: tolerance),
      "\(row.measure) \(field): \(ours as Any) where the reference has \(theirs as Any)")
  }
}
