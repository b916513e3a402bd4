internal import Distributions
internal import EffectSizes
internal import Estimates

/// The Bayesian second look at one contrast or one change: Bayes factors of its t test, and a posterior of its difference.
/// Every row's `term` says the prior. Documentation/Methods/bayes.md.
struct BayesRows {
  let options: BayesOptions
  let level: Double

  /// The measures of a comparison; a change has the first two.
  static let measures: [Measure] = factors + posteriors
  static let factors: [Measure] = [.bayesFactor, .logBayesFactor]
  /// Those that need the mean differences.
  static let posteriors: [Measure] = [.posteriorMeanDifference, .posteriorProbability]

  /// The methods of the mean difference that get a posterior.
  private static let likelihoods = ["welch", "ancova"]

  // MARK: Bayes factors

  /// For Student's test of two arms; `test` is its row.
  func factors(test: Estimate, treatment: Int, control: Int) -> [Estimate] {
    factors(test) { JZSBayesFactor.independent(t: $0, n1: treatment, n2: control, scale: options.scale) }
  }

  /// For the paired test; `test` is its row.
  func factors(test: Estimate) -> [Estimate] {
    factors(test) { JZSBayesFactor.paired(t: $0, n: test.n ?? 0, scale: options.scale) }
  }

  private func factors(_ test: Estimate, factor: (Double) -> JZSBayesFactor?) -> [Estimate] {
    let found = test.statistic.flatMap(factor)
    return zip(Self.factors, [found?.value, found?.logarithm]).map { measure, value in
      Estimate(
        term: "prior Cauchy(0, \(options.scaleText))", measure: measure, method: "jzs", estimate: value, df: test.df,
        statistic: test.statistic, n: test.n)
    }
  }

  // MARK: Posteriors

  /// For each mean difference that is a likelihood here; `pooledSD` is that of the two arms at the visit.
  func posteriors(of differences: [Estimate], pooledSD: Double?) -> [Estimate] {
    let pooledSD = pooledSD.flatMap { $0.isFinite ? $0 : nil }
    let prior = options.prior ?? pooledSD.map { NormalPrior(mean: 0, sd: $0) }
    let mean = (options.prior?.mean ?? 0).shortest
    let text = "prior normal(\(mean), \(options.prior?.sd.shortest ?? pooledSD?.sixDigits ?? "pooled SD"))"
    return Self.likelihoods.compactMap { method in differences.first { $0.method == method } }
      .flatMap { posteriors(of: $0, prior: prior, text: text) }
  }

  private func posteriors(of difference: Estimate, prior: NormalPrior?, text: String) -> [Estimate] {
    let method = "normal_prior_\(difference.method ?? "")"
    var row = Estimate(term: text, measure: .posteriorMeanDifference, method: method, n: difference.n)
    func probability(_ side: String, _ value: Double?) -> Estimate {
      Estimate(
        term: "\(side), \(text)", measure: .posteriorProbability, method: method, estimate: value, n: difference.n)
    }
    guard let prior, let estimate = difference.estimate, let standardError = difference.standardError else {
      return [row, probability("> 0", nil), probability("< 0", nil)]
    }
    let posterior = prior.posterior(estimate: estimate, standardError: standardError)
    let reach = Normal().quantile((1 - level) / 2, tail: .upper) * posterior.sd
    row.estimate = posterior.mean
    row.standardError = posterior.sd
    row.confidenceLow = posterior.mean - reach
    row.confidenceHigh = posterior.mean + reach
    row.confidenceLevel = level
    let z = posterior.mean / posterior.sd
    return [
      row, probability("> 0", Normal().probability(z, tail: .lower)),
      probability("< 0", Normal().probability(z, tail: .upper)),
    ]
  }

  // MARK: Notes

  /// The priors in words, of those rows that are there.
  func priors(of rows: [Estimate], effect: String) -> [String] {
    var notes: [String] = []
    if rows.contains(where: { Self.factors.contains($0.measure) }) {
      notes.append(
        "The Bayes factor weighs a difference against none: prior of \(effect) is Cauchy around 0 with scale "
          + "\(options.scaleText) (half of the prior lies within that distance of 0); --bayes-scale changes it")
    }
    if rows.contains(where: { Self.posteriors.contains($0.measure) }) {
      let prior = options.prior.map { "mean \($0.mean.shortest) and SD \($0.sd.shortest)" }
      notes.append(
        "The posterior takes the standard error as known; prior of the difference in means is normal with "
          + (prior ?? "mean 0 and as SD the pooled SD of the two arms at the visit; --bayes-prior changes it"))
    }
    return notes
  }

  /// Why some of the rows are empty.
  func causes(in rows: [Estimate]) -> [String] {
    var causes: [String] = []
    if rows.contains(where: { Self.factors.contains($0.measure) && $0.statistic == nil }) {
      causes.append("There is no t test, so no Bayes factor")
    } else if rows.contains(where: { $0.measure == .bayesFactor && $0.estimate == nil }) {
      causes.append(
        "The Bayes factor is too large for a number of double precision; log_bayes_factor has its logarithm")
    }
    let empty = rows.filter { $0.measure == .posteriorMeanDifference && $0.estimate == nil }.compactMap(\.method)
    if !empty.isEmpty {
      causes.append("A standard error or the pooled SD is missing, so no posterior (\(empty.joined(separator: ", ")))")
    }
    return causes
  }
}
