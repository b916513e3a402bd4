internal import Glibc
package import LinearAlgebra

/// Logistic regression by maximum likelihood: Newton's method, which is iteratively reweighted least squares here, with
/// steps halved where the likelihood would fall.
///
/// R: `glm(y ~ x, family = binomial)` with `epsilon` near 0.
package struct LogisticRegression {
  package enum Outcome {
    /// With the inverse of the information X'WX.
    case converged(covariance: Matrix)
    /// The likelihood grows without end as these coefficients do: a combination of columns tells events from others
    /// without exception for some subjects (Albert & Anderson 1984, Biometrika 71, 1–10).
    case separated(columns: [Int])
  }

  package let coefficients: [Double]
  package let outcome: Outcome

  /// - Parameters:
  ///   - design: n × p of full column rank.
  ///   - events: 1 or 0 for each row.
  package init(design: Matrix, events: [Double]) {
    let (n, p) = (design.rows, design.columns)
    precondition(events.count == n, "the design has \(n) rows, the response \(events.count) elements")
    var beta = [Double](repeating: 0, count: p)
    var predictor = [Double](repeating: 0, count: n)
    var deviance = Self.deviance(predictor, events)
    var lastStep = [Double](repeating: .infinity, count: p)
    for _ in 0..<40 {
      let risks = predictor.map(Self.risk)
      guard let information = try? Cholesky(of: Self.information(design, risks)) else { break }
      var step = information.solve(design.crossProduct(with: zip(events, risks).map { $0 - $1 }))
      var change = design * step
      var candidate = zip(predictor, change).map { $0 + $1 }
      var next = Self.deviance(candidate, events)
      var halvings = 0
      // Rounding alone may raise the deviance of a converged fit.
      while !(next <= deviance * (1 + 1e-12)), halvings < 20 {
        step = step.map { $0 / 2 }
        change = change.map { $0 / 2 }
        candidate = zip(predictor, change).map { $0 + $1 }
        next = Self.deviance(candidate, events)
        halvings += 1
      }
      for column in beta.indices { beta[column] += step[column] }
      predictor = candidate
      deviance = next
      lastStep = step
      // The error after a Newton step is of the order of the step's square.
      if change.allSatisfy({ abs($0) <= 1e-9 }), halvings == 0 {
        guard let final = try? Cholesky(of: Self.information(design, predictor.map(Self.risk))) else { break }
        coefficients = beta
        outcome = .converged(covariance: final.inverse)
        return
      }
    }
    coefficients = beta
    // With separation each step moves some predictors by about 1 for ever; the columns that do it are the ones to name.
    let moving = beta.indices.filter { column in
      let values = design.column(column)
      let range = (values.max() ?? 0) - (values.min() ?? 0)
      return abs(lastStep[column]) * range > 0.05
    }
    outcome = .separated(columns: moving.isEmpty ? Array(beta.indices.dropFirst()) : moving)
  }

  /// 1/(1 + exp(−η)), exact in both tails.
  package static func risk(_ predictor: Double) -> Double {
    guard predictor < 0 else { return 1 / (1 + exp(-predictor)) }
    let odds = exp(predictor)
    return odds / (1 + odds)
  }

  private static func information(_ design: Matrix, _ risks: [Double]) -> Matrix {
    var weighted = design
    for row in 0..<design.rows {
      let weight = (risks[row] * (1 - risks[row])).squareRoot()
      for column in 0..<design.columns { weighted[row, column] *= weight }
    }
    return weighted.crossProduct()
  }

  /// −2 log-likelihood.
  private static func deviance(_ predictor: [Double], _ events: [Double]) -> Double {
    zip(predictor, events).reduce(0) { sum, pair in
      let signed = pair.1 == 1 ? pair.0 : -pair.0
      return sum + 2 * (signed > 0 ? log1p(exp(-signed)) : log1p(exp(signed)) - signed)
    }
  }
}
