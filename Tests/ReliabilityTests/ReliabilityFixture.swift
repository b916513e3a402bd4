import Reliability
import TestSupport

/// What `Fixtures/reliability.R` wrote.
struct ReliabilityFixture: Decodable {
  struct Scale: Decodable {
    struct Omega: Decodable {
      let estimate, stdError, confLow, confHigh, largestGradient: Double
      let loadings, uniquenesses: [Double]
    }
    let name: String
    let level: Double
    let items: [[Double]]
    let alpha, alphaLow, alphaHigh, df, totalMean, totalSd: Double
    let means, sds, itemRest: [Double]
    let alphaWithout: [Double]?
    let sem, semLow, semHigh, mdc95: Double
    let omega: Omega?
  }
  struct Table: Decodable {
    struct Row: Decodable {
      let form: String
      let estimate, f, df, p, low, high: Double
    }
    let name: String
    let level: Double
    let columns: [[Double]]
    let iccs: [Row]
    let semConsistency, semConsistencyLow, semConsistencyHigh, semAgreement: Double
  }
  struct Interval: Decodable {
    let estimate, stdError, confLow, confHigh: Double
  }
  struct TwoRaters: Decodable {
    let name: String
    let level, agreement: Double
    let first, second: [Double]
    let unweighted, linear, quadratic: Interval
  }
  struct ManyRaters: Decodable {
    let name: String
    let level, agreement: Double
    let raters: [[Double]]
    let estimate, stdError, confLow, confHigh: Double
  }
  struct Retest: Decodable {
    let first, second: [Double]
    let level, estimate, low, high: Double
  }
  let scales: [Scale]
  let tables: [Table]
  let kappas: [TwoRaters]
  let fleissKappas: [ManyRaters]
  let retests: [Retest]

  static func read() throws -> Referenced<ReliabilityFixture> {
    try Fixtures.read(ReliabilityFixture.self, "reliability.json")
  }
}

extension Compared {
  /// Every field of a coefficient with its interval; limits near 0 are differences of numbers of the size of 1.
  func agrees(
    _ ours: Coefficient, estimate: Double, error: Double?, low: Double, high: Double, within tolerance: Double
  ) -> Bool {
    let fields: [(String, Double?, Double?)] = [
      ("estimate", ours.estimate, estimate), ("std_error", ours.standardError, error), ("conf_low", ours.low, low),
      ("conf_high", ours.high, high),
    ]
    // Every field is compared, whatever the others say.
    return fields.map { agrees($0.0, $0.1, $0.2, within: tolerance, floor: 0.01) }.allSatisfy { $0 }
  }
}
