internal import Glibc

/// A structure in the parameters that the R package mmrm estimates, all of them free: what its Kenward–Roger method
/// differentiates the covariance by.
///
/// Logarithms of standard deviations; correlations through ρ = x/√(1 + x²), where there is one for all pairs through a
/// logistic curve from −1/(T − 1) to 1; `us` by the rows of a unit lower triangle L̃ with Σ = DL̃L̃'D, D diagonal; `sp_exp` by
/// log σ² and the logit of the correlation at distance one. Read from that package's covariance.h, version 0.3.18.
struct MmrmParameters<Base: CovarianceStructure>: CovarianceStructure {
  private enum Form {
    case unstructured
    case compoundSymmetry
    /// Variances, then correlations as they are.
    case separate(variances: Int, isCommon: Bool)
    case toeplitz
    case spatial
    /// One variance at one visit.
    case variance
  }

  private let base: Base
  private let form: Form

  /// - Returns: nil where mmrm has no such structure.
  init?(_ base: Base) {
    self.base = base
    switch base {
    case is Unstructured: form = .unstructured
    case is CompoundSymmetry: form = .compoundSymmetry
    case is Autoregressive, is AnteDependence: form = .separate(variances: 1, isCommon: false)
    case is HeterogeneousAutoregressive, is HeterogeneousToeplitz, is HeterogeneousAnteDependence:
      form = .separate(variances: base.order, isCommon: false)
    case is HeterogeneousCompoundSymmetry: form = .separate(variances: base.order, isCommon: true)
    case is Toeplitz: form = .toeplitz
    case is SpatialExponential: form = .spatial
    case is EqualVariances where base.order == 1: form = .variance
    default: return nil
    }
  }

  var order: Int { base.order }

  var parameterNames: [String] { (1...base.parameterCount).map { "theta[\($0)]" } }

  func parameters<S: SmoothScalar>(free: [S]) -> [S] { free }

  func covariance<S: SmoothScalar>(parameters x: [S]) -> [S] { base.covariance(parameters: basic(x)) }

  func start(near matrix: [Double]) -> [Double] {
    own(base.parameters(free: base.start(near: matrix)))
  }

  /// The structure's printed parameters from mmrm's.
  private func basic<S: SmoothScalar>(_ x: [S]) -> [S] {
    switch form {
    case .unstructured:
      let factor = lowerTriangle(order) { row, column in
        let deviation = S.exp(x[row])
        return row == column ? deviation : deviation * x[order + packedIndex(row - 1, column)]
      }
      return lowerTriangle(order) { row, column in
        (0...column).map { factor[packedIndex(row, $0)] * factor[packedIndex(column, $0)] }.reduce(S(0), +)
      }
    case .compoundSymmetry:
      let (variance, correlation) = (S.exp(S(2) * x[0]), common(x[1]))
      return [correlation * variance, (S(1) - correlation) * variance]
    case .separate(let variances, let isCommon):
      return x.prefix(variances).map { S.exp(S(2) * $0) } + x.dropFirst(variances).map(isCommon ? common : bounded)
    case .toeplitz:
      let variance = S.exp(S(2) * x[0])
      return [variance] + x.dropFirst().map { variance * bounded($0) }
    case .spatial: return [S.exp(x[0]), S(-1) / S.log(logistic(x[1]))]
    case .variance: return [S.exp(S(2) * x[0])]
    }
  }

  /// mmrm's parameters from the printed ones.
  func own(_ parameters: [Double]) -> [Double] {
    switch form {
    case .unstructured:
      let factor = Unstructured(order: order).start(near: parameters)
      let deviations = (0..<order).map { factor[packedIndex($0, $0)] }
      return deviations
        + (1..<order).flatMap { row in (0..<row).map { factor[packedIndex(row, $0)] / exp(deviations[row]) } }
    case .compoundSymmetry:
      let variance = parameters[0] + parameters[1]
      return [log(variance) / 2, fromCommon(parameters[0] / variance)]
    case .separate(let variances, let isCommon):
      return parameters.prefix(variances).map { log($0) / 2 }
        + parameters.dropFirst(variances).map(isCommon ? fromCommon : fromBounded)
    case .toeplitz: return [log(parameters[0]) / 2] + parameters.dropFirst().map { fromBounded($0 / parameters[0]) }
    case .spatial: return [log(parameters[0]), fromLogistic(exp(-1 / parameters[1]))]
    case .variance: return [log(parameters[0]) / 2]
    }
  }

  private func bounded<S: SmoothScalar>(_ x: S) -> S { x / S.sqrt(S(1) + x * x) }

  private func fromBounded(_ correlation: Double) -> Double {
    correlation / ((1 - correlation) * (1 + correlation)).squareRoot()
  }

  private func logistic<S: SmoothScalar>(_ x: S) -> S { S(1) / (S(1) + S.exp(-x)) }

  private func fromLogistic(_ share: Double) -> Double { log(share / (1 - share)) }

  /// The lowest correlation that all pairs can have.
  private var lowest: Double { -1 / Double(order - 1) }

  private func common<S: SmoothScalar>(_ x: S) -> S { logistic(x) * S(1 - lowest) + S(lowest) }

  private func fromCommon(_ correlation: Double) -> Double { fromLogistic((correlation - lowest) / (1 - lowest)) }
}

extension CovarianceStructure {
  /// Σ and its derivatives to the second order by mmrm's parameters; nil where mmrm has no such structure.
  fileprivate func mmrmDerivatives(at parameters: [Double]) -> CovarianceDerivatives? {
    MmrmParameters(self).map { $0.parameterDerivatives(at: $0.own(parameters), order: .second) }
  }
}

extension CovarianceModel {
  /// All groups' elements by mmrm's parameters, given the printed ones; nil where mmrm has no such structure.
  func mmrmDerivatives(at parameters: [Double]) -> CovarianceSlopes? {
    let parts = (0..<groups).compactMap { structure.mmrmDerivatives(at: part(parameters, of: $0)) }
    return parts.count == groups ? CovarianceSlopes(parts) : nil
  }
}
