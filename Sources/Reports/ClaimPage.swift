import Diagnostics
import Estimates

/// An audit as a page: a section a paper; what does not agree first, in sentences, then a table of what does and one of
/// what cannot be checked.
struct ClaimPage {
  private let rows: [Estimate]
  /// Whether lines need the names of their files.
  private let severalFiles: Bool

  init(of rows: [Estimate]) {
    self.rows = rows
    severalFiles = Set(rows.compactMap { $0.claim?.file }).count > 1
  }

  static func holds(_ rows: [Estimate]) -> Bool { !rows.isEmpty && rows.allSatisfy { $0.claim != nil } }

  var page: Page { Page(sections: grouped(rows, by: \.study).map { section($0.0, $0.1) }) }

  private func section(_ study: String?, _ rows: [Estimate]) -> Page.Section {
    let against = rows.filter { [.inconsistent, .impossible].contains($0.claim?.verdict) }
    var facts: [Page.Fact] = []
    for (_, rows) in grouped(against, by: { [place($0), subject($0)] }) {
      facts.append(Page.Fact(name: rows.first.map(place) ?? "", text: rows.first.map(subject) ?? ""))
      for row in rows {
        guard let claim = row.claim else { continue }
        facts.append(Page.Fact(name: claim.check, text: "\(claim.verdict.rawValue): \(claim.finding ?? "")"))
        if let mend = claim.mend { facts.append(Page.Fact(name: "perhaps", text: mend)) }
      }
    }
    let tables = [
      table("What agrees", rows.filter { $0.claim?.verdict == .consistent }),
      table("What cannot be checked", rows.filter { $0.claim?.verdict == .notCheckable }),
    ].compactMap { $0 }
    return Page.Section(heading: "\(study ?? "No study named"): \(counts(rows))", facts: facts, tables: tables)
  }

  /// `1 inconsistent, 2 consistent`.
  private func counts(_ rows: [Estimate]) -> String {
    let words: [(ClaimVerdict.Verdict, String)] = [
      (.impossible, "impossible"), (.inconsistent, "inconsistent"), (.consistent, "consistent"),
      (.notCheckable, "not checkable"),
    ]
    return words.compactMap { verdict, word in
      let count = rows.count { $0.claim?.verdict == verdict }
      return count == 0 ? nil : "\(count) \(word)"
    }.joined(separator: ", ")
  }

  private func table(_ caption: String, _ rows: [Estimate]) -> Page.Table? {
    guard !rows.isEmpty else { return nil }
    let columns = ["Line", "Check", "Claim and what was found"].map { Page.Column(title: $0, role: .label) }
    // What is said of many claims alike is said once.
    let alike = Dictionary(grouping: rows) { Sentence($0) }
    var said: Set<Sentence> = []
    let lines = rows.compactMap { row -> [String]? in
      let group = alike[Sentence(row)] ?? []
      guard group.count > 2 else {
        return [place(row), row.claim?.check ?? "", "\(subject(row)): \(row.claim?.finding ?? "")"]
      }
      guard said.insert(Sentence(row)).inserted else { return nil }
      return [places(group), row.claim?.check ?? "", "\(group.count) claims: \(row.claim?.finding ?? "")"]
    }
    return Page.Table(caption: caption, columns: columns, groups: [Page.Group(lines: lines)])
  }

  private struct Sentence: Hashable {
    let file: String?
    let check: String?
    let finding: String?

    init(_ row: Estimate) {
      file = row.claim?.file
      check = row.claim?.check
      finding = row.claim?.finding
    }
  }

  /// `lines 3, 15-24`.
  private func places(_ rows: [Estimate]) -> String {
    var runs: [ClosedRange<Int>] = []
    for line in rows.compactMap({ $0.claim?.line }).sorted() {
      if let last = runs.last, last.upperBound >= line - 1 {
        runs[runs.count - 1] = last.lowerBound...max(line, last.upperBound)
      } else {
        runs.append(line...line)
      }
    }
    let text = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
    return prefix(rows[0], several: true) + text.joined(separator: ", ")
  }

  private func subject(_ row: Estimate) -> String {
    [row.outcome, row.arm, row.visit].compactMap { $0 }.joined(separator: ", ")
  }

  private func place(_ row: Estimate) -> String {
    prefix(row, several: false) + (row.claim?.line.map(String.init) ?? "")
  }

  private func prefix(_ row: Estimate, several: Bool) -> String {
    guard severalFiles, let file = row.claim?.file else { return several ? "lines " : "line " }
    return "\(file.split(separator: "/").last.map(String.init) ?? file):"
  }
}
