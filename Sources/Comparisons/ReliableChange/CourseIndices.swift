internal import Estimates
internal import MixedModels
public import Trials

/// Every subject's index by a mixed model: how steep the course over all visits is, over how well that is known
/// (Speer & Greenbaum 1995).
///
/// Model: `outcome ~ time + (1 + time | subject)` by REML, the arms together. The index is b/√v, b the empirical-Bayes slope
/// (the mean slope and the subject's deviation, or the deviation alone) and v its posterior variance, the coefficients
/// and variances taken as known. R: lme4's `ranef(condVar = TRUE)`.
struct CourseIndices {
  private let slopes: SubjectSlopes?
  private let indices: [Double?]
  private let times: [Double]
  private let hasMonths: Bool

  init(of trial: Trial, outcome: Outcome, method: ReliableChangeMethod, options: ReliableChangeOptions) {
    hasMonths = !options.visitTimes.isEmpty
    guard let times = options.times(in: trial) else {
      slopes = nil
      indices = []
      times = []
      return
    }
    self.times = times
    var values = outcome.values.suffix(from: trial.baselineVisit ?? 0).map(\.self)
    if trial.baselineVisit == nil, let baseline = outcome.baseline { values.insert(baseline, at: 0) }
    let slopes = SubjectSlopes(of: values, at: times, outcome: outcome.name, source: trial.source)
    indices = slopes.slopes.map { slope in
      guard let slope, slope.posteriorSD > 0 else { return nil }
      return (method == .mixedModel ? slope.own : slope.deviation) / slope.posteriorSD
    }
    self.slopes = slopes
  }

  func known() throws(MissingIndex) -> [Double?] {
    guard let slopes else { throw MissingIndex(cause: "The visits have no times, so there is no slope") }
    if let missing = slopes.missing { throw MissingIndex(cause: missing) }
    return indices
  }

  func note(_ method: ReliableChangeMethod, critical: Double, level: Double, in writer: inout RowWriter) {
    guard let slopes else { return }
    let what = method == .mixedModel ? "slope over all visits" : "slope's deviation from the mean slope"
    writer.notes.add(
      "Reliable is a \(what) (\(ReliableChangeMethod.mixedModel.title), the arms together) of more than \(critical.sixDigits) of "
        + "its posterior SDs, either way (--rci-level \(level.sixDigits))",
      once:
        "\(writer.outcome ?? ""): mean slope \((slopes.mean ?? 0).sixDigits) per \(hasMonths ? "month" : "unit of the visit"), "
        + "times \(times.map(\.sixDigits).joined(separator: ", ")), \(slopes.valueCount) values")
    writer.notes.add("The follow-up is each subject's last value")
    for note in slopes.notes {
      writer.notes.add(String(note.last == "." ? note.dropLast() : note[...]), at: writer.outcome)
    }
  }
}

extension ReliableChangeOptions {
  /// When the baseline and the visits after it are; nil where one of them has no time.
  ///
  /// A baseline in a column of its own is at 0 where `visitTimes` say when the others are.
  public func times(in trial: Trial) -> [Double]? {
    let labels = trial.visits.suffix(from: trial.baselineVisit ?? 0)
    let known = labels.map { label in label.flatMap { visitTimes.isEmpty ? Double($0) : visitTimes[$0] } }
    let times = known.compactMap { $0 }
    guard times.count == labels.count, times.allSatisfy(\.isFinite) else { return nil }
    if trial.baselineVisit != nil { return times }
    return visitTimes.isEmpty ? nil : [0] + times
  }
}
