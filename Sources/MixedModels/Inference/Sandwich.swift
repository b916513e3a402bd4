internal import LinearAlgebra

/// The coefficients' covariance from the subjects' own residuals, clustered by subject, and its degrees of freedom.
///
/// With subject s's rows whitened by the model's covariance, Z = L⁻¹X and r = L⁻¹(y − Xβ̂), Φ the model-based covariance
/// of the coefficients and H = ZΦZ':
///
///     Φ (Σ Z'A rr' A'Z) Φ
///
/// with A from `RobustCovariance`. The degrees of freedom of a contrast c are Satterthwaite's where the model's
/// covariance is right: (tr G)² / tr G² with, of the subjects' aₛ = A'ZΦc,
///
///     Gₛₜ = aₛ'aₛ [s = t] − aₛ'Zₛ Φ Zₜ'aₜ
///
/// Everything is kept in coordinates where Φ is the identity. Source: Bell & McCaffrey, Survey Methodology 28 (2002).
package struct Sandwich {
  let kind: RobustCovariance
  /// Σ Z'A rr' A'Z, k × k.
  let middle: Matrix
  private let subjects: [Subject]

  private struct Subject {
    /// Z, visits × k.
    let design: Matrix
    /// A'Z.
    let adjusted: Matrix
  }

  /// - Returns: nil where the eigenvalues of a subject's 1 − H cannot be computed.
  package init?(_ fit: RepeatedMeasuresFit, rows: AnalysedRows, kind: RobustCovariance) {
    let k = fit.data.rank
    // Rows of X to coordinates where Φ is the identity.
    let turn = fit.coordinates((0..<k).map { column in (0..<k).map { $0 == column ? 1 : 0 } }).transposed
    let factors = fit.subjectFactors
    var subjects: [Subject] = []
    var middle = Matrix(rows: k, columns: k)
    var isComputed = true
    rows.forEachSubject(columns: fit.data.kept) { subject in
      guard let factor = factors[subject.key] else {
        isComputed = false
        return
      }
      let design = factor.whiten(subject.design * turn)
      let fitted = subject.design * fit.coefficients
      let residuals = zip(subject.outcome, fitted).map { ($0 - $1) / fit.data.scale }
      let whitened = factor.whiten(Matrix(rows: residuals.count, columns: 1, columnMajor: residuals)).elements
      var adjusted = design
      if kind != .cr0 {
        let rest = .identity(residuals.count) - design.transposedCrossProduct()
        guard let eigen = try? SymmetricEigen(of: rest) else {
          isComputed = false
          return
        }
        adjusted = eigen.map(kind.factor) * design
      }
      let score = adjusted.crossProduct(with: whitened)
      for j in 0..<k { for i in 0..<k { middle[i, j] += score[i] * score[j] } }
      subjects.append(Subject(design: design, adjusted: adjusted))
    }
    guard isComputed else { return nil }
    self.kind = kind
    self.middle = middle
    self.subjects = subjects
  }

  /// Degrees of freedom of a contrast by its coordinates; nil where it has none.
  func df(_ coordinates: [Double]) -> Double? {
    let k = coordinates.count
    var (trace, square) = (0.0, 0.0)
    var products = Matrix(rows: k, columns: k)
    for subject in subjects {
      let weights = subject.adjusted * coordinates
      let carried = subject.design.crossProduct(with: weights)
      let own = weights.reduce(0) { $0 + $1 * $1 }
      let shared = carried.reduce(0) { $0 + $1 * $1 }
      trace += own - shared
      square += own * own - 2 * own * shared
      for j in 0..<k { for i in 0..<k { products[i, j] += carried[i] * carried[j] } }
    }
    square += products.elements.reduce(0) { $0 + $1 * $1 }
    guard square > 0, trace > 0 else { return nil }
    return trace * trace / square
  }
}
