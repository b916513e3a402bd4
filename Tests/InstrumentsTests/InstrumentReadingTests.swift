import Diagnostics
import Instruments
import Testing

@Suite struct InstrumentReadingTests {
  private func message(_ yaml: String) -> String {
    do {
      _ = try Instrument(yaml: yaml, path: "my-scale.yaml")
      return "read"
    } catch {
      return error.description
    }
  }

  @Test func aScaleOfOnesOwn() throws {
    let scale = try Instrument(
      yaml: """
        key: calm
        name: A scale of calm
        items: {count: 6, range: [0, 4], reversed: [2, 5-6], exceptions: [{items: [1], values: [0, 2, 4]}]}
        score: {by: mean, times: 10, direction: higher}
        subscales:
          at home: {items: [1-3], at_most_missing: 1}
          "at work": {items: [4, 5, 6]}
        missing: {rule: prorate, at_most: 2}
        """, path: "my-scale.yaml")
    #expect(scale.items.reversed == [2, 5, 6] && scale.scoring.times == 10)
    #expect(scale.subscales.map(\.columnName) == ["at_home", "at_work"])
    let plan = try ScoringPlan(scale, itemCount: 6)
    #expect(plan.scales.map(\.atMostMissing) == [2, 1, 0] && plan.scales[0].range == 0...40)
    #expect(plan.scores([4, 0, 1, .nan, 4, 4])[0].value == (4 + 4 + 1 + 0 + 0) / 5.0 * 10)
    #expect(plan.answers[0]?.contains(1) == false && plan.answers[1]?.contains(1) == true)
  }

  @Test(arguments: [
    ("key: a\nname: A\nitms: {count: 3}", "3:1: unknown key \"itms\" in the instrument\nmend: did you mean \"items\"?"),
    (
      "key: a\nname: A\nitems: {count: 3, rang: [1, 5]}",
      "3:19: unknown key \"rang\" in items\nmend: did you mean \"range\"?"
    ),
    ("key: a\nitems: {count: 3}", "1:1: the instrument has no name\nmend: add name: TEXT"),
    (
      "key: My Scale\nname: A",
      "1:6: key is \"My Scale\"\nmend: a key is of lower-case letters, digits and underscores, such as my_scale"
    ),
    (
      "key: a\nname: A\nitems: {count: three}",
      "3:16: count is \"three\", where a whole number from 1 is meant\nmend: write it in digits, such as count: 10"
    ),
    (
      "key: a\nname: A\nitems: {count: 3, range: [5, 1]}",
      "3:26: range is not a lowest and a highest number\nmend: write it as [1, 7]"
    ),
    (
      "key: a\nname: A\nitems: {count: 3, reversed: [4]}",
      "3:30: reversed has item 4, and there are 3 items\nmend: items are numbered from 1 in the order of the form: correct the number, or the count"
    ),
    (
      "key: a\nname: A\nitems: {count: 3, reversed: [2, 1-3]}",
      "3:33: reversed has item 2 twice\nmend: keep one of them"
    ),
    (
      "key: a\nname: A\nscore: {by: totl}", "3:13: by is \"totl\"\nmend: did you mean \"total\"?"
    ),
    (
      "key: a\nname: A\nitems: {count: 3, range: [1, 5]}\nscore: {by: total, range: [0, 15]}",
      "4:8: range is 0 to 15, and the items give 3 to 15\nmend: correct the range, the answers of the items, or the items that count"
    ),
    (
      "key: a\nname: A\nitems: {count: 3, source: manul}\nsources: {manual: https://example.org}",
      "3:27: \"manul\" is none of the sources\nmend: did you mean \"manual\"?"
    ),
    (
      "key: a\nname: A\nitems: {count: 4, scored: [1, 2]}\nsubscales: {b: {items: [2, 3]}}",
      "4:16: \"b\" has item 3, which scored does not name"
    ),
    (
      "key: a\nname: A\nreliability: [{kind: alpha, value: 7}]",
      "3:36: value is not a coefficient between -1 and 1\nmend: one number, or [LOWEST, HIGHEST] of several"
    ),
    ("key: a\nname: A\nnorms: [{mean: 3}]", "3:9: an entry of norms needs mean and population"),
    (
      "key: a\nname: A\nmissing: {at_most: 2}",
      "3:10: missing has no rule\nmend: add rule: complete or rule: prorate"
    ),
    (
      "key: a\nname: A\nitems: {count: 2}\nscore: {by: single}",
      "4:8: by is single, and there are 2 items\nmend: single is the score of one item"
    ),
    ("", "1:1: the instrument is empty\nmend: name at least key, name, items and score"),
  ])
  func whatIsWrongIsToldWithItsPlace(yaml: String, expected: String) {
    #expect(message(yaml) == "my-scale.yaml:" + expected)
  }
}
