import Testing
import Trials

@Suite struct ResponderRuleTests {
  /// A visit's values coded by a rule, from baseline and follow-up.
  private func coded(_ rule: String, _ pairs: [(String, String)]) throws -> ([Double?], [String]) {
    let rows = pairs.enumerated().map { index, pair in "\(index + 1),A,\(pair.0),\(pair.1)\n" }.joined()
    let read = try trial(
      "id,arm,y0,y9\n" + rows,
      plan {
        $0.visit = nil
        $0.outcomes = []
        $0.wide = ["y=y0:pre,y9:post"]
      })
    let responders = read.responders(by: try ResponderRule(rule))
    #expect(known(responders.outcomes[0].values)[0].allSatisfy { $0 == nil })
    #expect(known([responders.outcomes[0].baseline ?? []]) == known([read.outcomes[0].baseline ?? []]))
    return (known(responders.outcomes[0].values)[1], Array(responders.notes.dropFirst(read.notes.count)))
  }

  @Test(arguments: [
    ("change >= 6", [1.0, 0, 0]), ("change > 6", [0, 0, 0]), ("change <= -6", [0, 1, 0]), ("change < 6", [0, 1, 1]),
  ])
  func changeIsLaterMinusEarlier(rule: String, expected: [Double]) throws {
    let (values, notes) = try coded(rule, [("20", "26"), ("20", "14"), ("20", "25"), ("20", ""), ("", "25")])
    #expect(values == expected.map { $0 } + [nil, nil])
    #expect(notes == [])
  }

  @Test func percentIsOfTheBaseline() throws {
    let (values, notes) = try coded(
      "percent <= -50", [("20", "10"), ("20", "10.1"), ("7", "3.5"), ("0", "0"), ("-4", "-8")])
    #expect(values == [1, 0, 1, nil, nil])
    #expect(
      notes == [
        #"outcome "y": 2 of 5 subjects have a baseline of 0 or below, of which no percentage is taken: missing"#
      ])
  }

  /// 1.2 - 0.9 is 0.29999999999999993 in doubles, 1 - 0.7 is 0.30000000000000004.
  @Test func decimalsOnTheThresholdAreOnIt() throws {
    #expect(try coded("change >= 0.3", [("0.9", "1.2"), ("0.7", "1"), ("0.9", "1.19")]).0 == [1, 1, 0])
    #expect(try coded("change > 0.3", [("0.9", "1.2"), ("0.7", "1"), ("0.9", "1.21")]).0 == [0, 0, 1])
    #expect(try coded("percent <= -30", [("1", "0.7"), ("0.1", "0.07"), ("3", "2.1")]).0 == [1, 1, 1])
  }

  @Test func theRuleReadsBack() throws {
    #expect(try ResponderRule("  percent<=-50 ").label == "percent <= -50")
    #expect(try ResponderRule("change > 0.5").label == "change > 0.5")
  }

  @Test func noBaselineNoResponders() throws {
    let read = try trial("id,arm,y\n1,A,3\n", plan { $0.visit = nil })
    let responders = read.responders(by: try ResponderRule("change > 0"))
    #expect(known(responders.outcomes[0].values) == [[nil]])
    #expect(responders.notes.last == #"outcome "y" has no baseline, so there are no responders"#)
    #expect(responders.outcomes[0].event == .responder("change > 0"))
  }
}
