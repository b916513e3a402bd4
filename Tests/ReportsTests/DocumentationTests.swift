import Estimates
import Foundation
import Testing

private func documentation(_ path: String) throws -> String {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return try String(decoding: Data(contentsOf: root.appendingPathComponent("Documentation/\(path)")), as: UTF8.self)
}

@Test(arguments: Measure.allCases)
func thePageOnResultsExplainsEveryMeasureInTheSameWords(measure: Measure) throws {
  let page = try documentation("Formats/results.md")
  #expect(page.contains("| `\(measure.rawValue)` | \(measure.explanation) |"))
}

@Test func thePageOnResultsNamesEveryField() throws {
  let page = try documentation("Formats/results.md")
  for field in EstimateField.all { #expect(page.contains("`\(field.name)`"), "\(field.name)") }
}

@Test func theExampleOnThePageObeysTheSchema() throws {
  let page = try documentation("Formats/results.md")
  let example = try #require(page.firstMatch(of: /```json\n((?s:.*?))\n```/)).output.1
  let schema = JSONSchema(schema: try JSONValue(parsing: documentation("results.schema.json")))
  #expect(try schema.problems(in: JSONValue(parsing: String(example))) == [])
}
