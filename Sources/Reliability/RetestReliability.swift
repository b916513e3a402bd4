public import Estimates
internal import LinearAlgebra
public import Trials

/// Test–retest reliability: the same subjects at two visits.
///
/// Documentation/Methods: reliability.
public enum RetestReliability {
  /// In the order of the rows.
  public static let measures: [Measure] = [.n, .mean, .sd, .retestCorrelation, .icc, .sem, .mdc95]

  private static let forms: [IntraclassCorrelation] = [.agreementSingle, .consistencySingle]

  /// One block of rows for each outcome and arm, and for all arms together.
  ///
  /// - Parameter visits: the labels of the two visits, the earlier one first.
  public static func results(
    for trial: Trial, visits: [String], measures: Set<Measure>? = nil, level: Double = 0.95
  ) throws(ReliabilityError) -> Results {
    let known = trial.visits.compactMap { $0 }
    guard !known.isEmpty else { throw .noVisits }
    guard visits.count == 2 else { throw .notTwoVisits(visits.joined(separator: ",")) }
    var places: [Int] = []
    for label in visits {
      guard let place = trial.visits.firstIndex(of: label) else { throw .unknownVisit(label, known: known) }
      places.append(place)
    }
    var results = Results()
    for outcome in trial.outcomes {
      var rows = CoefficientRows(outcome: outcome.name, measures: measures, level: level)
      for cell in trial.cells(joiningVisits: true) {
        let cases = CompleteCases(places.map { outcome.values[$0] }, in: cell, of: trial)
        rows.enter(cell, of: trial, n: cases.n)
        if let note = cases.note(names: visits.map { "visit \($0)" }) { rows.note(note) }
        add(cases, visits: visits, to: &rows)
      }
      rows.noteFormula(ofError: RaterReliability.errorFormula(of: "the visits"))
      results.rows += rows.rows
      results.notes += rows.notes.notes.filter { !results.notes.contains($0) }
    }
    return results
  }

  private static func add(_ cases: CompleteCases, visits: [String], to rows: inout CoefficientRows) {
    let moments = cases.canBeSquared ? ItemMoments(cases.columns) : nil
    for (place, visit) in visits.enumerated() {
      rows.visit = visit
      rows.add(.n, Double(cases.n))
      rows.add(.mean, moments?.means[place] ?? cases.onlyValue(of: place))
      rows.add(.sd, moments.map { $0.covariance[place, place].squareRoot() })
    }
    rows.visit = nil
    let anova = cases.canBeSquared ? TwoWayAnova(cases.columns) : nil
    if anova == nil { rows.note(cases.cause(for: "visits")) }
    rows.add(
      .retestCorrelation,
      anova.map { _ in RetestCorrelation.pearson(cases.columns[0], cases.columns[1], level: rows.level) }
        ?? Coefficient(), method: "pearson")
    for form in forms {
      rows.add(
        .icc, anova.map { form.coefficient(of: $0, level: rows.level) } ?? Coefficient(), method: form.method,
        term: form.rawValue)
    }
    RaterReliability.addErrors(anova, forms: forms, to: &rows)
  }
}
