/// Distinct labels, kept as one run of bytes (millions of subject ids cost little).
public struct LabelList: Sendable {
  private let bytes: [UInt8]
  /// Where each label ends in `bytes`.
  private let ends: [UInt32]

  /// - Parameter ends: ascending, the last one the count of `bytes`.
  init(bytes: [UInt8], ends: [UInt32]) {
    self.bytes = bytes
    self.ends = ends
  }

  public var count: Int { ends.count }

  public subscript(index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

  /// The label's UTF-8 bytes, lent without a copy.
  package func withBytes<R>(_ index: Int, _ body: (Span<UInt8>) -> R) -> R {
    body(bytes.span.extracting(range(index)))
  }

  /// All labels as strings, in order.
  public var strings: [String] { (0..<count).map { self[$0] } }

  private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index]) }
}
