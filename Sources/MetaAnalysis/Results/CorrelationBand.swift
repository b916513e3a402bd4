public import Estimates

/// Changes within one arm whose correlation of before and after nobody printed: what would be pooled if it were each of
/// several, since the variance of a change hangs on it and nothing in print says which.
public enum CorrelationBand {
  public static let correlations = [0.3, 0.5, 0.7, 0.9]

  /// The pooled effect and its heterogeneity for each correlation, which `term` names.
  ///
  /// - Parameter tables: the same studies, read with each of `correlations`.
  public static func results(
    for tables: [EffectTable], measures: Set<Measure>? = nil, options: SynthesisOptions = SynthesisOptions()
  ) -> Results {
    guard let first = tables.first else { return Results(subject: .studies) }
    var writer = SynthesisWriter(table: first, options: options, measures: measures)
    for (correlation, table) in zip(correlations, tables) {
      let term = "r = \(correlation)"
      guard
        let model = RandomEffectsModel(
          values: table.values, variances: table.variances, estimator: options.estimator)
      else { continue }
      Synthesis.addPooled(model, term: term, n: nil, to: &writer)
      Synthesis.addHeterogeneity(model, term: term, n: nil, to: &writer)
    }
    let note =
      "No correlation of before and after is given, and the studies' variances hang on it: results are shown for r = "
      + correlations.map(\.shortest).joined(separator: ", ") + "; --correlation r takes one of them"
    return Results(rows: writer.rows, notes: first.notes + [note] + writer.notes.notes, subject: .studies)
  }
}
