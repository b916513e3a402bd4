internal import LinearAlgebra

/// How far two arms are apart at baseline, in standard deviations, for "Table 1": of samples, not of populations, so
/// without interval or test (a test of what randomisation made is a test of the randomisation).
package enum StandardizedDifference {
  /// (x̄_T − x̄_C) / √((s_T² + s_C²)/2), treatment minus control.
  ///
  /// Nil where an arm has fewer than two values, and where neither varies.
  ///
  /// Source: Austin (2009), Statistics in Medicine 28, 3083–3107, section 3.1. R: `tableone::ExtractSmd`, which drops
  /// the sign.
  package static func numeric(treatment: SampleSummary, control: SampleSummary) -> Double? {
    guard let first = treatment.variance, let second = control.variance else { return nil }
    let spread = ((first + second) / 2).squareRoot()
    let magnitude = max(abs(treatment.mean), abs(control.mean))
    return isConstant(sd: spread, magnitude: magnitude) ? nil : (treatment.mean - control.mean) / spread
  }

  /// The Mahalanobis distance √((T − C)' S⁻¹ (T − C)) of the two arms' shares of all levels but one, with
  /// S_kk = (T_k(1 − T_k) + C_k(1 − C_k))/2 and S_kl = −(T_k T_l + C_k C_l)/2. It does not depend on which level is left out
  /// and has no sign. Levels that neither arm has do not enter.
  ///
  /// Nil where an arm has no value, and where S has no inverse (the arms share no level, or both are of one level).
  ///
  /// - Parameters: counts of each level, in one order.
  ///
  /// Source: Yang & Dalton (2012), SAS Global Forum, paper 335. R: `tableone::ExtractSmd`.
  package static func categorical(treatment: [Int], control: [Int]) -> Double? {
    let sizes = (Double(treatment.reduce(0, +)), Double(control.reduce(0, +)))
    guard sizes.0 > 0, sizes.1 > 0 else { return nil }
    let levels = treatment.indices.filter { treatment[$0] + control[$0] > 0 }.dropFirst()
    // One level in all of both arms: no difference, and no spread to measure it by.
    guard !levels.isEmpty else { return nil }
    let t = levels.map { Double(treatment[$0]) / sizes.0 }
    let c = levels.map { Double(control[$0]) / sizes.1 }
    var spread = Matrix(rows: t.count, columns: t.count)
    for j in t.indices {
      for i in t.indices {
        spread[i, j] = i == j ? (t[i] * (1 - t[i]) + c[i] * (1 - c[i])) / 2 : -(t[i] * t[j] + c[i] * c[j]) / 2
      }
    }
    let difference = zip(t, c).map { $0 - $1 }
    guard let factor = try? PivotedCholesky(of: spread), factor.rank == t.count,
      let solved = try? Cholesky(of: spread).solve(difference)
    else { return nil }
    return notBelowZero(zip(difference, solved).reduce(0) { $0 + $1.0 * $1.1 }).squareRoot()
  }
}
