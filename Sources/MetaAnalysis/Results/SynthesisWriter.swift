internal import Distributions
package import Estimates
internal import Glibc

/// Rows of a synthesis: what all of them share, and how a number on the pooling scale is shown.
package struct SynthesisWriter {
  package let table: EffectTable
  package let options: SynthesisOptions
  private let wanted: Set<Measure>?
  package private(set) var rows: [Estimate] = []
  package var notes = NoteLedger()

  package init(table: EffectTable, options: SynthesisOptions, measures: Set<Measure>?) {
    self.table = table
    self.options = options
    wanted = measures
  }

  package func wants(_ measure: Measure) -> Bool { wanted?.contains(measure) ?? true }

  package mutating func add(_ row: Estimate) {
    guard wants(row.measure) else { return }
    var row = row
    row.outcome = table.effectName
    if let arms = table.arms {
      row.contrast = "\(arms.treatment) - \(arms.control)"
      row.reference = .arm(arms.control)
      row.isRatioOfArms = table.isRatio
    }
    rows.append(row)
  }

  /// A value on the pooling scale as it is shown.
  package func shown(_ value: Double) -> Double { table.isRatio ? exp(value) : value }

  /// A row about an effect: estimate, interval and test, transformed back from the pooling scale. The standard error of a
  /// ratio is ratio × SE(log ratio); statistic and p-value stay those of the logarithm.
  ///
  /// - Parameter df: nil for the normal distribution.
  package func effectRow(
    _ measure: Measure, method: String, effect: Double, standardError: Double?, df: Double? = nil, term: String? = nil,
    n: Int? = nil, study: String? = nil
  ) -> Estimate {
    var row = Estimate(
      term: term, measure: measure, method: method, estimate: shown(effect), n: n, study: study)
    guard let standardError, standardError > 0 else { return row }
    let t = StudentT(df: df ?? .infinity)
    let reach = t.quantile((1 - options.level) / 2, tail: .upper) * standardError
    row.standardError = table.isRatio ? shown(effect) * standardError : standardError
    row.df = df
    row.statistic = effect / standardError
    row.pValue = t.twoSidedPValue(effect / standardError)
    row.confidenceLow = shown(effect - reach)
    row.confidenceHigh = shown(effect + reach)
    row.confidenceLevel = options.level
    return row
  }

  /// A χ² test: Q with its degrees of freedom and p-value.
  package func qRow(_ q: Double, df: Int, method: String, term: String? = nil, n: Int? = nil) -> Estimate {
    Estimate(
      term: term, measure: .q, method: method, df: Double(df), statistic: q,
      pValue: ChiSquared(df: Double(df)).probability(q, tail: .upper), n: n)
  }
}
