import Endline

/// What is wrong with data that a study description alone speaks of: mended by its keys, since its command has no options for
/// it.
struct DescribedDiagnosis: Diagnosis {
  private let error: any Diagnosis

  init(_ error: any Diagnosis) { self.error = error }

  var status: ExitStatus { error.status }
  var problems: [String] { error.problems }
  var mend: String? { error.mend.map(Self.byKeys) }

  /// Options, and the keys of the same meaning; longer names before those that they begin with.
  private static let keys = [
    ("--instrument-column", "instrument_column"), ("--baseline-column", "baseline_column"),
    ("--covariate", "covariates"),
    ("--baseline", "baseline of visit"), ("--control", "control of arm"), ("--visits", "order of visit"),
    ("--visit", "visit"), ("--levels", "levels"), ("--where", "where"), ("--wide", "wide"), ("--na", "na"),
    ("--decimal", "decimal"), ("--encoding", "encoding"), ("--subject", "subject"), ("--outcome", "outcomes"),
    ("--exposure", "exposure of the outcome"), ("--type", "type of the outcome"), ("--event", "event of the outcome"),
    ("--site", "site"), ("--arm", "arm"), ("--group", "group"),
  ]

  private static func byKeys(_ mend: String) -> String {
    if let start = mend.firstRange(of: "add --na \""), mend.hasSuffix("\"") {
      let tokens = mend[start.upperBound...].dropLast().split(separator: ",", omittingEmptySubsequences: false)
      let list = tokens.map { "\"\($0)\"" }.joined(separator: ", ")
      return mend[..<start.lowerBound] + "add na: [\(list)] to the study description"
    }
    var text = mend
    for (option, key) in keys { text = text.replacing(option, with: "\(key):") }
    return text == mend ? mend : text + " (in the study description)"
  }
}
