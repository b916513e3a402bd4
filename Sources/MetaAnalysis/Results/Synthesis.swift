public import Estimates
internal import Glibc

/// What all studies say together: their common or mean effect, how much the true effects differ, and what each study adds.
///
/// Documentation/Methods/meta-analysis.md.
public enum Synthesis {
  public static let measures: [Measure] =
    [
      .study, .weight, .pooled, .prediction, .tau2, .i2, .h2, .q, .smallStudyEffects, .coefficient, .jointTest, .r2,
    ] + InfluenceRows.measures

  public static func results(
    for table: EffectTable, measures: Set<Measure>? = nil, options: SynthesisOptions = SynthesisOptions()
  ) -> Results {
    var writer = SynthesisWriter(table: table, options: options, measures: measures)
    addStudies(to: &writer)
    if !table.moderators.isEmpty {
      MetaRegression.add(to: &writer)
    } else if let model = RandomEffectsModel(
      values: table.values, variances: table.variances, estimator: options.estimator)
    {
      let n = total(table.studies)
      addWeights(of: model, studies: table.studies, to: &writer)
      addPooled(model, n: n, to: &writer)
      addHeterogeneity(model, n: n, to: &writer)
      PooledTableRows.add(to: &writer)
      if options.hasThreeLevels { MultilevelRows.add(n: n, to: &writer) }
      SubgroupRows.add(to: &writer)
      if let order = options.cumulation { RefittedRows.addCumulative(order, to: &writer) }
      if options.leavesOneOut { RefittedRows.addLeaveOneOut(to: &writer) }
      if options.testsSmallStudies { SmallStudyRows.add(model, n: n, to: &writer) }
      if options.showsInfluence { InfluenceRows.add(model, studies: table.studies, to: &writer) }
    }
    return Results(rows: writer.rows, notes: table.notes + writer.notes.notes, subject: .studies)
  }

  /// Each study's own effect with its Wald interval.
  private static func addStudies(to writer: inout SynthesisWriter) {
    for study in writer.table.studies {
      writer.add(
        writer.effectRow(
          .study, method: "wald", effect: study.effect, standardError: study.variance.squareRoot(), n: study.n,
          study: study.label))
    }
  }

  static func addWeights(
    of model: RandomEffectsModel, studies: [EffectTable.Study], to writer: inout SynthesisWriter
  ) {
    let total = model.weights.reduce(0, +)
    for (study, weight) in zip(studies, model.weights) {
      writer.add(
        Estimate(
          measure: .weight, method: model.estimator.rowName, estimate: 100 * weight / total, n: study.n,
          study: study.label))
    }
  }

  /// Subjects of all studies, where every one has a size.
  static func total(_ studies: [EffectTable.Study]) -> Int? {
    let sizes = studies.map(\.n)
    return sizes.contains(nil) ? nil : sizes.compactMap { $0 }.reduce(0, +)
  }

  /// The pooled effect and the prediction interval.
  static func addPooled(
    _ model: RandomEffectsModel, term: String? = nil, n: Int?, to writer: inout SynthesisWriter
  ) {
    let options = writer.options
    let place = term
    let error = model.standardError(0, options.test)
    writer.add(
      writer.effectRow(
        .pooled, method: options.rowName, effect: model.coefficients[0], standardError: error,
        df: model.df(options.test), term: term, n: n))
    if model.df == 0 {
      writer.notes.add(
        "One study alone: the pooled effect is its own, and how much effects differ between studies cannot be known",
        at: place)
      if options.test != .wald {
        writer.notes.add("Knapp and Hartung's standard error needs two studies", at: place)
      }
    } else if error == nil {
      writer.notes.add(
        "All studies have the same effect, so Knapp and Hartung's standard error is 0 and there is no interval",
        at: place)
    }
    guard options.estimator != .fixed else { return }
    addPrediction(model, term: term, n: n, to: &writer)
  }

  private static func addPrediction(
    _ model: RandomEffectsModel, term: String?, n: Int?, to writer: inout SynthesisWriter
  ) {
    let options = writer.options
    var row = Estimate(
      term: term, measure: .prediction, method: options.rowName, estimate: writer.shown(model.coefficients[0]), n: n)
    let df = options.predictsWithTwoLess ? Double(model.df - 1) : model.df(options.test)
    if let interval = model.predictionInterval(options.test, level: options.level, df: df) {
      row.df = df
      row.confidenceLow = writer.shown(interval.low)
      row.confidenceHigh = writer.shown(interval.high)
      row.confidenceLevel = options.level
    } else if model.df > 0, options.predictsWithTwoLess, model.df < 2 {
      writer.notes.add("A prediction interval with t(k - 2) needs three studies", at: term)
    }
    writer.add(row)
  }

  /// τ², I², H² and Q.
  static func addHeterogeneity(
    _ model: RandomEffectsModel, term: String? = nil, n: Int?, to writer: inout SynthesisWriter
  ) {
    let level = writer.options.level
    let interval = model.heterogeneityInterval(level: level)
    let name = model.estimator.rowName + "_q_profile"
    if model.estimator == .fixed {
      for (measure, value) in [(Measure.i2, model.i2), (.h2, model.h2)] {
        writer.add(Estimate(term: term, measure: measure, method: model.estimator.rowName, estimate: value, n: n))
      }
    } else {
      let known = model.df > 0
      func row(_ measure: Measure, _ value: Double?, _ limit: (Double) -> Double?) -> Estimate {
        Estimate(
          term: term, measure: measure, method: name, estimate: known ? value : nil,
          confidenceLow: interval.flatMap { limit($0.low) }, confidenceHigh: interval.flatMap { limit($0.high) },
          confidenceLevel: interval == nil ? nil : level, n: n)
      }
      var tau2 = row(.tau2, model.tau2) { $0 }
      tau2.standardError = model.tau2StandardError
      writer.add(tau2)
      writer.add(row(.i2, model.i2, model.i2(at:)))
      writer.add(row(.h2, model.h2, model.h2(at:)))
      noteHeterogeneity(model, interval, at: term, in: &writer)
    }
    if model.df > 0 {
      writer.add(writer.qRow(model.q, df: model.df, method: "cochran", term: term, n: n))
    } else {
      writer.add(Estimate(term: term, measure: .q, method: "cochran", n: n))
    }
  }

  private static func noteHeterogeneity(
    _ model: RandomEffectsModel, _ interval: HeterogeneityInterval?, at place: String?,
    in writer: inout SynthesisWriter
  ) {
    if let interval {
      if interval.isEmpty {
        writer.notes.add(
          "The studies agree better than chance would have it, so the interval of tau squared has nothing but 0",
          at: place)
      } else if model.tau2 < interval.low || model.tau2 > interval.high {
        writer.notes.add(
          "Tau squared lies outside its Q-profile interval, which rests on Q and not on the estimate", at: place)
      }
    }
    if model.maxima.count > 1 {
      let others = model.maxima.dropFirst().map(\.sixDigits).joined(separator: ", ")
      writer.notes.add(
        "The \(model.estimator == .reml ? "restricted " : "")likelihood has \(model.maxima.count) maxima: the highest, at "
          + "tau squared \(model.maxima[0].sixDigits), is taken, not \(others)", at: place)
    }
  }
}
