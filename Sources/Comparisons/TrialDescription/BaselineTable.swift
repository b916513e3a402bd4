internal import Estimates
internal import Trials

/// The table of baseline characteristics: for each variable and arm what its kind calls for, then the standardized
/// difference of each treatment arm from the control arm. No p-values (CONSORT 2010, item 15).
struct BaselineTable {
  private let trial: Trial
  private let groups: [SubjectGroup]

  static let measures: [Measure] = [
    .missing, .mean, .sd, .median, .quartile1, .quartile3, .minimum, .maximum, .count, .percent, .smd,
  ]

  private struct Variable {
    let term: String
    var outcome: String?
    var visit: String?
    let values: Values

    enum Values {
      case numeric([Double])
      case factor(levels: [String], codes: [Int32])
    }
  }

  init(_ trial: Trial, groups: [SubjectGroup]) {
    self.trial = trial
    self.groups = groups
  }

  func add(to writer: inout RowWriter) {
    for variable in variables(notes: &writer.notes) {
      writer.outcome = variable.outcome
      writer.visit = variable.visit
      switch variable.values {
      case .numeric(let values): addNumeric(values, term: variable.term, to: &writer)
      case .factor(let levels, let codes): addFactor(codes, levels: levels, term: variable.term, to: &writer)
      }
    }
    writer.outcome = nil
    writer.visit = nil
  }

  private func variables(notes: inout NoteLedger) -> [Variable] {
    var variables: [Variable] = []
    for outcome in trial.outcomes {
      guard let baseline = outcome.baseline else { continue }
      variables.append(
        Variable(
          term: "baseline(\(outcome.name))", outcome: outcome.name,
          visit: trial.baselineVisit.flatMap { trial.visits[$0] },
          values: .numeric(baseline)))
    }
    for covariate in trial.covariates {
      guard let place = covariate.varies ? trial.baselineVisit : 0 else {
        notes.add(
          "A covariate that changes over visits has no baseline value where no visit is baseline", at: covariate.name)
        continue
      }
      switch covariate.values {
      case .numeric(let values): variables.append(Variable(term: covariate.name, values: .numeric(values[place])))
      case .factor(let levels, let codes):
        variables.append(Variable(term: covariate.name, values: .factor(levels: levels, codes: codes[place])))
      }
    }
    return variables
  }

  private func addNumeric(_ values: [Double], term: String, to writer: inout RowWriter) {
    var summaries: [SampleSummary] = []
    for group in groups {
      let observed = group.observed(values)
      let summary = SampleSummary(observed)
      summaries.append(summary)
      let n = summary.count
      func row(_ measure: Measure, _ estimate: Double?) -> Estimate {
        Estimate(term: term, measure: measure, estimate: estimate, n: n)
      }
      var rows = [
        row(.n, Double(n)), row(.missing, Double(group.size - n)), row(.mean, n > 0 ? summary.mean : nil),
        row(.sd, summary.sd),
      ]
      if writer.wants(anyOf: [.median, .quartile1, .quartile3, .minimum, .maximum]) {
        let shape = SampleShape(observed)
        rows += [
          row(.median, shape.quantile(0.5)), row(.quartile1, shape.quantile(0.25)),
          row(.quartile3, shape.quantile(0.75)), row(.minimum, shape.values.first), row(.maximum, shape.values.last),
        ]
      }
      writer.add(rows, arm: group.label)
      let place = writer.place([term, group.label.map { "arm \($0)" }].compactMap { $0 }.joined(separator: ", "))
      if n == 0, writer.wants(anyOf: [.mean, .sd, .median]) {
        writer.notes.add("Nobody has a value, so there is nothing to summarise", at: place)
      } else if n == 1, writer.wants(.sd) {
        writer.notes.add("One value only, so no SD", at: place)
      }
    }
    addDifferences(term: term, method: "average_variance", to: &writer) { treatment, control in
      let pair = (summaries[treatment], summaries[control])
      return (
        StandardizedDifference.numeric(treatment: pair.0, control: pair.1), pair.0.count + pair.1.count
      )
    }
  }

  private func addFactor(_ codes: [Int32], levels: [String], term: String, to writer: inout RowWriter) {
    let counts = groups.map { group in
      var counts = [Int](repeating: 0, count: levels.count)
      for subject in codes.indices where codes[subject] >= 0 && group.contains(subject) {
        counts[Int(codes[subject])] += 1
      }
      return counts
    }
    for (group, counts) in zip(groups, counts) {
      let n = counts.reduce(0, +)
      writer.add(
        [
          Estimate(term: term, measure: .n, estimate: Double(n), n: n),
          Estimate(term: term, measure: .missing, estimate: Double(group.size - n), n: n),
        ], arm: group.label)
    }
    for (level, label) in levels.enumerated() {
      for (group, counts) in zip(groups, counts) {
        let n = counts.reduce(0, +)
        let count = Double(counts[level])
        let name = "\(term)[\(label)]"
        writer.add(
          [
            Estimate(term: name, measure: .count, estimate: count, n: n),
            Estimate(term: name, measure: .percent, estimate: n > 0 ? 100 * count / Double(n) : nil, n: n),
          ], arm: group.label)
      }
    }
    addDifferences(term: term, method: "yang_dalton", to: &writer) { treatment, control in
      let pair = (counts[treatment], counts[control])
      return (
        StandardizedDifference.categorical(treatment: pair.0, control: pair.1),
        pair.0.reduce(0, +) + pair.1.reduce(0, +)
      )
    }
  }

  private func addDifferences(
    term: String, method: String, to writer: inout RowWriter,
    difference: (_ treatment: Int, _ control: Int) -> (estimate: Double?, n: Int)
  ) {
    guard writer.wants(.smd) else { return }
    for contrast in trial.arm?.contrasts ?? [] {
      let (estimate, n) = difference(contrast.treatment, contrast.control)
      writer.add(
        Estimate(term: term, measure: .smd, method: method, estimate: estimate, n: n), contrast: contrast.contrast)
      if estimate == nil {
        writer.notes.add(
          "No spread within the arms to measure a difference by, so no smd",
          at: writer.place("\(term), \(contrast.contrast.label)"))
      }
    }
  }
}
