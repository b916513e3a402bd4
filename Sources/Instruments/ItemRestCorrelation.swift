/// How an item goes with the others: its correlation with the sum of the other items that count.
///
/// r = cov(x, s − x) / √(var(x) var(s − x)) over the rows in which every item is answered, s the sum of the items as they
/// count. An item that has not been turned round where it should be has a negative one. It is what R's `psych::alpha`
/// prints as `r.drop`.
public struct ItemRestCorrelation: Sendable, Equatable {
  /// Place of the item, from 0.
  public let item: Int
  /// Nil: the item or the rest never varies.
  public let value: Double?

  /// One for each scored item.
  ///
  /// - Parameter rows: complete answers as they count, one array for each row, of the items `items` (places from 0).
  package static func all(rows: [[Double]], items: [Int]) -> [ItemRestCorrelation] {
    let sums = rows.map { $0.reduce(0, +) }
    return items.indices.map { place in
      let own = rows.map { $0[place] }
      let rest = zip(sums, own).map { $0 - $1 }
      return ItemRestCorrelation(item: items[place], value: correlation(own, rest))
    }
  }

  /// Pearson's, about the means; nil where one side never varies.
  private static func correlation(_ a: [Double], _ b: [Double]) -> Double? {
    let n = Double(a.count)
    guard n > 1 else { return nil }
    let (meanA, meanB) = (a.reduce(0, +) / n, b.reduce(0, +) / n)
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      ab += (x - meanA) * (y - meanB)
      aa += (x - meanA) * (x - meanA)
      bb += (y - meanB) * (y - meanB)
    }
    guard aa > 0, bb > 0, let first = a.first, a.contains(where: { $0 != first }) else { return nil }
    return ab / (aa * bb).squareRoot()
  }
}
