import Estimates
import Foundation
import Reports
import Testing

/// A reader of RFC 4180 for the tests: quoted fields with doubled quotes, line ends LF.
func parseCSV(_ text: String) -> [[String]] {
  var records: [[String]] = [[]]
  var field = ""
  var isQuoted = false
  var scalars = Array(text.unicodeScalars)[...]
  while let scalar = scalars.popFirst() {
    switch (isQuoted, scalar) {
    case (true, "\"") where scalars.first == "\"":
      field.unicodeScalars.append("\"")
      scalars.removeFirst()
    case (_, "\""): isQuoted.toggle()
    case (false, ","):
      records[records.count - 1].append(field)
      field = ""
    case (false, "\n"):
      records[records.count - 1].append(field)
      field = ""
      records.append([])
    default: field.unicodeScalars.append(scalar)
    }
  }
  records.removeLast()
  return records
}

@Test func csvIsAHeaderAndTheRowsInContractOrder() {
  let row = Estimate(
    outcome: "bdi", arm: "BtheB", contrast: "2m - pre", visit: "2m", measure: .meanChange, method: "paired_t",
    estimate: -8.25, standardError: 0.1, df: 51, statistic: -82.5, pValue: 1e-300, confidenceLow: -8.45,
    confidenceHigh: -8.05, confidenceLevel: 0.95, n: 52)
  #expect(
    SampleDocuments.document("change", rows: [row]).rendered(as: .csv) == """
      outcome,arm,contrast,visit,site,term,measure,method,estimate,std_error,df,statistic,p_value,conf_low,conf_high,\
      conf_level,n
      bdi,BtheB,2m - pre,2m,,,mean_change,paired_t,-8.25,0.1,51,-82.5,1e-300,-8.45,-8.05,0.95,52

      """)
}

@Test func noRowsAreAHeader() {
  #expect(SampleDocuments.empty.rendered(as: .csv).split(separator: "\n").count == 1)
}

@Test func labelsComeBackFromCSVAsTheyWere() {
  let text = SampleDocuments.attack.rendered(as: .csv)
  let records = parseCSV(text)
  let labels = SampleDocuments.attack.results.rows.map { $0.arm ?? "" }
  #expect(labels.contains("=1+1"))
  #expect(records.dropFirst().map { $0[1] } == labels.map { $0 == "=1+1" ? "'=1+1" : $0 })
  #expect(records.allSatisfy { $0.count == records[0].count })
  #expect(text.contains("\"\"\"quoted\"\", and 'single'\""))
}

/// What spreadsheets take for a formula is text; numbers and contrasts are as they are.
@Test(arguments: [
  ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("+1+1", "'+1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"),
  ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("-9", "-9"), ("-9.5e-3", "-9.5e-3"), ("+", "+"), ("-", "-"), ("IMR", "IMR"),
  ("a=1", "a=1"),
])
func labelsAreNoFormulas(label: String, written: String) {
  let row = Estimate(arm: label, contrast: "IMR - \(label)", measure: .mean, estimate: -1.5, confidenceLow: -2)
  let document = SampleDocuments.document("change", rows: [row])
  let record = parseCSV(document.rendered(as: .csv))[1]
  #expect(record[1] == written)
  #expect(record[2] == "IMR - \(label)")
  #expect(record[8] == "-1.5" && record[13] == "-2")
}

@Test func anEmptyLabelIsNotAnAbsentOne() {
  let rows = ["", nil].map { Estimate(arm: $0, measure: .n) }
  let lines = SampleDocuments.document("change", rows: rows).rendered(as: .csv).split(separator: "\n")
  #expect(lines[1].hasPrefix(",\"\","))
  #expect(lines[2].hasPrefix(",,"))
}

@Test func nonFiniteNumbersAreEmptyFields() {
  let row = Estimate(measure: .mean, estimate: .nan, standardError: .infinity)
  let text = SampleDocuments.document("change", rows: [row]).rendered(as: .csv)
  #expect(text.hasSuffix("\n,,,,,,mean,,,,,,,,,,\n"))
}
