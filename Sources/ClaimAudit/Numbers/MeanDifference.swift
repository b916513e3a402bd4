import Distributions
import PublishedNumbers

/// The difference of two printed means with what its standard error can be, the arms taken as independent.
struct MeanDifference {
  let pair: ArmPair
  let difference: Enclosure
  /// As the figures stand, without their rounding.
  let point: Double
  /// One for each convention: SDs pooled or each for itself, with n - 1 or with n; or standard errors as printed.
  let errors: [(enclosure: Enclosure, point: Double, method: String)]
  /// From the smaller arm's n - 1 (Welch at its least) to infinity.
  let dfs: [Double]

  /// What stands beside the means: SDs as printed, or the same figures taken for what they are not said to be.
  enum Reading {
    case asPrinted
    /// Standard errors printed where SDs are named, or SDs where standard errors are.
    case swapped
  }

  /// Nil where a mean is missing.
  init?(_ pair: ArmPair, reading: Reading = .asPrinted) {
    guard let first = pair.first.mean, let second = pair.second.mean else { return nil }
    self.pair = pair
    difference = first.enclosure - second.enclosure
    point = first.value - second.value
    var errors: [(Enclosure, Double, String)] = []
    let spreads = [pair.first, pair.second].map { ArmSpread($0, reading) }
    if let a = spreads[0], let b = spreads[1] { errors = a.errors(with: b) }
    self.errors = errors
    let sizes = [pair.first.n, pair.second.n].compactMap { $0 }
    let total = sizes.count == 2 ? Double(sizes[0] + sizes[1] - 2) : nil
    let least = sizes.min().map { Double(max(1, $0 - 1)) } ?? 4
    dfs = ([least] + [total].compactMap { $0 } + [.infinity]).reduce(into: []) {
      if $1 > 0, !$0.contains($1) { $0.append($1) }
    }
  }

  /// What two-sided p-values the means allow, and the one they give as printed; nil without SDs and standard errors.
  var p: (allowed: Enclosure, point: Double, method: String)? {
    guard let first = errors.first else { return nil }
    let size = difference.magnitude
    let allowed =
      errors.flatMap { error in
        dfs.map { PValueEnclosure.twoSided(size: size / error.enclosure, df: $0) }
      }.hull ?? .everything
    let df = dfs.count > 2 ? dfs[1] : .infinity
    return (allowed, StudentT(df: df).twoSidedPValue(point / first.point), first.method)
  }
}

/// An arm's SD or standard error, as an SD where n is known.
struct ArmSpread {
  private let n: Double?
  private let sd: PrintedNumber?
  private let se: PrintedNumber?

  init?(_ arm: ArmSummary, _ reading: MeanDifference.Reading) {
    n = arm.n.map(Double.init)
    switch reading {
    case .asPrinted: (sd, se) = (arm.sd, arm.sd == nil ? arm.se : nil)
    case .swapped: (sd, se) = (arm.sd == nil ? arm.se : nil, arm.sd)
    }
    guard se != nil || (sd != nil && (n ?? 0) > 1) else { return nil }
  }

  func errors(with other: ArmSpread) -> [(Enclosure, Double, String)] {
    if let a = se, let b = other.se {
      guard let error = (a.enclosure.squared + b.enclosure.squared).squareRoot, error.low > 0 else { return [] }
      let each = (error, (a.value * a.value + b.value * b.value).squareRoot(), "standard_errors")
      guard let n1 = n, let n2 = other.n, n1 > 1, n2 > 1, n1 != n2 else { return [each] }
      // The SDs behind them, pooled: Student's test beside means with standard errors.
      let share = (1 / n1 + 1 / n2) / (n1 + n2 - 2)
      let (w1, w2) = (n1 * (n1 - 1) * share, n2 * (n2 - 1) * share)
      let square = a.enclosure.squared * Enclosure(near: w1) + b.enclosure.squared * Enclosure(near: w2)
      guard let pooled = square.squareRoot, pooled.low > 0 else { return [each] }
      let point = (a.value * a.value * w1 + b.value * b.value * w2).squareRoot()
      return [each, (pooled, point, "student_from_standard_errors")]
    }
    guard let a = sd, let b = other.sd, let n1 = n, let n2 = other.n, n1 > 1, n2 > 1 else { return [] }
    // Pooled, then each for itself; a factor for SDs with n in place of n - 1.
    let weights: [(String, Double, Double)] = [
      ("student", (n1 - 1) / (n1 + n2 - 2) * (1 / n1 + 1 / n2), (n2 - 1) / (n1 + n2 - 2) * (1 / n1 + 1 / n2)),
      ("welch", 1 / n1, 1 / n2),
      ("sd_with_n", n1 / (n1 + n2 - 2) * (1 / n1 + 1 / n2), n2 / (n1 + n2 - 2) * (1 / n1 + 1 / n2)),
      ("welch_sd_with_n", 1 / (n1 - 1), 1 / (n2 - 1)),
    ]
    return weights.compactMap { method, w1, w2 in
      let square = a.enclosure.squared * Enclosure(near: w1) + b.enclosure.squared * Enclosure(near: w2)
      guard let error = square.squareRoot, error.low > 0 else { return nil }
      return (error, (a.value * a.value * w1 + b.value * b.value * w2).squareRoot(), method)
    }
  }
}
