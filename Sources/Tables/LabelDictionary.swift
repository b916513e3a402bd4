/// Distinct labels of a whole column: each label's bytes once, and a table from hash to label.
///
/// As long as each new label comes after the one before (`LabelRank`), as the subjects of a sorted file do, there is no
/// table: a label is the last one or a new one. The table is made when a label first goes back.
struct LabelDictionary {
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [UInt32] = []
  private var isAscending = true
  private var lastRank = LabelRank(length: 0, prefix: 0)
  /// Open addressing; a slot holds the hash above and one plus the label's index below, or 0. With the hash in the
  /// slot, growing and most probes touch no label.
  private var slots: [UInt64] = []
  private var mask = 0

  /// One plus the label's index; nil where a new label does not fit any more.
  mutating func code(_ text: Span<UInt8>, rank: LabelRank, hash: UInt32) -> UInt32? {
    if isAscending {
      switch order(text, rank) {
      case .new: return append(text, rank)
      case .last: return UInt32(ends.count)
      case .back:
        isAscending = false
        makeTable()
      }
    }
    var slot = Int(hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      if UInt32(truncatingIfNeeded: entry >> 32) == hash {
        let code = UInt32(truncatingIfNeeded: entry)
        if isLabel(Int(code) - 1, text) { return code }
      }
      slot = (slot + 1) & mask
    }
    guard let code = append(text, rank) else { return nil }
    slots[slot] = UInt64(hash) << 32 | UInt64(code)
    if ends.count * 4 > slots.count * 3 { grow() }
    return code
  }

  /// Room for so many times the labels that there are now.
  mutating func reserve(times factor: Double) {
    bytes.reserveCapacity(Int(min(Double(bytes.count) * factor, Double(Int32.max))))
    ends.reserveCapacity(Int(min(Double(ends.count) * factor, Double(Int32.max))))
  }

  private enum Order { case new, last, back }

  /// How a label stands to the last one.
  @inline(__always)
  private func order(_ text: Span<UInt8>, _ rank: LabelRank) -> Order {
    if ends.isEmpty || lastRank < rank { return .new }
    if rank < lastRank { return .back }
    if text.count <= 8 { return .last }
    let start = bytes.count - text.count
    for i in 8..<text.count where bytes[start + i] != text[i] { return bytes[start + i] < text[i] ? .new : .back }
    return .last
  }

  @inline(__always)
  private mutating func append(_ text: Span<UInt8>, _ rank: LabelRank) -> UInt32? {
    guard bytes.count + text.count <= Int(UInt32.max), ends.count < Int(UInt32.max) - 1 else { return nil }
    bytes.append(addingCapacity: text.count) { (room: inout OutputSpan<UInt8>) in
      copy(text, to: &room)
    }
    ends.append(UInt32(bytes.count))
    lastRank = rank
    return UInt32(ends.count)
  }

  private func isLabel(_ index: Int, _ text: Span<UInt8>) -> Bool {
    let start = index == 0 ? 0 : Int(ends[index - 1])
    guard Int(ends[index]) - start == text.count else { return false }
    for i in 0..<text.count where bytes[start + i] != text[i] { return false }
    return true
  }

  private mutating func makeTable() {
    var count = 256
    while ends.count * 4 > count * 3 { count *= 2 }
    makeSlots(count)
    var start = 0
    for (index, end) in ends.enumerated() {
      let hash = labelHash(bytes.span.extracting(start..<Int(end)))
      insert(UInt64(hash) << 32 | UInt64(index + 1))
      start = Int(end)
    }
  }

  private mutating func grow() {
    let old = slots
    makeSlots(2 * old.count)
    for entry in old where entry != 0 { insert(entry) }
  }

  private mutating func makeSlots(_ count: Int) {
    slots = []
    slots.reserveCapacity(count)
    preferLargePages(&slots)
    slots.append(contentsOf: repeatElement(0, count: count))
    mask = count - 1
  }

  private mutating func insert(_ entry: UInt64) {
    var slot = Int(entry >> 32) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = entry
  }
}
