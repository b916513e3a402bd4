/// Labels of one column within one piece, numbered from 1 in the order of appearance.
///
/// As long as each new label comes after the one before (`LabelRank`), as the subjects of a sorted file do, a label that
/// comes after the last one is new, and no table is kept: it is made when a label first goes back.
///
/// Raw memory, since it sits in the innermost loop: an open-addressing table of label numbers, with the labels beside
/// it. `@safe` because the memory is its own, freed once by its owner through `deallocate`, indices into the table are
/// masked, and the text it points to belongs to the same `Piece`, which neither moves nor frees it while labels are
/// used and keeps 16 bytes readable behind all its text.
@safe struct LocalDictionary {
  @safe private struct Label {
    /// Up to 8 bytes: the bytes themselves, zero behind them (text holds no NUL). More: a hash of them all.
    let key: UInt64
    let start: UnsafePointer<UInt8>
    let length: UInt32
    let hash: UInt32
  }

  private(set) var count = 0
  /// Whether the labels ascend; the table is empty as long as they do.
  private(set) var isAscending = true
  private var labels: UnsafeMutablePointer<Label>
  private var capacity: Int
  private var table: UnsafeMutablePointer<UInt32>
  private var mask: Int
  private var lastKey: UInt64 = 0
  private var lastStart: UnsafePointer<UInt8>?
  private var lastLength = -1
  private var lastCode: UInt32 = 0

  init() {
    capacity = 64
    unsafe labels = .allocate(capacity: 64)
    unsafe table = .allocate(capacity: 128)
    mask = 127
    unsafe table.initialize(repeating: 0, count: 128)
  }

  func deallocate() {
    unsafe labels.deallocate()
    unsafe table.deallocate()
  }

  /// Forgets all labels; the memory stays.
  mutating func removeAll() {
    if !isAscending { unsafe table.update(repeating: 0, count: mask + 1) }
    isAscending = true
    count = 0
    lastLength = -1
  }

  /// Lends each label's text, rank and hash, in order.
  @inline(__always)
  func forEach(_ body: (_ text: Span<UInt8>, _ rank: LabelRank, _ hash: UInt32) -> Void) {
    for i in 0..<count {
      let label = unsafe labels[i]
      let text = unsafe Span(_unsafeStart: label.start, count: Int(label.length))
      body(text, rank(label), label.hash)
    }
  }

  @inline(__always)
  private func rank(_ label: Label) -> LabelRank {
    let first = unsafe label.length <= 8 ? label.key : UnsafeRawPointer(label.start).loadUnaligned(as: UInt64.self)
    return LabelRank(length: label.length, prefix: first.bigEndian)
  }

  /// The number of the label at `start`, which is new or known.
  @inline(__always)
  mutating func code(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    if length <= 8 {
      var key = unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
      key = length == 0 ? 0 : key & (UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* length))
      if key == lastKey, length == lastLength { return lastCode }
      return unsafe find(key, start, length)
    }
    if length == lastLength, let last = unsafe lastStart, unsafe same(start, last, length) { return lastCode }
    return unsafe find(hashOfLong(start, length), start, length)
  }

  @inline(never)
  private mutating func find(_ key: UInt64, _ start: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    let mixed = mix(key ^ UInt64(truncatingIfNeeded: length))
    lastKey = key
    unsafe lastStart = start
    lastLength = length
    let new = unsafe Label(
      key: key, start: start, length: UInt32(truncatingIfNeeded: length),
      hash: UInt32(truncatingIfNeeded: mixed &>> 32))
    if isAscending {
      if unsafe count == 0 || ascends(from: labels[count - 1], to: new) {
        append(new)
        return lastCode
      }
      isAscending = false
      insertAll()
    }
    var slot = Int(truncatingIfNeeded: mixed) & mask
    while true {
      let code = unsafe table[slot]
      if code == 0 { break }
      let label = unsafe labels[Int(code) - 1]
      if label.key == key, Int(label.length) == length, unsafe length <= 8 || same(start, label.start, length) {
        lastCode = code
        return code
      }
      slot = (slot + 1) & mask
    }
    append(new)
    insert(mixed, lastCode)
    return lastCode
  }

  /// The rank of labels that are not longer than 8 bytes, or differ in the first 8, settles it.
  @inline(__always)
  private func ascends(from a: Label, to b: Label) -> Bool {
    let (x, y) = (rank(a), rank(b))
    if x != y || a.length <= 8 { return x < y }
    for i in 8..<Int(a.length) where unsafe a.start[i] != b.start[i] { return unsafe a.start[i] < b.start[i] }
    return false
  }

  @inline(__always)
  private mutating func append(_ label: Label) {
    if count == capacity { grow() }
    unsafe labels[count] = label
    count += 1
    lastCode = UInt32(truncatingIfNeeded: count)
  }

  private mutating func insertAll() {
    for i in 0..<count {
      let label = unsafe labels[i]
      insert(mix(label.key ^ UInt64(label.length)), UInt32(truncatingIfNeeded: i + 1))
    }
  }

  private func insert(_ mixed: UInt64, _ code: UInt32) {
    var slot = Int(truncatingIfNeeded: mixed) & mask
    while unsafe table[slot] != 0 { slot = (slot + 1) & mask }
    unsafe table[slot] = code
  }

  /// Doubles the room and puts every label in its new place.
  private mutating func grow() {
    let old = unsafe labels
    let oldTable = unsafe table
    unsafe labels = .allocate(capacity: 2 * capacity)
    unsafe labels.moveInitialize(from: old, count: count)
    capacity *= 2
    mask = 2 * capacity - 1
    unsafe table = .allocate(capacity: mask + 1)
    unsafe table.initialize(repeating: 0, count: mask + 1)
    unsafe old.deallocate()
    unsafe oldTable.deallocate()
    if !isAscending { insertAll() }
  }

  @inline(__always)
  private func same(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    // Called for more than 8 bytes: words from the front, the last one overlapping.
    var i = 0
    let x = unsafe UnsafeRawPointer(a)
    let y = unsafe UnsafeRawPointer(b)
    while i + 8 < length {
      let word = unsafe x.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      if unsafe word != y.loadUnaligned(fromByteOffset: i, as: UInt64.self) { return false }
      i += 8
    }
    return unsafe x.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
      == y.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
  }

  @inline(__always)
  private func hashOfLong(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let bytes = unsafe UnsafeRawPointer(start)
    var hash = UInt64(truncatingIfNeeded: length)
    var i = 0
    while i + 8 < length {
      hash = mix(hash ^ (unsafe bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)))
      i += 8
    }
    return mix(hash ^ (unsafe bytes.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)))
  }
}

/// What a label is compared by first: a shorter label comes before a longer one, and equally long ones are in the order
/// of their bytes. So numbers ascend, with leading zeros or without, and so do the numbered subjects of a sorted file.
struct LabelRank: Comparable {
  let length: UInt32
  /// The first 8 bytes, the first one highest; zeros behind a shorter label.
  let prefix: UInt64

  @inline(__always)
  static func < (a: LabelRank, b: LabelRank) -> Bool {
    a.length != b.length ? a.length < b.length : a.prefix < b.prefix
  }
}

/// Appends a label's bytes, for which there is room.
@inline(__always)
func copy(_ text: Span<UInt8>, to room: inout OutputSpan<UInt8>) {
  precondition(text.count <= room.freeCapacity, "no room for a label")
  unsafe room.withUnsafeMutableBufferPointer { target, count in
    unsafe text.withUnsafeBufferPointer { source in
      guard let from = source.baseAddress, let to = target.baseAddress else { return }
      unsafe (to + count).initialize(from: from, count: source.count)
      count += source.count
    }
  }
}

/// The hash of a label, 32 of its bits, as `LocalDictionary` finds it while parsing.
func labelHash(_ text: borrowing Span<UInt8>) -> UInt32 {
  let count = text.count
  func word(at start: Int) -> UInt64 {
    var word: UInt64 = 0
    for i in 0..<min(8, count) { word |= UInt64(text[start + i]) &<< UInt64(8 * i) }
    return word
  }
  let length = UInt64(truncatingIfNeeded: count)
  var key = length
  if count <= 8 {
    key = word(at: 0)
  } else {
    var i = 0
    while i + 8 < count {
      key = mix(key ^ word(at: i))
      i += 8
    }
    key = mix(key ^ word(at: count - 8))
  }
  return UInt32(truncatingIfNeeded: mix(key ^ length) &>> 32)
}

/// Spreads 64 bits over 64 bits: both halves of a product with an odd constant, folded (as wyhash does).
@inline(__always) private func mix(_ x: UInt64) -> UInt64 {
  let product = (x ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
  return product.high ^ product.low
}
