import Endline
import Expectation
import Glibc

// Any bytes, under any options, are a table or a `TableError`; and the same one for every size of piece, number of
// threads and kind of source.
//
// The first four bytes of an input choose the options; the rest is the file.

/// A file in memory without a name, to be written anew for each input.
private let scratch: Int32 = {
  let path = "/dev/shm/endline-fuzz-\(getpid())"
  let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
  expect(file >= 0, "no scratch file in /dev/shm")
  unlink(path)
  return file
}()

private func options(_ choice: [UInt8]) -> ReadOptions {
  func pick<Value>(_ byte: UInt8, _ values: [Value]) -> Value { values[Int(byte) % values.count] }
  return ReadOptions(
    missingTokens: pick(choice[0], [nil, nil, ["-9", "NA"], [""], ["", "."]]),
    decimalMark: pick(choice[0] / 5, [nil, .point, .comma]),
    encoding: pick(
      choice[1], [nil, nil, nil, .windows1252, .latin1, .utf8, .utf16, .utf16LittleEndian, .utf16BigEndian]),
    delimiter: pick(choice[1] / 9, [nil, nil, UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]),
    digest: choice[2] & 1 == 1, pieceSize: 1 << 13, threads: 1)
}

/// Everything that a caller can see of an attempt to read.
private func outcome(_ source: TableSource, _ options: ReadOptions, kinds: UInt8) -> [String] {
  do throws(TableError) {
    let text = try DelimitedText(source, options: options)
    var requests: [ColumnRequest] = []
    for (place, name) in text.columnNames.prefix(8).enumerated() {
      switch (Int(kinds) >> (place % 4)) & 3 {
      case 0: requests.append(ColumnRequest(name, as: .detected))
      case 1: requests.append(ColumnRequest(name, as: .text))
      case 2: requests.append(ColumnRequest(name, as: .number))
      default: break
      }
    }
    let table = try text.read(requests)
    var seen = ["\(table.rowCount) rows", table.sha256 ?? "", table.decimalMark?.rawValue ?? ""] + table.notes
    seen += (0..<table.rowCount).map { "\(table.line(ofRow: $0))" }
    for request in requests {
      switch table.column(request) {
      case .number(let column):
        expect(column.values.count == table.rowCount, "a column of numbers has another length than the table")
        seen += column.values.map { "\($0.isNaN ? 0 : $0.bitPattern)" }
      case .text(let column):
        seen += (0..<table.rowCount).map { row in column.level(row).map { column.levels[$0] } ?? "" }
      case nil: fatalError("a column that was asked for is not there")
      }
    }
    return seen
  } catch {
    expectOneLineEach(error)
    return error.problems + [error.mend ?? "", "\(error.status)"]
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard bytes.count >= 4 else { return 0 }
  let choice = Array(bytes.prefix(4))
  let file = Array(bytes.dropFirst(4))
  let name = "/proc/self/fd/\(scratch)"
  let plain = options(choice)
  let expected = outcome(.bytes(file, name: name), plain, kinds: choice[3])
  var cut = plain
  cut.pieceSize = 16 + Int(choice[2] >> 3)
  // Threads are started for one input in eight: they cost more than all the rest.
  if choice[2] & 6 == 6 { cut.threads = 2 + Int(choice[3] & 1) }
  var source = TableSource.bytes(file, name: name)
  if choice[2] & 6 != 0, !file.isEmpty {
    ftruncate(scratch, 0)
    let written = pwrite(scratch, file, file.count, 0)
    expect(written == file.count, "the scratch file was not written")
    source = .file(name)
  }
  let other = outcome(source, cut, kinds: choice[3])
  expect(
    other == expected, "pieces of \(cut.pieceSize) bytes on \(cut.threads ?? 0) threads: \(other), not \(expected)")
  return 0
}
