internal import LinearAlgebra

/// Kenward and Roger's small-sample inference in the coordinates where the coefficients' covariance Φ is the identity.
///
/// With U the covariance of θ̂ and P̂ᵢ, Q̂ᵢⱼ, R̂ᵢⱼ the matrices X'∂V⁻¹…X of their paper in these coordinates,
///
///     Φ_A = L⁻ᵀ (I + 2Λ) L⁻¹,   Λ = Σ Uᵢⱼ (Q̂ᵢⱼ − P̂ᵢP̂ⱼ − ¼R̂ᵢⱼ)
///
/// Q̂ is never formed for pairs of parameters: U is carried to the elements of Σ first, and each pattern gives one m × m
/// matrix. Source: Kenward & Roger (1997). Documentation/Methods/mmrm.md.
struct KenwardRoger {
  /// U: covariance of θ̂.
  let parameterCovariance: Matrix
  /// k² × parameters: P̂ of each parameter by column.
  let designDerivatives: Matrix
  /// I + 2Λ.
  let adjustment: Matrix
  /// Whether I + 2Λ with the second-order term was not positive definite and the linear one stands in.
  let fellBackToLinear: Bool

  /// - Returns: nil where the information is not positive definite.
  init?(_ fit: some CoefficientFit, information: CovarianceInformation, secondOrder: SecondOrderTerm) {
    guard let inverse = fit.information(information).inverseOfScaled else { return nil }
    parameterCovariance = inverse
    designDerivatives = fit.designDerivatives
    var plain = Matrix.identity(fit.data.rank)
    plain += 2 * Self.linear(fit.weightedProducts(inverse), covariance: inverse, designDerivatives: designDerivatives)
    guard let curved = fit.weightedCurvature(inverse, information: information, term: secondOrder) else {
      adjustment = plain
      fellBackToLinear = false
      return
    }
    let whole = plain - 0.5 * curved
    let isPositive = (try? Cholesky(of: whole)) != nil
    adjustment = isPositive ? whole : plain
    fellBackToLinear = !isPositive
  }

  /// Σ Uᵢⱼ (Q̂ᵢⱼ − P̂ᵢP̂ⱼ), given Σ UᵢⱼQ̂ᵢⱼ.
  private static func linear(_ products: Matrix, covariance: Matrix, designDerivatives: Matrix) -> Matrix {
    let k = products.rows
    var result = products
    let weighted = designDerivatives * covariance
    for parameter in 0..<covariance.rows {
      let left = Matrix(rows: k, columns: k, columnMajor: designDerivatives.column(parameter))
      let right = Matrix(rows: k, columns: k, columnMajor: weighted.column(parameter))
      result = result - left * right
    }
    // Symmetric in algebra.
    return 0.5 * (result + result.transposed)
  }

  /// λ and the denominator's degrees of freedom for the contrasts with these coordinates, k × ℓ.
  ///
  /// - Returns: nil where the contrasts are dependent or the approximation has no denominator.
  func scaledF(_ coordinates: Matrix) -> (scale: Double, df: Double)? {
    guard let forms = contrastForms(coordinates) else { return nil }
    let count = Double(coordinates.columns)
    let traces = forms.map { $0.diagonal.reduce(0, +) }
    var (a1, a2) = (0.0, 0.0)
    for i in forms.indices {
      for j in forms.indices {
        let weight = parameterCovariance[i, j]
        a1 += weight * traces[i] * traces[j]
        a2 += weight * zip(forms[i].elements, forms[j].elements).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    guard a2 > 0 else { return a2 == 0 ? (1, .infinity) : nil }
    if coordinates.columns == 1 { return (1, 2 / a2) }
    let b = (a1 + 6 * a2) / (2 * count)
    let g = ((count + 1) * a1 - (count + 4) * a2) / ((count + 2) * a2)
    let denominator = 3 * count + 2 * (1 - g)
    let c1 = g / denominator
    let c2 = (count - g) / denominator
    let c3 = (count + 2 - g) / denominator
    let mean = 1 / (1 - a2 / count)
    let variance = 2 / count * (1 + c1 * b) / ((1 - c2 * b) * (1 - c2 * b) * (1 - c3 * b))
    let ratio = variance / (2 * mean * mean)
    let df = 4 + (count + 2) / (count * ratio - 1)
    let scale = df / (mean * (df - 2))
    guard df.isFinite, df > 0, scale.isFinite, scale > 0 else { return nil }
    return (scale, df)
  }

  /// Q'P̂ᵢQ for an orthonormal basis Q of the contrasts' coordinates, by parameter.
  private func contrastForms(_ coordinates: Matrix) -> [Matrix]? {
    guard let factor = try? Cholesky(of: coordinates.crossProduct()) else { return nil }
    let basis = factor.whiten(coordinates.transposed).transposed
    let k = coordinates.rows
    return (0..<designDerivatives.columns).map { parameter in
      let form = Matrix(rows: k, columns: k, columnMajor: designDerivatives.column(parameter))
      return basis.crossProduct(with: form * basis)
    }
  }
}

extension Matrix {
  /// The inverse of a positive definite matrix by way of its unit-diagonal form; nil where it is not.
  var inverseOfScaled: Matrix? {
    let scale = diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : .nan }
    guard scale.allSatisfy(\.isFinite) else { return nil }
    var scaled = self
    for j in 0..<columns { for i in 0..<rows { scaled[i, j] *= scale[i] * scale[j] } }
    guard let factor = try? Cholesky(of: scaled) else { return nil }
    var result = factor.inverse
    for j in 0..<columns { for i in 0..<rows { result[i, j] *= scale[i] * scale[j] } }
    return result
  }
}
