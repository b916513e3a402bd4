internal import Distributions
internal import Estimates
internal import LinearAlgebra

/// A family of contrasts by the multivariate t with the model's own correlations and the smallest degrees of freedom.
struct SimultaneousTests {
  let df: Double
  private let standard: Standard
  /// How the probabilities were computed, for a note.
  var isExact: Bool { if case .exact = standard { true } else { false } }
  private(set) var pointCount = 0
  /// More contrasts take minutes.
  static let most = 150

  private enum Standard {
    case exact(MaximumModulus)
    case integrated(MultivariateTMaximum)
  }

  /// - Parameters:
  ///   - functions: weights on the kept columns of all contrasts that the largest |t| is taken over.
  ///   - df: the smallest; nil for the normal distribution.
  /// - Returns: nil for more than `most` whose correlations are not products.
  init?(_ functions: [[Double]], inference: ModelInference, df: Double?, seed: UInt64) {
    self.df = df ?? .infinity
    let covariance = inference.covariance(ofKept: functions)
    let deviations = covariance.diagonal.map { $0.squareRoot() }
    let correlation = functions.indices.map { i in
      functions.indices.map { j in i == j ? 1 : covariance[i, j] / (deviations[i] * deviations[j]) }
    }
    if let loadings = MaximumModulus.loadings(count: functions.count, correlation: { correlation[$0][$1] }) {
      standard = .exact(MaximumModulus(loadings: loadings, df: self.df))
    } else {
      guard functions.count <= Self.most else { return nil }
      let maximum = MultivariateTMaximum(correlation: correlation, df: self.df, seed: seed)
      standard = .integrated(maximum)
      pointCount = maximum.pointCount
    }
  }

  func pValues(_ statistics: [Double]) -> [(value: Double, error: Double)] {
    switch standard {
    case .exact(let modulus): statistics.map { (modulus.probability(abs($0), tail: .upper), 0) }
    case .integrated(let maximum): statistics.map { maximum.upper(abs($0)) }.map { ($0.probability, $0.error) }
    }
  }

  /// |t| that the family exceeds with probability 1 − level.
  func critical(_ level: Double) -> Double {
    switch standard {
    case .exact(let modulus): modulus.quantile(1 - level, tail: .upper)
    case .integrated(let maximum): maximum.critical(1 - level)
    }
  }
}
