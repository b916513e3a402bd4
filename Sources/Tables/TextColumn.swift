/// A column of labels.
public struct TextColumn: Sendable {
  /// Distinct labels (trimmed) in the order of first appearance; missing is not among them.
  public let levels: LabelList
  /// For each row one plus the index into `levels`, 0 where missing.
  public let codes: RowCodes
  /// Whether some row has none. Only where there are such rows must they be looked for.
  package let hasMissing: Bool

  /// Index into `levels` of the row's label, nil where missing.
  @inlinable public func level(_ row: Int) -> Int? {
    let code = codes[row]
    return code == 0 ? nil : Int(code) - 1
  }

  /// One plus the index into `levels`, 0 where missing.
  @inlinable public func code(_ row: Int) -> UInt32 { codes[row] }
}
