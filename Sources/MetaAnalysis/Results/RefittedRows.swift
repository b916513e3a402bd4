internal import Estimates

/// The pooled effect again and again: of more and more studies, and without each in turn.
enum RefittedRows {
  /// Studies one after another, in the order of the file or of a column.
  static func addCumulative(_ order: SynthesisOptions.Cumulation, to writer: inout SynthesisWriter) {
    let table = writer.table
    let places = order == .fileOrder ? Array(table.studies.indices) : ordered(table)
    if places.count < table.studies.count {
      let missing = table.studies.indices.filter { !places.contains($0) }
      writer.notes.add(
        "Not in the cumulative order, since its column is missing: \(abridged(missing.map { table.studies[$0].label }))"
      )
    }
    for end in places.indices {
      let part = table.selecting(Array(places[...end]))
      add(part, study: table.studies[places[end]].label, term: "cumulative", to: &writer)
    }
  }

  /// By the ordering's numbers or levels, ties in the order of the file.
  private static func ordered(_ table: EffectTable) -> [Int] {
    guard let ordering = table.ordering else { return Array(table.studies.indices) }
    let known = table.studies.indices.filter(ordering.isKnown)
    let keys: [Double] =
      switch ordering.values {
      case .numbers(let numbers): numbers.map { $0 ?? 0 }
      case .categories(let codes, _): codes.map { Double($0 ?? 0) }
      }
    return known.sorted { (keys[$0], $0) < (keys[$1], $1) }
  }

  static func addLeaveOneOut(to writer: inout SynthesisWriter) {
    let table = writer.table
    guard table.studies.count > 1 else {
      writer.notes.add("One study alone cannot be left out")
      return
    }
    for study in table.studies.indices {
      let others = table.selecting(table.studies.indices.filter { $0 != study })
      add(others, study: table.studies[study].label, term: "without", to: &writer)
    }
  }

  private static func add(_ part: EffectTable, study: String, term: String, to writer: inout SynthesisWriter) {
    let options = writer.options
    guard
      let model = RandomEffectsModel(
        values: part.values, variances: part.variances, estimator: options.estimator)
    else { return }
    let n = Synthesis.total(part.studies)
    writer.add(
      writer.effectRow(
        .pooled, method: options.rowName, effect: model.coefficients[0],
        standardError: model.standardError(0, options.test), df: model.df(options.test), term: term, n: n,
        study: study))
    guard options.estimator != .fixed else { return }
    let known = model.df > 0
    writer.add(
      Estimate(
        term: term, measure: .tau2, method: options.estimator.rowName, estimate: known ? model.tau2 : nil, n: n,
        study: study))
    writer.add(
      Estimate(
        term: term, measure: .i2, method: options.estimator.rowName, estimate: known ? model.i2 : nil, n: n,
        study: study))
  }
}
