internal import Distributions

/// Begg and Mazumdar's test: Kendall's rank correlation between the effects, standardized by their distance from the common
/// effect, and their variances. Exact without ties up to 150 studies, else normal with the tie correction.
///
/// It has little power below 25 studies.
///
/// Source: Begg & Mazumdar (1994), Biometrics 50, 1088–1101. R: `metafor::ranktest(x)`, that is `cor.test(method = "kendall")`.
public struct RankCorrelationTest: Sendable, Equatable {
  /// Kendall's τ-b.
  public let tau: Double
  /// Two-sided.
  public let pValue: Double
  public let isExact: Bool

  /// - Returns: nil below three studies, and where all effects or all variances are equal.
  public init?(values: [Double], variances: [Double]) {
    guard values.count > 2 else { return nil }
    let total = variances.reduce(0) { $0 + 1 / $1 }
    let mean = zip(values, variances).reduce(0) { $0 + $1.0 / $1.1 } / total
    let standardized = zip(values, variances).map { value, variance in
      // The variance of yᵢ − ȳ; 0 where one study has all the weight.
      let rest = variance - 1 / total
      return rest > 0 ? (value - mean) / rest.squareRoot() : 0
    }
    self.init(kendall: standardized, variances)
  }

  /// Kendall's rank correlation of two lists of one length.
  init?(kendall x: [Double], _ y: [Double]) {
    let count = x.count
    var score = 0
    for i in 0..<count {
      for j in 0..<i { score += (x[i] - x[j]).sign01 * (y[i] - y[j]).sign01 }
    }
    let (tiesX, tiesY) = (tieSizes(x), tieSizes(y))
    let pairs = Double(count * (count - 1) / 2)
    let untied = (pairs - tiesX.pairs) * (pairs - tiesY.pairs)
    guard untied > 0 else { return nil }
    tau = Double(score) / untied.squareRoot()
    isExact = tiesX.isEmpty && tiesY.isEmpty && count <= 150
    if isExact {
      pValue = exactPValue(score: score, count: count)
    } else {
      let n = Double(count)
      func sum(_ ties: [Double], _ term: (Double) -> Double) -> Double { ties.reduce(0) { $0 + term($1) } }
      let whole = n * (n - 1) * (2 * n + 5)
      let parts = [tiesX, tiesY].reduce(0) { $0 + sum($1) { $0 * ($0 - 1) * (2 * $0 + 5) } }
      let two = sum(tiesX) { $0 * ($0 - 1) } * sum(tiesY) { $0 * ($0 - 1) } / (2 * n * (n - 1))
      let three =
        sum(tiesX) { $0 * ($0 - 1) * ($0 - 2) } * sum(tiesY) { $0 * ($0 - 1) * ($0 - 2) }
        / (9 * n * (n - 1) * (n - 2))
      let variance = (whole - parts) / 18 + two + three
      guard variance > 0 else { return nil }
      pValue = Normal().twoSidedPValue(Double(score) / variance.squareRoot())
    }
  }
}

extension Double {
  fileprivate var sign01: Int { self > 0 ? 1 : self < 0 ? -1 : 0 }
}

extension [Double] {
  fileprivate var pairs: Double { reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
}

/// Sizes of the groups of equal values, those of one left out.
private func tieSizes(_ values: [Double]) -> [Double] {
  var counts: [Double: Double] = [:]
  for value in values { counts[value, default: 0] += 1 }
  return counts.values.filter { $0 > 1 }.sorted()
}

/// Two-sided p-value of Kendall's score without ties: twice the smaller tail, at most 1.
private func exactPValue(score: Int, count: Int) -> Double {
  // Share of the orders of `count` things with so many inversions, built up a thing at a time.
  var shares = [1.0]
  for things in 2...count {
    var next = [Double](repeating: 0, count: shares.count + things - 1)
    for (inversions, share) in shares.enumerated() {
      for more in 0..<things { next[inversions + more] += share / Double(things) }
    }
    shares = next
  }
  let concordant = (score + count * (count - 1) / 2) / 2
  let below = shares[...concordant].reduce(0, +)
  let above = shares[concordant...].reduce(0, +)
  return min(1, 2 * min(below, above))
}
