/// What a model's page says of the fit itself, beside the rows: criterion, log-likelihood, counts, covariance structure,
/// how convergence was proved. Names and order are those of the contract's `fit` object.
public struct FitSummary: Sendable, Equatable {
  /// One named fact.
  public struct Entry: Sendable, Equatable {
    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  public indirect enum Value: Sendable, Equatable {
    case text(String)
    /// Nil where it cannot be computed.
    case number(Double?)
    case count(Int)
    case flag(Bool)
    case list([Value])
    case object([Entry])
  }

  public var entries: [Entry]

  public init(_ entries: [Entry] = []) { self.entries = entries }

  public subscript(name: String) -> Value? { entries.first { $0.name == name }?.value }

  /// Subjects with an analysed row.
  public var subjects: Int? {
    if case .count(let count)? = self["subjects"] { count } else { nil }
  }
}
