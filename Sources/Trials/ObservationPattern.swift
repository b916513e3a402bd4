/// Which of any number of variables are observed: bit i stands for variable i.
package struct ObservationPattern: Hashable, Comparable, Sendable {
  /// The first 64 variables, which nearly every trial does with: no allocation.
  private let first: UInt64
  /// The others, 64 a word.
  private let rest: [UInt64]

  /// A pattern from its words, lowest variables first.
  init(words: ArraySlice<UInt64>) {
    first = words.first ?? 0
    rest = words.count > 1 ? Array(words.dropFirst()) : []
  }

  package func contains(_ variable: Int) -> Bool {
    let word = variable < 64 ? first : rest[variable / 64 - 1]
    return word >> UInt64(variable % 64) & 1 == 1
  }

  /// How many variables are observed.
  package var count: Int { rest.reduce(first.nonzeroBitCount) { $0 + $1.nonzeroBitCount } }

  /// The place of a variable among the observed ones.
  func place(of variable: Int) -> Int {
    let below = (1 as UInt64) << UInt64(variable % 64) - 1
    guard variable >= 64 else { return (first & below).nonzeroBitCount }
    let word = variable / 64 - 1
    return rest[..<word].reduce(first.nonzeroBitCount) { $0 + $1.nonzeroBitCount }
      + (rest[word] & below).nonzeroBitCount
  }

  package static func < (a: ObservationPattern, b: ObservationPattern) -> Bool {
    a.first != b.first ? a.first < b.first : a.rest.lexicographicallyPrecedes(b.rest)
  }
}
