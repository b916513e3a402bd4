internal import Distributions
internal import Estimates

/// Studies parted by a column: a synthesis of each part with a variance of its own, and the test that all parts have the
/// same effect.
enum SubgroupRows {
  static func add(to writer: inout SynthesisWriter) {
    let table = writer.table
    guard let subgroup = table.subgroup, case .categories(let codes, let levels) = subgroup.values else { return }
    let options = writer.options
    var effects: [Double] = []
    var variances: [Double?] = []
    for (level, name) in levels.enumerated() {
      let part = table.selecting(codes.indices.filter { codes[$0] == level })
      guard
        let model = RandomEffectsModel(
          values: part.values, variances: part.variances, estimator: options.estimator)
      else { continue }
      let term = "\(subgroup.name)[\(name)]"
      let n = Synthesis.total(part.studies)
      Synthesis.addPooled(model, term: term, n: n, to: &writer)
      Synthesis.addHeterogeneity(model, term: term, n: n, to: &writer)
      effects.append(model.coefficients[0])
      variances.append(model.standardError(0, options.test).map { $0 * $0 })
    }
    addBetween(effects, variances, name: subgroup.name, to: &writer)
    let missing = codes.indices.filter { codes[$0] == nil }
    if !missing.isEmpty {
      writer.notes.add(
        "In no subgroup, since \(subgroup.name) is missing: \(missing.count) of \(table.studies.count) studies "
          + "(\(abridged(missing.map { table.studies[$0].label })))")
    }
  }

  /// Σ wₛ(μₛ − μ)² over the subgroups, wₛ = 1/SE(μₛ)², as χ²(subgroups − 1).
  private static func addBetween(
    _ effects: [Double], _ variances: [Double?], name: String, to writer: inout SynthesisWriter
  ) {
    let term = "between \(name)"
    let method = writer.options.rowName
    let known = variances.compactMap { $0 }
    guard effects.count > 1, known.count == effects.count,
      let model = RandomEffectsModel(values: effects, variances: known, estimator: .fixed)
    else {
      writer.notes.add(
        effects.count > 1
          ? "Subgroups without a standard error leave the test between them empty"
          : "There is one subgroup only, so nothing to test between them")
      return writer.add(Estimate(term: term, measure: .q, method: method))
    }
    writer.add(
      writer.qRow(model.q, df: model.df, method: method, term: term, n: Synthesis.total(writer.table.studies)))
  }
}
