internal import Distributions

/// A test of a table of counts: a statistic without an estimate.
public struct CountTest: Sendable, Equatable {
  /// How its p-value was found.
  public enum Method: String, Sendable, CaseIterable {
    /// Every table with the same margins, counted in if it is no likelier than the one seen.
    case exact
    /// Half of the probability of the outcome seen itself.
    case midP = "mid_p"
    /// χ², without a continuity correction.
    case chiSquared = "chi_squared"
    /// χ² of Pearson, without a continuity correction.
    case pearson
    /// χ², with Tarone's correction of its size.
    case tarone
  }

  public let method: Method
  public let statistic: Double?
  public let df: Double?
  /// Two-sided; nil where the statistic cannot vary.
  public let pValue: Double?

  init(method: Method, statistic: Double?, df: Double? = nil, pValue: Double?) {
    self.method = method
    self.statistic = statistic
    self.df = df
    self.pValue = pValue
  }

  /// No test: nothing could be counted.
  public static func absent(_ method: Method) -> CountTest { CountTest(method: method, statistic: nil, pValue: nil) }

  /// A statistic that is χ² under the hypothesis.
  init(method: Method, chiSquared: Double, df: Double) {
    self.init(
      method: method, statistic: chiSquared, df: df, pValue: ChiSquared(df: df).probability(chiSquared, tail: .upper))
  }
}

extension TwoByTwoTable {
  /// Pearson's χ² test of one risk in both groups, 1 df, without a continuity correction.
  ///
  /// - Returns: nil where a group has no subject, and where all subjects have the event or none has.
  ///
  /// R: `chisq.test(m, correct = FALSE)`.
  public var pearson: CountTest? {
    guard isComparable, events > 0, events < n else { return nil }
    let x = cells
    let cross = x.a * x.d - x.b * x.c
    let total = Double(n)
    // In ratios: the product of four margins of 10⁸ subjects would leave few digits to a count.
    let statistic =
      cross / (x.a + x.b) * (cross / (x.c + x.d)) * (total / ((x.a + x.c) * (x.b + x.d)))
    return CountTest(method: .pearson, chiSquared: statistic, df: 1)
  }

  /// Fisher's exact test, two-sided: the probability, margins fixed, of all tables no likelier than the one seen.
  /// `statistic` is the count of events under treatment.
  ///
  /// Probabilities are ratios to that of the likeliest table, so there is no factorial to lose digits; those within 1e-7
  /// of the one seen count as equal, as in R.
  ///
  /// - Returns: nil where a group has no subject; p = 1 where the margins allow one table only.
  ///
  /// Source: Fisher (1935), Journal of the Royal Statistical Society 98, 39–82. R: `fisher.test(m)`.
  public var fisherExact: CountTest? {
    guard isComparable else { return nil }
    let low = max(0, events - control.n)
    let high = min(events, treatment.n)
    let (n1, n2, k) = (Double(treatment.n), Double(control.n), Double(events))
    /// P(count + 1) / P(count).
    func step(_ count: Int) -> Double {
      let a = Double(count)
      return (n1 - a) / (a + 1) * ((k - a) / (n2 - k + a + 1))
    }
    let mode = min(max(Int((n1 + 1) / (n1 + n2 + 2) * (k + 1)), low), high)
    var weights = [Double](repeating: 1, count: high - low + 1)
    for count in stride(from: mode, to: high, by: 1) { weights[count + 1 - low] = weights[count - low] * step(count) }
    for count in stride(from: mode, to: low, by: -1) {
      weights[count - 1 - low] = weights[count - low] / step(count - 1)
    }
    let seen = weights[treatment.successes - low]
    var total = 0.0
    var extreme = 0.0
    for weight in weights.sorted() {
      total += weight
      if weight <= seen * (1 + 1e-7) { extreme += weight }
    }
    return CountTest(method: .exact, statistic: Double(treatment.successes), pValue: min(1, extreme / total))
  }
}
