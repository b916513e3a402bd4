import Estimates
import Foundation
import Reports
import Testing

@Test func formatsAreThoseOfTheContract() {
  #expect(ResultFormat.allCases.map(\.rawValue) == ["table", "json", "csv", "markdown", "latex", "html"])
}

@Test(arguments: ResultFormat.allCases)
func everyPageEndsInOneNewline(format: ResultFormat) {
  for document in [SampleDocuments.change, SampleDocuments.compare, SampleDocuments.empty] {
    let text = document.rendered(as: format)
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n") && !text.contains("\r"))
  }
}

@Test(arguments: [ResultFormat.markdown, .latex, .html])
func pagesSayWhereTheirNumbersComeFrom(format: ResultFormat) {
  let row = Estimate(measure: .mean, estimate: 1.5)
  let origin = { (input: ResultDocument.Input?) in
    SampleDocuments.document("change", rows: [row], input: input).rendered(as: format)
  }
  #expect(
    origin(.init(file: "trial.csv", rows: 280, subjects: 100))
      .contains("From trial.csv (280 rows, 100 subjects), by endline change, version 0.1.0."))
  #expect(origin(.init(file: "trial.csv", subjects: 1)).contains("From trial.csv (1 subject), by endline change"))
  #expect(origin(.init(file: "trial.csv")).contains("From trial.csv, by endline change"))
  #expect(origin(nil).contains("By endline change, version 0.1.0."))
}

/// Rows of every shape, sensible or not: labels and numbers there or absent, numbers up to the ends of the doubles.
/// Whatever comes, every format is written, and the JSON is JSON.
@Test func noRowsWhateverStopAWriter() throws {
  var state: UInt64 = 7
  // The multiplier is Knuth's for MMIX; a fixed seed, so that a failure comes back.
  func draw(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  let labels: [String?] = [nil, nil, "", " ", "a", "b", "a - b", "   wide   ", "\u{0}", "體 重", "x\ny"]
  let numbers: [Double?] = [
    nil, nil, 0, -0.0, 1, -1.5, 12.345, 1e-9, 1e9, 999_999.5, .nan, .infinity, -.infinity, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e-300, 0.05, 0.95,
  ]
  func label() -> String? { labels[draw(labels.count)] }
  func number() -> Double? { numbers[draw(numbers.count)] }
  for _ in 0..<300 {
    let rows = (0..<draw(12)).map { _ in
      Estimate(
        outcome: label(), arm: label(), contrast: label(), visit: label(), site: label(), term: label(),
        measure: Measure.allCases[draw(Measure.allCases.count)], method: label(), estimate: number(),
        standardError: number(), df: number(), statistic: number(), pValue: number(), confidenceLow: number(),
        confidenceHigh: number(), confidenceLevel: number(), n: draw(2) == 0 ? nil : draw(100))
    }
    let document = SampleDocuments.document("change", rows: rows)
    for format in ResultFormat.allCases {
      let text = document.rendered(as: format, style: PageStyle(width: draw(120), colour: draw(2) == 0))
      let numbers = text.replacingOccurrences(of: "on-inferiority", with: "").replacingOccurrences(
        of: "non_inferiority", with: "")
      #expect(!numbers.contains("nan") && !numbers.contains("inf"))
    }
    guard case .array(let read)? = try JSONValue(parsing: document.rendered(as: .json))["rows"] else {
      Issue.record("no rows")
      return
    }
    #expect(read.count == rows.count)
    #expect(parseCSV(document.rendered(as: .csv)).count == rows.count + 1)
  }
}
