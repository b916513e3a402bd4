import Testing
import Trials

/// `--items A,B,C | --items A-O`.
@Suite struct OutcomeListTests {
  private let columns = ["id", "a", "b", "c", "a-c", "x-1", "x-2", "x,y", "d"]

  private func read(_ text: String) throws(TrialError) -> [String] {
    try ListGrammar.columns(text, option: "--items", among: columns, role: "an item", source: "t.csv")
  }

  @Test(arguments: [
    ("a,b", ["a", "b"]), ("b,a", ["b", "a"]), ("a-b", ["a", "b"]), ("id-c", ["id", "a", "b", "c"]), ("b-b", ["b"]),
    (" a - b , d", ["a", "b", "d"]),
    // A whole name wins over a range, in quotes or not; a range of names with hyphens is split where both ends are names.
    ("a-c", ["a-c"]), (#""a-c""#, ["a-c"]), ("x-1-x-2", ["x-1", "x-2"]), (#""x-1"-"x,y""#, ["x-1", "x-2", "x,y"]),
    (#""x,y",a"#, ["x,y", "a"]), ("a-b,c-x-1", ["a", "b", "c", "a-c", "x-1"]),
  ])
  func namesAndRanges(text: String, names: [String]) throws {
    #expect(try read(text) == names)
  }

  @Test(arguments: [
    ("a,e", "t.csv: no column \"e\" for an item"), ("a-e", "t.csv: no column \"e\" for an item"),
    ("e-a", "t.csv: no column \"e\" for an item"), ("e-f", "t.csv: no column \"e-f\" for an item"),
    (#""a-b""#, "t.csv: no column \"a-b\" for an item"),
    ("c-a,b", "--items \"c-a,b\": character 1: \"a\" comes before \"c\" in the file"),
    ("a,id-b", "--items \"a,id-b\": character 3: \"a\" stands here again"),
    ("a,,b", "--items \"a,,b\": character 3: a name is missing here"),
    ("", "--items \"\": character 1: a name is missing here"),
  ])
  func whatIsWrongIsSaid(text: String, problem: String) {
    do throws(TrialError) {
      _ = try read(text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.problems == [problem])
    }
  }
}
