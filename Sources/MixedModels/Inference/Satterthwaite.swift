internal import LinearAlgebra

/// Satterthwaite's degrees of freedom of contrasts of the coefficients: ν = 2 (c'Φc)² / (g'Ug) with g the derivatives of
/// c'Φc by θ and U the covariance of θ̂. Source: Giesbrecht & Burns (1985).
struct Satterthwaite {
  let parameterCovariance: Matrix
  let designDerivatives: Matrix

  /// - Returns: nil where the information is not positive definite.
  init?(_ fit: some CoefficientFit, information: CovarianceInformation) {
    guard let inverse = fit.information(information).inverseOfScaled else { return nil }
    parameterCovariance = inverse
    designDerivatives = fit.designDerivatives
  }

  /// One contrast, by its coordinates.
  func df(_ coordinates: [Double]) -> Double? {
    let k = coordinates.count
    let length = coordinates.reduce(0) { $0 + $1 * $1 }
    guard length > 0 else { return nil }
    // v'P̂ᵢv for every parameter at once: the products of v with itself against the columns of P̂.
    var products = [Double](repeating: 0, count: k * k)
    for j in 0..<k { for i in 0..<k { products[i + k * j] = coordinates[i] * coordinates[j] } }
    let slopes = designDerivatives.crossProduct(with: products)
    let variance = zip(slopes, parameterCovariance * slopes).reduce(0) { $0 + $1.0 * $1.1 }
    return variance > 0 ? 2 * length * length / variance : .infinity
  }

  /// The denominator of a joint test of contrasts (k × ℓ coordinates).
  func jointDf(_ coordinates: Matrix) -> Double? {
    jointDegreesOfFreedom(coordinates, covariance: coordinates.crossProduct(), df: df)
  }
}
