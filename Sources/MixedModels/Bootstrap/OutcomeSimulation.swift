internal import Distributions
internal import LinearAlgebra

/// Outcomes as a fitted model says they come about: its means, random effects and residuals drawn from its covariances.
struct OutcomeSimulation: Sendable {
  private let trial: ClusteredTrial
  /// By row, in the outcome's units.
  private let means: [Double]
  /// By pattern: L of Σ = LL'.
  private let factors: [Matrix]
  /// By term: a root of G of the outer ones.
  private let roots: [Matrix?]

  init(_ fit: RandomEffectsFit) {
    trial = fit.trial
    let point = fit.derivatives.point
    means = RowDesign(trial).fitted(
      zip(trial.data.leastSquares, point.coefficients).map { $0 + fit.trial.data.scale * $1 })
    factors = trial.patterns.map {
      ClusteredLikelihood.root(of: point.covariance.matrix($0)) ?? .identity($0.rows)
    }
    roots = trial.terms.indices.map { index in
      guard case .outer = fit.trial.terms[index].place else { return nil }
      return ClusteredLikelihood.root(of: point.covariance.random(index))
    }
  }

  /// An outcome by row, in its own units.
  func draw(_ stream: inout RandomStream) -> [Double] {
    var outcome = means
    let effects = outerEffects(&stream)
    let scale = trial.data.scale
    for cell in trial.cells {
      let factor = factors[cell.pattern]
      let m = factor.rows
      var shared = [Double](repeating: 0, count: m)
      for (place, index) in cell.outerIndices.enumerated() {
        for i in 0..<m { shared[i] += cell.outer[i, place] * effects[index] }
      }
      for block in cell.members {
        let normals = (0..<m).map { _ in stream.normal() }
        for (i, row) in trial.blockRows[block].enumerated() {
          var sum = shared[i]
          for j in 0...i { sum += factor[i, j] * normals[j] }
          outcome[row] += scale * sum
        }
      }
    }
    return outcome
  }

  private func outerEffects(_ stream: inout RandomStream) -> [Double] {
    var effects = [Double](repeating: 0, count: trial.outerCount)
    for (index, term) in trial.terms.enumerated() {
      guard case .outer(let start) = term.place, let root = roots[index] else { continue }
      let q = root.rows
      for level in 0..<term.levels {
        let normals = (0..<q).map { _ in stream.normal() }
        for i in 0..<q {
          effects[start + level * q + i] = (0..<q).reduce(0) { $0 + root[i, $1] * normals[$1] }
        }
      }
    }
    return effects
  }
}
