/// A sample as a count for each score, scores rising.
public struct CountTable: Sendable, Equatable, CustomStringConvertible {
  public struct Entry: Sendable, Equatable {
    public let score: Double
    public let count: Int
  }

  public let entries: [Entry]
  /// The number of subjects.
  public var n: Int { entries.reduce(0) { $0 + $1.count } }

  init(_ counts: [Int: Int], score: (Int) -> Double) {
    entries = counts.keys.sorted().map { Entry(score: score($0), count: counts[$0] ?? 0) }
  }

  /// Count × score: `3×1, 17×2, 12×3`. Scores that are no short decimals have three decimals.
  public var description: String {
    entries.map { "\($0.count)×\(Self.text($0.score))" }.joined(separator: ", ")
  }

  private static func text(_ score: Double) -> String {
    let rounded = (score * 1000).rounded() / 1000
    if let whole = Int(exactly: rounded) { return String(whole) }
    return rounded.description
  }
}
