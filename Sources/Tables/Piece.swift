/// Some of a file's bytes, and what the rows that lie wholly inside them say.
///
/// Together with `LocalDictionary` the only place where text is read through raw pointers: each field costs a few
/// loads, and bounds checks and uniqueness checks of arrays made this loop take twice as long. `@safe`, because every
/// offset is below `count`, loads of 8 and 16 bytes reach at most 16 bytes past it, where there is padding, and
/// columns have room for as many rows as the bytes have line feeds.
///
/// `@unchecked Sendable`: a piece is used by one thread at a time. A worker fills and parses it, then hands it over
/// under the pipeline's lock to whoever merges.
@safe final class Piece: @unchecked Sendable {
  /// A value to be named in an error or note, by the row within the piece.
  struct Sighting {
    let row: Int
    let column: Int
    let text: String
  }

  struct BadValue {
    let row: Int
    let column: Int
    let text: String
    let isTooLarge: Bool
  }

  private static let padding = 64

  private var bytes: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0
  /// Whether the byte before the piece ends a line (or is the header's end).
  var followsLineFeed = false
  /// Why the piece's bytes could not all be read; nil where they could.
  var failure: String?

  // Survey
  private(set) var quoteCount = 0
  private(set) var lineFeedCount = 0
  private(set) var hasReturns = false
  private(set) var encoding = EncodingCheck()

  // Rows
  /// Offset of the first row that was parsed; `count` where no row starts here.
  private(set) var firstRow = 0
  /// Offset behind the last whole row.
  private(set) var tail = 0
  private(set) var rowCount = 0
  /// Lines from the first row to the tail.
  private(set) var lineCount = 0
  /// Row and line offset (line of the row, counted from the first row's as 0, less the row) wherever that changes.
  private(set) var lineBreaks: [(row: Int, offset: Int)] = []
  /// Blank lines, skipped, before the last row and behind it.
  private(set) var blankLines = 0
  private(set) var trailingBlankLines = 0
  /// Start of the row in which the parser met something that breaks the rules, and its line from the first row's.
  private(set) var anomaly: (offset: Int, line: Int)?
  private(set) var firstPoint: Sighting?
  private(set) var firstComma: Sighting?
  private(set) var firstAmbiguous: Sighting?
  private(set) var badValues: [BadValue] = []
  private(set) var badValueCount = 0

  private let layout: RowLayout
  private var dictionaries: UnsafeMutablePointer<LocalDictionary>
  /// Row-major within a slot: slot s has its rows from s × rowCapacity on.
  private var codes: UnsafeMutablePointer<UInt32>
  private var numbers: UnsafeMutablePointer<Double>
  private var rowCapacity = 0
  /// Text of quoted fields with doubled quotes, without the doubling; as much room as `bytes`, made when first needed.
  private var unescaped: UnsafeMutablePointer<UInt8>?
  private var unescapedCount = 0

  init(capacity: Int, layout: RowLayout) {
    self.layout = layout
    self.capacity = capacity
    unsafe bytes = .allocate(capacity: capacity + Piece.padding)
    unsafe dictionaries = .allocate(capacity: layout.textColumns.count)
    for slot in 0..<layout.textColumns.count { unsafe (dictionaries + slot).initialize(to: LocalDictionary()) }
    unsafe codes = .allocate(capacity: 0)
    unsafe numbers = .allocate(capacity: 0)
  }

  deinit {
    for slot in 0..<layout.textColumns.count { unsafe dictionaries[slot].deallocate() }
    unsafe dictionaries.deallocate()
    unsafe bytes.deallocate()
    unsafe codes.deallocate()
    unsafe numbers.deallocate()
    unsafe unescaped?.deallocate()
  }

  // MARK: - Bytes in

  /// Lets `body` write the piece's bytes and say how many they are.
  func fill(_ body: (inout MutableSpan<UInt8>) throws(SystemError) -> Int) throws(SystemError) {
    var room = unsafe MutableSpan(_unsafeStart: bytes, count: capacity)
    count = min(try body(&room), capacity)
    pad()
  }

  /// Takes a copy of bytes, with more room if there has to be.
  func replace(with text: borrowing Span<UInt8>) {
    if text.count > capacity {
      unsafe bytes.deallocate()
      unsafe unescaped?.deallocate()
      unsafe unescaped = nil
      capacity = max(2 * capacity, text.count)
      unsafe bytes = .allocate(capacity: capacity + Piece.padding)
    }
    count = text.count
    let bytes = unsafe bytes
    unsafe text.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { unsafe bytes.update(from: start, count: source.count) }
    }
    pad()
  }

  private func pad() { unsafe (bytes + count).update(repeating: 0, count: Piece.padding) }

  func withBytes<R>(_ body: (Span<UInt8>) -> R) -> R { body(unsafe Span(_unsafeStart: bytes, count: count)) }

  // MARK: - Columns out

  func withCodes<R>(_ slot: Int, _ body: (Span<UInt32>) -> R) -> R {
    body(unsafe Span(_unsafeStart: codes + slot * rowCapacity, count: rowCount))
  }

  func withNumbers<R>(_ slot: Int, _ body: (Span<Double>) -> R) -> R {
    body(unsafe Span(_unsafeStart: numbers + slot * rowCapacity, count: rowCount))
  }

  func labelCount(_ slot: Int) -> Int { unsafe dictionaries[slot].count }

  /// Labels in the order of appearance, with the missing ones among them.
  func forEachLabel(_ slot: Int, _ body: (_ text: Span<UInt8>, _ rank: LabelRank, _ hash: UInt32) -> Void) {
    unsafe dictionaries[slot].forEach(body)
  }

  // MARK: - Survey

  /// Counts quotes and line feeds and checks the encoding: what has to be known before rows can be parsed.
  func survey() {
    // Sixteen bytes at a time; bytes count up to 255 before they are added up.
    typealias Block = SIMD16<UInt8>
    let zero = Block(repeating: 0)
    let one = Block(repeating: 1)
    let quoteBytes = Block(repeating: quote)
    let feedBytes = Block(repeating: lineFeed)
    let returnBytes = Block(repeating: carriageReturn)
    var quotes = 0
    var lineFeeds = 0
    var returns = zero
    var zeros = zero
    var all = zero
    let raw = unsafe UnsafeRawPointer(bytes)
    let blocks = count / 16
    var block = 0
    while block < blocks {
      let end = min(block + 255, blocks)
      var quoteCounts = zero
      var feedCounts = zero
      for k in block..<end {
        let bytes = unsafe raw.loadUnaligned(fromByteOffset: 16 &* k, as: Block.self)
        quoteCounts &+= zero.replacing(with: one, where: bytes .== quoteBytes)
        feedCounts &+= zero.replacing(with: one, where: bytes .== feedBytes)
        returns |= zero.replacing(with: one, where: bytes .== returnBytes)
        zeros |= zero.replacing(with: one, where: bytes .== zero)
        all |= bytes
      }
      quotes += Int(SIMD16<UInt16>(truncatingIfNeeded: quoteCounts).wrappedSum())
      lineFeeds += Int(SIMD16<UInt16>(truncatingIfNeeded: feedCounts).wrappedSum())
      block = end
    }
    var hasReturns = returns != zero
    var isPlain = zeros == zero && all.max() < 0x80
    var i = 16 * blocks
    while i < count {
      let byte = unsafe bytes[i]
      if byte == quote { quotes += 1 }
      if byte == lineFeed { lineFeeds += 1 }
      if byte == carriageReturn { hasReturns = true }
      if byte == 0 || byte >= 0x80 { isPlain = false }
      i += 1
    }
    quoteCount = quotes
    lineFeedCount = lineFeeds
    self.hasReturns = hasReturns
    encoding = isPlain ? EncodingCheck() : EncodingCheck(unsafe Span(_unsafeStart: bytes, count: count))
  }

  // MARK: - Rows

  /// Where the first row starts if the piece begins inside a row, inside or outside quotes.
  func firstRowOffset(startsInsideQuotes: Bool) -> Int {
    if followsLineFeed, !startsInsideQuotes { return 0 }
    var isInside = startsInsideQuotes
    for i in 0..<count {
      let byte = unsafe bytes[i]
      if byte == quote { isInside.toggle() } else if byte == lineFeed, !isInside { return i + 1 }
    }
    return count
  }

  /// Parses the whole rows from `start` on, which is the start of a row.
  func parse(from start: Int) {
    firstRow = start
    rowCount = 0
    lineCount = 0
    lineBreaks.removeAll(keepingCapacity: true)
    blankLines = 0
    trailingBlankLines = 0
    anomaly = nil
    firstPoint = nil
    firstComma = nil
    firstAmbiguous = nil
    badValues.removeAll(keepingCapacity: true)
    badValueCount = 0
    unescapedCount = 0
    for slot in 0..<layout.textColumns.count { unsafe dictionaries[slot].removeAll() }
    tail = tailOffset(from: start)
    guard tail > start else { return }
    if rowCapacity < lineFeedCount {
      rowCapacity = lineFeedCount + lineFeedCount / 8
      unsafe codes.deallocate()
      unsafe numbers.deallocate()
      unsafe codes = .allocate(capacity: rowCapacity * layout.textColumns.count)
      unsafe numbers = .allocate(capacity: rowCapacity * layout.numberColumns.count)
    }
    let isPlain = quoteCount == 0 && !hasReturns
    if isPlain { parseRows(isPlain: true) } else { parseRows(isPlain: false) }
  }

  /// Offset behind the last line feed outside quotes, found from the end: what lies between is usually short.
  private func tailOffset(from start: Int) -> Int {
    var isInside = false
    if quoteCount > 0 { for i in start..<count where unsafe bytes[i] == quote { isInside.toggle() } }
    var i = count
    while i > start {
      let byte = unsafe bytes[i - 1]
      if byte == lineFeed, !isInside { return i }
      if byte == quote { isInside.toggle() }
      i -= 1
    }
    return start
  }

  /// The loop over rows and fields. `isPlain` (no quotes, no carriage returns) is a constant at both calls.
  @inline(__always)
  private func parseRows(isPlain: Bool) {
    let bytes = unsafe UnsafePointer(self.bytes)
    let raw = unsafe UnsafeRawPointer(bytes)
    let end = tail
    let delimiter = layout.delimiter
    let lastColumn = layout.fields.count - 1
    let comma = UInt8(ascii: ",")
    // The marks that a bare number may have; the delimiter stands for "none", since the field has ended there.
    let firstMark = layout.decimalMark == .comma ? delimiter : UInt8(ascii: ".")
    let secondMark = layout.decimalMark == .point ? delimiter : comma
    let delimiters = UInt64(delimiter) &* onesInBytes
    let rowCapacity = rowCapacity
    let codes = unsafe codes
    let numbers = unsafe numbers
    let dictionaries = unsafe dictionaries
    let compareNumbers = layout.missing.hasNumbers
    var seenPoint = false
    var seenComma = false
    var seenAmbiguous = false
    var p = firstRow
    var row = 0
    var line = 0
    var lineOffset = 0
    var blanks = 0

    unsafe layout.fields.withUnsafeBufferPointer { fields in
      unsafe NumberText.powersOfTen.withUnsafeBufferPointer { powers in
        rows: while p < end {
          let rowStart = p
          var column = 0
          var extraLines = 0
          fields: while true {
            let field = unsafe fields[column]
            let isLast = column == lastColumn

            if field.numberSlot >= 0, field.textSlot < 0 {
              // A number up to the delimiter or line end, in one go.
              var q = p
              var byte = unsafe bytes[q]
              let isQuoted = !isPlain && byte == quote
              if isQuoted {
                q &+= 1
                byte = unsafe bytes[q]
              }
              let textStart = q
              let isNegative = byte == UInt8(ascii: "-")
              if isNegative {
                q &+= 1
                byte = unsafe bytes[q]
              }
              let wholeStart = q
              var mantissa: UInt64 = 0
              while byte &- 48 <= 9 {
                mantissa = mantissa &* 10 &+ UInt64(byte &- 48)
                q &+= 1
                byte = unsafe bytes[q]
              }
              let whole = q &- wholeStart
              var fraction = 0
              var mark: UInt8 = 0
              if byte == firstMark || byte == secondMark, byte != delimiter {
                mark = byte
                q &+= 1
                byte = unsafe bytes[q]
                let fractionStart = q
                while byte &- 48 <= 9 {
                  mantissa = mantissa &* 10 &+ UInt64(byte &- 48)
                  q &+= 1
                  byte = unsafe bytes[q]
                }
                fraction = q &- fractionStart
              }
              let digits = whole &+ fraction
              let textEnd = q
              if isQuoted, byte == quote {
                q &+= 1
                byte = unsafe bytes[q]
              } else if isQuoted {
                byte = 0
              }
              if !isPlain, isLast, byte == carriageReturn, unsafe bytes[q &+ 1] == lineFeed {
                q &+= 1
                byte = lineFeed
              }
              // Up to 15 digits the mantissa is exact, and so is the power of ten: one rounding.
              if digits > 0, digits <= 15, byte == (isLast ? lineFeed : delimiter),
                !compareNumbers || !isMissing(textStart, textEnd)
              {
                var value = Double(Int64(truncatingIfNeeded: mantissa))
                if fraction > 0 { value /= unsafe powers[fraction] }
                unsafe numbers[Int(field.numberSlot) &* rowCapacity &+ row] = isNegative ? -value : value
                if mark != 0 {
                  if mark != comma {
                    if !seenPoint {
                      seenPoint = true
                      firstPoint = sighting(row, column, textStart, textEnd)
                    }
                  } else if fraction == 3, whole >= 1, whole <= 3, unsafe bytes[wholeStart] != UInt8(ascii: "0") {
                    if !seenAmbiguous {
                      seenAmbiguous = true
                      firstAmbiguous = sighting(row, column, textStart, textEnd)
                    }
                  } else if !seenComma {
                    seenComma = true
                    firstComma = sighting(row, column, textStart, textEnd)
                  }
                }
                p = q &+ 1
                if isLast { break fields }
                column &+= 1
                continue fields
              }
            }

            // A bare label, or a field that nobody asked for, up to the delimiter or line end: the usual case, kept apart
            // since it needs little of what the unusual ones need.
            if field.numberSlot < 0 {
              var q = p
              while true {
                let word = unsafe raw.loadUnaligned(fromByteOffset: q, as: UInt64.self)
                var found = firstMatch(word ^ delimiters) | firstMatch(word ^ lineFeedsInBytes)
                if !isPlain { found |= firstMatch(word ^ quotesInBytes) | firstMatch(word ^ returnsInBytes) }
                if found != 0 {
                  q &+= found.trailingZeroBitCount &>> 3
                  break
                }
                q &+= 8
              }
              let end = q
              var byte = unsafe bytes[q]
              if !isPlain, isLast, byte == carriageReturn, unsafe bytes[q &+ 1] == lineFeed {
                q &+= 1
                byte = lineFeed
              }
              if byte == (isLast ? lineFeed : delimiter), end > p {
                let first = unsafe bytes[p]
                let last = unsafe bytes[end &- 1]
                if min(first, last) > 0x20, first != 0xC2, last != 0xA0 {
                  if field.textSlot >= 0 {
                    unsafe codes[Int(field.textSlot) &* rowCapacity &+ row] =
                      unsafe dictionaries[Int(field.textSlot)].code(bytes + p, end &- p)
                  }
                  p = q &+ 1
                  if isLast { break fields }
                  column &+= 1
                  continue fields
                }
              }
            }

            // Any field: find its end by the rules of quoting, then see what is in it.
            var contentStart = p
            var contentEnd: Int
            var next = p
            var isQuoted = false
            var hasDoubled = false
            if !isPlain, unsafe bytes[p] == quote {
              isQuoted = true
              contentStart = p + 1
              next = contentStart
              while true {
                while next < end {
                  let word = unsafe raw.loadUnaligned(fromByteOffset: next, as: UInt64.self)
                  let found = firstMatch(word ^ quotesInBytes)
                  if found != 0 {
                    next &+= found.trailingZeroBitCount &>> 3
                    break
                  }
                  next &+= 8
                }
                guard next < end else {
                  anomaly = (rowStart, line)
                  break rows
                }
                guard unsafe bytes[next &+ 1] == quote else { break }
                hasDoubled = true
                next &+= 2
              }
              contentEnd = next
              next &+= 1
              for i in contentStart..<contentEnd where unsafe bytes[i] == lineFeed { extraLines += 1 }
            } else {
              while true {
                let word = unsafe raw.loadUnaligned(fromByteOffset: next, as: UInt64.self)
                var found = firstMatch(word ^ delimiters) | firstMatch(word ^ lineFeedsInBytes)
                if !isPlain { found |= firstMatch(word ^ quotesInBytes) | firstMatch(word ^ returnsInBytes) }
                if found != 0 {
                  next &+= found.trailingZeroBitCount &>> 3
                  break
                }
                next &+= 8
              }
              contentEnd = next
            }
            let terminator = unsafe bytes[next]
            var endsRow = false
            if terminator == delimiter {
              next &+= 1
            } else if terminator == lineFeed {
              endsRow = true
              next &+= 1
            } else if terminator == carriageReturn, unsafe bytes[next &+ 1] == lineFeed {
              endsRow = true
              next &+= 2
            } else {
              anomaly = (rowStart, line)
              break rows
            }

            if contentEnd > contentStart {
              // Written without `||`: its autoclosures would put the two offsets on the heap.
              let first = unsafe bytes[contentStart]
              let last = unsafe bytes[contentEnd - 1]
              if min(first, last) <= 0x20 || first == 0xC2 || last == 0xA0 {
                let content = trimmed(contentStart, contentEnd)
                contentStart = content.lowerBound
                contentEnd = content.upperBound
              }
            }
            if endsRow, column == 0, contentStart == contentEnd, !isQuoted {
              // A blank line: no row, in a file of one column as well.
              p = next
              line += 1
              blanks += 1
              continue rows
            }
            guard endsRow == isLast else {
              anomaly = (rowStart, line)
              break rows
            }

            if field.textSlot >= 0 || field.numberSlot >= 0 {
              let length: Int
              let text: UnsafePointer<UInt8>
              if hasDoubled {
                let content = unsafe unescape(contentStart, contentEnd)
                unsafe text = content.start
                length = unsafe content.length
              } else {
                unsafe text = bytes + contentStart
                length = contentEnd &- contentStart
              }
              if field.textSlot >= 0 {
                unsafe codes[Int(field.textSlot) &* rowCapacity &+ row] =
                  unsafe dictionaries[Int(field.textSlot)].code(text, length)
              }
              if field.numberSlot >= 0 {
                unsafe numbers[Int(field.numberSlot) &* rowCapacity &+ row] =
                  length == 0 && layout.missing.tokens == nil
                  ? .nan : unsafe number(Span(_unsafeStart: text, count: length), row, column)
                // The slow reader may have seen marks first.
                seenPoint = firstPoint != nil
                seenComma = firstComma != nil
                seenAmbiguous = firstAmbiguous != nil
              }
            }
            p = next
            if endsRow { break fields }
            column &+= 1
          }
          if line &- row != lineOffset || row == 0 {
            lineOffset = line &- row
            lineBreaks.append((row, lineOffset))
          }
          blankLines += blanks
          blanks = 0
          row &+= 1
          line &+= 1 &+ extraLines
        }
      }
    }
    rowCount = row
    lineCount = line
    trailingBlankLines = blanks
  }

  /// Lowest set bit: the first byte of `difference` that is zero. Bits above may be wrong (the borrow), which does not
  /// matter, since only the lowest is looked at.
  @inline(__always)
  private func firstMatch(_ difference: UInt64) -> UInt64 { (difference &- onesInBytes) & ~difference & highsInBytes }

  @inline(never)
  private func trimmed(_ start: Int, _ end: Int) -> Range<Int> {
    let range = trimmedRange(unsafe Span(_unsafeStart: bytes + start, count: end - start))
    return start + range.lowerBound..<start + range.upperBound
  }

  private func isMissing(_ start: Int, _ end: Int) -> Bool {
    layout.missing.contains(unsafe Span(_unsafeStart: bytes + start, count: end - start))
  }

  private func sighting(_ row: Int, _ column: Int, _ start: Int, _ end: Int) -> Sighting {
    sighting(row, column, unsafe Span(_unsafeStart: bytes + start, count: end - start))
  }

  private func sighting(_ row: Int, _ column: Int, _ text: Span<UInt8>) -> Sighting {
    Sighting(row: row, column: column, text: string(text))
  }

  /// The field's text with single quotes where it had doubled ones.
  private func unescape(_ start: Int, _ end: Int) -> (start: UnsafePointer<UInt8>, length: Int) {
    let room: UnsafeMutablePointer<UInt8>
    if let unescaped = unsafe unescaped {
      unsafe room = unescaped
    } else {
      unsafe room = .allocate(capacity: capacity + Piece.padding)
      unsafe room.initialize(repeating: 0, count: capacity + Piece.padding)
      unsafe unescaped = unsafe room
    }
    let target = unsafe room + unescapedCount
    var length = 0
    var i = start
    while i < end {
      let byte = unsafe bytes[i]
      unsafe target[length] = byte
      length += 1
      i += byte == quote ? 2 : 1
    }
    unescapedCount += length
    return unsafe (UnsafePointer(target), length)
  }

  /// A field that the fast way did not read: missing, an exponent, many digits, a plus sign, or no number at all.
  @inline(never)
  private func number(_ text: Span<UInt8>, _ row: Int, _ column: Int) -> Double {
    if layout.missing.contains(text) { return .nan }
    switch NumberText.read(text, mark: layout.decimalMark) {
    case .value(let value, let use):
      switch use {
      case .none: break
      case .point: if firstPoint == nil { firstPoint = sighting(row, column, text) }
      case .comma: if firstComma == nil { firstComma = sighting(row, column, text) }
      case .ambiguousComma: if firstAmbiguous == nil { firstAmbiguous = sighting(row, column, text) }
      }
      return value
    case .tooLarge: reject(text, row, column, isTooLarge: true)
    case .notANumber: reject(text, row, column, isTooLarge: false)
    }
    return .nan
  }

  private func reject(_ text: Span<UInt8>, _ row: Int, _ column: Int, isTooLarge: Bool) {
    badValueCount += 1
    guard badValues.count < badValuesShown else { return }
    badValues.append(BadValue(row: row, column: column, text: string(text), isTooLarge: isTooLarge))
  }
}

/// How many values that are not numbers an error names before it only counts.
let badValuesShown = 10

private let onesInBytes: UInt64 = 0x0101_0101_0101_0101
private let highsInBytes: UInt64 = 0x8080_8080_8080_8080
private let quotesInBytes = onesInBytes &* UInt64(UInt8(ascii: "\""))
private let lineFeedsInBytes = onesInBytes &* UInt64(UInt8(ascii: "\n"))
private let returnsInBytes = onesInBytes &* UInt64(UInt8(ascii: "\r"))

/// A string of the bytes, for messages.
func string(_ bytes: borrowing Span<UInt8>) -> String {
  var copy: [UInt8] = []
  copy.reserveCapacity(bytes.count)
  for i in 0..<bytes.count { copy.append(bytes[i]) }
  return String(decoding: copy, as: UTF8.self)
}
