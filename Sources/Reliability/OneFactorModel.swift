internal import Glibc
internal import LinearAlgebra

/// One common factor behind k items by maximum likelihood: Σ = λλ' + Ψ with Ψ diagonal, fitted to a correlation matrix.
///
/// It minimizes F = log|Σ| + tr(Σ⁻¹R) by Fisher scoring over all 2k parameters. Half of F is the negative log-likelihood
/// of one subject, but for a constant; items on other scales give the same fit in their units.
struct OneFactorModel {
  enum Outcome {
    case fitted(OneFactorModel)
    /// The unique variance of this item goes to 0 or below it (a Heywood case).
    case improper(item: Int)
    /// The correlations are singular, or the search did not end.
    case singular
    case notConverged
  }

  private(set) var loadings: [Double]
  private(set) var uniquenesses: [Double]
  /// Expected information of one subject about the loadings and then the uniquenesses.
  private(set) var information: Matrix

  private static let smallestUniqueness = 1e-6
  private static let largestStepCount = 1000

  /// - Parameter correlation: of three items or more.
  static func fit(_ correlation: Matrix) -> Outcome {
    let k = correlation.rows
    guard let inverse = try? Cholesky(of: correlation).inverse else { return .singular }
    // A correlation matrix that another decomposition would call singular: R² of an item on the others is 1.
    guard inverse.diagonal.allSatisfy({ $0 < 1e10 }) else { return .singular }
    let uniquenesses = inverse.diagonal.map { (1 - 0.5 / Double(k)) / $0 }
    guard var model = start(correlation, uniquenesses), var state = State(model, correlation) else { return .singular }
    for _ in 0..<largestStepCount {
      guard let step = try? Cholesky(of: state.information).solve(state.gradient) else { return .notConverged }
      let decrement = zip(step, state.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if decrement < 1e-22 {
        model.information = state.information
        return .fitted(model)
      }
      guard let (next, nextState) = model.moved(by: step, from: state, decrement: decrement, correlation) else {
        return .notConverged
      }
      (model, state) = (next, nextState)
      if let item = model.uniquenesses.firstIndex(where: { $0 < smallestUniqueness }) { return .improper(item: item) }
    }
    return .notConverged
  }

  /// The largest eigenvalue of Ψ^−½RΨ^−½ and its vector, which are the best loadings for these uniquenesses.
  private static func start(_ correlation: Matrix, _ uniquenesses: [Double]) -> OneFactorModel? {
    let k = correlation.rows
    let roots = uniquenesses.map { $0.squareRoot() }
    var scaled = correlation
    for i in 0..<k { for j in 0..<k { scaled[i, j] /= roots[i] * roots[j] } }
    guard let eigen = try? SymmetricEigen(of: scaled), let largest = eigen.values.last else { return nil }
    let length = max(largest - 1, 0.01).squareRoot()
    let vector = eigen.vectors.column(k - 1)
    return OneFactorModel(
      loadings: (0..<k).map { roots[$0] * vector[$0] * length }, uniquenesses: uniquenesses,
      information: Matrix(rows: 0, columns: 0))
  }

  /// The model a step further, the step halved until F falls; no uniqueness loses more than nine tenths at once.
  private func moved(
    by step: [Double], from state: State, decrement: Double, _ correlation: Matrix
  ) -> (OneFactorModel, State)? {
    let k = loadings.count
    var size = 1.0
    for i in 0..<k where step[k + i] > 0.9 * uniquenesses[i] {
      size = min(size, 0.9 * uniquenesses[i] / step[k + i])
    }
    for _ in 0..<60 {
      var next = self
      for i in 0..<k {
        next.loadings[i] -= size * step[i]
        next.uniquenesses[i] -= size * step[k + i]
      }
      // Near the end F falls by less than it is rounded by.
      if let found = State(next, correlation),
        decrement < 1e-8 || found.discrepancy <= state.discrepancy - 1e-4 * size * decrement
      {
        return (next, found)
      }
      size /= 2
    }
    return nil
  }

  /// F, and the gradient and information of half of it.
  private struct State {
    let discrepancy: Double
    let gradient: [Double]
    let information: Matrix

    /// Nil where Σ is not positive definite.
    init?(_ model: OneFactorModel, _ correlation: Matrix) {
      let k = model.loadings.count
      let loadings = model.loadings
      var sigma = Matrix(diagonal: model.uniquenesses)
      for i in 0..<k { for j in 0..<k { sigma[i, j] += loadings[i] * loadings[j] } }
      guard let factor = try? Cholesky(of: sigma) else { return nil }
      let inverse = factor.inverse
      let product = inverse * correlation
      discrepancy = factor.logDeterminant + product.diagonal.reduce(0, +)
      // M = Σ⁻¹(Σ − R)Σ⁻¹; the gradient is Mλ for the loadings and half of M's diagonal for the uniquenesses.
      let misfit = inverse * (sigma - correlation) * inverse
      gradient = misfit * loadings + misfit.diagonal.map { $0 / 2 }
      // With W = Σ⁻¹, b = Wλ and c = λ'Wλ: cW + bb', Wᵢⱼbⱼ and W∘W/2.
      let b = inverse * loadings
      let c = zip(b, loadings).reduce(0) { $0 + $1.0 * $1.1 }
      var information = Matrix(rows: 2 * k, columns: 2 * k)
      for i in 0..<k {
        for j in 0..<k {
          let w = inverse[i, j]
          information[i, j] = c * w + b[i] * b[j]
          information[i, k + j] = w * b[j]
          information[k + j, i] = w * b[j]
          information[k + i, k + j] = w * w / 2
        }
      }
      self.information = information
    }
  }
}
