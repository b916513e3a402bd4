internal import Glibc
internal import Optimization

/// The studentized range: the range of independent standard normal variables over an independent √(χ²_ν/ν).
///
/// Its own quadrature, in both tails; no terms cancel. With ν = ∞ it is the range itself. R: `ptukey`, `qtukey`.
///
///     StudentizedRange(groups: 3, df: 12).quantile(0.05, tail: .upper)  // 3.772929
///
/// Documentation/Methods/distributions.md (6)–(8).
public struct StudentizedRange: Sendable {
  public let groups: Int
  public let df: Double

  /// - Parameters:
  ///   - groups: number of normal variables, 2 to 1000; anything else gives NaN.
  ///   - df: above 0, whole or not, or ∞; anything else gives NaN.
  public init(groups: Int, df: Double) {
    self.groups = groups
    self.df = df
  }

  private var isValid: Bool { (2...1000).contains(groups) && df > 0 }

  /// P(Q ≤ q), or P(Q > q) for `.upper`.
  public func probability(_ q: Double, tail: Tail = .lower) -> Double {
    guard isValid, !q.isNaN else { return .nan }
    if q <= 0 { return tail.probability(below: true) }
    if q.isInfinite { return tail.probability(below: false) }
    let mean = ScaledChi(df: df).expectation(tailRate: tail == .upper ? q * q / 4 : 0) { s in
      range(q * s, tail: tail)
    }
    return min(1, mean)
  }

  /// The q with `probability(q, tail:) == p`.
  public func quantile(_ p: Double, tail: Tail = .lower) -> Double {
    guard isValid, (0...1).contains(p) else { return .nan }
    if p == tail.probability(below: true) { return 0 }
    if p == tail.probability(below: false) { return .infinity }
    return positiveQuantile(p) { probability($0, tail: tail) }
  }

  /// Tail of the range w of the normal variables, by the smallest of them, z:
  ///
  ///     P(W ≤ w) = k ∫ φ(z) (Φ(z + w) − Φ(z))ᵏ⁻¹ dz
  ///     P(W > w) = k ∫ φ(z) (Φ̄(z)ᵏ⁻¹ − (Φ(z + w) − Φ(z))ᵏ⁻¹) dz,   Φ̄ = 1 − Φ
  private func range(_ w: Double, tail: Tail) -> Double {
    let others = Double(groups - 1)
    // On the line z + iy the integrand grows no faster than exp(k y²/2): this step keeps the rule's error below 1e-17.
    let step = 0.7 / Double(groups).squareRoot()
    // The largest values are near −w/2; in the lower tail, whatever w, not far from 0.
    let start = tail == .upper ? -0.5 * w : max(-0.5 * w, -3)
    let sum = trapezoidalSum(from: start, step: step) { z in
      let density = normalDensity(z)
      switch tail {
      case .lower: return density * pow(normalBetween(z, width: w), others)
      case .upper:
        let above = normalUpper(z)
        guard above > 0 else { return 0 }
        let beyond = normalUpper(z + w)
        return density * pow(above, others) * -expm1(others * log1p(-beyond / above))
      }
    }
    return min(1, Double(groups) * step * sum)
  }
}

func normalDensity(_ z: Double) -> Double { 0.398942280401432677939946059934382 * exp(-0.5 * z * z) }

/// P(Z > z)
func normalUpper(_ z: Double) -> Double { 0.5 * erfc(z * 0.5.squareRoot()) }

/// P(low < Z ≤ low + width), width not negative, without cancellation.
func normalBetween(_ low: Double, width: Double) -> Double {
  let high = low + width
  if width < 0.5 {
    // Narrow: the mean of the density by a rule that is exact to the last digit over half a unit.
    let center = low + 0.5 * width
    var sum = GaussKronrod.kronrodCenter * normalDensity(center)
    for pair in GaussKronrod.shared {
      let offset = 0.5 * width * pair.node
      sum += pair.kronrod * (normalDensity(center - offset) + normalDensity(center + offset))
    }
    for pair in GaussKronrod.added {
      let offset = 0.5 * width * pair.node
      sum += pair.kronrod * (normalDensity(center - offset) + normalDensity(center + offset))
    }
    return 0.5 * width * sum
  }
  // Both from the tail that is nearer.
  return low + high > 0 ? normalUpper(low) - normalUpper(high) : normalUpper(-high) - normalUpper(-low)
}

/// The positive x at which a monotone probability is p, to the last digits, by its logarithm against that of x: nearly
/// straight in either tail.
func positiveQuantile(_ p: Double, _ probability: (Double) -> Double) -> Double {
  let target = log(p)
  let miss = { (logX: Double) -> Double in
    let value = probability(exp(logX))
    return value > 0 ? log(value) - target : -1e6
  }
  guard let bracket = expandBracket(from: 0.7...1.4, within: -700...700, growth: 1, miss),
    let root = findRoot(in: bracket, relativeTolerance: 1e-15, miss)
  else { return .nan }
  return exp(root)
}
