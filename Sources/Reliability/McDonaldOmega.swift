internal import Distributions
internal import Glibc
internal import LinearAlgebra

/// McDonald's omega total of the sum of the items: (Σλ)²/((Σλ)² + Σψ), with the loadings λ and unique variances ψ of one
/// common factor, in the units of the items.
///
/// The factor is fitted by maximum likelihood. The standard error is the delta method's from the expected information,
/// and the interval is made on the logit scale, where it cannot leave 0 to 1.
public struct McDonaldOmega: Sendable, Equatable {
  public let coefficient: Coefficient
  /// In the units of the items; empty where the model has no fit.
  public let loadings: [Double]
  /// Unique variances.
  public let uniquenesses: [Double]
  /// An item whose unique variance would be 0 or below (a Heywood case); then there is no omega.
  public let improperItem: Int?

  public init(_ moments: ItemMoments, level: Double) {
    var improper: Int?
    let fit: OneFactorModel?
    let cause: String
    switch Self.fit(moments) {
    case .some(.fitted(let model)): (fit, cause) = (model, "")
    case .some(.improper(let item)):
      improper = item
      (fit, cause) = (nil, "One common factor would leave an item less than no variance of its own")
    case .some(.singular):
      (fit, cause) = (
        nil,
        moments.n <= moments.k
          ? "Omega needs more subjects than items"
          : "Items that determine one another have no factor model, so there is no omega"
      )
    case .some(.notConverged): (fit, cause) = (nil, "The search for the factor model did not converge")
    case nil:
      (fit, cause) = (
        nil,
        moments.k < 3
          ? "Omega needs three items or more" : "Omega needs every item to vary"
      )
    }
    improperItem = improper
    guard let fit else {
      coefficient = .absent(cause)
      loadings = []
      uniquenesses = []
      return
    }
    let sds = moments.covariance.diagonal.map { $0.squareRoot() }
    loadings = zip(fit.loadings, sds).map { $0 * $1 }
    uniquenesses = zip(fit.uniquenesses, sds).map { $0 * $1 * $1 }
    coefficient = Self.coefficient(fit, sds: sds, n: moments.n, level: level)
  }

  /// Nil where the model is not to be asked for.
  private static func fit(_ moments: ItemMoments) -> OneFactorModel.Outcome? {
    guard moments.k > 2, moments.constantItems.isEmpty else { return nil }
    let sds = moments.covariance.diagonal.map { $0.squareRoot() }
    var correlation = moments.covariance
    for i in sds.indices {
      for j in sds.indices { correlation[i, j] = i == j ? 1 : correlation[i, j] / (sds[i] * sds[j]) }
    }
    return moments.n > moments.k ? OneFactorModel.fit(correlation) : .singular
  }

  private static func coefficient(_ fit: OneFactorModel, sds: [Double], n: Int, level: Double) -> Coefficient {
    let sum = zip(fit.loadings, sds).reduce(0) { $0 + $1.0 * $1.1 }
    let common = sum * sum
    let unique = zip(fit.uniquenesses, sds).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    let omega = common / (common + unique)
    let scale = (common + unique) * (common + unique)
    let gradient = sds.map { 2 * sum * unique * $0 / scale } + sds.map { -common * $0 * $0 / scale }
    guard omega > 0, let spread = try? Cholesky(of: fit.information).solve(gradient) else {
      return Coefficient(estimate: omega, cause: "An omega of 0 has no interval")
    }
    let variance = zip(gradient, spread).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
    let error = variance.squareRoot()
    let half = Normal().quantile((1 - level) / 2, tail: .upper) * error / (omega * (1 - omega))
    let logit = log(omega / (1 - omega))
    return Coefficient(
      estimate: omega, standardError: error, low: 1 / (1 + exp(half - logit)), high: 1 / (1 + exp(-half - logit)))
  }
}
