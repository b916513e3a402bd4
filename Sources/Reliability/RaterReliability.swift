public import Estimates
internal import LinearAlgebra
public import Trials

/// Agreement of raters: intraclass correlations, kappas, and the error of one rating.
///
/// Documentation/Methods: reliability.
public enum RaterReliability {
  /// In the order of the rows.
  public static let measures: [Measure] = [.n, .mean, .sd, .agreement, .icc, .kappa, .sem, .mdc95]

  /// More different ratings than this are no categories, and kappa is not for them.
  static let mostCategories = 20

  /// One block of rows for each visit and arm, and for all arms together; the trial's outcomes are the raters.
  ///
  /// A subject counts at a visit where every rater has rated it.
  ///
  /// - Parameter name: what `outcome` of the rows is: the raters as the user named them.
  public static func results(
    for trial: Trial, name: String, measures: Set<Measure>? = nil, level: Double = 0.95
  ) throws(ReliabilityError) -> Results {
    var rows = CoefficientRows(outcome: name, measures: measures, level: level)
    let raters = trial.outcomes.map(\.name)
    guard raters.count > 1 else { throw .tooFew(kind: .raters, raters) }
    for cell in trial.cells(joiningVisits: false) {
      let cases = CompleteCases(trial.outcomes.map { $0.values[cell.visit ?? 0] }, in: cell, of: trial)
      rows.enter(cell, of: trial, n: cases.n)
      if let note = cases.note(names: raters) { rows.note(note) }
      rows.add(.n, Double(cases.n))
      let moments = cases.canBeSquared ? ItemMoments(cases.columns) : nil
      for (place, rater) in raters.enumerated() {
        rows.add(
          .mean, moments?.means[place] ?? cases.onlyValue(of: place), method: ItemReliability.completeCases, term: rater
        )
        rows.add(
          .sd, moments.map { $0.covariance[place, place].squareRoot() }, method: ItemReliability.completeCases,
          term: rater)
      }
      rows.add(.agreement, agreement(cases.columns), method: "exact")
      let anova = cases.canBeSquared ? TwoWayAnova(cases.columns) : nil
      if anova == nil { rows.note(cases.cause(for: "ratings")) }
      for icc in IntraclassCorrelation.allCases {
        rows.add(
          .icc, anova.map { icc.coefficient(of: $0, level: level) } ?? Coefficient(), method: icc.method,
          term: icc.rawValue)
      }
      addKappas(cases.columns, canEstimate: anova != nil, to: &rows)
      addErrors(anova, forms: [.agreementSingle, .consistencySingle], to: &rows)
    }
    rows.noteFormula(ofError: errorFormula(of: "raters"))
    return Results(rows: rows.rows, notes: rows.notes.notes)
  }

  static func errorFormula(of measurements: String) -> String {
    "sem is the SD of one measurement times the root of 1 minus the icc that term names: agreement counts what "
      + "\(measurements) differ by on average as error, consistency does not"
  }

  /// Share of the subjects whom all raters give one rating.
  package static func agreement(_ ratings: [[Double]]) -> Double? {
    guard let n = ratings.first?.count, n > 0 else { return nil }
    let agreed = (0..<n).count { i in ratings.allSatisfy { $0[i] == ratings[0][i] } }
    return Double(agreed) / Double(n)
  }

  private static func addKappas(_ ratings: [[Double]], canEstimate: Bool, to rows: inout CoefficientRows) {
    let values = Set(ratings.lazy.flatMap { $0 })
    let obstacle: Coefficient? =
      if !canEstimate {
        Coefficient()
      } else if values.contains(where: { $0 != $0.rounded() }) {
        .absent("Kappa is for categories, and ratings with decimals are none")
      } else if values.count > mostCategories {
        .absent("Kappa is for few categories, and there are \(values.count) different ratings")
      } else {
        nil
      }
    guard ratings.count == 2 else {
      rows.add(.kappa, obstacle ?? FleissKappa.coefficient(ratings, level: rows.level), method: "fleiss")
      return
    }
    for kappa in Kappa.allCases {
      rows.add(
        .kappa, obstacle ?? kappa.coefficient(ratings[0], ratings[1], level: rows.level), method: kappa.rawValue)
    }
  }

  /// The standard errors of measurement by some intraclass correlations, and the minimal detectable changes.
  static func addErrors(_ anova: TwoWayAnova?, forms: [IntraclassCorrelation], to rows: inout CoefficientRows) {
    let errors = forms.map { form in
      anova.map { MeasurementError.ofOne($0, form, level: rows.level) } ?? Coefficient()
    }
    for (form, error) in zip(forms, errors) { rows.add(.sem, error, method: form.method, term: form.rawValue) }
    for (form, error) in zip(forms, errors) {
      rows.add(
        .mdc95, MeasurementError.minimalDetectableChange(error), method: form.method, term: form.rawValue)
    }
  }
}

extension IntraclassCorrelation {
  /// The name of the model in results.
  package var method: String {
    switch model {
    case .oneWay: "one_way"
    case .agreement: "agreement"
    case .consistency: "consistency"
    }
  }
}
