/// A column of numbers; NaN marks missing (the text `NaN` is a missing token or an error, so no value is ever NaN).
///
/// Scores have few decimals, so most columns take two or four bytes a value instead of eight: whole numbers of tenths,
/// say. A value is stored so only if dividing gives back the very same double.
public struct NumberColumn: Sendable {
  @usableFromInline enum Storage: Sendable {
    /// Whole numbers to be divided by `scale`, a power of ten; the lowest number is missing.
    case two([Int16], scale: Double)
    case four([Int32], scale: Double)
    case eight([Double])
  }

  @usableFromInline let storage: Storage

  init(_ storage: Storage) { self.storage = storage }

  /// A column made of another.
  package init(_ values: [Double]) { self.init(.eight(values)) }

  /// All values: a copy unless they are stored as doubles. Loops over a large column do better with the subscript.
  public var values: [Double] {
    if case .eight(let values) = storage { return values }
    return (0..<count).map { self[$0] }
  }

  @inlinable public var count: Int {
    switch storage {
    case .two(let numbers, _): numbers.count
    case .four(let numbers, _): numbers.count
    case .eight(let values): values.count
    }
  }

  @inlinable public subscript(row: Int) -> Double {
    @inline(__always) get {
      switch storage {
      case .two(let numbers, let scale):
        let number = numbers[row]
        return number == Int16.min ? .nan : Double(number) / scale
      case .four(let numbers, let scale):
        let number = numbers[row]
        return number == Int32.min ? .nan : Double(number) / scale
      case .eight(let values): return values[row]
      }
    }
  }
}
