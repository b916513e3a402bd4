internal import LinearAlgebra

/// The coefficients' covariance from the subjects' own residuals, clustered by subject or by what holds whole subjects,
/// and its degrees of freedom.
///
/// With cluster s's rows whitened by the model's covariance, Z = L⁻¹X and r = L⁻¹(y − Xβ̂), Φ the model-based covariance
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
    /// A root of Z'Z, k × k, in place of Z.
    let design: Matrix
    /// A'Z likewise.
    let adjusted: Matrix
  }

  /// A cluster by Z'Z and Z'r, in coordinates where Φ is the identity: all that is asked of it, since
  /// f(1 − ZZ')Z = Zf(1 − Z'Z).
  struct Cluster {
    var products: Matrix
    var score: [Double]

    init(order: Int) {
      products = Matrix(rows: order, columns: order)
      score = [Double](repeating: 0, count: order)
    }

    /// - Parameters:
    ///   - products: X'V⁻¹X of some of the cluster's rows.
    ///   - score: X'V⁻¹(y − Xβ̂) of them.
    mutating func add(products: Matrix, score: [Double]) {
      self.products += products
      for index in score.indices { self.score[index] += score[index] }
    }
  }

  /// - Parameter clusterOf: by subject of the trial; nil: each subject is one.
  /// - Returns: nil where the eigenvalues of a cluster's 1 − H cannot be computed.
  package init?(
    _ fit: RepeatedMeasuresFit, rows: AnalysedRows, kind: RobustCovariance, clusterOf: ((Int) -> Int)? = nil
  ) {
    let k = fit.data.rank
    // Rows of X to coordinates where Φ is the identity.
    let turn = fit.coordinates((0..<k).map { column in (0..<k).map { $0 == column ? 1 : 0 } }).transposed
    let factors = fit.subjectFactors
    var clusters: [Int: Cluster] = [:]
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
      clusters[clusterOf?(subject.subject) ?? subject.subject, default: Cluster(order: k)]
        .add(products: design.crossProduct(), score: design.crossProduct(with: whitened))
    }
    guard isComputed else { return nil }
    self.init(kind: kind, clusters: clusters.sorted { $0.key < $1.key }.map(\.value))
  }

  /// - Returns: nil where the eigenvalues of a cluster's 1 − H cannot be computed.
  init?(kind: RobustCovariance, clusters: [Cluster]) {
    guard let order = clusters.first?.score.count else { return nil }
    var middle = Matrix(rows: order, columns: order)
    var subjects: [Subject] = []
    for cluster in clusters {
      // Any root of Z'Z stands for Z; its eigenvalues are 1 minus those of 1 − H.
      guard let eigen = try? SymmetricEigen(of: cluster.products) else { return nil }
      let factor = eigen.map { kind.factor(1 - $0) }
      let score = factor * cluster.score
      for j in 0..<order { for i in 0..<order { middle[i, j] += score[i] * score[j] } }
      let root = eigen.map { max($0, 0).squareRoot() }
      subjects.append(Subject(design: root, adjusted: root * factor))
    }
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
