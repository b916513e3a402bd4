internal import Distributions

/// Agreement of two raters beyond chance: Cohen's kappa, unweighted or weighted by how far apart two ratings are.
///
/// κ = (Pₒ − Pₑ)/(1 − Pₑ), with Pₒ = ΣΣ wᵢⱼpᵢⱼ and Pₑ = ΣΣ wᵢⱼpᵢ.p.ⱼ. The standard error is that of Fleiss, Cohen & Everitt
/// (1969) for a kappa that need not be 0, and the interval κ ± z SE.
public enum Kappa: String, Sendable, CaseIterable {
  /// Only equal ratings agree.
  case unweighted
  /// 1 − |a − b|/range (Cicchetti–Allison).
  case linear
  /// 1 − (a − b)²/range² (Fleiss–Cohen).
  case quadratic

  /// What two ratings that are `distance` apart of the whole `range` count as agreement.
  func weight(_ distance: Double, range: Double) -> Double {
    let share = distance / range
    return switch self {
    case .unweighted: distance == 0 ? 1 : 0
    case .linear: 1 - share
    case .quadratic: 1 - share * share
    }
  }

  static let sameRating = "All ratings are the same, so agreement by chance is perfect and there is no kappa"

  /// - Parameters: the ratings of each subject by either rater; weights go by the ratings' values, so that a category
  ///   that nobody used changes nothing.
  public func coefficient(_ first: [Double], _ second: [Double], level: Double) -> Coefficient {
    guard !first.isEmpty, first.count == second.count else { return .absent("No subject was rated by both raters") }
    let categories = Set(first + second).sorted()
    guard let lowest = categories.first, let highest = categories.last, lowest < highest else {
      return .absent(Kappa.sameRating)
    }
    let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
    let m = categories.count
    var counts = [[Int]](repeating: [Int](repeating: 0, count: m), count: m)
    for (a, b) in zip(first, second) { counts[places[a] ?? 0][places[b] ?? 0] += 1 }
    let n = Double(first.count)
    let rows = counts.map { Double($0.reduce(0, +)) / n }
    let columns = (0..<m).map { j in Double(counts.reduce(0) { $0 + $1[j] }) / n }
    let range = highest - lowest
    let weights = categories.map { a in categories.map { weight(abs(a - $0), range: range) } }
    var observed = 0.0
    var chance = 0.0
    var rowMeans = [Double](repeating: 0, count: m)
    var columnMeans = rowMeans
    for i in 0..<m {
      for j in 0..<m {
        observed += weights[i][j] * Double(counts[i][j]) / n
        chance += weights[i][j] * rows[i] * columns[j]
        rowMeans[i] += columns[j] * weights[i][j]
        columnMeans[j] += rows[i] * weights[i][j]
      }
    }
    guard 1 - chance > 1e-14 else { return .absent(Kappa.sameRating) }
    let kappa = (observed - chance) / (1 - chance)
    var squares = 0.0
    for i in 0..<m {
      for j in 0..<m where counts[i][j] > 0 {
        let term = weights[i][j] - (rowMeans[i] + columnMeans[j]) * (1 - kappa)
        squares += Double(counts[i][j]) / n * term * term
      }
    }
    let centre = kappa - chance * (1 - kappa)
    // Agreement of one size on every subject leaves nothing but rounding.
    let spread = squares - centre * centre
    let variance = spread < 1e-14 ? 0 : spread / (n * (1 - chance) * (1 - chance))
    return Coefficient(estimate: kappa, standardError: variance.squareRoot()).withWaldLimits(level: level)
  }
}

/// Fleiss's kappa (1971): agreement of any number of raters on categories, beyond the chance that all raters share.
public enum FleissKappa {
  /// κ = (P̄ − Pₑ)/(1 − Pₑ): P̄ the mean over subjects of the share of pairs of raters who agree, Pₑ the sum of the
  /// categories' squared shares. The standard error is the delta method's over subjects, with n − 1.
  public static func coefficient(_ raters: [[Double]], level: Double) -> Coefficient {
    guard raters.count > 1, let n = raters.first?.count, n > 1 else {
      return .absent("Fewer than two subjects were rated by all raters")
    }
    let k = Double(raters.count)
    let categories = Set(raters.lazy.flatMap { $0 }).sorted()
    guard categories.count > 1 else { return .absent(Kappa.sameRating) }
    let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
    var counts = [[Double]](repeating: [Double](repeating: 0, count: categories.count), count: n)
    for rater in raters { for i in 0..<n { counts[i][places[rater[i]] ?? 0] += 1 } }
    let shares = categories.indices.map { j in counts.reduce(0) { $0 + $1[j] } / (Double(n) * k) }
    let chance = shares.reduce(0) { $0 + $1 * $1 }
    let agreements = counts.map { row in row.reduce(0) { $0 + $1 * ($1 - 1) } / (k * (k - 1)) }
    let agreement = agreements.reduce(0, +) / Double(n)
    let kappa = (agreement - chance) / (1 - chance)
    var squares = 0.0
    for (row, own) in zip(counts, agreements) {
      let chanceChange = zip(row, shares).reduce(0) { $0 + $1.1 * ($1.0 / k - $1.1) }
      let change = ((own - agreement) - (1 - kappa) * 2 * chanceChange) / (1 - chance)
      squares += change * change
    }
    let variance = squares < 1e-24 ? 0 : squares / (Double(n) * Double(n - 1))
    return Coefficient(estimate: kappa, standardError: variance.squareRoot()).withWaldLimits(level: level)
  }
}

extension Coefficient {
  /// Estimate ± z SE; none where the standard error is 0.
  func withWaldLimits(level: Double) -> Coefficient {
    guard let estimate, let standardError, standardError > 0 else {
      var result = self
      result.standardError = nil
      result.cause =
        "The standard error is 0, since agreement is the same for every subject or a rater never varies, and there is no "
        + "interval"
      return result
    }
    let half = Normal().quantile((1 - level) / 2, tail: .upper) * standardError
    var result = self
    (result.low, result.high) = (estimate - half, estimate + half)
    return result
  }
}
