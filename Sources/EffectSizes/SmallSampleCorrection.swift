internal import Glibc

/// Hedges's J, the factor that takes the bias out of a standardized mean under normality:
/// J(m) = Γ(m/2) / (√(m/2) Γ((m − 1)/2)), Hedges (1981), Journal of Educational Statistics 6, 107–128, equation (6e);
/// not its approximation 1 − 3/(4m − 1).
///
/// - Parameter df: degrees of freedom m of the standard deviation that the effect was divided by.
/// - Returns: J in (0, 1); nil for m ≤ 1, where the standardized mean has no expectation and nothing corrects it.
///
/// R: `exp(lgamma(m/2) - lgamma((m-1)/2)) / sqrt(m/2)`; `metafor:::.cmicalc(m)`.
public func smallSampleCorrection(df m: Double) -> Double? {
  guard m > 1 else { return nil }
  let x = (m - 1) / 2
  // Differences of log-gammas lose a digit for each digit of their size (1e-9 at two million subjects), so: the
  // gammas themselves while they are small, and beyond that their ratio's asymptotic series, whose first term left
  // out is below 1e-15 from here on (Tricomi & Erdélyi 1951, Pacific Journal of Mathematics 1, 133–142).
  if x < 30 { return tgamma(m / 2) / (tgamma(x) * (m / 2).squareRoot()) }
  let coefficients: [Double] = [
    1, -1 / 8, 1 / 128, 5 / 1024, -21 / 32768, -399 / 262144, 869 / 4_194_304, 39325 / 33_554_432,
  ]
  let series = coefficients.reversed().reduce(0) { $0 / x + $1 }
  return (x / (m / 2)).squareRoot() * series
}
