internal import Distributions
internal import Estimates
internal import Glibc
internal import Inference
internal import Trials

extension MixedModel {
  /// Intervals of coefficients and variances from outcomes that are simulated from the fit and fitted again.
  static func bootstrapRows(_ model: FittedModel, notes: inout [String]) -> [Estimate] {
    guard let request = model.request.bootstrap else { return [] }
    let outcome = model.outcome.name
    guard let fit = model.asBlocks else {
      notes.append("\(outcome): the model cannot be simulated from, so no bootstrap.")
      return []
    }
    let simulation = OutcomeSimulation(fit)
    let refit = Refitting(fit)
    let numbers = BootstrapNumber.all(model, fit)
    let stream = RandomStream(seed: request.seed)
    let values = mapPieces(request.count, threads: request.threads) { replicate -> [Double]? in
      var own = stream.split(UInt64(replicate))
      return refit(simulation.draw(&own)).map { result in numbers.map { $0.value(result) ?? .nan } }
    }
    let fitted = values.compactMap { $0 }
    noteFailures(request.count - fitted.count, of: request, outcome: outcome, notes: &notes)
    var rows: [Estimate] = []
    for (place, number) in numbers.enumerated() {
      let sorted = fitted.map { $0[place] }.filter(\.isFinite).sorted()
      rows.append(interval(number.row, sorted, isBasic: false, level: model.request.level))
      if number.isBasic { rows.append(interval(number.row, sorted, isBasic: true, level: model.request.level)) }
    }
    return rows
  }

  private static func interval(_ row: Estimate, _ sorted: [Double], isBasic: Bool, level: Double) -> Estimate {
    var row = row
    row.method = isBasic ? "bootstrap_basic" : "bootstrap_percentile"
    guard let estimate = row.estimate, sorted.count > 1 else { return row }
    let size = Double(sorted.count)
    let mean = sorted.reduce(0, +) / size
    row.standardError = (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (size - 1)).squareRoot()
    let tail = (1 - level) / 2
    let (low, high) = (bootstrapQuantile(sorted, tail), bootstrapQuantile(sorted, 1 - tail))
    row.confidenceLow = isBasic ? 2 * estimate - high : low
    row.confidenceHigh = isBasic ? 2 * estimate - low : high
    row.confidenceLevel = level
    return row
  }

  private static func noteFailures(
    _ failures: Int, of request: ParametricBootstrap, outcome: String, notes: inout [String]
  ) {
    if failures > 0 {
      notes.append(
        "\(outcome): of \(request.count) simulated outcomes \(failures) could not be fitted and are left out.")
    }
    let seed = "Random numbers: seed \(request.seed); --seed changes it."
    if !notes.contains(seed) { notes.append(seed) }
  }

  /// The likelihood-ratio test by outcomes simulated from the smaller model: how many of them gain as much by the larger
  /// one, the data's own counted in.
  static func bootstrapTestRows(
    _ pair: NestedModels, row: Estimate, statistic: Double, notes: inout [String]
  ) -> [Estimate] {
    guard let request = pair.larger.request.bootstrap else { return [] }
    var row = row
    row.method = "bootstrap"
    row.df = nil
    row.pValue = nil
    let outcome = pair.larger.outcome.name
    guard let smaller = pair.smaller.asBlocks, let larger = pair.larger.asBlocks else {
      notes.append("\(outcome): the model cannot be simulated from, so no bootstrap.")
      return [row]
    }
    let simulation = OutcomeSimulation(smaller)
    let (null, alternative) = (Refitting(smaller), Refitting(larger))
    // Other outcomes than those of the intervals.
    let stream = RandomStream(seed: request.seed).split(UInt64.max)
    let values = mapPieces(request.count, threads: request.threads) { replicate -> Double? in
      var own = stream.split(UInt64(replicate))
      let outcome = simulation.draw(&own)
      guard let low = null(outcome), let high = alternative(outcome) else { return nil }
      return max(0, 2 * (high.logLikelihood - low.logLikelihood))
    }
    let gains = values.compactMap { $0 }
    noteFailures(request.count - gains.count, of: request, outcome: outcome, notes: &notes)
    guard !gains.isEmpty else { return [row] }
    let rounding = 1e-8 * (1 + statistic)
    let many = gains.count { $0 >= statistic - rounding }
    row.pValue = Double(1 + many) / Double(1 + gains.count)
    return [row]
  }
}
