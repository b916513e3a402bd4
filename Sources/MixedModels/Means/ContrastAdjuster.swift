internal import Distributions
internal import Estimates
internal import Inference

/// Adjusts the rows of one family of contrasts for their number.
struct ContrastAdjuster {
  let model: FittedModel
  let options: MeansOptions
  private(set) var notes: [String] = []

  init(_ model: FittedModel, options: MeansOptions) {
    self.model = model
    self.options = options
  }

  mutating func adjust(_ rows: inout [Estimate], _ family: ContrastFamily) {
    guard options.adjustment != .none else { return }
    let tested = rows.indices.filter { rows[$0].pValue != nil }
    if tested.count == 1, (family.compared ?? []).count < 2 {
      notes.append(
        "--adjust \(options.adjustment.rawValue) changes nothing in a family of one contrast, whose p-value stays as it "
          + "was; --family all makes one family of all contrasts.")
    }
    if let byPValues = options.adjustment.ofPValues {
      let adjusted = byPValues.adjusted(tested.compactMap { rows[$0].pValue })
      for (place, index) in tested.enumerated() {
        rows[index].pValue = adjusted[place]
        if tested.count > 1 { widen(&rows[index], count: tested.count) }
      }
    } else {
      simultaneous(&rows, family, tested)
    }
    for index in rows.indices { rows[index].method = rows[index].method.map { "\($0)_\(options.adjustment.rawValue)" } }
  }

  /// Bonferroni's p-values invert an interval; those of the others do not.
  private func widen(_ row: inout Estimate, count: Int) {
    guard options.adjustment == .bonferroni, let estimate = row.estimate, let error = row.standardError else {
      (row.confidenceLow, row.confidenceHigh, row.confidenceLevel) = (nil, nil, nil)
      return
    }
    let tail = (1 - model.request.level) / (2 * Double(count))
    let reach = StudentT(df: row.df ?? .infinity).quantile(tail, tail: .upper) * error
    row.confidenceLow = estimate - reach
    row.confidenceHigh = estimate + reach
  }

  private mutating func simultaneous(_ rows: inout [Estimate], _ family: ContrastFamily, _ tested: [Int]) {
    guard let inference = model.inference, !tested.isEmpty else { return }
    let weights = family.compared ?? tested.compactMap { family.lines[$0].weights }
    let functions = weights.compactMap(inference.keptWeights).filter { inference.variance(ofKept: $0) > 0 }
    guard functions.count > 1 else { return }
    let isNormal = model.request.dfMethod == .normal
    let dfs = weights.compactMap { inference.test($0)?.df }
    guard isNormal || !dfs.isEmpty else { return }
    let tests = SimultaneousTests(functions, inference: inference, df: isNormal ? nil : dfs.min(), seed: options.seed)
    let critical = tests.critical(model.request.level)
    var largestError = 0.0
    for index in tested {
      guard let statistic = rows[index].statistic, let estimate = rows[index].estimate,
        let error = rows[index].standardError
      else { continue }
      let (value, uncertainty) = tests.pValue(statistic)
      largestError = max(largestError, uncertainty)
      rows[index].pValue = value
      rows[index].df = tests.df.isFinite ? tests.df : nil
      rows[index].confidenceLow = estimate - critical * error
      rows[index].confidenceHigh = estimate + critical * error
      rows[index].confidenceLevel = model.request.level
    }
    if let low = dfs.min(), let high = dfs.max(), high - low > 1e-9 * low {
      notes.append(
        "\(options.adjustment.rawValue) takes the smallest degrees of freedom of each family of contrasts.")
    }
    if !tests.isExact {
      notes.append(
        "The multivariate t of \(functions.count) contrasts was integrated over \(tests.pointCount) quasi-random points "
          + "from seed \(options.seed): the adjusted p-values are right to \(Self.rounded(largestError)).")
    }
  }

  /// Upwards to one significant digit.
  private static func rounded(_ error: Double) -> String {
    guard error > 0 else { return "the last digit" }
    var power = 1.0
    while error * power < 1, power < 1e18 { power *= 10 }
    return "\(Double((error * power).rounded(.up)) / power)"
  }
}
