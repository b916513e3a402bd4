/// A small number for each row, 0 where there is nothing: a row's level in its column, plus one.
///
/// In as few bytes as hold it: one, or two above a base that each block of rows has (a sorted file with millions of
/// subjects has few of them in one block), or four.
public struct RowCodes: Sendable {
  @usableFromInline enum Storage: Sendable {
    case one([UInt8])
    /// 0, or the code less its block's base.
    case two([UInt16], bases: [UInt32])
    case four([UInt32])
  }

  /// Rows that share a base, as a power of two.
  @inlinable static var blockShift: Int { 14 }

  @usableFromInline let storage: Storage

  init(_ storage: Storage) { self.storage = storage }

  package init(_ codes: [UInt32]) { storage = .four(codes) }

  @inlinable public var indices: Range<Int> { 0..<count }

  @inlinable public var count: Int {
    switch storage {
    case .one(let codes): codes.count
    case .two(let codes, _): codes.count
    case .four(let codes): codes.count
    }
  }

  @inlinable public subscript(row: Int) -> UInt32 {
    @inline(__always) get {
      switch storage {
      case .one(let codes): return UInt32(codes[row])
      case .two(let codes, let bases):
        let code = codes[row]
        return code == 0 ? 0 : UInt32(code) &+ bases[row &>> RowCodes.blockShift]
      case .four(let codes): return codes[row]
      }
    }
  }
}

/// Row codes that grow at the end, and go over to more bytes for each when they have to.
struct RowCodesBuilder {
  private var width = 1
  private var one: [UInt8] = []
  private var two: [UInt16] = []
  private var bases: [UInt32] = []
  private var four: [UInt32] = []
  private var reserved = 0

  /// Appends what `table` has for each of `places`.
  ///
  /// - Parameter largest: no entry of the table is larger.
  mutating func append(_ places: Span<UInt32>, through table: Span<UInt32>, largest: Int) {
    if width == 1, largest > Int(UInt8.max) {
      width = 2
      makeRoom(one.count)
      for code in one { two.append(UInt16(code)) }
      bases = [UInt32](repeating: 0, count: blocks(two.count))
      one = []
    }
    switch width {
    case 1:
      one.append(addingCapacity: places.count) { (room: inout OutputSpan<UInt8>) in
        for i in 0..<places.count { room.append(UInt8(truncatingIfNeeded: table[Int(places[i])])) }
      }
    case 2:
      var done = 0
      while done < places.count {
        done = appendToBlock(places, from: done, through: table)
        if done < places.count, width == 4 { return appendWide(places, from: done, through: table) }
      }
    default: appendWide(places, from: 0, through: table)
    }
  }

  mutating func reserve(_ rows: Int) {
    reserved = rows
    makeRoom(0)
  }

  mutating func finish() -> RowCodes {
    defer { self = RowCodesBuilder() }
    return RowCodes(width == 1 ? .one(one) : width == 2 ? .two(two, bases: bases) : .four(four))
  }

  private func blocks(_ rows: Int) -> Int { (rows + (1 << RowCodes.blockShift) - 1) >> RowCodes.blockShift }

  private mutating func makeRoom(_ rows: Int) {
    let rows = max(reserved, rows)
    switch width {
    case 1:
      one.reserveCapacity(rows)
      preferLargePages(&one)
    case 2:
      two.reserveCapacity(rows)
      preferLargePages(&two)
    default:
      four.reserveCapacity(rows)
      preferLargePages(&four)
    }
  }

  private mutating func appendWide(_ places: Span<UInt32>, from start: Int, through table: Span<UInt32>) {
    four.append(addingCapacity: places.count - start) { (room: inout OutputSpan<UInt32>) in
      for i in start..<places.count { room.append(table[Int(places[i])]) }
    }
  }

  /// Appends to the last block, or starts one, up to its end; returns how many of `places` are done. Goes over to four
  /// bytes where a block's codes lie too far apart.
  private mutating func appendToBlock(_ places: Span<UInt32>, from start: Int, through table: Span<UInt32>) -> Int {
    let filled = two.count & (1 << RowCodes.blockShift - 1)
    let end = min(places.count, start + (1 << RowCodes.blockShift) - filled)
    var low = UInt32.max
    var high: UInt32 = 0
    for i in start..<end {
      let code = table[Int(places[i])]
      low = min(low, code &- 1)
      high = max(high, code)
    }
    // Above: the smallest code less one, and missing (0 less one) does not count.
    if filled == 0 { bases.append(high == 0 ? 0 : low) }
    let base = bases[bases.count - 1]
    guard high == 0 || low >= base && high - base <= UInt32(UInt16.max) else {
      if !rebase(low: low, high: high) { widen() }
      return start
    }
    two.append(addingCapacity: end - start) { (room: inout OutputSpan<UInt16>) in
      for i in start..<end {
        let code = table[Int(places[i])]
        room.append(code == 0 ? 0 : UInt16(truncatingIfNeeded: code &- base))
      }
    }
    return end
  }

  /// Gives the last block a base that also suits codes from `low` + 1 to `high`; false where there is none.
  private mutating func rebase(low: UInt32, high: UInt32) -> Bool {
    let first = (bases.count - 1) << RowCodes.blockShift
    let old = bases[bases.count - 1]
    var low = low
    var high = high
    for row in first..<two.count where two[row] != 0 {
      low = min(low, old + UInt32(two[row]) - 1)
      high = max(high, old + UInt32(two[row]))
    }
    guard high - low <= UInt32(UInt16.max) else { return false }
    for row in first..<two.count where two[row] != 0 {
      two[row] = UInt16(old + UInt32(two[row]) - low)
    }
    bases[bases.count - 1] = low
    return true
  }

  private mutating func widen() {
    let narrow = RowCodes(.two(two, bases: bases))
    width = 4
    makeRoom(narrow.count)
    for row in 0..<two.count { four.append(narrow[row]) }
    two = []
    bases = []
  }
}
