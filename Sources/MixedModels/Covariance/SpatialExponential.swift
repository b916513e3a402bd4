internal import Glibc

/// `sp_exp`: one variance, and a correlation that decays with the time between visits (SAS SP(EXP)).
///
/// θ: σ², the range r in the unit of the times; Σᵢⱼ = σ² exp(−|tᵢ − tⱼ|/r). Free numbers: log σ², log r. The times are
/// different from one another (two visits at one time would be the same visit), in any order; T at least 2. With equal
/// distances d between visits it is `ar1` with ρ = exp(−d/r) > 0. R: `nlme::corExp(form = ~ time | subject)`.
public struct SpatialExponential: CovarianceStructure {
  /// When each visit is, in any unit.
  public let times: [Double]

  public init(times: [Double]) { self.times = times }

  public var order: Int { times.count }

  public var parameterNames: [String] { ["variance", "range"] }

  public func parameters<S: SmoothScalar>(free: [S]) -> [S] { free.map { S.exp($0) } }

  public func covariance<S: SmoothScalar>(parameters: [S]) -> [S] {
    MixedModels.covariance(order: order, variance: parameters[0]) { row, column in
      S.exp(S(-distance(row, column)) / parameters[1])
    }
  }

  /// The range by least squares through the origin of −log(correlation) on distance, each pair weighted with its squared
  /// correlation, since the variance of a log correlation grows as the correlation shrinks. Correlations that are not
  /// positive say nothing; where none is, the range is a third of the shortest distance.
  public func start(near matrix: [Double]) -> [Double] {
    let empirical = EmpiricalCovariance(order: order, packed: matrix)
    var (decay, weight) = (0.0, 0.0)
    var shortest = Double.infinity
    for row in 1..<order {
      for column in 0..<row {
        let (correlation, distance) = (min(empirical.correlation(row, column), 1 - 1e-8), distance(row, column))
        shortest = min(shortest, distance)
        guard correlation > 0 else { continue }
        decay -= correlation * correlation * distance * log(correlation)
        weight += correlation * correlation * distance * distance
      }
    }
    return [log(empirical.meanVariance), log(weight > 0 ? weight / decay : shortest / 3)]
  }

  private func distance(_ row: Int, _ column: Int) -> Double { abs(times[row] - times[column]) }
}
