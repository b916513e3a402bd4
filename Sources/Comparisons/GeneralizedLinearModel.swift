internal import Glibc
package import LinearAlgebra

/// A generalised linear model by maximum likelihood: Newton's method on the coefficients, with steps halved where the
/// likelihood would fall.
///
/// R: `glm(y ~ x + offset(o), family)` with `epsilon` near 0.
package struct GeneralizedLinearModel {
  package enum Family: Sendable {
    /// 1 or 0, logit link.
    case bernoulli
    /// Counts, log link, variance μ + α μ²: negative binomial with dispersion α = 1/θ, Poisson where α is 0.
    case count(dispersion: Double)
  }

  package enum Outcome {
    /// With the inverse of the expected information.
    case converged(covariance: Matrix)
    /// The likelihood grows without end as these coefficients do: a combination of columns tells events from others
    /// without exception for some rows (Albert & Anderson 1984, Biometrika 71, 1–10).
    case separated(columns: [Int])
  }

  package let coefficients: [Double]
  /// Fitted means, a row each.
  package let means: [Double]
  package let outcome: Outcome

  /// - Parameters:
  ///   - design: n × p of full column rank.
  ///   - response: 1 or 0, or a count, for each row.
  ///   - offset: what is added to each row's linear predictor; nil for nothing.
  ///   - start: coefficients to begin with; nil for the usual ones.
  package init(design: Matrix, response: [Double], offset: [Double]? = nil, family: Family, start: [Double]? = nil) {
    let (n, p) = (design.rows, design.columns)
    precondition(response.count == n, "the design has \(n) rows, the response \(response.count) elements")
    let offset = offset ?? [Double](repeating: 0, count: n)
    var beta = start ?? family.start(design, response, offset)
    var predictor = zip(design * beta, offset).map { $0 + $1 }
    var deviance = family.deviance(predictor, response)
    var lastStep = [Double](repeating: .infinity, count: p)
    var lastReach = 0.0
    // Rounding alone may raise the deviance of a converged fit.
    let size = response.reduce(Double(n), +)
    for _ in 0..<40 {
      guard
        let information = try? Cholesky(
          of: design.crossProduct(weights: zip(predictor, response).map { family.observedWeight($0, $1) }))
      else { break }
      var step = information.solve(
        design.crossProduct(with: zip(predictor, response).map { family.slope($0, $1) }))
      var change = design * step
      var candidate = zip(predictor, change).map { $0 + $1 }
      var next = family.deviance(candidate, response)
      var halvings = 0
      while !(next <= deviance + 1e-12 * (abs(deviance) + size)), halvings < 20 {
        step = step.map { $0 / 2 }
        change = change.map { $0 / 2 }
        candidate = zip(predictor, change).map { $0 + $1 }
        next = family.deviance(candidate, response)
        halvings += 1
      }
      let isSmall = change.allSatisfy { abs($0) <= 1e-9 }
      // The error after a Newton step is of the order of the step's square, so small steps come after lesser ones. A step
      // of 0 right after a long one is no maximum: with separation, risks have been rounded to 0 and 1.
      if isSmall, lastReach > 0.05 { break }
      for column in beta.indices { beta[column] += step[column] }
      predictor = candidate
      deviance = next
      lastStep = step
      lastReach = change.reduce(0) { max($0, abs($1)) }
      if isSmall, halvings == 0 {
        let weights = predictor.map { family.expectedWeight($0) }
        guard let final = try? Cholesky(of: design.crossProduct(weights: weights)) else { break }
        coefficients = beta
        means = predictor.map { family.mean($0) }
        outcome = .converged(covariance: final.inverse)
        return
      }
    }
    coefficients = beta
    means = predictor.map { family.mean($0) }
    // With separation each step moves some predictors by about 1 for ever; the columns that do it are the ones to name.
    let moving = beta.indices.filter { column in
      let values = design.column(column)
      let range = (values.max() ?? 0) - (values.min() ?? 0)
      return abs(lastStep[column]) * range > 0.05
    }
    outcome = .separated(columns: moving.isEmpty ? Array(beta.indices.dropFirst()) : moving)
  }
}

extension GeneralizedLinearModel.Family {
  /// The mean at a linear predictor; of `bernoulli` the risk, exact in both tails.
  package func mean(_ predictor: Double) -> Double {
    switch self {
    case .bernoulli: Logit.inverse(predictor)
    case .count: exp(predictor)
    }
  }

  /// Derivative of a row's log-likelihood in its predictor.
  fileprivate func slope(_ predictor: Double, _ response: Double) -> Double {
    let mean = mean(predictor)
    switch self {
    case .bernoulli: return response - mean
    case .count(let alpha): return (response - mean) / (1 + alpha * mean)
    }
  }

  /// Minus the second derivative.
  fileprivate func observedWeight(_ predictor: Double, _ response: Double) -> Double {
    let mean = mean(predictor)
    switch self {
    case .bernoulli: return mean * (1 - mean)
    case .count(let alpha):
      let spread = 1 + alpha * mean
      return mean / spread * ((1 + alpha * response) / spread)
    }
  }

  /// Its expectation, which for canonical links is the same.
  fileprivate func expectedWeight(_ predictor: Double) -> Double {
    let mean = mean(predictor)
    switch self {
    case .bernoulli: return mean * (1 - mean)
    case .count(let alpha): return mean / (1 + alpha * mean)
    }
  }

  /// −2 log-likelihood, without what does not depend on the predictor.
  fileprivate func deviance(_ predictor: [Double], _ response: [Double]) -> Double {
    switch self {
    case .bernoulli:
      zip(predictor, response).reduce(0) { sum, pair in
        let signed = pair.1 == 1 ? pair.0 : -pair.0
        return sum + 2 * (signed > 0 ? log1p(exp(-signed)) : log1p(exp(signed)) - signed)
      }
    case .count(let alpha):
      zip(predictor, response).reduce(0) { sum, pair in
        let mean = exp(pair.0)
        let spread = log1p(alpha * mean)
        return sum + 2 * ((alpha > 0 ? spread / alpha : mean) - pair.1 * (pair.0 - spread))
      }
    }
  }

  /// Coefficients to begin with: 0 for `bernoulli`, for counts the weighted regression of log(y + 0.1).
  fileprivate func start(_ design: Matrix, _ response: [Double], _ offset: [Double]) -> [Double] {
    guard case .count = self else { return [Double](repeating: 0, count: design.columns) }
    let means = response.map { $0 + 0.1 }
    let working = zip(means, offset).map { $0 * (log($0) - $1) }
    let normal = try? Cholesky(of: design.crossProduct(weights: means))
    return normal?.solve(design.crossProduct(with: working)) ?? [Double](repeating: 0, count: design.columns)
  }
}

extension Matrix {
  /// X'WX, W diagonal and not negative.
  fileprivate func crossProduct(weights: [Double]) -> Matrix {
    var weighted = self
    for row in 0..<rows {
      let root = weights[row].squareRoot()
      for column in 0..<columns { weighted[row, column] *= root }
    }
    return weighted.crossProduct()
  }
}
