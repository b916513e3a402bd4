internal import Glibc

/// The largest absolute value of a multivariate t vector with correlations λᵢλⱼ: what Dunnett's test compares with.
///
/// T = (λᵢ Z₀ + √(1 − λᵢ²) Zᵢ)/S with independent standard normal Z and S = √(χ²_ν/ν), so that given Z₀ and S the
/// elements are independent and two nested one-dimensional integrals suffice, at any number of contrasts, without
/// random numbers. With all λ = 0 it is the studentized maximum modulus. R: `mvtnorm::pmvt`, to 1e-3 by default.
///
/// Documentation/Methods/distributions.md (6), (9), (10).
public struct MaximumModulus: Sendable {
  /// λ of each element.
  public let loadings: [Double]
  public let df: Double

  /// - Parameters:
  ///   - loadings: at least one, each between −1 and 1 (0 and ends excluded or not: ±1 gives NaN). For k arms of sizes
  ///     nᵢ against a control of n₀ with one variance they are √(nᵢ/(nᵢ + n₀)).
  ///   - df: above 0, whole or not, or ∞; anything else gives NaN.
  public init(loadings: [Double], df: Double) {
    self.loadings = loadings
    self.df = df
  }

  private var isValid: Bool { !loadings.isEmpty && loadings.allSatisfy { abs($0) < 1 } && df > 0 }

  /// The loadings of a correlation matrix that is of this kind, given by its elements: nil where it is not. One or two
  /// elements always are; three are where the product of their correlations is positive and no λ would reach 1.
  ///
  /// - Parameter correlation: of elements i < j of `count`.
  public static func loadings(count: Int, correlation: (Int, Int) -> Double) -> [Double]? {
    if count == 1 { return [0] }
    if count == 2 {
      let rho = correlation(0, 1)
      guard abs(rho) < 1 else { return nil }
      let root = abs(rho).squareRoot()
      return [root, rho < 0 ? -root : root]
    }
    func rho(_ i: Int, _ j: Int) -> Double { correlation(min(i, j), max(i, j)) }
    // λ₀² = ρ₀₁ρ₀₂/ρ₁₂; the rest follow, and must give back every correlation.
    let square = rho(0, 1) * rho(0, 2) / rho(1, 2)
    guard square > 0, square < 1 else { return nil }
    let first = square.squareRoot()
    let loadings = [first] + (1..<count).map { rho(0, $0) / first }
    guard loadings.allSatisfy({ abs($0) < 1 }) else { return nil }
    for j in 1..<count {
      for i in 0..<j where abs(loadings[i] * loadings[j] - rho(i, j)) > 1e-9 { return nil }
    }
    return loadings
  }

  /// P(max |Tᵢ| ≤ t), or P(max |Tᵢ| > t) for `.upper`.
  public func probability(_ t: Double, tail: Tail = .lower) -> Double {
    guard isValid, !t.isNaN else { return .nan }
    if t <= 0 { return tail.probability(below: true) }
    if t.isInfinite { return tail.probability(below: false) }
    let mean = ScaledChi(df: df).expectation(tailRate: tail == .upper ? t * t / 2 : 0) { s in
      normal(t * s, tail: tail)
    }
    return min(1, mean)
  }

  /// The t with `probability(t, tail:) == p`.
  public func quantile(_ p: Double, tail: Tail = .lower) -> Double {
    guard isValid, (0...1).contains(p) else { return .nan }
    if p == tail.probability(below: true) { return 0 }
    if p == tail.probability(below: false) { return .infinity }
    return positiveQuantile(p) { probability($0, tail: tail) }
  }

  /// The same for the normal vector:
  ///
  ///     P(max |Xᵢ| ≤ c) = ∫ φ(z) Πᵢ (1 − Bᵢ(z)) dz,   P(max |Xᵢ| > c) = ∫ φ(z) (1 − Πᵢ (1 − Bᵢ(z))) dz
  ///
  /// with Bᵢ(z) the probability that |λᵢz + √(1 − λᵢ²) Zᵢ| > c.
  private func normal(_ c: Double, tail: Tail) -> Double {
    let elements = loadings.map { (slope: $0, width: ((1 - $0) * (1 + $0)).squareRoot()) }
    // On the line z + iy the integrand grows no faster than exp(y² g/2), g = 1 + Σ λ²/(1 − λ²).
    let growth = elements.reduce(1) { $0 + $1.slope * $1.slope / ($1.width * $1.width) }
    let step = 0.7 / growth.squareRoot()
    let sum = trapezoidalSum(from: 0, step: step) { z in
      let density = normalDensity(z)
      switch tail {
      case .lower:
        return density
          * elements.reduce(1) { product, element in
            product
              * normalBetween((-c - element.slope * z) / element.width, width: 2 * c / element.width)
          }
      case .upper:
        let logarithm = elements.reduce(0) { sum, element in
          let beyond =
            normalUpper((c - element.slope * z) / element.width) + normalUpper((c + element.slope * z) / element.width)
          return sum + log1p(-min(1, beyond))
        }
        return density * -expm1(logarithm)
      }
    }
    return min(1, step * sum)
  }
}
