internal import Distributions
internal import Estimates

/// Whether small studies find other effects than large ones, and what the average would be without that.
enum SmallStudyRows {
  static func add(_ model: RandomEffectsModel, n: Int?, to writer: inout SynthesisWriter) {
    guard model.df > 1 else {
      writer.notes.add("Small-study effects need three studies")
      return
    }
    addEgger(model, n: n, to: &writer)
    if let begg = RankCorrelationTest(values: model.values, variances: model.variances) {
      writer.add(
        Estimate(
          term: "Kendall's tau", measure: .smallStudyEffects, method: begg.isExact ? "begg_exact" : "begg",
          estimate: begg.tau, pValue: begg.pValue, n: n))
    }
    addPrecision(model, n: n, to: &writer)
    addTrimAndFill(model, n: n, to: &writer)
    if model.values.count < 10 {
      writer.notes.add(
        "Small-study effects of \(model.values.count) studies: below ten the tests find little, and what they find is "
          + "often chance")
    }
    writer.notes.add(
      "Small-study effects have other reasons than unpublished results: other people, doses and methods in small studies; "
        + "the averages of PET, PEESE and trim and fill show how much might hang on it and are no better estimates")
  }

  private static func addEgger(_ model: RandomEffectsModel, n: Int?, to writer: inout SynthesisWriter) {
    guard let egger = EggerTest(model) else {
      writer.notes.add("All studies have the same standard error, so effects cannot depend on it")
      return
    }
    let test = writer.options.test
    let error = egger.model.standardError(1, test)
    let df = egger.model.df(test)
    // The slope stands on the pooling scale: it is no ratio.
    var row = Estimate(
      term: "slope on the standard error", measure: .smallStudyEffects, method: "egger_" + writer.options.rowName,
      estimate: egger.slope, standardError: error, df: df, n: n)
    if let error, error > 0 {
      let t = StudentT(df: df ?? .infinity)
      let reach = t.quantile((1 - writer.options.level) / 2, tail: .upper) * error
      row.statistic = egger.slope / error
      row.pValue = t.twoSidedPValue(egger.slope / error)
      row.confidenceLow = egger.slope - reach
      row.confidenceHigh = egger.slope + reach
      row.confidenceLevel = writer.options.level
    }
    writer.add(row)
    writer.add(
      writer.effectRow(
        .pooled, method: "egger_" + writer.options.rowName, effect: egger.limit,
        standardError: egger.model.standardError(0, test), df: df, term: "without sampling error", n: n))
  }

  private static func addPrecision(_ model: RandomEffectsModel, n: Int?, to writer: inout SynthesisWriter) {
    for kind in PrecisionEffectTest.Kind.allCases {
      guard let test = PrecisionEffectTest(kind, values: model.values, variances: model.variances) else { continue }
      writer.add(
        writer.effectRow(
          .pooled, method: kind.rawValue, effect: test.coefficients[0], standardError: test.standardErrors[0],
          df: test.df, term: "without sampling error", n: n))
    }
  }

  private static func addTrimAndFill(_ model: RandomEffectsModel, n: Int?, to writer: inout SynthesisWriter) {
    guard let filled = TrimAndFill(model) else { return }
    writer.add(
      Estimate(
        term: "missing on the \(filled.side.rawValue)", measure: .smallStudyEffects, method: "trim_and_fill_l0",
        estimate: Double(filled.count), standardError: filled.countStandardError, n: n))
    let test = writer.options.test
    writer.add(
      writer.effectRow(
        .pooled, method: writer.options.rowName + "_trim_and_fill", effect: filled.model.coefficients[0],
        standardError: filled.model.standardError(0, test), df: filled.model.df(test),
        term: filled.count == 0 ? "nothing filled in" : "\(filled.count) filled in", n: n))
  }
}
