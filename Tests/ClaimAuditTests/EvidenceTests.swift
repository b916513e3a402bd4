import ClaimAudit
import Estimates
import Foundation
import Tables
import Testing

/// The shipped evidence: what is found is what the documentation says, to the line.
struct EvidenceTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func audit(same: [String: String] = [:]) throws -> Audit {
    let inputs = try ["claims.csv", "arm_summaries.csv"].map {
      try AuditInput(reading: .file(root.appending(path: "Datasets/imr-evidence/\($0)").path))
    }
    return Audit(
      Evidence(claims: inputs.flatMap(\.claims), arms: inputs.flatMap(\.arms), sameStudies: same))
  }

  /// `claims.csv:2 interval_centre` of every finding against figures.
  private static func against(_ audit: Audit) -> [String] {
    audit.entries.filter { [.inconsistent, .impossible].contains($0.finding.verdict) }.map { entry in
      let file =
        switch entry.subject {
        case .claim: "claims.csv"
        case .arm: "arm_summaries.csv"
        }
      return "\(file):\(entry.line ?? 0) \(entry.finding.check)"
    }
  }

  @Test func whatIsFoundIsWhatTheTableSays() throws {
    let page = try String(contentsOf: Self.root.appending(path: "Documentation/Methods/audit.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }
    let named = rows.flatMap { $0.matches(of: /`((?:claims|arm_summaries)\.csv:\d+ [a-z_]+)`/).map { String($0.1) } }
    #expect(named.sorted() == Self.against(try Self.audit()).sorted())
    #expect(named.count == 26)
    // Every one of the fifteen has its row.
    for number in 1...15 { #expect(rows.contains { $0.hasPrefix("| \(number). ") }, "\(number)") }
  }

  private static func entry(_ line: Int, _ check: String, in audit: Audit, arms: Bool = false) throws -> Finding {
    try #require(
      audit.entries.first {
        if case .arm = $0.subject { return arms && $0.line == line && $0.finding.check == check }
        return !arms && $0.line == line && $0.finding.check == check
      }
    ).finding
  }

  @Test func theThesisIntervalIsCentralWithItsSignsTurned() throws {
    let finding = try Self.entry(2, "interval_centre", in: Self.audit())
    #expect(finding.words == "0.8 is not in the middle of -4.7 to 3.0 (-0.85)")
    #expect(finding.mends.first?.words == "with the signs of the limits turned, -3.0 to 4.7, it is: 0.85")
  }

  @Test func theArticlesTableSettlesIt() throws {
    let audit = try Self.audit(same: ["Jensen 2021 thesis (abstract)": "Jensen 2019"])
    #expect(try Self.entry(2, "arms_difference", in: audit).verdict == .consistent)
    let interval = try Self.entry(2, "arms_interval", in: audit)
    #expect(interval.verdict == .inconsistent)
    #expect(interval.mends.map(\.words) == ["with the signs of the limits turned, -3.0 to 4.7, they agree"])
    #expect(interval.words.contains("give -3.1 to 4.7"))
  }

  @Test func whatCannotBeDecidedSaysWhatItTakes() throws {
    let audit = try Self.audit()
    let ties = try Self.entry(37, "p_from_statistic", in: audit)
    #expect(ties.verdict == .notCheckable)
    #expect(ties.words.contains("one value that 72 % of all have in common"))
    let scale = try Self.entry(64, "scale_range", in: audit, arms: true)
    #expect(scale.verdict == .notCheckable)
    #expect(scale.words.contains("answers from 1 up 24 of them add up to at least 24"))
  }

  @Test func knownGoodFiguresAgree() throws {
    let audit = try Self.audit()
    #expect(try Self.entry(36, "interval_p", in: audit).verdict == .consistent)
    for line in [25, 26, 27] {
      for check in ["p_from_statistic", "effect_size_from_arms", "effect_size_from_statistic", "change"] {
        #expect(try Self.entry(line, check, in: audit).verdict == .consistent, "\(line) \(check)")
      }
    }
    for line in Array(167...175) + [178, 180, 181, 182] {
      #expect(try Self.entry(line, "grimmer", in: audit, arms: true).verdict == .consistent, "\(line)")
    }
  }

  @Test(arguments: [
    (10, "a correlation of 0.46 between the two means of one model would give it"),
    (14, "no correlation between the two means of one model gives it either"),
  ])
  func meansOfOneModelMayBeCorrelated(line: Int, words: String) throws {
    #expect(try Self.entry(line, "arms_p", in: Self.audit()).mends.first?.words == words)
  }
}
