internal import LinearAlgebra

extension Sandwich {
  /// A sandwich whose clusters are therapy groups, and the subjects of arms without groups.
  ///
  /// - Returns: nil where the trial has no groups, another random effect joins two clusters, the residual goes by each
  ///   row's own time, or a matrix cannot be factored.
  package init?(_ fit: RandomEffectsFit, groupsOf rows: AnalysedRows, kind: RobustCovariance) {
    guard let clusterOf = rows.therapy?.clusters, let covariance = ClusterCovariance(fit, rows, clusterOf: clusterOf)
    else { return nil }
    let k = fit.data.rank
    // Rows of X to coordinates where Φ is the identity.
    let turn = fit.coordinates((0..<k).map { column in (0..<k).map { $0 == column ? 1 : 0 } }).transposed
    var members: [Int: [SubjectRows]] = [:]
    rows.forEachSubject(columns: fit.data.kept) { members[clusterOf[$0.subject], default: []].append($0) }
    var clusters: [Cluster] = []
    for (_, own) in members.sorted(by: { $0.key < $1.key }) {
      guard let factor = try? Cholesky(of: covariance.matrix(own)) else { return nil }
      let designs = own.map(\.design)
      let design = Matrix(columns: (0..<k).map { column in designs.flatMap { $0.column(column) } })
      let fitted = design * fit.coefficients
      let residuals = zip(own.flatMap(\.outcome), fitted).map { ($0 - $1) / fit.data.scale }
      let whitened = factor.whiten(design * turn)
      var cluster = Cluster(order: k)
      cluster.add(
        products: whitened.crossProduct(),
        score: whitened.crossProduct(
          with: factor.whiten(Matrix(rows: residuals.count, columns: 1, columnMajor: residuals)).elements))
      clusters.append(cluster)
    }
    self.init(kind: kind, clusters: clusters)
  }
}

/// The model's covariance of all rows of a cluster, in the units inside.
private struct ClusterCovariance {
  private let fit: RandomEffectsFit
  private let rows: AnalysedRows
  /// By term, in the data's units.
  private let random: [Matrix]
  /// By covariance group, packed, in the data's units; empty where the residual has one variance.
  private let residuals: [[Double]]

  /// - Returns: nil where clusters are not independent of one another, or the residual goes by times.
  init?(_ fit: RandomEffectsFit, _ rows: AnalysedRows, clusterOf: [Int]) {
    for random in rows.random {
      var known = [Int](repeating: -1, count: random.groups.levels)
      for subject in 0..<rows.subjectCount {
        for visit in rows.outcome.indices where !rows.outcome[visit][subject].isNaN {
          let hasEffect = random.design.columns.contains {
            random.design.value($0, subject: subject, visit: visit) != 0
          }
          guard hasEffect else { continue }
          let level = Int(random.groups.code(subject, visit))
          if known[level] >= 0, known[level] != clusterOf[subject] { return nil }
          known[level] = clusterOf[subject]
        }
      }
    }
    switch fit.trial.residual {
    case .independent: residuals = []
    case .visits(let structure, let groups):
      residuals = (0..<groups).map { fit.residualCovariance(structure, group: $0) }
    case .times: return nil
    }
    self.fit = fit
    self.rows = rows
    random = rows.random.indices.map { fit.randomCovariance($0) }
  }

  func matrix(_ subjects: [SubjectRows]) -> Matrix {
    let places = subjects.flatMap { subject in subject.visits.map { (subject: subject, visit: $0) } }
    var sum = Matrix(rows: places.count, columns: places.count)
    for (j, b) in places.enumerated() {
      for (i, a) in places.enumerated() where a.subject.subject == b.subject.subject {
        sum[i, j] = residual(a.subject.group, a.visit, b.visit) / fit.units
      }
    }
    for (index, term) in rows.random.enumerated() {
      let codes = places.map { term.groups.code($0.subject.subject, $0.visit) }
      let effects = Matrix(
        columns: term.design.columns.map { column in
          places.map { term.design.value(column, subject: $0.subject.subject, visit: $0.visit) }
        })
      let whole = effects * random[index] * effects.transposed
      for j in codes.indices {
        for i in codes.indices where codes[i] == codes[j] { sum[i, j] += whole[i, j] / fit.units }
      }
    }
    return sum
  }

  private func residual(_ group: Int, _ a: Int, _ b: Int) -> Double {
    guard !residuals.isEmpty else { return a == b ? fit.residualParameters[0] : 0 }
    return residuals[residuals.count > 1 ? group : 0][symmetricIndex(a, b)]
  }
}
