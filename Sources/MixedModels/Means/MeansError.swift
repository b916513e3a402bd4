public import Diagnostics

/// What is wrong with a request for marginal means or contrasts, and at which character of it.
public struct MeansError: Diagnosis, Equatable {
  /// The option that it was asked by, such as `--means`.
  public let option: String
  /// Its value; nil where the option has none.
  public let text: String?
  /// The character that the message is about, counted from 1; one more than there are for what is missing at the end.
  public let position: Int?
  let problem: String
  public let mend: String?

  public var status: ExitStatus { .usage }

  public var problems: [String] {
    var line = option
    if let text { line += " \(inQuotes(text))" }
    if let position { line += ": character \(position)" }
    return ["\(line): \(problem)"]
  }
}
