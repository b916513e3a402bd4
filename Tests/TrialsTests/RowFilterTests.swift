import Testing
import Trials

@Suite struct RowFilterTests {
  @Test(arguments: [
    ("arm == IMR", "arm", "==", "IMR"),
    ("arm==IMR", "arm", "==", "IMR"),
    ("  age at entry >=  18 ", "age at entry", ">=", "18"),
    (#""a<b" <= -3.5"#, "a<b", "<=", "-3.5"),
    (#"visit != "6 months ""x""""#, "visit", "!=", #"6 months "x""#),
    ("note == a==b", "note", "==", "a==b"),
    ("n<5", "n", "<", "5"),
    ("n > 5", "n", ">", "5"),
    (#"label == "" "#, "label", "==", ""),
  ])
  func parts(text: String, column: String, comparison: String, value: String) throws {
    let filter = try RowFilter(text)
    #expect(filter.column == column)
    #expect(filter.comparison.rawValue == comparison)
    #expect(filter.value == value)
  }

  @Test(arguments: [
    ("x == 1", ["1", "01", "1.0", "2"], [true, true, true, false]),
    ("x != 1", ["1", "01", "2"], [false, false, true]),
    ("x < 10", ["9", "10", "-3"], [true, false, true]),
    ("x >= 2.5", ["2.5", "2.49", "3e0"], [true, false, true]),
    // One label that is no number, and all compare as text.
    ("x == 1", ["1", "01", "one"], [true, false, false]),
    ("x != b", ["a", "b", "B"], [true, false, true]),
    // `inf`, `nan` and hexadecimals are labels.
    ("x == inf", ["inf", "1"], [true, false]),
  ])
  func numbersWhereBothSidesAreElseText(text: String, labels: [String], expected: [Bool]) throws {
    #expect(try RowFilter(text).matches(labels: labels, decimalComma: false) == expected)
  }

  @Test func decimalCommas() throws {
    #expect(try RowFilter("x < 2,5").matches(labels: ["2,4", "2,6"], decimalComma: true) == [true, false])
  }

  @Test(arguments: [
    ("", "character 1: there is nothing here"),
    ("arm = IMR", "character 5: a single = does not compare; write =="),
    ("arm IMR", "character 8: a comparison is missing here"),
    ("== IMR", "character 1: the column's name is missing before =="),
    ("arm ==", "character 7: the value is missing"),
    (#""arm == IMR"#, "character 1: the double quote that opens here is not closed"),
    (#""arm" IMR"#, "character 7: a comparison is missing here"),
    (#"arm == "IMR" x"#, "character 14: nothing can follow the value in quotes"),
    ("arm === IMR", #"character 7: "=" cannot start a value that is not in double quotes"#),
  ])
  func brokenFilters(text: String, expected: String) {
    #expect(
      message { _ = try RowFilter(text) }
        == "64 --where \"\(text)\": \(expected)\n"
        + "mend: write --where \"COL == VALUE\", with one of == != < <= > >=")
  }

  @Test func textHasNoOrder() {
    #expect(
      message { _ = try RowFilter("visit < 3").matches(labels: ["1", "post"], decimalComma: false) }
        == "64 --where \"visit < 3\": \"post\" is not a number\nmend: compare text with == or != only")
    #expect(
      message { _ = try RowFilter("visit > post").matches(labels: ["1", "2"], decimalComma: false) }
        == "64 --where \"visit > post\": \"post\" is not a number\nmend: compare text with == or != only")
  }
}
