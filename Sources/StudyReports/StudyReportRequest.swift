/// Whom a report is made for beyond the trial's own team.
public enum ReportAudience: String, CaseIterable, Sendable {
  /// A board that watches over the trial.
  case board
  /// The trial's sites.
  case site
}

/// What a study report is asked for beyond the study description.
public struct StudyReportRequest: Sendable {
  /// Nil: the trial's own team, who have the data. Any other sees no chart of individuals, no extreme values, and no count
  /// below `smallestCount`.
  public var audience: ReportAudience?
  /// The smallest count of people that leaves; nil: every one.
  public var smallestCount: Int?
  /// Sites with fewer subjects are not judged, and no count below it is on a site's page.
  public var smallestSite = 5
  /// Confidence level of every interval.
  public var level = 0.95
  /// Endline's version.
  public var version = ""
  /// The command that makes the report again.
  public var command = ""
  /// The study description's path and the SHA-256 of its bytes.
  public var description = (path: "", sha256: "")
  /// When the report was made, as it is printed.
  public var date = ""

  public init() {}
}
