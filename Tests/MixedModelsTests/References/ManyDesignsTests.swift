import Foundation
import MixedModels
import Testing

/// Ours beside a dense reference, mmrm and gls on as many random designs as a folder holds. Not part of a test run; the
/// folder is made by `Fixtures/mixed-designs.R`, and gets the result as `summary.md`:
///
///     ENDLINE_DESIGNS=folder swift test -c release --filter ManyDesignsTests
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["ENDLINE_DESIGNS"] != nil))
struct ManyDesignsTests {
  private static let quantities = [
    "log-likelihood", "estimate", "SE", "df", "KR SE", "KR df", "KR linear SE", "KR linear df", "gls below",
    "gls estimate", "gls SE", "mmrm below", "mmrm estimate", "mmrm SE", "mmrm df",
  ]

  @Test func everyDisagreementIsExplained() throws {
    let folder = URL(filePath: try #require(ProcessInfo.processInfo.environment["ENDLINE_DESIGNS"]))
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let findings = try files.map { try DesignFindings(decoder.decode(ManyDesign.self, from: Data(contentsOf: $0))) }
    #expect(!findings.isEmpty)
    for finding in findings { #expect(finding.unexplained.isEmpty, "\(finding.design.label): \(finding.unexplained)") }
    try summary(findings).write(to: folder.appending(path: "summary.md"), atomically: true, encoding: .utf8)
  }

  private func summary(_ findings: [DesignFindings]) -> String {
    var lines = ["\(findings.count) designs, \(findings.filter { $0.ours != nil }.count) with a maximum.", ""]
    lines.append(
      "| structure | designs | maximum | several maxima | " + Self.quantities.joined(separator: " | ") + " |")
    lines.append("|---|" + String(repeating: "---:|", count: 3 + Self.quantities.count))
    let structures = Dictionary(grouping: findings, by: \.design.covariance).sorted { $0.key < $1.key }
    for (structure, own) in structures + [("all", findings)] {
      let numbers = Self.quantities.map { name in
        own.compactMap { $0.differences[name] }.max().map { String(format: "%.1e", $0) } ?? ""
      }
      let counts = [own.count, own.filter { $0.ours != nil }.count, own.filter { $0.trail.optima.count > 1 }.count]
      lines.append("| " + ([structure] + counts.map(String.init) + numbers).joined(separator: " | ") + " |")
    }
    for (title, list) in [("Explained", \DesignFindings.explained), ("Unexplained", \.unexplained)] {
      lines += ["", title + ":", ""]
      for finding in findings where !finding[keyPath: list].isEmpty {
        lines.append("* \(finding.design.label): " + finding[keyPath: list].joined(separator: "; "))
      }
    }
    lines += ["", "Several maxima:", ""]
    for finding in findings where finding.trail.optima.count > 1 {
      lines.append("* \(finding.design.label): \(finding.trail.optima)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
