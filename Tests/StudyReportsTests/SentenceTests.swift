import Estimates
import Foundation
import StudyReports
import Tables
import Testing
import Trials

/// The words of a section of the report of Beat the Blues, read and approved.
private func words(of section: String, in page: String) throws -> String {
  let start = try #require(page.range(of: "<section id=\"\(section)\""))
  let end = try #require(page[start.upperBound...].range(of: "</section>"))
  var lines: [String] = []
  for line in page[start.lowerBound..<end.lowerBound].split(separator: "\n") {
    let text = line.replacing(try Regex("<[^>]*>"), with: "")
    if line.hasPrefix("<p>") || line.hasPrefix("<p ") || line.hasPrefix("<li>") { lines.append(String(text)) }
  }
  return lines.joined(separator: "\n") + "\n"
}

private func beatTheBlues(_ change: (inout StudyReportRequest) -> Void = { _ in }) throws -> StudyReport {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let plan = try StudyPlan(readingDescription: root.appendingPathComponent("Datasets/beat-the-blues/study.yaml").path)
  var request = StudyReportRequest()
  request.version = "VERSION"
  request.date = "2026-01-01"
  change(&request)
  return StudyReport(try StudyData(reading: .file(try #require(plan.data)), plan: plan), request: request)
}

@Test(arguments: ["summary", "completeness", "outcome-1", "robustness", "forest", "methods"])
func sentencesReadAsApproved(section: String) throws {
  let found = try words(of: section, in: try beatTheBlues().html)
  let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "Fixtures/\(section).txt")
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil { try Data(found.utf8).write(to: url) }
  #expect(found == String(decoding: try Data(contentsOf: url), as: UTF8.self))
}

@Test func aBoardHasTheSameEstimates() throws {
  let own = try beatTheBlues()
  let board = try beatTheBlues {
    $0.audience = .board
    $0.smallestCount = 5
  }
  let ownRows = try #require(own.tables.first { $0.name == "mixed" }).document.results.rows
  let boardRows = try #require(board.tables.first { $0.name == "mixed" }).document.results.rows
  #expect(ownRows == boardRows)
  // TAU loses three people at month 2 who are seen at baseline only: a combination of visits of three.
  let patterns = { (report: StudyReport) in
    report.tables.first { $0.name == "describe" }?.document.results.rows.filter { $0.measure == .pattern }.count
  }
  #expect(patterns(own) ?? 0 > 0 && patterns(board) == 0)
}
