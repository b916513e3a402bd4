internal import Estimates

/// Several effects of one study: the average of a model with a variance between studies and one between the effects of a
/// study, and the same with standard errors that hold whatever a study's effects have in common.
enum MultilevelRows {
  static func add(n: Int?, to writer: inout SynthesisWriter) {
    let table = writer.table
    let labels = table.studies.map(\.label)
    var places: [String: Int] = [:]
    let studies = labels.map { label in
      let place = places[label] ?? places.count
      places[label] = place
      return place
    }
    guard places.count < labels.count else {
      writer.notes.add("Every study has one effect, so there are no levels to part: --three-level adds nothing")
      return
    }
    guard let model = ThreeLevelModel(values: table.values, variances: table.variances, studies: studies) else {
      writer.notes.add("A model of three levels needs two studies, one of them with several effects")
      return
    }
    writer.add(
      writer.effectRow(
        .pooled, method: "three_level_reml", effect: model.coefficients[0], standardError: model.standardError(0), n: n)
    )
    if let robust = model.clusterRobust, robust.df[0].isFinite {
      writer.add(
        writer.effectRow(
          .pooled, method: "three_level_cr2", effect: model.coefficients[0], standardError: robust.standardError(0),
          df: robust.df[0], n: n))
      if robust.df[0] < 4 {
        writer.notes.add(
          "CR2 has fewer than four degrees of freedom: too few studies carry the average for its p-value to be trusted")
      }
    }
    let parts = [("between studies", model.components.study), ("within studies", model.components.effect)]
    let whole = model.components.study + model.components.effect + model.typicalVariance
    for (term, variance) in parts {
      writer.add(Estimate(term: term, measure: .tau2, method: "three_level_reml", estimate: variance, n: n))
    }
    for (term, variance) in parts {
      writer.add(
        Estimate(term: term, measure: .i2, method: "three_level_reml", estimate: 100 * variance / whole, n: n))
    }
    writer.notes.add(
      "Three levels: \(labels.count) effects of \(places.count) studies; sampling errors of one study's effects are taken to "
        + "be independent, which CR2 does not need")
  }
}
