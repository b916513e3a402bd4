/// One thing that printed figures are held against: a name, what it asks, and how it is asked.
///
/// A check is one file beside this one and a line in `all`. It returns nothing where the claim is of another kind, and
/// `not_checkable` where its figures are there in part.
public struct AuditCheck: Sendable {
  /// In lower case with underscores: `interval_centre`.
  public let name: String
  /// What it asks, for help texts and pages.
  public let question: String
  var ofClaim: (@Sendable (PublishedClaim, Evidence) -> Finding?)?
  var ofArm: (@Sendable (ArmSummary, Evidence) -> Finding?)?
  /// Of what several claims say of one thing: the finding and the claim at which it is noted.
  var ofMany: (@Sendable (Evidence) -> [(claim: Int, finding: Finding)])?

  init(_ name: String, _ question: String) {
    self.name = name
    self.question = question
  }

  func askingClaims(_ ask: @escaping @Sendable (PublishedClaim, Evidence) -> Finding?) -> AuditCheck {
    var check = self
    check.ofClaim = ask
    return check
  }

  func askingArms(_ ask: @escaping @Sendable (ArmSummary, Evidence) -> Finding?) -> AuditCheck {
    var check = self
    check.ofArm = ask
    return check
  }

  func askingMany(_ ask: @escaping @Sendable (Evidence) -> [(claim: Int, finding: Finding)]) -> AuditCheck {
    var check = self
    check.ofMany = ask
    return check
  }

  /// All of them, in the order in which they are asked.
  public static let all: [AuditCheck] = [
    .intervalContainsEstimate, .intervalCentre, .intervalP, .intervalSE, .seSDN, .pFromStatistic, .armsDifference,
    .armsInterval, .armsP, .effectSizeFromArms, .effectSizeInterval, .effectSizeFromStatistic, .change, .percentCount,
    .flowSums, .sharesSum, .twoSDs, .direction, .scaleRange, .coefficientRange, .grim, .grimmer, .debit,
  ]
}
