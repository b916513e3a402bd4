import Foundation
import Instruments
import Tables
import Testing
import Trials

@Suite struct StudyDescriptionTests {
  private func plan(_ text: String, path: String = "studies/imr/study.yaml") throws -> StudyPlan {
    try StudyPlan(description: text, path: path)
  }

  @Test func everyKeyInLongFormat() throws {
    let plan = try plan(
      """
      title: Illness Management and Recovery, one-year follow-up
      data: trial.csv
      subject: id
      arm:   {column: arm, control: TAU, labels: {TAU: Treatment as usual, IMR: Illness Management and Recovery}}
      visit: {column: visit, order: [baseline, "post, early", followup], baseline: baseline, months: {baseline: 0, followup: 21.5}}
      site:  center
      group: therapy_group
      outcomes:
        - {column: gaf_f, instrument: GAF-F, primary: true}
        - {column: hope, name: hope_scale}
        - bdi
      covariates: [diagnosis, "age:numeric"]
      levels: {diagnosis: [F20, F25], sex: [m, f]}
      where: age >= 18
      na: [NA, ".", "", -9]
      decimal: ","
      encoding: latin-1
      """)
    #expect(plan.title == "Illness Management and Recovery, one-year follow-up")
    #expect(plan.data == "studies/imr/trial.csv")
    #expect(plan.subject == "id" && plan.site == "center" && plan.group == "therapy_group")
    #expect(plan.arm == "arm" && plan.control == "TAU")
    #expect(plan.armLabels == ["TAU": "Treatment as usual", "IMR": "Illness Management and Recovery"])
    #expect(plan.visit == "visit" && plan.baseline == "baseline")
    #expect(plan.visits == #"baseline,"post, early",followup"#)
    #expect(plan.visitMonths == ["baseline": 0, "followup": 21.5])
    #expect(plan.outcomes == ["gaf_f", "hope", "bdi"])
    #expect(plan.outcomeDetails["gaf_f"]?.instrument == "GAF-F" && plan.outcomeDetails["gaf_f"]?.primary == true)
    #expect(plan.outcomeDetails["hope"]?.name == "hope_scale" && plan.outcomeDetails["hope"]?.primary == false)
    #expect(plan.covariates == ["diagnosis", "age:numeric"])
    #expect(plan.levels == ["diagnosis=F20,F25", "sex=m,f"])
    #expect(plan.filters == ["age >= 18"])
    #expect(try plan.readOptions().missingTokens == ["NA", ".", "", "-9"])
    #expect(plan.decimal == "," && plan.encoding == "latin-1")
  }

  /// The page's example is read as it stands there.
  @Test func theExampleOfThePage() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Documentation/Formats/study-description.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    let blocks = text.components(separatedBy: "```")
    let example = try #require(blocks.first { $0.hasPrefix("yaml\n") }).dropFirst(5)
    let plan = try plan(String(example))
    #expect(
      plan.visits == "baseline,post,followup" && plan.control == "TAU"
        && plan.outcomes == ["gaf_f", "hope", "imrs_client"])
    #expect(plan.outcomeDetails["hope"]?.instrument == "adult-state-hope" && plan.covariates == ["diagnosis"])
    // And so is its example of an error.
    #expect(
      text.contains(
        message {
          _ = try self.plan("subject: id\narm:\n  column: a\n  contrl: b", path: "study.yaml")
        }.dropFirst(3)))
  }

  @Test func anOutcomeCanBeTheScoreOfItems() throws {
    let plan = try plan(
      """
      outcomes:
        - {items: [imrs1-imrs15], instrument: IMRS-client, scoring: mean, name: imrs}
        - {items: [a, "b,c"], instrument: gad-7, name: mine}
        - {column: gaf, instrument: GAF}
      """)
    #expect(plan.outcomes == ["imrs", "mine", "gaf"] && plan.scales.map(\.name) == ["imrs", "mine"])
    #expect(plan.scales[0].method == .mean && plan.scales[0].items == "imrs1-imrs15")
    #expect(plan.scales[1].items == #"a,"b,c""# && plan.scales[1].instrument == "gad-7")
    // A file of one's own stands beside the description.
    let said = message {
      _ = try self.plan("outcomes: [{column: a, instrument: my-scale.yaml}]")
    }
    #expect(said.hasPrefix("65 studies/imr/study.yaml:1:36: studies/imr/my-scale.yaml: no such file"), "\(said)")
  }

  @Test func shortFormsAndWideFormat() throws {
    let plan = try plan(
      """
      data: /data/trial.csv
      arm: arm
      visit: {order: [pre, post], baseline: pre}
      outcomes: gaf
      wide: ["gaf=g0:pre,g1:post", "hope=h0:pre"]
      levels: ["arm=A,B"]
      """)
    #expect(plan.data == "/data/trial.csv" && plan.arm == "arm" && plan.visit == nil)
    #expect(plan.visits == "pre,post" && plan.baseline == "pre" && plan.outcomes == ["gaf"])
    #expect(plan.wide == ["gaf=g0:pre,g1:post", "hope=h0:pre"] && plan.levels == ["arm=A,B"])
    #expect(try self.plan("data: trial.csv", path: "study.yaml").data == "trial.csv")
    #expect(try self.plan("baseline_column: b\ninstrument_column: i").baselineColumn == "b")
  }

  @Test func labelsAreTextWhateverYAMLTakesThemFor() throws {
    let plan = try plan(
      """
      arm: {column: no, control: 012}
      visit: {column: 1.0, order: [yes, off, ~, 2024-01-01, 0x1F]}
      """)
    #expect(plan.arm == "no" && plan.control == "012" && plan.visit == "1.0")
    #expect(plan.visits == #"yes,off,~,"2024-01-01",0x1F"#)
  }

  @Test(arguments: [
    ("subjct: id", #"1:1: unknown key "subjct" in the study description"#, #"did you mean "subject"?"#),
    (
      "subject: id\narm:\n  column: a\n  contrl: b", #"4:3: unknown key "contrl" in arm"#, #"did you mean "control"?"#
    ),
    (
      "visit: {column: v, qqqq: 1}", #"1:20: unknown key "qqqq" in visit"#,
      "the keys are column, order, baseline, months, primary"
    ),
    (
      "outcomes:\n  - {column: a, primry: true}", #"2:17: unknown key "primry" in an entry of outcomes"#,
      #"did you mean "primary"?"#
    ),
    ("subject: [a, b]", "1:10: subject is a list, where one value is meant", nil),
    ("subject:", "1:9: subject has no value", "fill it in or remove the key"),
    ("covariates: {a: b}", "1:13: covariates is a mapping, where a list is meant", nil),
    ("arm: [a]", "1:6: arm is a list, where keys with values are meant", nil),
    ("arm: {control: b}", "1:6: arm has no column", "add column: NAME"),
    ("visit: {column: v, months: {pre: early}}", #"1:34: "pre" is "early", which is not a number"#, nil),
    ("outcomes:\n- {column: a, primary: maybe}", #"2:24: primary is "maybe", where true or false is meant"#, nil),
    (
      "outcomes:\n- {items: [i1, i2], name: t}", "2:3: this outcome has items and no instrument",
      "add instrument: KEY, or a file of your own"
    ),
    (
      "outcomes:\n- {column: a, instrument: phq-8}", #"2:27: there is no instrument "phq-8" in the catalogue"#,
      #"did you mean "PHQ-9"? endline instruments lists them; one of your own is a file: my-scale.yaml"#
    ),
    (
      "outcomes:\n- {column: a, instrument: IMRS-client}",
      "2:27: imrs_client is scored by total or mean: both are in print, and the numbers do not say which",
      "say which: --scoring total or --scoring mean, in a study description scoring: mean"
    ),
    (
      "outcomes:\n- {column: a, scoring: mean}", "2:3: this outcome has scoring or variant and no instrument",
      "add instrument: KEY"
    ),
    (
      "outcomes:\n- {items: [a, b], column: c, instrument: gad_7}", "2:3: this outcome has both column and items",
      "keep one of them"
    ),
    (
      "outcomes:\n- {items: [a, b], instrument: gad_7, type: count}",
      "2:3: an outcome given by its items is a score, no count and no event", nil
    ),
    ("outcomes:\n- {name: t}", "2:3: this outcome has no column", "add column: NAME"),
    (
      "visit: {column: v, order: [a, b, a]}", #"1:27: order "a,b,a": character 5: "a" stands here again"#,
      #"write order "A,B,C"; a name with , : = or - stands in double quotes"#
    ),
    (
      "wide: gaf", #"1:7: --wide "gaf": character 4: there is no = after the outcome's name"#,
      #"write --wide "OUTCOME=COLUMN:VISIT,…"; a name with , : = or - stands in double quotes"#
    ),
    (
      "where: [age]", #"1:9: --where "age": character 4: a comparison is missing here"#,
      #"write --where "COL == VALUE", with one of == != < <= > >="#
    ),
    ("decimal: x", #"1:1: --decimal "x": no such choice"#, #"the choices are "." ",""#),
    ("- a\n- b", "1:1: the study description is a list, where keys with values are meant", nil),
    ("", "1:1: the study description is empty", "name at least data, subject and outcomes"),
    ("subject: a\nsubject: b", #"1:1: this mapping has "subject" twice"#, "keep one of them"),
    (
      "arm: {column: a", "2:1: did not find expected ',' or '}' while parsing a flow mapping that starts on line 1",
      "check indentation, quotes and brackets there"
    ),
    (
      "a: b: c", "1:5: mapping values are not allowed in this context", "check indentation, quotes and brackets there"
    ),
    ("a: *b", "1:4: found undefined alias", "check indentation, quotes and brackets there"),
  ])
  func brokenDescriptions(text: String, problem: String, mend: String?) {
    let expected = "65 study.yaml:\(problem)" + (mend.map { "\nmend: \($0)" } ?? "")
    #expect(message { _ = try plan(text, path: "study.yaml") } == expected)
  }

  @Test func aliasesOfAliasesAreRefusedQuickly() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for i in 1...12 {
      text += "a\(i): &a\(i) [" + (0..<10).map { _ in "*a\(i - 1)" }.joined(separator: ", ") + "]\n"
    }
    #expect(
      message { _ = try plan(text, path: "study.yaml") } == """
        65 study.yaml:1:1: more than 10000 values, aliases written out
        mend: leave out what is not a study description, and aliases of aliases
        """)
  }

  @Test func deepNestingIsAnError() {
    for text in [
      String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
      String(repeating: "{a: ", count: 100_000),
    ] {
      #expect(message { _ = try plan(text) }.hasPrefix("65 studies/imr/study.yaml:"))
    }
  }

  @Test func filesThatCannotBeRead() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "endline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let missing = folder.appending(path: "study.yaml").path
    #expect(
      message { _ = try StudyPlan(readingDescription: missing) } == "66 \(missing): no such file\nmend: check the path")
    #expect(
      message { _ = try StudyPlan(readingDescription: folder.path) }
        == "66 \(folder.path): cannot be read (is it a folder?)\nmend: check the path")
    try Data([0x74, 0x3A, 0x20, 0xE6]).write(to: URL(filePath: missing))
    #expect(
      message { _ = try StudyPlan(readingDescription: missing) }
        == "65 \(missing):1:1: not valid UTF-8\nmend: save it as UTF-8 text")
    try Data("data: t.csv".utf8).write(to: URL(filePath: missing))
    #expect(try StudyPlan(readingDescription: missing).data == folder.appending(path: "t.csv").path)
  }
}
