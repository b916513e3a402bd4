internal import Distributions
internal import Estimates

/// Moderators of the effect: coefficients, the test that they explain nothing, what heterogeneity is left.
enum MetaRegression {
  static func add(to writer: inout SynthesisWriter) {
    let table = writer.table
    let design = Design(table)
    noteLeftOut(design, in: &writer)
    let chosen = table.selecting(design.studies)
    let options = writer.options
    guard
      let model = RandomEffectsModel(
        values: chosen.values, variances: chosen.variances, columns: design.columns, estimator: options.estimator)
    else { return addNothing(design, to: &writer) }
    let n = Synthesis.total(chosen.studies)
    Synthesis.addWeights(of: model, studies: chosen.studies, to: &writer)
    addCoefficients(model, design, n: n, to: &writer)
    addTest(model, n: n, to: &writer)
    let whole = RandomEffectsModel(
      values: chosen.values, variances: chosen.variances, estimator: options.estimator)
    if options.estimator != .fixed { addR2(model, whole, n: n, to: &writer) }
    Synthesis.addHeterogeneity(model, term: "residual", n: n, to: &writer)
    if options.showsInfluence { InfluenceRows.add(model, studies: chosen.studies, to: &writer) }
  }

  private static func noteLeftOut(_ design: Design, in writer: inout SynthesisWriter) {
    let missing = writer.table.studies.indices.filter { !design.studies.contains($0) }
    guard !missing.isEmpty else { return }
    writer.notes.add(
      "Left out, since a moderator is missing: \(missing.count) of \(writer.table.studies.count) studies "
        + "(\(abridged(missing.map { writer.table.studies[$0].label })))")
  }

  /// The rows without numbers, and why.
  private static func addNothing(_ design: Design, to writer: inout SynthesisWriter) {
    let cause =
      design.studies.count < design.columns.count
      ? "\(design.studies.count) studies cannot determine \(design.columns.count) coefficients"
      : "The moderators cannot be told from one another or from a constant in these studies, so nothing is estimated"
    writer.notes.add(cause)
    for name in design.names {
      writer.add(Estimate(term: name, measure: .coefficient, method: writer.options.rowName))
    }
  }

  private static func addCoefficients(
    _ model: RandomEffectsModel, _ design: Design, n: Int?, to writer: inout SynthesisWriter
  ) {
    let test = writer.options.test
    for (column, name) in design.names.enumerated() {
      writer.add(
        writer.effectRow(
          .coefficient, method: writer.options.rowName, effect: model.coefficients[column],
          standardError: model.standardError(column, test), df: model.df(test), term: name, n: n))
    }
    if model.df == 0 {
      writer.notes.add("As many coefficients as studies: how much effects differ beyond them cannot be known")
    }
    if writer.table.isRatio {
      writer.notes.add(
        "Coefficients are shown as ratios: the factor by which the ratio changes for one unit more, and at (Intercept) the "
          + "ratio where every moderator is 0 or at its first level")
    }
  }

  /// Q of the moderators with χ², or under Knapp and Hartung Q/(m s²) with F.
  private static func addTest(_ model: RandomEffectsModel, n: Int?, to writer: inout SynthesisWriter) {
    let count = model.columns.count - 1
    guard count > 0 else { return }
    let test = writer.options.test
    guard test != .wald else {
      return writer.add(
        writer.qRow(model.moderatorQ, df: count, method: writer.options.rowName, term: "moderators", n: n))
    }
    var row = Estimate(
      term: "moderators (numerator df \(count))", measure: .jointTest, method: writer.options.rowName, n: n)
    if let scale = model.scale(test) {
      let f = model.moderatorQ / (Double(count) * scale)
      row.statistic = f
      row.df = Double(model.df)
      row.pValue = FDistribution(df1: Double(count), df2: Double(model.df)).probability(f, tail: .upper)
    }
    writer.add(row)
  }

  /// 100 (τ₀² − τ²)/τ₀², not below 0, τ₀² being the variance without moderators.
  private static func addR2(
    _ model: RandomEffectsModel, _ whole: RandomEffectsModel?, n: Int?, to writer: inout SynthesisWriter
  ) {
    var row = Estimate(measure: .r2, method: model.estimator.rowName, n: n)
    if let whole, whole.tau2 > 0, model.df > 0 {
      row.estimate = max(0, 100 * (whole.tau2 - model.tau2) / whole.tau2)
    } else if writer.wants(.r2) {
      writer.notes.add("There is no variance between studies that moderators could explain, so R squared is empty")
    }
    writer.add(row)
  }
}
