internal import Estimates
internal import Tables

/// One subject's change and its class.
public struct ClassifiedSubject: Sendable, Equatable {
  public let outcome: String
  /// As the data label them; visit and arm nil where the data have none.
  public let subject: String
  public let arm: String?
  public let visit: String?
  /// nil where missing, of subjects who count as unchanged for it.
  public let baseline: Double?
  public let followup: Double?
  /// Later minus earlier.
  public let change: Double?
  /// The method's index; nil for criteria that have none.
  public let index: Double?
  public let changeClass: ChangeClass

  package init(
    outcome: String, subject: String, arm: String?, visit: String?, baseline: Double?, followup: Double?,
    change: Double?, index: Double?, changeClass: ChangeClass
  ) {
    self.outcome = outcome
    self.subject = subject
    self.arm = arm
    self.visit = visit
    self.baseline = baseline
    self.followup = followup
    self.change = change
    self.index = index
    self.changeClass = changeClass
  }

  static let fields = ["outcome", "subject", "arm", "visit", "baseline", "followup", "change", "rci", "class"]

  /// Comma-separated values under a header, UTF-8: one line for each subject and follow-up, what is nil empty, numbers in
  /// the shortest form that reads back. Labels that a spreadsheet would take for a formula have an apostrophe before them.
  public static func csv(_ subjects: [ClassifiedSubject]) -> [UInt8] {
    var writer = DelimitedWriter()
    writer.writeGuarded(fields)
    for row in subjects {
      let labels = [row.outcome, row.subject, row.arm ?? "", row.visit ?? ""]
      let numbers = [row.baseline, row.followup, row.change, row.index].map { $0?.shortest ?? "" }
      writer.writeGuarded(labels + numbers + [row.changeClass.rawValue])
    }
    return writer.bytes
  }
}
