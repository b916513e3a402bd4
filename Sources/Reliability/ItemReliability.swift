internal import Diagnostics
public import Estimates
public import Trials

/// Reliability of a scale: alpha, omega, what each item adds, and the error of the sum.
///
/// Documentation/Methods: reliability.
public enum ItemReliability {
  /// In the order of the rows.
  public static let measures: [Measure] =
    [.n] + ofItems + [.cronbachAlpha, .mcdonaldOmega, .sem, .mdc95]

  private static let ofItems: [Measure] = [.mean, .sd, .floor, .ceiling, .itemRestCorrelation, .alphaIfDeleted]

  /// One block of rows for each visit and arm, and for all arms together; the trial's outcomes are the items.
  ///
  /// A subject counts at a visit where every item is answered. `term` names the item, `sum` the sum of all.
  ///
  /// - Parameter name: what `outcome` of the rows is: the items as the user named them.
  /// - Throws: where the table of items looks like a matrix of covariances or correlations.
  public static func results(
    for trial: Trial, name: String, measures: Set<Measure>? = nil, level: Double = 0.95
  ) throws(ReliabilityError) -> Results {
    var rows = CoefficientRows(outcome: name, measures: measures, level: level)
    let items = trial.outcomes.map(\.name)
    guard items.count > 1 else { throw .tooFew(kind: .items, items) }
    for visit in trial.visits.indices {
      if let matrix = MatrixByMistake(trial.outcomes.map { $0.values[visit] }) {
        throw .matrix(source: trial.source, order: items.count, isCorrelation: matrix.isCorrelation)
      }
    }
    let extremes = trial.outcomes.map { ends(of: $0) }
    for cell in trial.cells(joiningVisits: false) {
      let answers = trial.outcomes.map { $0.values[cell.visit ?? 0] }
      let cases = CompleteCases(answers, in: cell, of: trial)
      rows.enter(cell, of: trial, n: cases.n)
      if let note = cases.note(names: items) { rows.note(note) }
      rows.add(.n, Double(cases.n), method: completeCases, term: "sum")
      let moments = cases.canBeSquared ? ItemMoments(cases.columns) : nil
      if moments == nil { rows.note(cases.cause(for: "items")) }
      add(items: items, cases, moments, extremes: extremes, to: &rows)
      add(moments, items: items, to: &rows)
    }
    rows.noteFormula(
      ofError: "sem is the SD of the sum times the root of 1 minus the reliability that method names")
    return Results(rows: rows.rows, notes: rows.notes.notes)
  }

  /// The lowest and the highest answer to an item in the file.
  private static func ends(of item: Outcome) -> (low: Double, high: Double) {
    let answers = item.values.lazy.flatMap { $0 }.filter { !$0.isNaN }
    return (answers.min() ?? .nan, answers.max() ?? .nan)
  }

  private static func add(
    items: [String], _ cases: CompleteCases, _ moments: ItemMoments?, extremes: [(low: Double, high: Double)],
    to rows: inout CoefficientRows
  ) {
    guard rows.wants(anyOf: ofItems) else { return }
    let n = Double(cases.n)
    for (place, item) in items.enumerated() {
      let statistics = moments.map { ItemStatistics($0, item: place) }
      let answers = cases.columns[place]
      func share(_ answer: Double) -> Double? { n > 0 ? Double(answers.count { $0 == answer }) / n : nil }
      rows.add(.mean, statistics?.mean ?? (answers.count == 1 ? answers[0] : nil), method: completeCases, term: item)
      rows.add(.sd, statistics?.sd, method: completeCases, term: item)
      rows.add(.floor, share(extremes[place].low), method: "observed_minimum", term: item)
      rows.add(.ceiling, share(extremes[place].high), method: "observed_maximum", term: item)
      rows.add(.itemRestCorrelation, statistics?.itemRest, term: item)
      rows.add(.alphaIfDeleted, statistics?.alphaWithout, term: item)
      guard let statistics else { continue }
      note(item, statistics, itemCount: items.count, to: &rows)
    }
    rows.add(.mean, moments?.totalMean, method: completeCases, term: "sum")
    rows.add(.sd, moments?.totalVariance.squareRoot(), method: completeCases, term: "sum")
  }

  private static func note(
    _ item: String, _ statistics: ItemStatistics, itemCount: Int, to rows: inout CoefficientRows
  ) {
    if statistics.sd == 0 {
      rows.note("\(inQuotes(item)) has the same answer from everybody, so it has no correlation with the others")
    } else if let r = statistics.itemRest {
      if r < 0, rows.wants(anyOf: [.itemRestCorrelation, .cronbachAlpha, .mcdonaldOmega]) {
        rows.note("\(inQuotes(item)) goes against the sum of the others: it looks un-reversed")
      }
    } else if rows.wants(.itemRestCorrelation) {
      rows.note("The sum of the items without \(inQuotes(item)) does not vary, so there is no correlation with it")
    }
    if statistics.alphaWithout == nil, rows.wants(.alphaIfDeleted) {
      rows.note(
        itemCount < 3
          ? "Of two items one alone is left without the other, and it has no alpha"
          : "The sum of the items without \(inQuotes(item)) does not vary, so there is no alpha of them")
    }
  }

  private static func add(_ moments: ItemMoments?, items: [String], to rows: inout CoefficientRows) {
    guard rows.wants(anyOf: [.cronbachAlpha, .mcdonaldOmega, .sem, .mdc95]) else { return }
    guard let moments else {
      for measure in [Measure.cronbachAlpha, .mcdonaldOmega] { rows.add(measure, nil, method: method(of: measure)) }
      for measure in [Measure.sem, .mdc95] { rows.add(measure, nil, method: "cronbach_alpha") }
      return
    }
    let alpha = CronbachAlpha(moments, level: rows.level)
    rows.add(.cronbachAlpha, alpha.coefficient, method: method(of: .cronbachAlpha))
    if let estimate = alpha.coefficient.estimate, estimate < 0, rows.wants(.cronbachAlpha) {
      rows.note("Alpha is negative: the items' covariances are negative on average, and they do not measure one thing")
    }
    var omega: McDonaldOmega?
    if rows.wants(anyOf: [.mcdonaldOmega, .sem, .mdc95]) {
      let fitted = McDonaldOmega(moments, level: rows.level)
      rows.add(.mcdonaldOmega, fitted.coefficient, method: method(of: .mcdonaldOmega))
      if let item = fitted.improperItem, rows.wants(.mcdonaldOmega) {
        rows.note("The item without variance of its own is \(inQuotes(items[item]))")
      }
      omega = fitted
    }
    let error = MeasurementError.ofSum(moments, alpha: alpha, level: rows.level)
    rows.add(.sem, error, method: "cronbach_alpha")
    let omegaError = omega?.coefficient.estimate.flatMap {
      MeasurementError.standardError(sd: moments.totalVariance.squareRoot(), reliability: $0)
    }
    if let omegaError { rows.add(.sem, omegaError, method: "mcdonald_omega") }
    rows.add(.mdc95, MeasurementError.minimalDetectableChange(error), method: "cronbach_alpha")
    if let omegaError {
      rows.add(
        .mdc95, MeasurementError.minimalDetectableChange(Coefficient(estimate: omegaError)), method: "mcdonald_omega")
    }
  }

  /// Over the subjects who answered every item.
  static let completeCases = "complete_cases"

  private static func method(of measure: Measure) -> String { measure == .cronbachAlpha ? "feldt" : "ml_logit" }
}
