import Testing
import Trials

@Suite struct LevelOrderTests {
  @Test(arguments: [
    (["10", "9", "-1", "2.5"], ["-1", "2.5", "9", "10"]),
    (["V10", "V2", "V1"], ["V1", "V2", "V10"]),
    (["8m", "0", "2m"], ["0", "2m", "8m"]),
    (["post", "baseline", "followup"], ["baseline", "followup", "post"]),
    (["b", "A", "C"], ["A", "b", "C"]),
    (["w2d10", "w2d9", "w10d1", "w2"], ["w2", "w2d9", "w2d10", "w10d1"]),
    // Equal values keep the order they came in.
    (["01", "1", "0"], ["0", "01", "1"]),
    (
      ["V99999999999999999999999999999999", "V100000000000000000000000000000000"].reversed(),
      ["V99999999999999999999999999999999", "V100000000000000000000000000000000"]
    ),
    (["x", "inf", "0x10"], ["0x10", "inf", "x"]),
  ])
  func numbersByValueElseNatural(labels: [String], expected: [String]) {
    #expect(defaultOrder(labels) == expected)
  }

  @Test func labelsThatAreOneNumberAreFound() {
    #expect(labelsOfOneNumber(["0", "1", "01", "2", "1.0", "-0", "x", "X"]) == [["0", "-0"], ["1", "01", "1.0"]])
    #expect(labelsOfOneNumber(["1,5", "1.5"]).isEmpty)
    #expect(labelsOfOneNumber(["1,5", "1.5"], decimalComma: true) == [["1,5", "1.5"]])
  }

  @Test func decimalCommas() {
    #expect(defaultOrder(["10,5", "9,25"], decimalComma: true) == ["9,25", "10,5"])
  }

  @Test(arguments: ["", "-", ".", "1e", "0x10", "inf", "nan", "1,5", "1e999", "1 2", "٣"])
  func notNumbers(label: String) { #expect(number(of: label, decimalComma: false) == nil) }

  @Test func theNamedBaselineLeadsWords() {
    #expect(defaultOrder(["post", "pre", "followup"]) == ["followup", "post", "pre"])
    #expect(defaultOrder(["post", "pre", "followup"], leading: "pre") == ["pre", "followup", "post"])
    #expect(defaultOrder(["2", "-1", "0"], leading: "0") == ["-1", "0", "2"])
    #expect(defaultOrder(["b", "a"], leading: "c") == ["a", "b"])
  }
}
