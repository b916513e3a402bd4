package import LinearAlgebra
package import Trials

/// Mean and covariance of several variables of which subjects miss some: maximum likelihood under a multivariate normal
/// distribution, by the EM algorithm (Dempster, Laird & Rubin 1977; Little & Rubin 2020, section 11.2).
///
/// The likelihood depends on the data through count, mean and cross-products of each pattern of observed variables, so
/// an iteration costs the same whatever the number of subjects. R: `lavaan` with `missing = "fiml"`, `norm::em.norm`.
package struct NormalMaximumLikelihood {
  /// Why there are no estimates.
  package enum Failure: Error {
    /// The variable has no value at all, or does not vary.
    case noVariation(variable: Int)
    /// No subject has both variables, so the data say nothing of their partial covariance.
    case neverTogether(Int, Int)
    /// The estimated covariance matrix has no inverse.
    case singular
    case notConverged
  }

  /// Subjects who are observed on the same variables.
  package struct Pattern {
    /// The observed variables, ascending; not empty.
    package let observed: [Int]
    /// Over these variables, in this order.
    package let summary: MomentSummary

    package init(observed: [Int], summary: MomentSummary) {
      self.observed = observed
      self.summary = summary
    }
  }

  package let mean: [Double]
  /// Denominator: the number of subjects.
  package let covariance: Matrix
  package let iterations: Int

  /// The largest change of a standardized mean or covariance at which EM has converged. Its error is larger by the ratio
  /// of one step to the next, which is below 10 where less than 90 % of the information is missing.
  private static let tolerance = 1e-13
  private static let maximumIterations = 20_000
  /// Below this share of a correlation matrix's trace an eigenvalue is rounding.
  private static let leastEigenvalue = 1e-10

  package init(_ patterns: [Pattern], variables: Int) throws(Failure) {
    let scale = try Self.scale(patterns, variables: variables)
    let scaled = patterns.map { $0.standardized(by: scale) }
    var mean = [Double](repeating: 0, count: variables)
    var covariance = Matrix.identity(variables)
    var iteration = 0
    var change = Double.infinity
    do {
      while change > Self.tolerance {
        guard iteration < Self.maximumIterations else { throw Failure.notConverged }
        iteration += 1
        var total = MomentSummary(variables: variables)
        for pattern in scaled { total = total.merged(with: try pattern.completed(mean: mean, covariance: covariance)) }
        let next = (1 / Double(total.count)) * total.crossProducts
        change = zip(total.mean, mean).reduce(0) { max($0, abs($1.0 - $1.1)) }
        change = zip(next.elements, covariance.elements).reduce(change) { max($0, abs($1.0 - $1.1)) }
        guard change.isFinite else { throw Failure.singular }
        mean = total.mean
        covariance = next
      }
      guard let least = try SymmetricEigen(of: covariance).values.first, least > Self.leastEigenvalue else {
        throw Failure.singular
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      // A Cholesky factor or eigenvalues that do not exist.
      throw .singular
    }
    iterations = iteration
    self.mean = mean.indices.map { scale[$0].centre + scale[$0].spread * mean[$0] }
    var result = covariance
    for j in 0..<variables { for i in 0..<variables { result[i, j] *= scale[i].spread * scale[j].spread } }
    self.covariance = result
  }

  fileprivate typealias Scale = (centre: Double, spread: Double)

  /// Mean and SD of each variable's observed values, after a look whether the data can carry the estimates.
  private static func scale(_ patterns: [Pattern], variables: Int) throws(Failure) -> [Scale] {
    var scale: [Scale] = []
    for variable in 0..<variables {
      var sample = SampleSummary()
      for pattern in patterns {
        guard let place = pattern.observed.firstIndex(of: variable) else { continue }
        sample.merge(SampleSummary(pattern.summary, variable: place))
      }
      guard let sd = sample.sd, sd.isFinite, !isConstant(sd: sd, magnitude: abs(sample.mean)) else {
        throw .noVariation(variable: variable)
      }
      scale.append((sample.mean, sd))
    }
    for second in 0..<variables {
      for first in 0..<second
      where !patterns.contains(where: { $0.observed.contains(first) && $0.observed.contains(second) }) {
        throw .neverTogether(first, second)
      }
    }
    return scale
  }
}

extension NormalMaximumLikelihood.Pattern {
  fileprivate func standardized(by scale: [NormalMaximumLikelihood.Scale]) -> Self {
    let mean = observed.indices.map { (summary.mean[$0] - scale[observed[$0]].centre) / scale[observed[$0]].spread }
    var products = summary.crossProducts
    for j in observed.indices {
      for i in observed.indices { products[i, j] /= scale[observed[i]].spread * scale[observed[j]].spread }
    }
    return Self(
      observed: observed, summary: MomentSummary(count: summary.count, mean: mean, crossProducts: products))
  }

  /// What count, means and cross-products of all variables are expected to be, given what is observed.
  fileprivate func completed(mean: [Double], covariance: Matrix) throws(LinearAlgebraError) -> MomentSummary {
    let missing = mean.indices.filter { !observed.contains($0) }
    guard !missing.isEmpty else { return summary }
    let between = covariance.selecting(rows: observed).selecting(columns: missing)
    // Regression of the missing on the observed variables: one column for each missing one.
    let slopes = try Cholesky(of: covariance.selecting(rows: observed).selecting(columns: observed)).solve(between)
    let shift = slopes.crossProduct(with: observed.indices.map { summary.mean[$0] - mean[observed[$0]] })
    let crossed = summary.crossProducts * slopes
    let residual =
      covariance.selecting(rows: missing).selecting(columns: missing) - between.crossProduct(with: slopes)
    let filled = slopes.crossProduct(with: crossed) + Double(summary.count) * residual

    var means = [Double](repeating: 0, count: mean.count)
    var products = Matrix(rows: mean.count, columns: mean.count)
    for (j, b) in observed.enumerated() {
      means[b] = summary.mean[j]
      for (i, a) in observed.enumerated() { products[a, b] = summary.crossProducts[i, j] }
    }
    for (j, b) in missing.enumerated() {
      means[b] = mean[b] + shift[j]
      for (i, a) in observed.enumerated() {
        products[a, b] = crossed[i, j]
        products[b, a] = crossed[i, j]
      }
      for (i, a) in missing.enumerated() { products[a, b] = (filled[i, j] + filled[j, i]) / 2 }
    }
    return MomentSummary(count: summary.count, mean: means, crossProducts: products)
  }
}
