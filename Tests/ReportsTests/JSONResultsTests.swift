import Estimates
import Foundation
import Reports
import Testing

/// The published schema.
func publishedSchema() throws -> JSONSchema {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let data = try Data(contentsOf: root.appendingPathComponent("Documentation/results.schema.json"))
  return JSONSchema(schema: try JSONValue(parsing: String(decoding: data, as: UTF8.self)))
}

private let bareInput = ResultDocument.Input(file: "<stdin>")

@Test(arguments: [
  SampleDocuments.change, SampleDocuments.changeOfOneArm, SampleDocuments.compare, SampleDocuments.empty,
  SampleDocuments.attack, SampleDocuments.document("change", rows: [Estimate(measure: .n)], input: nil),
  SampleDocuments.document("change", rows: [], input: bareInput),
])
func jsonObeysThePublishedSchema(document: ResultDocument) throws {
  let value = try JSONValue(parsing: document.rendered(as: .json))
  #expect(try publishedSchema().problems(in: value) == [])
  guard case .array(let rows)? = value["rows"] else {
    Issue.record("no rows")
    return
  }
  #expect(rows.count == document.results.rows.count)
  #expect(value["notes"]?.strings == document.results.notes)
}

@Test func derivationsAreInEveryFormatForPeopleAndObeyTheSchema() throws {
  let steps = [
    Derivation.Step(name: "Pooled SD", text: "√((61 · 12.1² + 58 · 11.8²)/119) = 11.9547"),
    Derivation.Step(name: "Cohen's d", text: "1.9/11.9547 = 0.158933"),
  ]
  let results = Results(
    rows: [Estimate(measure: .cohensD, estimate: 0.158933, study: "A")], subject: .studies,
    derivations: [Derivation(title: "A", steps: steps), Derivation(steps: steps)])
  let document = ResultDocument(version: "0.1.0", command: "effect", input: nil, results: results)
  let value = try JSONValue(parsing: document.rendered(as: .json))
  #expect(try publishedSchema().problems(in: value) == [])
  guard case .array(let found)? = value["derivations"], case .array(let first)? = found.first?["steps"] else {
    Issue.record("no derivations")
    return
  }
  #expect(found.count == 2 && first.count == 2)
  for format in [ResultFormat.table, .markdown, .html, .latex] {
    let page = document.rendered(as: format)
    #expect(page.contains("A: step by step") && page.contains("Step by step") && page.contains("11.9547"), "\(format)")
  }
  #expect(document.rendered(as: .latex).contains("$\\surd$((61"))
}

@Test func theSchemaNamesTheFieldsAndMeasuresThatThereAre() throws {
  let row = try #require(try publishedSchema().schema["properties"]?["rows"]?["items"])
  guard case .object(let properties)? = row["properties"] else {
    Issue.record("no properties")
    return
  }
  #expect(properties.keys.sorted() == EstimateField.fields(of: .claims).map(\.name).sorted())
  #expect(row["required"]?.strings == EstimateField.all.map(\.name))
  #expect(properties["measure"]?["enum"]?.strings == Measure.allCases.map(\.rawValue))
  for (name, property) in properties { #expect(property["description"] != nil, "\(name)") }
}

@Test(arguments: [
  (#""endline": "0.1.0""#, #""endline": 1"#, "$.endline: not of type string"),
  (#""notes": ["#, #""remarks": ["#, "$: lacks notes"),
  (#""n": 52"#, #""n": -1"#, "$.rows[0].n: below minimum"),
  (#""n": 52"#, #""n": 1.5"#, "$.rows[0].n: not of type [\"integer\", \"null\"]"),
  (#""p_value": null"#, #""p_value": 1.5"#, "$.rows[0].p_value: above maximum"),
  (#""site": null, "#, "", "$.rows[0]: lacks site"),
  (#""measure": "n""#, #""measure": "N""#, "$.rows[0].measure: not in enum"),
  (#""term": null"#, #""term": null, "extra": null"#, "$.rows[0]: unknown member extra"),
])
func theSchemaRefusesBrokenResults(good: String, bad: String, problem: String) throws {
  let text = SampleDocuments.changeOfOneArm.rendered(as: .json)
  let place = try #require(text.range(of: good))
  let broken = text.replacingCharacters(in: place, with: bad)
  #expect(try publishedSchema().problems(in: JSONValue(parsing: broken)).contains(problem))
}

@Test func jsonReadsAsPublished() {
  let row = Estimate(
    outcome: "bdi", arm: "BtheB", contrast: "2m - pre", visit: "2m", measure: .meanChange, method: "paired_t",
    estimate: -8.25, standardError: 0.1, df: 51, statistic: -82.5, pValue: 1e-300, confidenceLow: -8.45,
    confidenceHigh: -8.05, confidenceLevel: 0.95, n: 52)
  let bare = Estimate(measure: .n, estimate: 52)
  let document = ResultDocument(
    version: "0.1.0", command: "change", input: .init(file: "a\"b.csv", sha256: "ab", rows: 2, subjects: nil),
    results: Results(rows: [row, bare], notes: ["one", "two"]))
  #expect(
    document.rendered(as: .json) == """
      {
      "endline": "0.1.0",
      "command": "change",
      "input": {"file": "a\\"b.csv", "sha256": "ab", "rows": 2, "subjects": null},
      "rows": [
      {"outcome": "bdi", "arm": "BtheB", "contrast": "2m - pre", "visit": "2m", "site": null, "term": null, "measure": \
      "mean_change", "method": "paired_t", "estimate": -8.25, "std_error": 0.1, "df": 51, "statistic": -82.5, \
      "p_value": 1e-300, "conf_low": -8.45, "conf_high": -8.05, "conf_level": 0.95, "n": 52},
      {"outcome": null, "arm": null, "contrast": null, "visit": null, "site": null, "term": null, "measure": "n", \
      "method": null, "estimate": 52, "std_error": null, "df": null, "statistic": null, "p_value": null, "conf_low": \
      null, "conf_high": null, "conf_level": null, "n": null}
      ],
      "notes": [
      "one",
      "two"
      ]
      }

      """)
}

@Test func nonFiniteNumbersAreNull() throws {
  for value in [Double.nan, .infinity, -.infinity] {
    let row = Estimate(measure: .mean, estimate: value, standardError: value, pValue: value, confidenceLow: value)
    let text = SampleDocuments.document("change", rows: [row]).rendered(as: .json)
    #expect(text == SampleDocuments.document("change", rows: [Estimate(measure: .mean)]).rendered(as: .json))
  }
}

@Test func labelsComeBackFromJSONAsTheyWere() throws {
  let value = try JSONValue(parsing: SampleDocuments.attack.rendered(as: .json))
  guard case .array(let rows)? = value["rows"] else {
    Issue.record("no rows")
    return
  }
  #expect(rows.map { $0["arm"] } == SampleDocuments.attack.results.rows.map { .string($0.arm ?? "") })
  let controls = String(String.UnicodeScalarView((0..<0x20).compactMap(Unicode.Scalar.init) + ["\u{7F}", "\u{2028}"]))
  let document = SampleDocuments.document("change", rows: [], notes: [controls])
  let text = document.rendered(as: .json)
  #expect(try JSONValue(parsing: text)["notes"]?.strings == [controls])
  #expect(text.contains("\\u0000\\u0001") && text.contains("\\u001f") && text.contains("\\t\\n"))
}

@Test func oneRowIsOneLine() {
  let text = SampleDocuments.change.rendered(as: .json)
  #expect(text.split(separator: "\n").filter { $0.hasPrefix("{\"outcome\"") }.count == 96)
}
