/// What the methods know of one outcome at one follow-up.
struct ChangeSample {
  /// Everybody's baseline, the arms together, whether or not there is a follow-up.
  let baseline: SampleSummary
  /// Follow-up, and change, of the complete pairs, the arms together.
  let followup: SampleSummary
  let change: SampleSummary
  let reliability: Double
  /// Of the scores at follow-up.
  let followupReliability: Double

  /// Standard error of measurement, S√(1 − R), S the SD of all baselines.
  var errorOfMeasurement: Double { baselineSD * (1 - reliability).squareRoot() }
  var baselineSD: Double { baseline.sd ?? 0 }
}

/// A way to say how far one subject's change lies beyond what the error of measurement makes: a number that is standard
/// normal, or nearly, where nothing but that error changed. Later minus earlier: below 0 where the score fell.
///
/// Documentation/Methods/reliable-change.md gives the formulas and their sources. One method is one file, and one line of
/// `ReliableChangeMethod`.
protocol ReliableIndex {
  /// Says why there is none where the sample allows none.
  init(_ sample: ChangeSample) throws(MissingIndex)

  /// What the index divides by, in the units of the outcome.
  var standardError: Double { get }
  func index(baseline: Double, followup: Double) -> Double

  /// Whether its mean or its error depends on the scores at follow-up, and so on the visit.
  static var usesFollowup: Bool { get }
  /// Whether the risk of a wrong classification is all on one side, so that 0.95 asks for 1.645 and not 1.96.
  static var isOneSided: Bool { get }
  /// Whether the error of a change is the same for all, so that a number of points can be named.
  static var isPlainChange: Bool { get }

  /// The SD by which populations are told apart: that of the scores, or of what they would be without error.
  func populationSD(_ sd: Double) throws(MissingIndex) -> Double
  /// Whether a score at follow-up is past the cut-off; `sign` is 1 where higher is better and −1 where lower is.
  func isPast(_ cutoff: Double, followup: Double, sign: Double, critical: Double) -> Bool
}

/// Why an index or a cut-off does not exist: a sentence without its full stop.
struct MissingIndex: Error {
  let cause: String
}

extension ReliableIndex {
  static var usesFollowup: Bool { false }
  static var isOneSided: Bool { false }
  static var isPlainChange: Bool { false }

  func populationSD(_ sd: Double) throws(MissingIndex) -> Double { sd }

  func isPast(_ cutoff: Double, followup: Double, sign: Double, critical: Double) -> Bool {
    sign * (followup - cutoff) > 0
  }
}
