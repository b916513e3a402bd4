import Tables
import Testing

/// The labels of a column, each number's as `name` spells it; nil is missing.
private struct LabelCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let rows: Int
  let number: @Sendable (_ row: Int) -> Int?
  var name: @Sendable (Int) -> String = { String($0) }
}

private func padded(_ number: Int, _ prefix: String, _ digits: Int) -> String {
  let text = String(number)
  return prefix + String(repeating: "0", count: max(0, digits - text.count)) + text
}

private let cases = [
  LabelCase(testDescription: "ascending, two rows each", rows: 150_000, number: { $0 / 2 }),
  LabelCase(testDescription: "ascending, leading zeros", rows: 90_000, number: { $0 }, name: { padded($0, "P", 7) }),
  LabelCase(
    testDescription: "ascending, longer than a word", rows: 90_000, number: { $0 },
    name: { padded($0, "SUBJECT-", 9) }),
  LabelCase(testDescription: "ascending twice, as visits in turn", rows: 140_001, number: { $0 % 70_000 }),
  LabelCase(testDescription: "descending", rows: 80_000, number: { 80_000 - $0 }),
  LabelCase(testDescription: "back once, late", rows: 100_000, number: { $0 == 99_999 ? 3 : $0 }),
  LabelCase(testDescription: "far apart in one block", rows: 100_000, number: { $0 > 70_000 && $0 % 2 == 0 ? 1 : $0 }),
  LabelCase(
    testDescription: "back by less than a base allows", rows: 100_000, number: { $0 % 5 == 0 ? $0 : max(0, $0 - 9000) }
  ),
  LabelCase(testDescription: "missing here and there", rows: 150_000, number: { $0 % 7 == 0 ? nil : $0 / 2 }),
  LabelCase(
    testDescription: "missing throughout a block", rows: 160_000,
    number: { (80_000..<120_000).contains($0) ? nil : $0 }),
  LabelCase(testDescription: "all at random", rows: 100_000, number: { $0 &* 48_271 % 99_991 }),
  LabelCase(testDescription: "few", rows: 40_000, number: { $0 % 255 }),
  LabelCase(testDescription: "one more than a byte holds", rows: 40_000, number: { $0 % 256 }),
]

@Suite struct RowCodesTests {
  /// Held against a plain dictionary, in order of first appearance.
  @Test(arguments: cases, [1 << 14, 1 << 20])
  fileprivate func everyRowHasItsLabel(_ labels: LabelCase, _ pieceSize: Int) throws {
    var text = "id\n"
    var known: [Int: UInt32] = [:]
    var numbers: [Int] = []
    var expected: [UInt32] = []
    for row in 0..<labels.rows {
      guard let number = labels.number(row) else {
        text += "NA\n"
        expected.append(0)
        continue
      }
      text += labels.name(number) + "\n"
      if known[number] == nil {
        numbers.append(number)
        known[number] = UInt32(numbers.count)
      }
      expected.append(known[number] ?? 0)
    }
    var options = ReadOptions()
    options.pieceSize = pieceSize
    let request = ColumnRequest("id", as: .text)
    let table = try DelimitedText(.bytes(Array(text.utf8), name: "t.csv"), options: options).read([request])
    guard case .text(let column)? = table.column(request) else { return try #require(nil) }
    #expect(column.codes.count == labels.rows)
    #expect(expected.indices.allSatisfy { column.codes[$0] == expected[$0] && column.code($0) == expected[$0] })
    #expect(column.levels.count == numbers.count)
    #expect(numbers.indices.allSatisfy { column.levels[$0] == labels.name(numbers[$0]) })
    #expect(column.hasMissing == expected.contains(0))
  }

  /// Order of length, then of bytes: each pair stands next to one another in a column, with the first one twice.
  @Test(arguments: [
    ("9", "10"), ("b", "aa"), ("ab", "b"), ("\u{E9}", "ab"), ("12345678", "12345679"), ("12345678a", "12345678b"),
    ("12345678b", "12345678a"), ("a2345678xyz", "b2345678abc"), ("12345678", "123456789"), ("Zz", "aA"),
  ])
  func labelsAreToldApart(_ a: String, _ b: String) throws {
    let rows = [a, a, b, a, b, b]
    let text = "id,x\n" + rows.map { "\($0),1\n" }.joined()
    let request = ColumnRequest("id", as: .text)
    let table = try DelimitedText(.bytes(Array(text.utf8), name: "t.csv")).read([request])
    guard case .text(let column)? = table.column(request) else { return try #require(nil) }
    #expect(column.levels.strings == [a, b])
    #expect(rows.indices.map { column.code($0) } == [1, 1, 2, 1, 2, 2])
  }
}
