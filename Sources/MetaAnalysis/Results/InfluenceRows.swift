internal import Estimates

/// What each study does to the model, by the measures of regression diagnostics.
enum InfluenceRows {
  static let measures: [Measure] = [.studentizedResidual, .dffits, .cooksDistance, .covarianceRatio, .hat]

  static func add(_ model: RandomEffectsModel, studies: [EffectTable.Study], to writer: inout SynthesisWriter) {
    let test = writer.options.test
    var flagged: [String] = []
    var unknown: [String] = []
    for (place, study) in studies.enumerated() {
      let influence = model.influence(of: place, test: test)
      let values = [
        influence?.studentizedResidual, influence?.dffits, influence?.cooksDistance, influence?.covarianceRatio,
        influence?.hat,
      ]
      for (measure, value) in zip(measures, values) {
        writer.add(
          Estimate(
            measure: measure, method: writer.options.rowName, estimate: value, n: study.n, study: study.label))
      }
      guard let influence else {
        unknown.append(study.label)
        continue
      }
      if influence.isInfluential(studies: studies.count, coefficients: model.columns.count) {
        flagged.append(study.label)
      }
    }
    guard measures.contains(where: writer.wants) else { return }
    if !unknown.isEmpty {
      writer.notes.add("The other studies do not determine the model without these: \(abridged(unknown))")
    }
    writer.notes.add(
      flagged.isEmpty
        ? "No study is influential by the usual marks (DFFITS, Cook's distance, hat, DFBETAS)"
        : "Influential by the usual marks (DFFITS, Cook's distance, hat, DFBETAS): \(abridged(flagged))")
  }
}
