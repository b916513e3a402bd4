internal import EffectSizes
internal import Estimates
internal import Trials

/// One outcome's way through the visits: who is observed, in which patterns, and who is lost.
struct OutcomeFlow {
  static let measures: [Measure] = [
    .observed, .proportionObserved, .pattern, .complete, .monotone, .intermittent, .neverObserved, .attrition,
    .riskDifference, .littleMCAR,
  ]

  private let trial: Trial
  private let groups: [SubjectGroup]
  private let level: Double
  private let patterns: ObservationPatterns

  init(_ trial: Trial, outcome: Int, groups: [SubjectGroup], level: Double) {
    self.trial = trial
    self.groups = groups
    self.level = level
    patterns = ObservationPatterns(trial: trial, outcome: outcome)
  }

  func add(to writer: inout RowWriter) {
    addObserved(to: &writer)
    addPatterns(to: &writer)
    addAttrition(to: &writer)
    if writer.wants(.littleMCAR) { addLittle(to: &writer) }
  }

  /// The variables that are visits.
  private var visits: [(variable: Int, visit: Int)] {
    patterns.visits.enumerated().filter { $0.element >= 0 }.map { ($0.offset, $0.element) }
  }

  private func addObserved(to writer: inout RowWriter) {
    for group in groups {
      for (variable, visit) in visits {
        writer.visit = trial.visits[visit]
        let observed = Proportion(successes: patterns.observed(variable, arm: group.arm), n: group.size)
        writer.add(
          [
            Estimate(measure: .observed, estimate: Double(observed.successes), n: group.size),
            Estimate(measure: .proportionObserved, estimate: observed.estimate, n: group.size),
          ], arm: group.label)
      }
    }
    writer.visit = nil
  }

  private func addPatterns(to writer: inout RowWriter) {
    for entry in patterns.entries {
      for group in groups {
        writer.add(
          Estimate(
            term: patterns.label(entry), measure: .pattern, estimate: Double(entry.count(group.arm)), n: group.size),
          arm: group.label)
      }
    }
    let shapes: [(Measure, ObservationPatterns.Shape)] = [
      (.complete, .complete), (.monotone, .monotone), (.intermittent, .intermittent), (.neverObserved, .neverObserved),
    ]
    for (measure, shape) in shapes {
      for group in groups {
        writer.add(
          Estimate(measure: measure, estimate: Double(patterns.count(shape, arm: group.arm)), n: group.size),
          arm: group.label)
      }
    }
    guard writer.wants(anyOf: [.pattern, .intermittent, .monotone]) else { return }
    let intermittent = patterns.count(.intermittent, arm: nil)
    if intermittent > 0 {
      writer.notes.add(
        "Missing data are not monotone: some subjects are observed again after a visit they missed",
        at: writer.place("\(intermittent) of \(trial.subjectCount)"))
    }
  }

  /// At every visit after the baseline visit, or at every visit where no visit is baseline.
  private func addAttrition(to writer: inout RowWriter) {
    let followups = visits.filter { $0.visit > (trial.baselineVisit ?? -1) }
    func lost(_ variable: Int, _ group: SubjectGroup) -> Proportion {
      Proportion(successes: patterns.observed(variable, arm: group.arm), n: group.size).complement
    }
    if writer.wants(.attrition) {
      for group in groups {
        for (variable, visit) in followups {
          writer.visit = trial.visits[visit]
          let lost = lost(variable, group)
          let limits = lost.wilson(level: level)
          writer.add(
            Estimate(
              measure: .attrition, method: "wilson", estimate: lost.estimate, confidenceLow: limits?.low,
              confidenceHigh: limits?.high, confidenceLevel: level, n: group.size), arm: group.label)
        }
      }
    }
    if writer.wants(.riskDifference) {
      for contrast in trial.arm?.contrasts ?? [] {
        for (variable, visit) in followups {
          writer.visit = trial.visits[visit]
          let treatment = lost(variable, groups[contrast.treatment])
          let control = lost(variable, groups[contrast.control])
          let difference = Proportion.newcombeDifference(treatment: treatment, control: control, level: level)
          writer.add(
            Estimate(
              term: "attrition", measure: .riskDifference, method: "newcombe", estimate: difference?.estimate,
              confidenceLow: difference?.low, confidenceHigh: difference?.high, confidenceLevel: level,
              n: treatment.n + control.n), contrast: contrast.contrast)
        }
      }
    }
    writer.visit = nil
  }

  private func addLittle(to writer: inout RowWriter) {
    let cause: String
    do {
      if let test = try LittleMCAR(patterns.patterns, variables: patterns.variables.count) {
        writer.add(test.row)
        return
      }
      cause = "All subjects are observed at the same visits, so Little's test has no patterns to compare"
    } catch {
      switch error {
      case .noVariation(let variable):
        cause = "The outcome does not vary at visit \(patterns.variables[variable]), so no test by Little"
      case .neverTogether(let first, let second):
        cause =
          "No subject is observed at both visits \(patterns.variables[first]) and \(patterns.variables[second]), so no "
          + "test by Little"
      case .singular:
        cause = "The covariance matrix of the visits has no inverse, so no test by Little"
      case .notConverged:
        cause = "The EM algorithm did not converge: too little is observed together for a test by Little"
      }
    }
    let n = patterns.patterns.reduce(0) { $0 + $1.summary.count }
    writer.add(Estimate(measure: .littleMCAR, method: LittleMCAR.method, n: n))
    writer.notes.add(cause, at: writer.place(nil))
  }
}
