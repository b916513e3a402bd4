internal import Estimates
internal import Trials

/// How many analysed values there are by visit, arm and pair of visits: the data's part in why a model cannot be
/// estimated.
struct DataShape {
  let outcome: String
  private let visits: [String]
  private let arms: [String]
  /// `[visit][arm]`; one arm where the trial has none, and a last one for subjects whose arm is unknown.
  private let counts: [[Int]]
  /// Pairs of visits at which no subject has both values.
  private let strangers: [(Int, Int)]
  /// Values of the outcome at the model's visits, analysed or not.
  private let measured: Int
  /// The value that every analysed row has; nil where they differ.
  private let onlyValue: Double?
  /// The largest magnitude of an analysed value.
  private let largest: Double
  let columns: Int
  let subjects: Int
  let observations: Int

  init(_ rows: AnalysedRows, trial: Trial, outcome: Outcome) {
    if let cells = rows.givenCells {
      self.init(cells, rows: rows, outcome: outcome.name)
    } else {
      self.init(subjectsOf: rows, trial: trial, outcome: outcome)
    }
  }

  private init(subjectsOf rows: AnalysedRows, trial: Trial, outcome: Outcome) {
    self.outcome = outcome.name
    visits = rows.design.visits
    arms = trial.arm?.levels ?? []
    columns = rows.design.columns.count
    let values = rows.outcome
    let places = max(1, arms.count) + 1
    counts = values.map { column in
      var counts = [Int](repeating: 0, count: places)
      for (subject, value) in column.enumerated() where !value.isNaN {
        let arm = trial.arm.map { Int($0.codes[subject]) } ?? 0
        counts[arm < 0 ? places - 1 : arm] += 1
      }
      return counts
    }
    var strangers: [(Int, Int)] = []
    for a in values.indices {
      for b in a + 1..<max(a + 1, values.count) {
        if !zip(values[a], values[b]).contains(where: { !$0.isNaN && !$1.isNaN }) { strangers.append((a, b)) }
      }
    }
    self.strangers = strangers
    measured = rows.visits.reduce(0) { $0 + outcome.values[$1].count { !$0.isNaN } }
    let first = values.joined().first { !$0.isNaN }
    onlyValue = first.flatMap { first in values.joined().allSatisfy { $0.isNaN || $0 == first } ? first : nil }
    subjects =
      rows.personCount ?? (0..<rows.subjectCount).count { subject in values.contains { !$0[subject].isNaN } }
    largest = values.joined().reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
    observations = counts.joined().reduce(0, +)
  }

  /// Of cells, which know nothing of arms.
  private init(_ cells: [PatternCell], rows: AnalysedRows, outcome: String) {
    self.outcome = outcome
    let visits = rows.design.visits
    self.visits = visits
    arms = []
    columns = rows.design.columns.count
    func subjects(_ fits: (PatternCell) -> Bool) -> Int { cells.reduce(0) { $0 + (fits($1) ? $1.subjects : 0) } }
    counts = visits.indices.map { visit in [subjects { $0.visits.contains(visit) }] }
    strangers = visits.indices.flatMap { a in
      visits.indices.dropFirst(a + 1).filter { b in
        subjects { $0.visits.contains(a) && $0.visits.contains(b) } == 0
      }.map { (a, $0) }
    }
    onlyValue = nil
    largest = 0
    self.subjects = subjects { _ in true }
    observations = counts.joined().reduce(0, +)
    measured = observations
  }

  /// Why nothing could be estimated at all.
  func notes(on failure: MixedModelError) -> [String] {
    switch failure {
    case .nothingObserved:
      return [
        measured == 0
          ? "\(outcome): not estimated, since the outcome has no value at the model's visits."
          : "\(outcome): not estimated, since each of its \(measured) values lacks a variable of the model."
      ]
    case .nothingVaries: return ["\(outcome): not estimated, since every column of the model is zero."]
    case .nothingLeftOver:
      if let onlyValue {
        return ["\(outcome): not estimated, since every analysed value is \(onlyValue.shortest): nothing varies."]
      }
      return tooFew + table
    case .tooFewObservations: return tooFew + table
    }
  }

  private var tooFew: [String] {
    let sizes =
      "\(observations) analysed value\(observations == 1 ? "" : "s") of \(subjects) "
      + "subject\(subjects == 1 ? "" : "s")"
    if observations <= columns {
      return [
        "\(outcome): not estimated, since \(sizes) are too few for \(columns) coefficients; a formula with fewer terms "
          + "needs less."
      ]
    }
    if largest > 1e150 {
      return [
        "\(outcome): not estimated, since \(largest.shortest), its largest value, cannot be squared in double precision; "
          + "--na leaves it out if it marks a missing value."
      ]
    }
    return [
      "\(outcome): not estimated, since the model's \(columns) coefficients reproduce all of the \(sizes) exactly and "
        + "leave no error to judge them by."
    ]
  }

  /// Why no rung of a ladder could be used.
  func notes(onLadder ladder: CovarianceLadder, fixedParameters: Int) -> [String] {
    var notes = [
      "\(outcome): not estimated; coefficients and tests stay empty, since no covariance could be estimated."
    ]
    notes += table
    notes += visits.indices.filter { counts[$0].reduce(0, +) == 1 }.map {
      "\(outcome): visit \(visits[$0]) has one analysed value, which cannot tell how much values vary there; --where "
        + "leaves a visit out."
    }
    if !strangers.isEmpty {
      let pairs = strangers.map { "\(visits[$0.0]) and \(visits[$0.1])" }
      let shown = pairs.prefix(5).joined(separator: ", ")
      notes.append(
        "\(outcome): no subject has values at both visits \(shown)"
          + (pairs.count > 5 ? " and \(pairs.count - 5) more pairs" : "")
          + ", so the data cannot tell how these are correlated.")
    }
    let parameters = ladder.rungs.compactMap { $0.fit?.model.parameterCount }.max() ?? 0
    if parameters >= subjects {
      notes.append(
        "\(outcome): \(subjects) subject\(subjects == 1 ? "" : "s") cannot carry \(parameters) covariance parameters "
          + "beside \(fixedParameters) coefficients.")
    }
    let simple: [CovarianceFamily] = [.us, .toeph, .cs]
    notes.append(
      ladder.rungs.contains { $0.family == .cs || $0.family == .vc }
        ? "\(outcome): a formula with fewer terms, or fewer visits, asks less of the data."
        : "\(outcome): a covariance with fewer parameters may do: --covariance "
          + "\(simple.map(\.rawValue).joined(separator: ",")), decided before the results are seen.")
    return notes
  }

  /// How many values there are at each visit, by arm.
  var table: [String] {
    guard !visits.isEmpty else { return [] }
    let lines = visits.indices.map { visit in
      let byArm = arms.indices.map { "\(arms[$0]) \(counts[visit][$0])" }
      let label = visits[visit].isEmpty ? "" : "visit \(visits[visit]): "
      return label + (arms.isEmpty ? "\(counts[visit].reduce(0, +))" : byArm.joined(separator: ", "))
    }
    return ["\(outcome): analysed values: " + lines.joined(separator: "; ") + "."]
  }
}
