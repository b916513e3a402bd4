internal import LinearAlgebra
internal import Trials

/// The clusters of a sandwich: groups of rows that the model takes as independent of one another.
struct RobustClusters {
  /// The column that they are of.
  let name: String
  let count: Int
  /// By subject of the trial; empty where rows and not subjects have one.
  var codes: [Int] = []

  func note(outcome: String) -> String {
    "\(outcome): standard errors take the \(count) groups of \(name) as independent."
  }

  /// - Throws: where a subject has rows in several clusters.
  static func ofSubjects(_ model: FittedModel, column: String) throws(ModelSpecificationError) -> RobustClusters {
    guard let grouping = model.grouping(column) else { throw .notInTrial(column) }
    var known: [String: Int] = [:]
    var codes: [Int] = []
    for subject in 0..<model.rows.subjectCount {
      let visits = model.rows.outcome.indices.filter { !model.rows.outcome[$0][subject].isNaN }
      let labels = Set(visits.map { grouping.label(subject, $0) })
      guard labels.count < 2 else { throw .clusterSplitsGroups(column: column) }
      if labels.contains("") { throw .clusterUnknown(column: column) }
      codes.append(
        labels.first.map { label in
          let place = known[label] ?? known.count
          known[label] = place
          return place
        } ?? -1)
    }
    guard known.count > 1 else { throw .oneCluster(column: column) }
    return RobustClusters(name: column, count: known.count, codes: codes)
  }

  /// - Parameter column: nil: the factor with fewest groups that holds whole groups of every other.
  /// - Throws: where the random effects are crossed, or a cluster does not hold whole groups.
  static func sandwich(
    _ model: FittedModel, _ fit: RandomEffectsFit, kind: RobustCovariance, column: String?
  ) throws(ModelSpecificationError) -> (sandwich: Sandwich?, clusters: RobustClusters) {
    guard let table = ClusteredRows(fit, rows: model.rows) else {
      return (nil, RobustClusters(name: column ?? "", count: 0))
    }
    let candidates: [Grouping]
    if let column {
      guard let named = model.grouping(column) else { throw .notInTrial(column) }
      candidates = [named]
    } else {
      candidates = model.groupings
    }
    var best: (name: String, labels: [String], clusters: [Int])?
    for candidate in candidates {
      let (labels, codes) = table.codes(of: candidate)
      if labels.contains("") { throw .clusterUnknown(column: candidate.name) }
      guard best.map({ labels.count < $0.labels.count }) ?? true, let clusters = table.clusters(codes) else { continue }
      best = (candidate.name, labels, clusters)
    }
    guard let best else {
      if let column { throw .clusterSplitsGroups(column: column) }
      throw .crossedClusters(formula: model.formula.text)
    }
    guard best.labels.count > 1 else { throw .oneCluster(column: best.name) }
    var clusters = [Sandwich.Cluster](repeating: .init(order: fit.data.rank), count: best.labels.count)
    for (block, cluster) in zip(table.blocks, best.clusters) {
      clusters[cluster].add(
        products: block.design.crossProduct(with: block.solvedDesign),
        score: block.design.crossProduct(with: block.errors))
    }
    return (
      Sandwich(kind: kind, clusters: clusters),
      RobustClusters(name: best.name, count: best.labels.count)
    )
  }
}

extension FittedModel {
  /// A grouping factor of the model, or a categorical column of the trial.
  func grouping(_ name: String) -> Grouping? {
    if let own = groupings.first(where: { $0.name == name }) { return own }
    let trial = trial
    if name == request.subjectColumn { return Grouping(name: name) { subject, _ in trial.subjectLabel(subject) } }
    if let factor = [trial.site, trial.group, trial.arm].compactMap({ $0 }).first(where: { $0.name == name }) {
      return Grouping(name: name) { subject, _ in
        factor.codes[subject] < 0 ? "" : factor.levels[Int(factor.codes[subject])]
      }
    }
    guard case .factor(let levels, let codes)? = trial.covariates.first(where: { $0.name == name })?.values else {
      return nil
    }
    let visits = rows.visits
    return Grouping(name: name) { subject, visit in
      let code = codes[codes.count > 1 ? visits[visit] : 0][subject]
      return code < 0 ? "" : levels[Int(code)]
    }
  }
}

extension ClusteredRows {
  /// Each row's group, and the groups' labels in the order of their first rows.
  func codes(of grouping: Grouping) -> (labels: [String], codes: [Int]) {
    var labels: [String] = []
    var known: [String: Int] = [:]
    let codes = (0..<table.count).map { row -> Int in
      let label = grouping.label(Int(table.subjects[row]), Int(table.visits[row]))
      if let place = known[label] { return place }
      known[label] = labels.count
      labels.append(label)
      return labels.count - 1
    }
    return (labels, codes)
  }

  /// Each block's cluster; nil where a block or an outer effect has rows in several.
  func clusters(_ codes: [Int]) -> [Int]? {
    var ofEffect: [Int: Int] = [:]
    var result: [Int] = []
    for block in blocks {
      guard let cluster = block.rows.first.map({ codes[$0] }), block.rows.allSatisfy({ codes[$0] == cluster }) else {
        return nil
      }
      for effect in block.outerIndices {
        if ofEffect[effect, default: cluster] != cluster { return nil }
        ofEffect[effect] = cluster
      }
      result.append(cluster)
    }
    return result
  }
}
