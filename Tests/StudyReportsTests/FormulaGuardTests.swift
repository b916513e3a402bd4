import Estimates
import StudyReports
import Tables
import Testing
import Trials

/// A trial of four, as text.
private func report(arms: [String]) throws -> StudyReport {
  var plan = StudyPlan()
  plan.subject = "id"
  plan.arm = "arm"
  plan.visit = "visit"
  plan.outcomes = ["y"]
  var text = "id,arm,visit,y\n"
  for subject in 0..<12 {
    for visit in 0..<2 {
      text += "\(subject),\"\(arms[subject % arms.count])\",\(visit),\((subject * 5) % 7 + visit * subject % 3)\n"
    }
  }
  return StudyReport(
    try StudyData(reading: .bytes(Array(text.utf8), name: "t.csv"), plan: plan), request: StudyReportRequest())
}

@Test(arguments: ["=1+1", "+1+1", "-1x", "@SUM(A1)"])
func textThatASpreadsheetWouldComputeGetsAnApostrophe(label: String) throws {
  let table = try #require(try report(arms: [label, "b"]).tables.first { $0.name == "describe" })
  #expect(table.csv.contains("'" + label))
  for line in table.csv.split(separator: "\n") {
    for cell in line.split(separator: ",") { #expect(!cell.hasPrefix(label) && !cell.hasPrefix("\"" + label)) }
  }
}

@Test func numbersOfTablesAreNotTouched() throws {
  let table = try #require(try report(arms: ["a", "b"]).tables.first { $0.name == "change" })
  #expect(!table.csv.contains("'"))
}
