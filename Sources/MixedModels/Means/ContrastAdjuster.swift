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

  /// What is adjusted says so in `method`: a family of one contrast is as it was.
  mutating func adjust(_ rows: inout [Estimate], _ family: ContrastFamily) {
    guard options.adjustment != .none else { return }
    let tested = rows.indices.filter { rows[$0].pValue != nil }
    guard !tested.isEmpty else { return }
    let isAdjusted: Bool
    if let byPValues = options.adjustment.ofPValues {
      isAdjusted = tested.count > 1
      if isAdjusted { adjust(&rows, tested, byPValues) }
    } else {
      isAdjusted = simultaneous(&rows, family, tested)
    }
    if isAdjusted {
      for index in rows.indices {
        rows[index].method = rows[index].method.map { "\($0)_\(options.adjustment.rawValue)" }
      }
    } else {
      notes.append(
        "--adjust \(options.adjustment.rawValue) changes nothing in a family of one contrast, whose p-value stays as it "
          + "was" + (options.isOneFamily ? "." : "; --family all makes one family of all contrasts."))
    }
  }

  private mutating func adjust(_ rows: inout [Estimate], _ tested: [Int], _ adjustment: MultiplicityAdjustment) {
    let adjusted = adjustment.adjusted(tested.compactMap { rows[$0].pValue })
    for (place, index) in tested.enumerated() {
      rows[index].pValue = adjusted[place]
      widen(&rows[index], count: tested.count)
    }
    guard adjustment != .bonferroni else { return }
    notes.append(
      "\(adjustment.rawValue) adjusts p-values alone, and no interval goes with them (--adjust bonferroni, dunnett, tukey "
        + "and mvt give intervals; without --adjust there is that of one contrast).")
  }

  /// Bonferroni's p-values invert an interval; those of the others do not.
  private func widen(_ row: inout Estimate, count: Int) {
    guard options.adjustment == .bonferroni, let estimate = row.estimate, let error = row.standardError else {
      row = row.withoutInterval
      return
    }
    let tail = (1 - model.request.level) / (2 * Double(count))
    let reach = StudentT(df: row.df ?? .infinity).quantile(tail, tail: .upper) * error
    row.confidenceLow = estimate - reach
    row.confidenceHigh = estimate + reach
  }

  /// - Returns: whether there was more than one contrast to adjust for.
  private mutating func simultaneous(_ rows: inout [Estimate], _ family: ContrastFamily, _ tested: [Int]) -> Bool {
    guard let inference = model.inference else { return false }
    let weights = family.compared ?? tested.compactMap { family.lines[$0].weights }
    let functions = weights.compactMap(inference.keptWeights).filter { inference.variance(ofKept: $0) > 0 }
    guard functions.count > 1 else { return false }
    let isNormal = model.request.dfMethod == .normal
    let dfs = weights.compactMap { inference.test($0)?.df }
    guard isNormal || !dfs.isEmpty else { return false }
    guard
      let tests = SimultaneousTests(functions, inference: inference, df: isNormal ? nil : dfs.min(), seed: options.seed)
    else {
      for index in rows.indices { rows[index] = rows[index].untested }
      notes.append(
        "\(options.adjustment.rawValue) is not computed for more than \(SimultaneousTests.most) contrasts, and here are "
          + "\(functions.count), so these have no test (--adjust holm serves any number).")
      return true
    }
    let critical = tests.critical(model.request.level)
    var largestError = 0.0
    let pValues = tests.pValues(tested.map { rows[$0].statistic ?? .nan })
    for (index, (value, uncertainty)) in zip(tested, pValues) {
      guard let estimate = rows[index].estimate, let error = rows[index].standardError else { continue }
      if value > 0 { largestError = max(largestError, uncertainty / value) }
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
          + "from seed \(options.seed): each adjusted p-value is right to \(Self.rounded(100 * largestError))% of "
          + "itself.")
    }
    return true
  }

  /// Upwards to one significant digit.
  private static func rounded(_ error: Double) -> String {
    guard error > 1e-10 else { return "1e-10" }
    var power = 1.0
    while error * power < 1, power < 1e18 { power *= 10 }
    return (Double((error * power).rounded(.up)) / power).shortest
  }
}

extension Estimate {
  fileprivate var withoutInterval: Estimate {
    var row = self
    (row.confidenceLow, row.confidenceHigh, row.confidenceLevel) = (nil, nil, nil)
    return row
  }

  /// Without p-value and interval.
  fileprivate var untested: Estimate {
    var row = withoutInterval
    row.pValue = nil
    return row
  }
}
