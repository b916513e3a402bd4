internal import Trials

/// Which rows and subjects of a trial a model leaves out, and for want of what.
struct LeftOutRows {
  /// One variable that some rows lack.
  private struct Lack {
    let name: String
    var rows = 0
    var subjects: Set<Int> = []
  }

  private let variables: [ModelVariable]
  private let group: Factor?
  private let random: [RandomDesign]
  /// In the order of the variables, the covariance's groups behind them, then the random terms and the times.
  private var lacks: [Lack]
  private var rows = 0

  /// - Parameter group: whose levels have a covariance each.
  init(_ variables: [ModelVariable], group: Factor?, random: [RandomDesign] = [], times: ModelVariable? = nil) {
    self.random = random
    self.group = group
    self.variables = variables + random.flatMap(\.design.variables) + [times].compactMap { $0 }
    let groups = [group?.name].compactMap { $0 } + random.map(\.groups.name)
    lacks = (self.variables.map(\.name) + groups).map { Lack(name: $0) }
  }

  /// The values of a visit, NaN where a variable of the model is missing.
  ///
  /// - Parameter place: of the visit among the variables' values.
  mutating func analysed(_ values: [Double], _ place: Int) -> [Double] {
    var values = values
    for subject in values.indices where !values[subject].isNaN && !isComplete(subject, place) {
      values[subject] = .nan
      rows += 1
      for (index, variable) in variables.enumerated() where !variable.isKnown(subject, place) {
        add(subject, to: index)
      }
      var next = variables.count
      if let group {
        if group.codes[subject] < 0 { add(subject, to: next) }
        next += 1
      }
      for (index, term) in random.enumerated() where term.groups.code(subject, place) < 0 {
        add(subject, to: next + index)
      }
    }
    return values
  }

  private mutating func add(_ subject: Int, to lack: Int) {
    lacks[lack].rows += 1
    lacks[lack].subjects.insert(subject)
  }

  private func isComplete(_ subject: Int, _ place: Int) -> Bool {
    !variables.contains { !$0.isKnown(subject, place) } && !(group.map { $0.codes[subject] < 0 } ?? false)
      && !random.contains { $0.groups.code(subject, place) < 0 }
  }

  /// What was left out: rows by the variable that they lack, then the subjects of whom nothing is analysed.
  ///
  /// - Parameters:
  ///   - visits: the analysed ones, as indices in the trial.
  ///   - values: the outcome by analysed visit and subject, NaN where it is not analysed.
  ///   - byRows: whether every row counts as a subject.
  func notes(_ trial: Trial, outcome: Outcome, visits: [Int], analysed values: [[Double]], byRows: Bool = false)
    -> [String]
  {
    var notes: [String] = []
    if rows > 0 {
      var missing: [String] = []
      // One name can stand for a term and for the covariance's groups.
      for lack in lacks where lack.rows > 0 {
        let text =
          "\(lack.name) missing: \(counted(lack.rows, "row"))"
          + (byRows ? "" : " of \(counted(lack.subjects.count, "subject"))")
        if !missing.contains(text) { missing.append(text) }
      }
      notes.append(
        "\(outcome.name): rows with an outcome left out because a variable of the model is missing: \(rows) "
          + "(\(missing.joined(separator: "; "))).")
    }
    var unobserved: [Int] = []
    var incomplete: [Int] = []
    for subject in 0..<trial.subjectCount where values.allSatisfy({ $0[subject].isNaN }) {
      let hasOutcome = visits.contains { !outcome.values[$0][subject].isNaN }
      if hasOutcome { incomplete.append(subject) } else { unobserved.append(subject) }
    }
    let absent = unobserved.count + incomplete.count
    guard absent > 0, absent < trial.subjectCount else { return notes }
    if byRows {
      // Every row is a subject of its own, and those without a variable are counted above.
      if !unobserved.isEmpty {
        notes.append(
          "\(outcome.name): \(unobserved.count) of \(trial.subjectCount) rows have no value of \(outcome.name).")
      }
      return notes
    }
    func reason(_ words: String, _ subjects: [Int]) -> String? {
      if subjects.isEmpty { return nil }
      var labels = subjects.prefix(8).map(trial.subjectLabel)
      if subjects.count > 8 { labels[7] = "\(subjects.count - 7) more" }
      return
        "\(subjects.count) without \(words) (subject\(subjects.count == 1 ? "" : "s") \(MixedModel.listed(labels)))"
    }
    let labels = visits.compactMap { trial.visits[$0] }.filter { !$0.isEmpty }
    let place =
      labels.isEmpty ? "" : " at " + (labels.count > 1 ? "any of visits " : "visit ") + MixedModel.listed(labels)
    let reasons = [
      reason("a value of \(outcome.name)\(place)", unobserved),
      reason("a variable of the model on any row with an outcome", incomplete),
    ]
    notes.append(
      "\(outcome.name): \(absent) of \(trial.subjectCount) subjects \(absent == 1 ? "has" : "have") no analysed row: "
        + reasons.compactMap { $0 }.joined(separator: ", ") + ".")
    return notes
  }
}
