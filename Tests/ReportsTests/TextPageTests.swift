import Estimates
import Foundation
import Reports
import Testing

@Test(arguments: [
  ("change", SampleDocuments.change), ("change-of-one-arm", SampleDocuments.changeOfOneArm),
  ("compare", SampleDocuments.compare), ("compare-with-long-labels", SampleDocuments.compareWithLongLabels),
  ("empty", SampleDocuments.empty),
])
func tablesReadAsApproved(name: String, document: ResultDocument) throws {
  try expectSnapshot(document.rendered(as: .table), "\(name).txt")
}

private let large = SampleDocuments.document(
  "change",
  rows: SampleDocuments.changeRows(arms: ["BtheB", "TAU", nil], visits: ["2m", "3m", "5m", "8m"])
    + SampleDocuments.changeRows(
      arms: ["Treatment as usual", "IMR"], visits: ["post", "follow-up"], outcome: "gaf_f"))

private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

@Test(arguments: [
  SampleDocuments.change, SampleDocuments.changeOfOneArm, SampleDocuments.compare,
  SampleDocuments.compareWithLongLabels, large,
])
func noLineIsWiderThanThePage(document: ResultDocument) {
  for width in [20, 72, 80, 100, 200] {
    for line in lines(document.rendered(as: .table, style: PageStyle(width: width))) {
      #expect(line.count <= max(width, 72), "\(line)")
      #expect(line.last != " ")
    }
  }
}

@Test func aWiderPageShowsTheDetailsThatANarrowOneLeavesOut() {
  let narrow = SampleDocuments.changeOfOneArm.rendered(as: .table, style: PageStyle(width: 72))
  let wide = SampleDocuments.changeOfOneArm.rendered(as: .table, style: PageStyle(width: 120))
  let missing = narrow.split(separator: "\n").filter { $0.hasPrefix("No room for ") }
  #expect(!missing.isEmpty && missing.allSatisfy { $0.hasSuffix(": a wider terminal or --format csv shows more.") })
  #expect(missing.contains { $0.contains("Statistic") })
  let shown = narrow.split(separator: "\n").filter { !$0.hasPrefix("No room for ") }
  #expect(!shown.contains { $0.contains("Statistic") || $0.contains("SE") })
  #expect(wide.contains("Statistic") && wide.contains("SE") && wide.contains("-6.18") && !wide.contains("No room"))
  for kept in ["[-10.93,", "1.2e-7", "51", "d_rm"] { #expect(narrow.contains(kept)) }
}

@Test func longLabelsAreBrokenAndNotCut() {
  let label = "Illness Management and Recovery in groups with booster sessions - Treatment as usual"
  let rows = [label, "B - A"].map { contrast in
    Estimate(
      outcome: "gaf_f", contrast: contrast, visit: "post", measure: .meanDifference, method: "welch", estimate: 3.25,
      standardError: 1.125, df: 40.5, pValue: 0.0314, confidenceLow: 1, confidenceHigh: 5.5, confidenceLevel: 0.95,
      n: 50)
  }
  let text = SampleDocuments.document("compare", rows: rows).rendered(as: .table)
  for line in lines(text) { #expect(line.count <= 80, "\(line)") }
  for word in label.split(separator: " ") { #expect(text.contains(word)) }
}

@Test func aSingleLongWordMayForceTheWidth() {
  let label = String(repeating: "x", count: 90)
  let rows = [label, "b"].map { Estimate(arm: $0, measure: .mean, estimate: 1.5, n: 3) }
  #expect(SampleDocuments.document("compare", rows: rows).rendered(as: .table).contains(label))
}

/// Every line of the JSON has its line here: each number below is told apart from all others by its digits.
@Test func everyRowIsOnThePage() {
  var rows: [Estimate] = []
  for (index, measure) in Measure.allCases.enumerated() {
    for (v, visit) in ["2m", "3m", nil].enumerated() {
      for (a, arm) in ["A", "B", nil].enumerated() {
        let value = Double(1000 + index * 9 + v * 3 + a) + 0.5
        let isTested = measure != .n && index > 8
        rows.append(
          Estimate(
            outcome: "bdi", arm: arm, contrast: arm == nil && a == 2 && v == 1 ? "B - A" : nil, visit: visit,
            measure: measure, method: isTested ? "delta" : nil, estimate: value, standardError: isTested ? 2 : nil,
            confidenceLow: isTested ? value - 4 : nil, confidenceHigh: isTested ? value + 4000 : nil,
            confidenceLevel: isTested ? 0.95 : nil, n: 20_000 + index * 9 + v * 3 + a))
      }
    }
  }
  for format in [ResultFormat.table, .markdown, .latex, .html] {
    let text = SampleDocuments.document("change", rows: rows).rendered(as: format)
    for row in rows {
      let value = row.estimate ?? 0
      #expect(text.contains("\(value)") || text.contains("\(Int(value + 0.5))"), "\(format) \(row)")
      #expect(text.contains("\(row.n ?? 0)"), "\(format) \(row)")
      if let low = row.confidenceLow { #expect(text.contains("\(low)"), "\(format) \(row)") }
      if let high = row.confidenceHigh { #expect(text.contains("\(high)"), "\(format) \(row)") }
    }
  }
}

@Test func rowsThatAgreeInAllLabelsKeepTheirOwnLines() {
  let rows = [1.25, 2.25, 3.25].map { Estimate(outcome: "bdi", measure: .mean, estimate: $0, n: 5) }
  let text = SampleDocuments.document("compare", rows: rows).rendered(as: .table)
  for value in ["1.25", "2.25", "3.25"] { #expect(text.contains(value)) }
}

@Test func aCountThatIsNotTheRowsOwnIsShownBesideIt() {
  let rows = [
    Estimate(arm: "A", measure: .n, estimate: 17, n: 40), Estimate(arm: "B", measure: .n, estimate: 23, n: 40),
  ]
  let text = SampleDocuments.document("compare", rows: rows).rendered(as: .table)
  for count in ["17", "23", "40"] { #expect(text.contains(count)) }
}

@Test func whatCannotBeEstimatedReadsNA() {
  let rows = [
    Estimate(outcome: "bdi", arm: "A", measure: .meanChange, n: 1),
    Estimate(outcome: "bdi", arm: "A", measure: .sdChange, n: 1),
    Estimate(outcome: "bdi", arm: "A", measure: .meanBaseline, estimate: 12, n: 1),
  ]
  let text = SampleDocuments.document("change", rows: rows).rendered(as: .table)
  #expect(
    text == """
      bdi: arm A

      Descriptive statistics
      n  SD of change  Baseline mean
      ------------------------------
      1            NA             12

      Estimates, n = 1
      Measure      Estimate
      ---------------------
      Mean change        NA

      """)
}

@Test func differentLevelsStandBesideTheirIntervals() {
  let rows = [0.9, 0.95].map { (level: Double) in
    Estimate(
      outcome: "bdi", term: "\(level)", measure: .meanDifference, estimate: 1, confidenceLow: nil, confidenceHigh: 2.5,
      confidenceLevel: level)
  }
  let text = SampleDocuments.document("compare", rows: rows).rendered(as: .table)
  #expect(text.contains("CI") && text.contains("[.., 2.50] 90%") && text.contains("[.., 2.50] 95%"))
}

@Test func colourIsOnlyWhereAskedFor() {
  let plain = SampleDocuments.change.rendered(as: .table)
  let coloured = SampleDocuments.change.rendered(as: .table, style: PageStyle(colour: true))
  #expect(!plain.contains("\u{1B}"))
  #expect(coloured.contains("\u{1B}[1mbdi: change from pre\u{1B}[0m"))
  let stripped = coloured.replacingOccurrences(of: "\u{1B}\\[[0-9]m", with: "", options: .regularExpression)
  #expect(stripped == plain)
}

@Test func labelsCannotSteerTheTerminal() {
  let text = SampleDocuments.attack.rendered(as: .table)
  let isClean = text.unicodeScalars.allSatisfy {
    ($0.value >= 0x20 || $0 == "\n") && $0.value != 0x7F && $0.value != 0x202E
  }
  #expect(isClean)
  #expect(text.contains("\u{FFFD}[31mred\u{FFFD}\u{FFFD}txet"))
}

@Test func wideCharactersTakeTwoColumns() {
  let rows = ["体重", "abcd"].map { Estimate(arm: $0, measure: .mean, estimate: 1.5, n: 3) }
  let text = SampleDocuments.document("compare", rows: rows).rendered(as: .table)
  #expect(text.contains("体重  3") && text.contains("abcd  3"))
}

@Test func notesAreNotInTheTable() {
  #expect(!SampleDocuments.change.rendered(as: .table).contains("15 of 100"))
  for format in [ResultFormat.json, .markdown, .latex, .html] {
    #expect(SampleDocuments.change.rendered(as: format).contains("15 of 100"))
  }
}
