/// A set of variables by their places, which is what a term is.
struct VariableSet: Hashable {
  /// How many variables a formula can have.
  static let capacity = 512

  private var words = SIMD8<UInt64>.zero

  init() {}

  init(place: Int) { words[place / 64] = 1 << UInt64(place % 64) }

  var isEmpty: Bool { words == .zero }
  var count: Int { words.indices.reduce(0) { $0 + words[$1].nonzeroBitCount } }

  func contains(_ place: Int) -> Bool { words[place / 64] >> UInt64(place % 64) & 1 == 1 }
  func isSubset(of other: Self) -> Bool { words & ~other.words == .zero }

  func union(_ other: Self) -> Self { Self(words: words | other.words) }
  func intersection(_ other: Self) -> Self { Self(words: words & other.words) }
  func subtracting(_ other: Self) -> Self { Self(words: words & ~other.words) }

  private init(words: SIMD8<UInt64>) { self.words = words }
}

/// Terms without repetition in the order of their first appearance, and the operators of the notation.
///
/// A list that would be longer than `limit` is cut off and says so, since `a*b*c*…` of thirty variables has 2³⁰ terms.
struct TermList {
  static let limit = 512

  private(set) var terms: [VariableSet] = []
  private var known: Set<VariableSet> = []
  private(set) var isTooLong = false

  init() {}

  init(_ term: VariableSet) { append(term) }

  var isEmpty: Bool { terms.isEmpty }

  private mutating func append(_ term: VariableSet) {
    guard !isTooLong, known.insert(term).inserted else { return }
    if terms.count == Self.limit { isTooLong = true } else { terms.append(term) }
  }

  /// `self + other`
  mutating func add(_ other: TermList) {
    for term in other.terms { append(term) }
    isTooLong = isTooLong || other.isTooLong
  }

  /// `self - other`; false where nothing of `other` was there.
  mutating func remove(_ other: TermList) -> Bool {
    let before = terms.count
    terms.removeAll { other.known.contains($0) }
    known.subtract(other.known)
    return terms.count < before
  }

  /// `self:other`
  func interaction(_ other: TermList) -> TermList {
    var result = TermList()
    for left in terms where !result.isTooLong {
      for right in other.terms { result.append(left.union(right)) }
    }
    return result
  }

  /// `self*other`
  func crossed(_ other: TermList) -> TermList {
    var result = self
    result.add(other)
    result.add(interaction(other))
    return result
  }

  /// `self/other`: each of the others within all variables of self.
  func nesting(_ other: TermList) -> TermList {
    var result = self
    let all = terms.reduce(VariableSet()) { $0.union($1) }
    result.add(TermList(all).interaction(other))
    return result
  }

  /// By the number of variables, then by appearance.
  var byDegree: [VariableSet] {
    terms.enumerated().map { (degree: $1.count, place: $0, term: $1) }
      .sorted { ($0.degree, $0.place) < ($1.degree, $1.place) }.map(\.term)
  }
}
