internal import Glibc

/// The autocorrelations ρ₁ … ρₙ of a stationary sequence from its partial autocorrelations φ₁₁ … φₙₙ, by the
/// Durbin–Levinson recursion:
///
///     ρₖ = φₖₖ Π_{i<k} (1 − φᵢᵢ²) + Σ_{j<k} φ_{k−1,j} ρ_{k−j},  φ_{k,j} = φ_{k−1,j} − φₖₖ φ_{k−1,k−j}
///
/// Partial autocorrelations anywhere in (−1, 1) give every positive definite Toeplitz correlation matrix once, and no
/// other matrix (Barndorff-Nielsen & Schou 1973).
func autocorrelations<S: SmoothScalar>(partial: [S]) -> [S] {
  var result: [S] = []
  var coefficients: [S] = []
  var unexplained = S(1)
  for reflection in partial {
    let k = result.count
    var next = reflection * unexplained
    for j in 0..<k { next = next + coefficients[j] * result[k - 1 - j] }
    result.append(next)
    coefficients = reflected(coefficients, reflection)
    unexplained = unexplained * (S(1) - reflection * reflection)
  }
  return result
}

/// The partial autocorrelations of autocorrelations ρ₁ … ρₙ; nil where their matrix is not positive definite.
func partialAutocorrelations(_ autocorrelations: [Double]) -> [Double]? {
  var result: [Double] = []
  var coefficients: [Double] = []
  var unexplained = 1.0
  for (k, correlation) in autocorrelations.enumerated() {
    let explained = (0..<k).reduce(0) { $0 + coefficients[$1] * autocorrelations[k - 1 - $1] }
    let reflection = (correlation - explained) / unexplained
    guard abs(reflection) < 1 else { return nil }
    result.append(reflection)
    coefficients = reflected(coefficients, reflection)
    unexplained *= (1 - reflection) * (1 + reflection)
  }
  return result
}

/// Free numbers for Toeplitz correlations near these, which are shrunk towards 0, by tenths, until their matrix is
/// positive definite: means of a matrix's correlations by lag need not be.
func freeToeplitz(near correlations: [Double]) -> [Double] {
  for tenths in stride(from: 10.0, to: 0, by: -1) {
    let shrunk = correlations.map { $0 * tenths / 10 }
    if let partial = partialAutocorrelations(shrunk) { return partial.map(fisherZ) }
  }
  return correlations.map { _ in 0 }
}

/// The coefficients of the best prediction from one more step back.
private func reflected<S: SmoothScalar>(_ coefficients: [S], _ reflection: S) -> [S] {
  let k = coefficients.count
  return (0..<k).map { coefficients[$0] - reflection * coefficients[k - 1 - $0] } + [reflection]
}
