import Foundation
import TestSupport
import Testing

/// `Documentation/Conformance.md` and what a run of all tests has left for it. These run after all others, in a process of
/// their own (`make verify`, `make verify-check`).
@Suite struct ConformanceFile {
  private static let file = Fixtures.root.appending(path: "Documentation/Conformance.md")
  private static let task = ProcessInfo.processInfo.environment["ENDLINE_CONFORMANCE"]

  static func text() throws -> String { try String(contentsOf: file, encoding: .utf8) }

  private func made() throws -> (page: String, current: String) {
    let records = try Records.read(from: try #require(Records.folder))
    try #require(!records.isEmpty)
    let current = (try? Self.text()) ?? ""
    return (ConformancePage(records: records, current: current).markdown, current)
  }

  @Test(.enabled(if: task == "write")) func write() throws {
    try made().page.write(to: Self.file, atomically: true, encoding: .utf8)
  }

  /// The same lines with the same counts; the last digits depend on the processor.
  @Test(.enabled(if: task == "check")) func isCurrent() throws {
    let (page, current) = try made()
    let (wanted, found) = (Self.outline(page), Self.outline(current))
    for line in wanted where !found.contains(line) { Issue.record("not on the page: \(line)") }
    for line in found where !wanted.contains(line) { Issue.record("no longer so: \(line)") }
    #expect(wanted == found, "Documentation/Conformance.md is not current: make verify")
  }

  /// The page without differences and digits.
  static func outline(_ page: String) -> [String] {
    page.split(separator: "\n").map { line in
      guard line.hasPrefix("|") else { return String(line) }
      return CertifiedTables.cells(line).map { $0.wholeMatch(of: /0|\d+\.\d|\d\.\de[-+]\d+/) == nil ? $0 : "#" }
        .joined(separator: "|")
    }
  }
}
