public import Estimates
public import Trials

/// Reliable and clinically significant change: how many of each arm recovered, improved, stayed as they were and
/// deteriorated, and how the arms differ in that.
///
/// Documentation/Methods: reliable-change.
public struct ReliableChange: Sendable {
  /// Every measure that `results` knows, in the order of its rows.
  public static let measures: [Measure] = [.n] + shares + contrasts

  static let shares: [Measure] = [.recovered, .reliablyImproved, .improvedTotal, .unchanged, .deteriorated]
  /// What arms are compared by.
  public static let contrasts: [Measure] = [.riskDifference, .riskRatio, .numberNeededToTreat]

  /// Rows, and this analysis's own notes (the trial's are not repeated). A quantity that cannot be estimated is nil, and a
  /// note says why.
  public let results: Results
  /// What each outcome's changes were judged by at each follow-up, where they could be.
  public let thresholds: [Threshold]

  /// The sizes that sort an outcome's changes at a follow-up into classes.
  public struct Threshold: Sendable, Equatable {
    public let outcome: String
    public let visit: String?
    /// nil for criteria that need none.
    public let reliability: AssumedReliability?
    /// The change beyond which it is reliable; nil where that depends on the baseline, or the criterion is another.
    public let change: Double?
    /// The score past which who improved has recovered; nil: nobody has.
    public let cutoff: Double?
    /// Which cut-off it is; nil where there is none.
    public let cutoffKind: ClinicalCutoff?
    /// Of all baselines.
    public let baselineMean: Double
    public let baselineSD: Double?
    public let baselines: Int
  }

  /// Every classified subject, by outcome and follow-up; empty unless they are asked for.
  public let subjects: [ClassifiedSubject]
  /// What subjects were judged by, by outcome and follow-up; those of whom nobody could be classified have none.
  public let limits: [Limits]

  /// What a change had to be at one follow-up.
  public struct Limits: Sendable {
    public let outcome: String
    /// nil: of all visits.
    public let visit: String?
    public let direction: ReliableChangeOptions.Direction
    /// Points by which a score has to fall and to rise; nil where they are not the same for everybody.
    public let points: (fall: Double, rise: Double)?
    /// Whether a change of exactly that much counts.
    public let countsLimit: Bool
    public let cutoff: Double?
  }

  /// For each outcome and follow-up: the shares of each arm in level order and of all subjects together (`arm` nil; those
  /// whose arm is unknown count there), then each arm that is not the control against it. Follow-ups are those of
  /// `Change`; a mixed model has one block for all of them, whose `visit` is nil, with each subject's last value.
  ///
  /// - Parameters:
  ///   - measures: what is given; nil for all.
  ///   - level: confidence level of every interval. What counts as reliable has a level of its own, in `options`.
  ///   - keepsSubjects: whether `subjects` is filled.
  public init(
    of trial: Trial, options: ReliableChangeOptions, measures: Set<Measure>? = nil, level: Double = 0.95,
    keepsSubjects: Bool = false
  ) {
    var writer = RowWriter(measures: measures)
    var subjects: [ClassifiedSubject] = []
    var limits: [Limits] = []
    var thresholds: [Threshold] = []
    for outcome in trial.outcomes {
      writer.outcome = outcome.name
      writer.visit = nil
      guard let baseline = outcome.baseline else {
        writer.notes.add("There is no baseline, so no change is given", at: outcome.name)
        continue
      }
      let scale = options.scale(of: outcome.name)
      let reliability = options.reliability(of: outcome, in: trial, scale: scale, level: level, notes: &writer.notes)
      for part in Self.parts(of: trial, outcome: outcome, options: options, notes: &writer.notes) {
        writer.visit = part.visit.flatMap { trial.visits[$0] }
        writer.hasSquares = SquareRange.holds([baseline, part.followup], arm: trial.arm)
        let pairs = PairedValues(baseline: baseline, followup: part.followup, armCodes: trial.arm?.codes)
        let block = ReliableChangeBlock(
          trial: trial, pairs: pairs, options: options.forScale(scale), scale: scale, reliability: reliability,
          courses: part.courses, level: level, hasSquares: writer.hasSquares)
        if let threshold = block.threshold(outcome: outcome.name, visit: writer.visit) { thresholds.append(threshold) }
        block.write(to: &writer, contrast: part.contrast)
        if let found = block.limits(outcome: outcome.name, visit: writer.visit) { limits.append(found) }
        if keepsSubjects { subjects += block.subjects(outcome: outcome.name, visit: writer.visit) }
      }
    }
    if trial.arm != nil, writer.wants(.numberNeededToTreat) {
      writer.notes.add(
        "number_needed_to_treat: benefit is one more recovered or improved, or one fewer deteriorated, than under control; "
          + "only the side that the data point to has an estimate")
    }
    results = Results(rows: writer.rows, notes: writer.notes.notes)
    self.subjects = subjects
    self.limits = limits
    self.thresholds = thresholds
  }

  /// What is judged at once: a follow-up, or a whole course with its last value.
  private struct Part {
    /// nil: of all visits.
    let visit: Int?
    let followup: [Double]
    let contrast: Contrast
    var courses: CourseIndices?
  }

  private static func parts(
    of trial: Trial, outcome: Outcome, options: ReliableChangeOptions, notes: inout NoteLedger
  ) -> [Part] {
    let followups = Change.followups(of: trial, notes: &notes)
    guard let method = options.method, !method.needsReliability else {
      return followups.map {
        Part(
          visit: $0, followup: outcome.values[$0], contrast: Change.contrast(of: trial, outcome: outcome, visit: $0))
      }
    }
    let last = (0..<trial.subjectCount).map { subject in
      followups.last { !outcome.values[$0][subject].isNaN }.map { outcome.values[$0][subject] } ?? .nan
    }
    let baseline = trial.baselineVisit.flatMap { trial.visits[$0] } ?? "baseline"
    return [
      Part(
        visit: nil, followup: last, contrast: Contrast(later: "last", earlier: baseline),
        courses: CourseIndices(of: trial, outcome: outcome, method: method, options: options))
    ]
  }
}

extension ReliableChangeOptions {
  /// nil where none is needed, and where two visits give none, which a note then says.
  func reliability(
    of outcome: Outcome, in trial: Trial, scale: Scale, level: Double, notes: inout NoteLedger
  ) -> AssumedReliability? {
    guard method?.needsReliability ?? false else { return nil }
    switch scale.reliability {
    case .known(let reliability)?: return reliability
    case nil:
      notes.add("No reliability is known, so no change can be said to be reliable", at: outcome.name)
      return nil
    case .visits(let first, let second)?:
      let (earlier, later) = (outcome.values[first], outcome.values[second])
      let both = earlier.indices.filter { !earlier[$0].isNaN && !later[$0].isNaN }
      let correlation = MomentPair(baseline: both.map { earlier[$0] }, followup: both.map { later[$0] }).correlation
      guard let correlation, correlation > 0, correlation < 1 else {
        notes.add(
          "The two visits have no correlation between 0 and 1, so no reliability is known",
          at: "\(outcome.name): " + (correlation?.sixDigits ?? "none"))
        return nil
      }
      return AssumedReliability(
        correlation, subjects: both.count, level: level,
        origin: .visits(trial.visits[first] ?? "", trial.visits[second] ?? "", subjects: both.count))
    }
  }
}
