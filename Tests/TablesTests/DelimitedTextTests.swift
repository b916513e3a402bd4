import Diagnostics
import Foundation
import Tables
import Testing

/// SplitMix64 (Steele, Lea & Flood 2014): the same tables on every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// What a table says, spelt out so that two can be compared.
struct Spelt: Equatable {
  var columns: [[String?]] = []
  var lines: [Int] = []
  var notes: [String] = []
}

func spell(_ table: Table, _ requests: [ColumnRequest]) -> Spelt {
  Spelt(
    columns: requests.map { request in
      switch table.column(request) {
      case .text(let text): (0..<table.rowCount).map { row in text.level(row).map { text.levels[$0] } }
      case .number(let numbers): numbers.values.map { $0.isNaN ? nil : "\($0)" }
      case nil: []
      }
    }, lines: (0..<table.rowCount).map(table.line(ofRow:)), notes: table.notes)
}

func read(
  _ text: String, _ requests: [(String, ColumnKind)], options: ReadOptions = ReadOptions()
) throws -> Spelt {
  let requests = requests.map { ColumnRequest($0.0, as: $0.1) }
  let table = try DelimitedText(.bytes(Array(text.utf8), name: "f.csv"), options: options).read(requests)
  return spell(table, requests)
}

@Test(arguments: [",", ";", "\t"]) func delimitersAreRecognised(_ d: String) throws {
  let spelt = try read("id\(d)score\na\(d)1\nb\(d)2.5\n", [("id", .text), ("score", .number)])
  #expect(spelt == Spelt(columns: [["a", "b"], ["1.0", "2.5"]], lines: [2, 3]))
}

@Test func theMostFrequentDelimiterOutsideQuotesCounts() throws {
  #expect(try read("\"a,b,c\";d\n1;2\n", [("a,b,c", .text)]).columns == [["1"]])
  #expect(try read("a,b;c\n1,2;3\n", [("a,b", .text)]).columns == [["1,2"]])
  #expect(try read("a;b,c,d\n1;2,3,4\n", [("a;b", .text)]).columns == [["1;2"]])
  #expect(try read("sep=;\r\na;b,c,d,e\r\n1;2\r\n", [("b,c,d,e", .text)]) == Spelt(columns: [["2"]], lines: [3]))
}

@Test func quotesLineEndsAndBlankLines() throws {
  let text =
    "\u{FEFF}\r\nid,\"the \"\"score\"\"\"\r\n\"a,b\",1\r\n\r\n\"c\r\nd\",\"2\"\r\n  \r\n\"\"\"e\"\"\",3\r\n\r\n\r\n"
  let spelt = try read(text, [("id", .text), ("the \"score\"", .number)])
  #expect(spelt.columns == [["a,b", "c\r\nd", "\"e\""], ["1.0", "2.0", "3.0"]])
  #expect(spelt.lines == [3, 5, 8])
  #expect(spelt.notes.isEmpty)
}

@Test func missingValuesAndBlanksAroundFields() throws {
  let text = "id,x\n NA ,na\n.,\"NaN\"\n\"\",\nN/A, 7\u{A0}\n\t b \t,\"\u{A0}8 \"\n"
  let spelt = try read(text, [("id", .text), ("x", .number), ("x", .text)])
  #expect(spelt.columns == [[nil, nil, nil, "N/A", "b"], [nil, nil, nil, "7.0", "8.0"], [nil, nil, nil, "7", "8"]])
  let own = try read(
    "id,x\nNA,-9\n,1\nb,-9.0\n", [("id", .text), ("x", .number)], options: ReadOptions(missingTokens: ["-9"]))
  #expect(own.columns == [["NA", "", "b"], [nil, "1.0", "-9.0"]])
}

@Test func headerAlone() throws {
  for text in ["id,x", "id,x\n", "id,x\r\n\r\n"] {
    #expect(try read(text, [("id", .text), ("x", .number), ("x", .detected)]) == Spelt(columns: [[], [], []]))
  }
}

@Test func oneColumn() throws {
  let spelt = try read("score\n1\n\n\"\"\n2\n\n\n", [("score", .number)])
  #expect(spelt.columns == [["1.0", nil, "2.0"]])
  #expect(spelt.lines == [2, 4, 5])
  #expect(
    spelt.notes == [
      "1 blank line between rows was skipped (a missing value in a file of one column is written NA)"
    ])
  #expect(try read("score\n1\n2\n\n\n", [("score", .number)]).notes.isEmpty)
}

@Test func detectedColumns() throws {
  let text = "a;b;c;d;e\n1;x;NA;1e3;01\n2,5;3;;+4;1e999\n"
  let spelt = try read(
    text, [("a", .detected), ("b", .detected), ("c", .detected), ("d", .detected), ("e", .detected), ("e", .text)])
  #expect(
    spelt.columns == [
      ["1.0", "2.5"], ["x", "3"], [nil, nil], ["1000.0", "4.0"], ["01", "1e999"], ["01", "1e999"],
    ])
  #expect(spelt.notes == ["numbers are written with a decimal comma (first on line 3); read so"])
}

@Test func decimalCommas() throws {
  func note(_ line: Int) -> String { "numbers are written with a decimal comma (first on line \(line)); read so" }
  let danish = try read("id;x\na;0,435\nb;1,234\nc;-7\nd;,5\n", [("x", .number)])
  #expect(danish.columns == [["0.435", "1.234", "-7.0", "0.5"]])
  #expect(danish.notes == [note(2)])
  let inQuotes = try read("id,x\na,\"1,234\"\nb,\"3,5\"\n", [("x", .number)])
  #expect(inQuotes.columns == [["1.234", "3.5"]])
  #expect(inQuotes.notes == [note(3)])
  // Evidence of one column settles another.
  #expect(try read("x;y\n1,234;1\n2;3,75\n", [("x", .number), ("y", .detected)]).columns[0] == ["1.234", "2.0"])
  // A column that holds text is no evidence, and commas in text none either.
  #expect(try read("x;y\n1.5;a,b\n2;1,5\n", [("x", .number), ("y", .detected)]).columns[1] == ["a,b", "1,5"])
  let said = try read("x\n\"1,234\"\n", [("x", .number)], options: ReadOptions(decimalMark: .comma))
  #expect(said.columns == [["1.234"]])
  #expect(said.notes.isEmpty)
  for certain in ["0,123", "12,3456", "1234,567", "3,5", "3,", ",123", "1,234e5", "012,345"] {
    let value = try #require(Double(certain.replacingOccurrences(of: ",", with: ".")))
    #expect(try read("x;y\n\(certain);1\n", [("x", .number)]).columns == [["\(value)"]])
  }
}

@Test func encodings() throws {
  let text = "id,x\nJörg €,−1.5\n𝄞,2\n"
  let expected = Spelt(columns: [["Jörg €", "𝄞"], ["-1.5", "2.0"]], lines: [2, 3])
  let requests = [ColumnRequest("id", as: .text), ColumnRequest("x", as: .number)]
  func check(_ bytes: [UInt8], _ encoding: TextEncoding?, _ expected: Spelt) throws {
    for pieceSize in [16, 17, 18, 19, 1 << 20] {
      let table = try DelimitedText(
        .bytes(bytes, name: "f"), options: ReadOptions(encoding: encoding, pieceSize: pieceSize, threads: 2)
      ).read(requests)
      #expect(spell(table, requests) == expected)
    }
  }
  try check(Array(text.utf8), nil, expected)
  try check(Array(("\u{FEFF}" + text).utf8), .utf8, expected)
  let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
  let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
  try check(little, .utf16LittleEndian, expected)
  try check(big, .utf16BigEndian, expected)
  try check([0xFF, 0xFE] + little, .utf16, expected)
  try check([0xFE, 0xFF] + big, .utf16, expected)
  let western = Spelt(columns: [["Jörg \u{20AC}"], ["2.0"]], lines: [2])
  let bytes = Array("id,x\nJ".utf8) + [0xF6] + Array("rg ".utf8)
  try check(bytes + [0x80] + Array(",2\n".utf8), .windows1252, western)
  try check(
    bytes + [0xA4] + Array(",2\n".utf8), .latin1, Spelt(columns: [["Jörg \u{A4}"], ["2.0"]], lines: [2]))
}

/// Foundation's tables are the reference: every byte of the two encodings.
@Test func everyByteOfTheWesternEncodings() throws {
  for (encoding, reference) in [(TextEncoding.latin1, String.Encoding.isoLatin1), (.windows1252, .windowsCP1252)] {
    for byte in UInt8(0x80)...0xFF where byte != 0xA0 {
      if encoding == .windows1252, [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte) { continue }
      let expected = try #require(String(data: Data([byte]), encoding: reference))
      let table = try DelimitedText(
        .bytes(Array("x\na".utf8) + [byte, 0x62, 0x0A], name: "f"), options: ReadOptions(encoding: encoding)
      ).read([ColumnRequest("x", as: .text)])
      #expect(spell(table, [ColumnRequest("x", as: .text)]).columns == [["a\(expected)b"]])
    }
  }
}

// MARK: - Properties

struct RandomTable {
  var text = ""
  var labels: [String?] = []
  var numbers: [Double] = []
  var lines: [Int] = []
  /// Rows as written, without line end.
  var rows: [String] = []

  init(seed: UInt64, rows count: Int) {
    var random = SplitMix(seed)
    let delimiter = [",", ";", "\t"].randomElement(using: &random)!
    let lineEnd = Bool.random(using: &random) ? "\n" : "\r\n"
    let alphabet = ["a", "B", "7", " x", "é", "€", "𝄞", delimiter, "\"", "\n", "\r\n", "''", "longer than eight bytes"]
    var line = 2
    text = ["id", "skipped", "x"].joined(separator: delimiter) + lineEnd
    for _ in 0..<count {
      while Int.random(in: 0..<12, using: &random) == 0 {
        text += lineEnd
        line += 1
      }
      func field(_ value: String, _ forced: Bool) -> String {
        let needs = value.contains { "\"\n\r\r\n".contains($0) } || value.contains(delimiter)
        guard needs || forced else { return value }
        return "\"" + value.replacingOccurrences(of: "\"", with: "\"\"") + "\""
      }
      var label = ""
      for _ in 0..<Int.random(in: 0..<5, using: &random) { label += alphabet.randomElement(using: &random)! }
      label = label.trimmingCharacters(in: [" ", "\t"])
      let number: Double =
        switch Int.random(in: 0..<6, using: &random) {
        case 0: .nan
        case 1: Double(Int.random(in: -99...99, using: &random))
        case 2: Double(Int.random(in: -9999...9999, using: &random)) / 100
        default: Double(bitPattern: random.next())
        }
      let value = number.isFinite ? number : .nan
      let skipped = ["", "q\"q", "two\nlines", "x"].randomElement(using: &random)!
      let fields = [
        field(label, label.isEmpty || Bool.random(using: &random)), field(skipped, Bool.random(using: &random)),
        field(
          value.isNaN ? ["", "NA", ".", " nan "].randomElement(using: &random)! : "\(value)",
          Int.random(in: 0..<3, using: &random) == 0),
      ]
      let row = fields.joined(separator: delimiter)
      rows.append(row)
      lines.append(line)
      labels.append(["", ".", "NA", "NAN"].contains(label.uppercased()) ? nil : label)
      numbers.append(value)
      text += row + lineEnd
      line += 1 + row.utf8.count { $0 == 0x0A }
    }
    if Bool.random(using: &random), !rows.isEmpty { text.unicodeScalars.removeLast(lineEnd.unicodeScalars.count) }
  }
}

private let wanted = [
  ColumnRequest("id", as: .text), ColumnRequest("x", as: .number), ColumnRequest("x", as: .detected),
]

@Test(arguments: 0..<60) func whatIsWrittenIsReadInAnyPieces(_ seed: Int) throws {
  let table = RandomTable(seed: UInt64(seed), rows: seed)
  for pieceSize in [16, 17, 23, 61, 256, 4 << 20] {
    for threads in [1, 2, 3] {
      let options = ReadOptions(pieceSize: pieceSize, threads: threads)
      let read = try DelimitedText(.bytes(Array(table.text.utf8), name: "f"), options: options).read(wanted)
      guard case .text(let labels) = read.column(wanted[0]), case .number(let numbers) = read.column(wanted[1]),
        case .number(let detected) = read.column(wanted[2])
      else {
        Issue.record("columns of another kind")
        return
      }
      #expect((0..<read.rowCount).map { row in labels.level(row).map { labels.levels[$0] } } == table.labels)
      #expect(numbers.values.map(\.bitPattern) == table.numbers.map(\.bitPattern))
      #expect(detected.values.map(\.bitPattern) == table.numbers.map(\.bitPattern))
      #expect((0..<read.rowCount).map(read.line(ofRow:)) == table.lines)
      var seen: [String] = []
      for case let label? in table.labels where !seen.contains(label) { seen.append(label) }
      #expect(labels.levels.strings == seen)
    }
  }
}

@Test(arguments: 100..<104) func filesAndMemoryAgree(_ seed: Int) throws {
  // A file is read by position, by any thread; memory and pipes in order.
  let table = RandomTable(seed: UInt64(seed), rows: 20_000)
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("tables-\(UUID().uuidString).csv").path
  try Data(table.text.utf8).write(to: URL(fileURLWithPath: path))
  defer { try? FileManager.default.removeItem(atPath: path) }
  let expected = spell(try DelimitedText(.bytes(Array(table.text.utf8), name: "f")).read(wanted), wanted)
  #expect(expected.columns[0] == table.labels)
  for (pieceSize, threads) in [(4096, 4), (5000, 2), (100_003, 3), (4 << 20, 1)] {
    let options = ReadOptions(pieceSize: pieceSize, threads: threads)
    #expect(spell(try DelimitedText(.file(path), options: options).read(wanted), wanted) == expected)
  }
}

@Test func permutedRowsPermuteTheTable() throws {
  let table = RandomTable(seed: 7, rows: 200)
  var random = SplitMix(8)
  let order = Array(0..<200).shuffled(using: &random)
  let delimiter = String(table.text.dropFirst(2).first!)
  let header = ["id", "skipped", "x"].joined(separator: delimiter)
  let requests: [(String, ColumnKind)] = [("id", .text), ("x", .number)]
  let straight = try read(([header] + table.rows).joined(separator: "\n"), requests)
  let permuted = try read(([header] + order.map { table.rows[$0] }).joined(separator: "\n"), requests)
  for column in 0..<2 { #expect(permuted.columns[column] == order.map { straight.columns[column][$0] }) }
}

/// Faults planted in random tables: whatever is said, it is the same for every way of cutting.
@Test(arguments: 200..<280) func faultsReadTheSameInAnyPieces(_ seed: Int) throws {
  var random = SplitMix(UInt64(seed))
  var bytes = Array(RandomTable(seed: UInt64(seed), rows: 12).text.utf8)
  for _ in 0..<Int.random(in: 1...3, using: &random) {
    let faults: [[UInt8]] = [[0x22], [0x0D], [0xE9], [0x00], [0x2C], [0x3B], [0x0A], [0xE2, 0x82], [0x41]]
    let at = Int.random(in: 14..<bytes.count, using: &random)
    bytes.insert(contentsOf: faults.randomElement(using: &random)!, at: at)
  }
  func outcome(_ options: ReadOptions) -> String {
    do throws(TableError) {
      let table = try DelimitedText(.bytes(bytes, name: "f"), options: options).read(wanted)
      return "\(spell(table, wanted))"
    } catch {
      return error.description
    }
  }
  let whole = outcome(ReadOptions(threads: 1))
  for pieceSize in 16..<50 {
    #expect(outcome(ReadOptions(pieceSize: pieceSize, threads: 1 + pieceSize % 3)) == whole)
  }
}

@Test func manyLevelsNeedWiderCodes() throws {
  var text = "id,x\n"
  for i in 0..<70_000 { text += "S\(i),\(i % 300)\n" }
  let requests = [ColumnRequest("id", as: .text), ColumnRequest("x", as: .text)]
  for pieceSize in [1 << 12, 4 << 20] {
    let table = try DelimitedText(.bytes(Array(text.utf8), name: "f"), options: ReadOptions(pieceSize: pieceSize)).read(
      requests)
    guard case .text(let id) = table.column(requests[0]), case .text(let x) = table.column(requests[1]) else { return }
    #expect(id.levels.count == 70_000 && x.levels.count == 300)
    #expect((0..<70_000).allSatisfy { id.code($0) == UInt32($0 + 1) && x.code($0) == UInt32($0 % 300 + 1) })
    #expect(id.codes.count == 70_000 && x.codes[299] == 300)
    #expect(id.levels[69_999] == "S69999")
  }
}

/// A pipe is read in order and once; the table is that of the file.
@Test func pipesAreReadOnce() throws {
  let table = RandomTable(seed: 300, rows: 20_000)
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("pipe-\(UUID().uuidString)").path
  let made = unsafe mkfifo(path, 0o600)
  try #require(made == 0)
  defer { try? FileManager.default.removeItem(atPath: path) }
  let bytes = Data(table.text.utf8)
  let writer = Thread { FileHandle(forWritingAtPath: path)?.write(bytes) }
  writer.start()
  let text = try DelimitedText(.file(path), options: ReadOptions(digest: true, pieceSize: 9999, threads: 2))
  let read = try text.read(wanted)
  #expect(spell(read, wanted).columns[0] == table.labels)
  #expect((0..<read.rowCount).map(read.line(ofRow:)) == table.lines)
  let error = #expect(throws: TableError.self) { try text.read(wanted) }
  #expect(error?.description == "\(path): can be read only once")
  #expect(error?.status == .internalFault)
}
