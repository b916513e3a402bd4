import Charts
import Foundation
import Testing

/// One small chart of each kind as it was looked at and approved. After a wanted change, run once with `RECORD_SNAPSHOTS=1`
/// in the environment and look at the files before committing them.
@Suite struct ApprovedChartTests {
  @Test(arguments: SampleCharts.small.map(\.name))
  func aChartIsAsApproved(name: String) throws {
    let chart = try #require(SampleCharts.small.first { $0.name == name }).chart
    let svg = chart.svg()
    let file = fixture("\(name).svg")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil { try Data(svg.utf8).write(to: file) }
    let approved = try String(contentsOf: file, encoding: .utf8)
    let lines = zip(svg.split(separator: "\n"), approved.split(separator: "\n"))
    let place = lines.enumerated().first { $0.element.0 != $0.element.1 }
    #expect(svg == approved, "\(place.map { "line \($0.offset + 1): \($0.element)" } ?? "length")")
  }
}
