import Diagnostics
import Testing
import Trials

/// The lines a failed call would print, or a complaint that it did not fail.
func message(_ work: () throws -> Void) -> String {
  do {
    try work()
    return "no error"
  } catch let error as any Diagnosis {
    return "\(error.status.rawValue) \(error.description)"
  } catch {
    return "another error: \(error)"
  }
}

@Suite struct ListGrammarTests {
  @Test(arguments: [
    ("A,B,C", ["A", "B", "C"]),
    (" A , B B ", ["A", "B B"]),
    (#""a,b","c=d",e:f-g=h"#, ["a,b", "c=d", "e:f-g=h"]),
    (#""say ""yes""",no"#, [#"say "yes""#, "no"]),
    (#"" padded ",x"#, [" padded ", "x"]),
    ("Größe,Ærø", ["Größe", "Ærø"]),
  ])
  func namesAreSplitAtCommas(text: String, names: [String]) throws {
    #expect(try ListGrammar.names(text, option: "--visits") == names)
  }

  @Test func anEmptyTokenStandsForAnEmptyCell() throws {
    #expect(try ListGrammar.tokens("NA,.,,-9", option: "--na") == ["NA", ".", "", "-9"])
    #expect(try ListGrammar.tokens("", option: "--na") == [""])
    #expect(try ListGrammar.tokens(#""","#, option: "--na") == ["", ""])
  }

  @Test func levelsSplitAtTheFirstEqualsSign() throws {
    let plain = try ListGrammar.levels("dose=a=1,b=2", option: "--levels")
    #expect(plain.column == "dose" && plain.levels == ["a=1", "b=2"])
    let quoted = try ListGrammar.levels(#""x=y" = "1,2", 3"#, option: "--levels")
    #expect(quoted.column == "x=y" && quoted.levels == ["1,2", "3"])
  }

  @Test func visitsSplitAtTheLastColon() throws {
    let outcome = try ListGrammar.wide(#"gaf=a:b:0, c:"12:00","d:e":2"#, option: "--wide")
    #expect(outcome.name == "gaf")
    #expect(outcome.columns == ["a:b", "c", "d:e"])
    #expect(outcome.visits == ["0", "12:00", "2"])
  }

  @Test func writtenNamesReadBack() throws {
    var random = SplitMix(state: 7)
    let letters = Array("ab,:=-\" é.")
    for _ in 0..<2000 {
      var names: [String] = []
      for _ in 0..<4 {
        names.append(String((0..<(1 + random.below(4))).map { _ in letters[random.below(letters.count)] }))
      }
      #expect(try ListGrammar.tokens(ListGrammar.written(names), option: "--na") == names)
    }
  }

  @Test(arguments: [
    (
      "A,,B",
      """
      64 --visits "A,,B": character 3: a name is missing here
      mend: write --visits "A,B,C"; a name with , : = or - stands in double quotes
      """
    ),
    (
      "A,B,",
      """
      64 --visits "A,B,": character 5: a name is missing here
      mend: write --visits "A,B,C"; a name with , : = or - stands in double quotes
      """
    ),
    (
      "A,B,A",
      """
      64 --visits "A,B,A": character 5: "A" stands here again
      mend: write --visits "A,B,C"; a name with , : = or - stands in double quotes
      """
    ),
    (
      #"A,"B"#,
      """
      64 --visits "A,"B": character 3: the double quote that opens here is not closed
      mend: write --visits "A,B,C"; a name with , : = or - stands in double quotes
      """
    ),
    (
      #"A,5" pipe"#,
      """
      64 --visits "A,5" pipe": character 4: a double quote inside a name; quote the whole name and double it
      mend: write --visits "A,B,C"; a name with , : = or - stands in double quotes
      """
    ),
    (
      #""A" B"#,
      """
      64 --visits ""A" B": character 5: "B" follows a name in double quotes, where only a separator can
      mend: write --visits "A,B,C"; a name with , : = or - stands in double quotes
      """
    ),
  ])
  func brokenNames(text: String, expected: String) {
    #expect(message { _ = try ListGrammar.names(text, option: "--visits") } == expected)
  }

  @Test(arguments: [
    ("bdi", #"64 --wide "bdi": character 4: there is no = after the outcome's name"#),
    ("=a:0", #"64 --wide "=a:0": character 1: the outcome's name is missing here"#),
    ("bdi=a:0,b", #"64 --wide "bdi=a:0,b": character 9: "b" has no visit after a colon"#),
    ("bdi=a:0,:1", #"64 --wide "bdi=a:0,:1": character 9: a name is missing here"#),
    ("bdi=a:0,b:", #"64 --wide "bdi=a:0,b:": character 11: a name is missing here"#),
    ("bdi=a:0,a:1", #"64 --wide "bdi=a:0,a:1": character 9: "a" stands here again"#),
    ("bdi=a:0,b:0", #"64 --wide "bdi=a:0,b:0": character 11: "0" stands here again"#),
    (#"bdi="a:0"#, #"64 --wide "bdi="a:0": character 5: the double quote that opens here is not closed"#),
  ])
  func brokenWideLists(text: String, expected: String) {
    let mend = #"mend: write --wide "OUTCOME=COLUMN:VISIT,…"; a name with , : = or - stands in double quotes"#
    #expect(message { _ = try ListGrammar.wide(text, option: "--wide") } == expected + "\n" + mend)
  }

  @Test func brokenLevels() {
    let mend = #"mend: write --levels "COL=A,B,C"; a name with , : = or - stands in double quotes"#
    #expect(
      message { _ = try ListGrammar.levels("arm", option: "--levels") }
        == "64 --levels \"arm\": character 4: there is no = after the column's name\n\(mend)")
    #expect(
      message { _ = try ListGrammar.levels("arm=A,,B", option: "--levels") }
        == "64 --levels \"arm=A,,B\": character 7: a name is missing here\n\(mend)")
  }
}

/// A small generator for tests (SplitMix64), the same numbers everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
