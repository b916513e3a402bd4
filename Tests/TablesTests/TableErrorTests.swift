import Diagnostics
import Tables
import Testing

/// An input that is refused: what is asked of it, and exactly what is said.
struct Refused: Sendable, CustomTestStringConvertible {
  let what: String
  let bytes: [UInt8]
  var options = ReadOptions()
  var requests = [ColumnRequest("id", as: .text), ColumnRequest("score", as: .number)]
  var status = Diagnostics.ExitStatus.data
  let message: String

  init(
    _ what: String, _ text: String, options: ReadOptions = ReadOptions(), requests: [ColumnRequest]? = nil,
    status: Diagnostics.ExitStatus = .data, says message: String
  ) {
    self.init(what, bytes: Array(text.utf8), options: options, requests: requests, status: status, says: message)
  }

  init(
    _ what: String, bytes: [UInt8], options: ReadOptions = ReadOptions(), requests: [ColumnRequest]? = nil,
    status: Diagnostics.ExitStatus = .data, says message: String
  ) {
    self.what = what
    self.bytes = bytes
    self.options = options
    if let requests { self.requests = requests }
    self.status = status
    self.message = message
  }

  var testDescription: String { what }
}

private func utf16(_ text: String, mark: Bool = true, bigEndian: Bool = false) -> [UInt8] {
  ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit -> [UInt8] in
    let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
    return bigEndian ? bytes.reversed() : bytes
  }
}

private let point = ReadOptions(decimalMark: .point)
private let comma = ReadOptions(decimalMark: .comma)
private let doubleQuotes = "put the whole field in quotes and double the quotes inside it, as in \"6\"\" nail\""
private let defaultTokens = ",NA,.,NaN"

private let refused: [Refused] = [
  // Nothing, or nothing but a header that does not hold.
  Refused("no bytes", "", says: "f.csv: the file is empty\nmend: a header line with the columns' names is needed"),
  Refused(
    "blank lines only", "\n \r\n\n",
    says: "f.csv: the file is empty\nmend: a header line with the columns' names is needed"),
  Refused(
    "byte order mark only", "\u{FEFF}",
    says: "f.csv: the file is empty\nmend: a header line with the columns' names is needed"),
  Refused(
    "header name empty", "id,,score\n1,2,3\n",
    says: "f.csv:1: column 2 of 3 has no name\nmend: name the column, or take the delimiter away that makes it"),
  Refused(
    "header ends in delimiter", "id,score,\n1,2,\n",
    says: "f.csv:1: column 3 of 3 has no name\nmend: name the column, or take the delimiter away that makes it"),
  Refused(
    "header name twice", "\nid,score, id \n",
    says: "f.csv:2: columns 1 and 3 are both named \"id\"\nmend: rename one of them"),
  Refused(
    "header with a stray quote", "id,sc\"ore\n",
    says: "f.csv:1: column \"2\": a quote inside a field that does not start with one\nmend: \(doubleQuotes)"),
  Refused(
    "header with an open quote", "id,\"score\n1,2\n",
    says: "f.csv:1: column \"2\": the quote that opens here is never closed\n"
      + "mend: close it, or double it if it belongs to the text"),
  Refused(
    "column misspelt", "id,scores,arm\n", status: .usage,
    says: "f.csv: no column \"score\" (\"scores\"?); the columns are \"id\", \"scores\", \"arm\""),
  Refused(
    "column unknown", "id,gaf\n", status: .usage,
    says: "f.csv: no column \"score\"; the columns are \"id\", \"gaf\""),
  Refused(
    "another delimiter", "id|score\n1|2\n", status: .usage,
    says: "f.csv: no column \"id\"; the columns are \"id|score\""),
  // Rows and quotes.
  Refused(
    "row too long", "id,score\na,1\nb,2,x\n",
    says: "f.csv:3: 3 fields where the header names 2\nmend: put fields that hold a comma in quotes"),
  Refused(
    "row too short", "id;score\na;1\n\nb\n",
    says:
      "f.csv:4: 1 field where the header names 2\nmend: add what is missing; an empty field still needs its semicolon"),
  Refused(
    "last row too short without line end", "id\tscore\na\t1\nb",
    says: "f.csv:3: 1 field where the header names 2\nmend: add what is missing; an empty field still needs its tab"),
  Refused(
    "decimal comma makes a field", "id,score\na,3,5\n",
    says: "f.csv:2: 3 fields where the header names 2\nmend: put fields that hold a comma in quotes"),
  Refused(
    "row in a file of one column", "score\n1\n1,5\n", requests: [ColumnRequest("score", as: .number)],
    says: "f.csv:3: 2 fields where the header names 1\nmend: put fields that hold a comma in quotes"),
  Refused(
    "quote in a field", "id,score\na,1\n6\" nail,2\n",
    says: "f.csv:3: column \"id\": a quote inside a field that does not start with one\nmend: \(doubleQuotes)"),
  Refused(
    "blank before the quote", "id,score\na, \"1\"\n",
    says: "f.csv:2: column \"score\": a quote inside a field that does not start with one\nmend: \(doubleQuotes)"),
  Refused(
    "text behind the quote", "id,score\n\"a\"b,1\n",
    says: "f.csv:2: column \"id\": text behind the closing quote\n"
      + "mend: double the quotes inside the field, or delete what stands between quote and delimiter"),
  Refused(
    "quote closed by a later one", "id,score\n\"a,1\nb,2\n\"c\",3\n",
    says: "f.csv:4: column \"id\": text behind the closing quote of the field that opens on line 2\n"
      + "mend: double the quotes inside the field, or delete what stands between quote and delimiter"),
  Refused(
    "quote never closed", "id,score\na,1\n\"b,2\nc,3\nd,4\n",
    says: "f.csv:3: column \"id\": the quote that opens here is never closed\n"
      + "mend: close it, or double it if it belongs to the text"),
  Refused(
    "quote never closed, in a later line of its row", "id,score\n\"a\nb\",\"1\n",
    says: "f.csv:3: column \"score\": the quote that opens here is never closed\n"
      + "mend: close it, or double it if it belongs to the text"),
  Refused(
    "old Mac line ends", "id,score\ra,1\rb,2\r",
    says: "f.csv:1: a carriage return without a line feed (line ends of the old Mac kind?)\n"
      + "mend: save the file with line feeds (Unix) or CRLF (Windows)"),
  Refused(
    "carriage return in a row", "id,score\na,1\nb\rc,2\n",
    says: "f.csv:3: a carriage return without a line feed (line ends of the old Mac kind?)\n"
      + "mend: save the file with line feeds (Unix) or CRLF (Windows)"),
  Refused(
    "the first fault counts", "id,score\na,1,2\nb\"c,3\n",
    says: "f.csv:2: 3 fields where the header names 2\nmend: put fields that hold a comma in quotes"),
  Refused(
    "a fault of structure counts before values", "id,score\na,x\nb\n",
    says: "f.csv:3: 1 field where the header names 2\nmend: add what is missing; an empty field still needs its comma"),
  // Encoding.
  Refused(
    "Latin-1", bytes: Array("id,score\na,1\nJ".utf8) + [0xF6] + Array("rg,2\n".utf8),
    says: "f.csv:3: byte 0xF6 is not valid UTF-8 (the file looks like Latin-1 or Windows-1252)\n"
      + "mend: add --encoding latin-1"),
  Refused(
    "Windows-1252", bytes: Array("id,score\nJ".utf8) + [0xF6] + Array("rg,2\n".utf8) + [0x93] + Array("x,1\n".utf8),
    says: "f.csv:2: byte 0xF6 is not valid UTF-8 (the file looks like Windows-1252)\nmend: add --encoding windows-1252"),
  Refused(
    "header in Windows-1252", bytes: Array("id,score,".utf8) + [0x80, 0x0A],
    says: "f.csv:1: byte 0x80 is not valid UTF-8 (the file looks like Windows-1252)\nmend: add --encoding windows-1252"),
  Refused(
    "neither encoding", bytes: Array("id,score\na".utf8) + [0x81] + Array(",1\n".utf8),
    says: "f.csv:2: byte 0x81 is not valid UTF-8\nmend: save the file as UTF-8"),
  Refused(
    "character cut off at the end", bytes: Array("id,score\na,1\nb,2".utf8) + [0xE2, 0x88],
    says: "f.csv:3: byte 0xE2 is not valid UTF-8 (the file looks like Windows-1252)\nmend: add --encoding windows-1252"),
  Refused(
    "surrogate in UTF-8", bytes: Array("id,score\na,1\n".utf8) + [0xED, 0xA0, 0x80] + Array(",2\n".utf8),
    says: "f.csv:3: byte 0xED is not valid UTF-8 (the file looks like Windows-1252)\nmend: add --encoding windows-1252"),
  Refused(
    "one damaged byte among UTF-8", bytes: Array("id,score\nJörg,1\nBjörn,2\nb".utf8) + [0xFF] + Array(",2\n".utf8),
    says: "f.csv:4: byte 0xFF is not valid UTF-8\nmend: save the file as UTF-8"),
  Refused(
    "overlong form", bytes: Array("id,score\na,1\nbcdefghijklm".utf8) + [0xC0, 0xAF] + Array(",2\n".utf8),
    says:
      "f.csv:3: byte 0xC0 is not valid UTF-8 (the file looks like Latin-1 or Windows-1252)\nmend: add --encoding latin-1"
  ),
  Refused(
    "UTF-16 with mark", bytes: utf16("id,score\na,1\n"),
    says: "f.csv:1: the file is in UTF-16, not UTF-8\nmend: add --encoding utf-16"),
  Refused(
    "UTF-16 big-endian with mark", bytes: utf16("id,score\na,1\n", bigEndian: true),
    says: "f.csv:1: the file is in UTF-16, not UTF-8\nmend: add --encoding utf-16"),
  Refused(
    "UTF-16 without mark", bytes: utf16("id,score\na,1\n", mark: false),
    says: "f.csv:1: the file is in UTF-16, not UTF-8\nmend: add --encoding utf-16le"),
  Refused(
    "UTF-16 big-endian without mark", bytes: utf16("id,score\na,1\n", mark: false, bigEndian: true),
    says: "f.csv:1: the file is in UTF-16, not UTF-8\nmend: add --encoding utf-16be"),
  Refused(
    "NUL", "id,score\na,1\nb,\0\n",
    says: "f.csv:3: a NUL byte (not a text file, or damaged)\nmend: save the file as text in UTF-8"),
  Refused(
    "undefined in Windows-1252", bytes: Array("id,score\na,1\nb".utf8) + [0x9D] + Array(",2\n".utf8),
    options: ReadOptions(encoding: .windows1252),
    says: "f.csv:3: byte 0x9D means nothing in Windows-1252\n"
      + "mend: name the right encoding with --encoding, or save the file as UTF-8"),
  Refused(
    "unpaired surrogate", bytes: utf16("id,score\na,1\n") + [0x00, 0xD8, 0x41, 0x00],
    options: ReadOptions(encoding: .utf16),
    says: "f.csv:3: the UTF-16 surrogate 0xD800 stands without its other half\nmend: save the file again, best as UTF-8"
  ),
  Refused(
    "odd number of bytes", bytes: utf16("id,score\na,1\n") + [0x41], options: ReadOptions(encoding: .utf16),
    says: "f.csv:3: the UTF-16 text ends in the middle of a character (an odd number of bytes)\n"
      + "mend: save the file again, best as UTF-8"),
  // Values.
  Refused(
    "letter O", "id,score\na,4O\n",
    says: "f.csv:2: column \"score\": \"4O\" is not a number (letter O for zero?)\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),4O\""),
  Refused(
    "letter l", "id,score\na,l2\n",
    says: "f.csv:2: column \"score\": \"l2\" is not a number (letter l for one?)\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),l2\""),
  Refused(
    "missing marker", "id,score\na,missing\nb,missing\nc,1\n",
    says: "f.csv:2: column \"score\": \"missing\" is not a number\n"
      + "f.csv:3: column \"score\": \"missing\" is not a number\n"
      + "mend: correct them, or if they mark missing values add --na \"\(defaultTokens),missing\""),
  Refused(
    "percent", "id,score\na,45 %\n",
    says: "f.csv:2: column \"score\": \"45 %\" is not a number (a percent sign?)\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),45 %\""),
  Refused(
    "unit", "id,score\na,45kg\n",
    says: "f.csv:2: column \"score\": \"45kg\" is not a number (a unit or remark behind it?)\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),45kg\""),
  Refused(
    "thousands by comma", "id;score\na;1,234,567\n",
    says: "f.csv:2: column \"score\": \"1,234,567\" is not a number (thousands separators?)\n"
      + "mend: write it without separators"),
  Refused(
    "thousands by point", "id;score\na;1.234,5\n",
    says: "f.csv:2: column \"score\": \"1.234,5\" is not a number (thousands separators?)\n"
      + "mend: write it without separators"),
  Refused(
    "thousands by blank", "id;score\na;1 234\n",
    says: "f.csv:2: column \"score\": \"1 234\" is not a number (thousands separators?)\n"
      + "mend: write it without separators"),
  Refused(
    "blank inside", "id,score\na,- 3\n",
    says: "f.csv:2: column \"score\": \"- 3\" is not a number (a space inside?)\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),- 3\""),
  Refused(
    "limit", "id,score\na,<5\n",
    says: "f.csv:2: column \"score\": \"<5\" is not a number (a limit?)\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),<5\""),
  Refused(
    "hexadecimal", "id,score\na,0x1F\n",
    says: "f.csv:2: column \"score\": \"0x1F\" is not a number\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),0x1F\""),
  Refused(
    "infinity", "id,score\na,inf\n",
    says: "f.csv:2: column \"score\": \"inf\" is not a number\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),inf\""),
  Refused(
    "sign only", "id,score\na,-\n",
    says: "f.csv:2: column \"score\": \"-\" is not a number\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),-\""),
  Refused(
    "two points", "id,score\na,1.2.3\n",
    says: "f.csv:2: column \"score\": \"1.2.3\" is not a number\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),1.2.3\""),
  Refused(
    "exponent without digits", "id,score\na,1e\n",
    says: "f.csv:2: column \"score\": \"1e\" is not a number (a unit or remark behind it?)\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),1e\""),
  Refused(
    "too large", "id,score\na,-1e309\n",
    says: "f.csv:2: column \"score\": \"-1e309\" is too large for a double\nmend: correct it"),
  Refused(
    "empty where empty is no token", "id,score\na,\n", options: ReadOptions(missingTokens: ["-9"]),
    says: "f.csv:2: column \"score\": \"\" is not a number\n"
      + "mend: correct it, or if it marks a missing value add --na \"-9,\""),
  Refused(
    "token in other letters", "id,score\na,na\n", options: ReadOptions(missingTokens: ["", "NA"]),
    says: "f.csv:2: column \"score\": \"na\" is not a number\n"
      + "mend: correct it, or if it marks a missing value add --na \",NA,na\""),
  Refused(
    "line end in a value", "id,score\na,\"1\n2\"\n",
    says: "f.csv:2: column \"score\": \"1\\n2\" is not a number\n"
      + "mend: correct it; texts that mark missing values are named with --na"),
  Refused(
    "lines behind a row of two lines", "id,score\n\"a\nb\",1\n\nc,x\n",
    says: "f.csv:5: column \"score\": \"x\" is not a number\n"
      + "mend: correct it, or if it marks a missing value add --na \"\(defaultTokens),x\""),
  Refused(
    "a column of words", "id,score\na,low\nb,\nc,high\nd,low\n",
    says: "f.csv: column \"score\": no value is a number: \"low\", \"high\"\n"
      + "mend: name a column of numbers, or write these as numbers; an event among them is named with --event VALUE, a "
      + "categorical covariate as COL:factor"),
  Refused(
    "more than ten", "id,score\n" + (1...12).map { "a,x\($0)\n" }.joined() + "a,1\n",
    says: (1...10).map { "f.csv:\($0 + 1): column \"score\": \"x\($0)\" is not a number\n" }.joined()
      + "… and 2 more\nmend: correct them; texts that mark missing values are named with --na"),
  // Decimal marks.
  Refused(
    "decimal comma where point is said", "id;score\na;3,5\n", options: point,
    says: "f.csv:2: column \"score\": \"3,5\" is not a number (a decimal comma?)\n"
      + "mend: write it with a point, or say --decimal ,"),
  Refused(
    "decimal point where comma is said", "id;score\na;3.5\n", options: comma,
    says: "f.csv:2: column \"score\": \"3.5\" is not a number (a decimal point?)\n"
      + "mend: write it with a comma, or say --decimal ."),
  Refused(
    "only ambiguous commas", "id;score\na;12\nb;1,234\n",
    says:
      "f.csv:3: column \"score\": \"1,234\" is either 1.234 with a decimal comma or 1234 with a thousands separator\n"
      + "mend: say which: --decimal , for a decimal comma; otherwise write the numbers without separators"),
  Refused(
    "ambiguous comma in quotes", "id,score\nb,\"-12,345\"\n",
    says: "f.csv:2: column \"score\": \"-12,345\" is either -12.345 with a decimal comma or -12345 with a thousands "
      + "separator\nmend: say which: --decimal , for a decimal comma; otherwise write the numbers without separators"),
  Refused(
    "commas and points", "id;score\na;3.5\nb;7\nc;0,435\n",
    says: "f.csv:4: column \"score\": \"0,435\" has a decimal comma, but line 2, column \"score\", has \"3.5\" with a "
      + "decimal point\nmend: write all numbers with one mark, or say which one it is (--decimal . or --decimal ,) to "
      + "see each value that has the other"),
  Refused(
    "commas in one column, points in another", "id;score;x\na;3.5;1\nb;7;2,25\n",
    requests: [ColumnRequest("score", as: .number), ColumnRequest("x", as: .detected)],
    says: "f.csv:3: column \"x\": \"2,25\" has a decimal comma, but line 2, column \"score\", has \"3.5\" with a "
      + "decimal point\nmend: write all numbers with one mark, or say which one it is (--decimal . or --decimal ,) to "
      + "see each value that has the other"),
]

/// Piece sizes that cut the rows of these inputs in every possible place, and one that does not cut.
private let shapes: [(pieceSize: Int, threads: Int)] =
  (16...33).map { ($0, 1 + $0 % 3) } + [(64, 2), (1 << 20, 1), (1 << 20, 2)]

@Test(arguments: refused)
func refusedInputsSayWhatAndWhere(_ input: Refused) {
  for shape in shapes {
    for digest in [false, true] {
      var options = input.options
      options.pieceSize = shape.pieceSize
      options.threads = shape.threads
      options.digest = digest
      do throws(TableError) {
        _ = try DelimitedText(.bytes(input.bytes, name: "f.csv"), options: options).read(input.requests)
        Issue.record("\(input.what) was read")
      } catch {
        #expect(error.description == input.message, "piece size \(shape.pieceSize)")
        #expect(error.status == input.status)
      }
    }
  }
}

@Test func thereAreSixtyRefusedInputs() { #expect(refused.count >= 60) }

@Test func missingFilesAndFoldersAreNoInput() throws {
  let missing = #expect(throws: TableError.self) { try DelimitedText(.file("/no/such/file.csv")) }
  #expect(missing?.description == "/no/such/file.csv: no such file\nmend: check the path")
  #expect(missing?.status == .noInput)
  let folder = #expect(throws: TableError.self) { try DelimitedText(.file("/")) }
  #expect(folder?.description == "/: cannot be read: it is a folder")
  #expect(folder?.status == .noInput)
}
