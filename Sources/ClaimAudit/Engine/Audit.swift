public import Estimates
import PublishedNumbers

/// An audit: every check asked of every claim and every arm.
public struct Audit: Sendable {
  /// A finding and what it is of.
  public struct Entry: Sendable, Equatable {
    public enum Subject: Sendable, Equatable {
      case claim(PublishedClaim)
      case arm(ArmSummary)
    }

    public var subject: Subject
    public var finding: Finding
  }

  /// By paper in the order of their first claims, within a paper by file and line.
  public let entries: [Entry]

  /// - Parameter checks: those to be asked; a claim of which none can be asked gets no entry, unless all are.
  public init(_ evidence: Evidence, checks: [AuditCheck] = AuditCheck.all) {
    let asksAll = checks.count == AuditCheck.all.count
    var noted: [Int: [Finding]] = [:]
    for check in checks {
      for (claim, finding) in check.ofMany?(evidence) ?? [] { noted[claim, default: []].append(finding) }
    }
    var entries: [Entry] = []
    for (index, claim) in evidence.claims.enumerated() {
      if claim.unread != nil {
        if asksAll { entries.append(Entry(subject: .claim(claim), finding: .lone(claim))) }
        continue
      }
      var findings = checks.compactMap { check in
        check.ofClaim?(claim, evidence).map { $0.withDigitSlips(of: claim, evidence, checks) }
      }
      findings += noted[index] ?? []
      if findings.isEmpty, asksAll { findings = [.lone(claim)] }
      entries += findings.map { Entry(subject: .claim(claim), finding: $0) }
    }
    for arm in evidence.arms {
      let findings = checks.compactMap { $0.ofArm?(arm, evidence) }
      entries += findings.map { Entry(subject: .arm(arm), finding: $0) }
    }
    self.entries = Self.byStudy(entries)
  }

  public func count(_ verdict: ClaimVerdict.Verdict) -> Int { entries.count { $0.finding.verdict == verdict } }

  /// How many findings there are of each kind, for people.
  public var summary: String {
    "\(count(.impossible)) impossible, \(count(.inconsistent)) inconsistent, \(count(.consistent)) consistent, "
      + "\(count(.notCheckable)) not checkable"
  }

  /// One row a finding.
  public var results: Results {
    Results(rows: entries.map(\.row), subject: .claims)
  }

  private static func byStudy(_ entries: [Entry]) -> [Entry] {
    var places: [String?: Int] = [:]
    for entry in entries where places[entry.study] == nil { places[entry.study] = places.count }
    return entries.enumerated().sorted {
      let (a, b) = (places[$0.element.study] ?? 0, places[$1.element.study] ?? 0)
      return a == b ? $0.offset < $1.offset : a < b
    }.map(\.element)
  }
}

extension Audit.Entry {
  public var study: String? {
    switch subject {
    case .claim(let claim): claim.study
    case .arm(let arm): arm.study
    }
  }

  public var line: Int? {
    switch subject {
    case .claim(let claim): claim.line
    case .arm(let arm): arm.line
    }
  }

  fileprivate var row: Estimate {
    var row = Estimate(measure: .claim, method: finding.method, estimate: finding.recomputed, study: study)
    row.confidenceLow = finding.allowed?.low
    row.confidenceHigh = finding.allowed?.high
    row.claim = ClaimVerdict(
      line: line, check: finding.check, verdict: finding.verdict,
      mend: finding.mends.isEmpty ? nil : finding.mends.map(\.words).joined(separator: "; "),
      finding: finding.words)
    switch subject {
    case .claim(let claim):
      row.outcome = claim.outcome
      row.claim?.file = claim.file
    case .arm(let arm):
      row.outcome = arm.outcome
      row.arm = arm.arm
      row.visit = arm.timepoint
      row.n = arm.n
      row.claim?.file = arm.file
    }
    return row
  }
}

extension Finding {
  fileprivate static func lone(_ claim: PublishedClaim) -> Finding {
    .missing("figures", claim.unread ?? "nothing is printed beside it that it could be held against")
  }

  /// Where no change of sign, kind or convention settles it: each figure with two neighbouring digits transposed or one
  /// digit changed, the first that all checks of the claim agree with.
  fileprivate func withDigitSlips(of claim: PublishedClaim, _ evidence: Evidence, _ checks: [AuditCheck]) -> Finding {
    guard isAgainst else { return self }
    var finding = self
    if mends.contains(where: \.settles) {
      finding.mends.removeAll { !$0.settles }
      return finding
    }
    guard let asked = checks.first(where: { $0.name == check }) else { return self }
    for figure in figures {
      guard let text = figure.text(in: claim) else { continue }
      let slips = DigitSlips(of: text)
      let agrees = { (slip: String) -> Bool in
        guard let changed = figure.changed(to: slip, in: claim),
          asked.ofClaim?(changed, evidence)?.verdict == .consistent
        else { return false }
        return !checks.contains { $0.name != check && $0.ofClaim?(changed, evidence)?.isAgainst ?? false }
      }
      if let slip = slips.transposed.first(where: agrees) {
        finding.mends.append(Mend("\(figure.name) with two digits in the other order, \(slip), agrees"))
      } else if let slip = slips.replaced.first(where: agrees) {
        finding.mends.append(Mend("\(figure.name) with one other digit, \(slip), agrees"))
      }
    }
    return finding
  }
}
