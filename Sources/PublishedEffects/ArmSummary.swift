internal import Distributions
internal import Estimates
internal import Glibc

/// Mean and SD of one arm, from whatever was printed of it.
struct ArmSummary {
  /// What the SD comes from, and so how far it can be trusted.
  enum Source: String {
    case sds = "means"
    case standardErrors = "standard_errors"
    case intervals = "means_intervals"
    case quartiles
  }

  let n: Int
  let mean: Figure
  let sd: Figure
  let source: Source
}

extension EffectKey {
  /// The keys of one arm.
  struct Arm {
    let number: Int
    let n, mean, sd, error, low, high, median, firstQuartile, thirdQuartile, minimum, maximum: EffectKey

    static let treatment = Arm(
      number: 1, n: .n1, mean: .mean1, sd: .sd1, error: .se1, low: .low1, high: .high1, median: .median1,
      firstQuartile: .firstQuartile1, thirdQuartile: .thirdQuartile1, minimum: .minimum1, maximum: .maximum1)
    static let control = Arm(
      number: 2, n: .n2, mean: .mean2, sd: .sd2, error: .se2, low: .low2, high: .high2, median: .median2,
      firstQuartile: .firstQuartile2, thirdQuartile: .thirdQuartile2, minimum: .minimum2, maximum: .maximum2)
  }
}

extension Work {
  /// Nil where mean, SD or size cannot be had.
  mutating func arm(_ arm: EffectKey.Arm) -> ArmSummary? {
    guard let n = figures.count(arm.n), n > 1 else { return nil }
    if figures.has(arm.mean) || figures.has(arm.low, arm.high) {
      if let found = measured(arm, n: n) { return found }
    }
    return estimated(arm, n: n)
  }

  /// A printed mean, and its SD as printed or from its standard error or interval.
  private mutating func measured(_ arm: EffectKey.Arm, n: Int) -> ArmSummary? {
    let root = Figure(exactly: Double(n).squareRoot())
    let i = arm.number
    func mean(_ work: inout Work) -> Figure? {
      work.take(arm.mean)
        ?? work.take(arm.low).flatMap { low in
          work.take(arm.high).map { high in
            work.step("Mean \(i)", "(\(low.text) + \(high.inFormula))/2", (low + high) / 2)
          }
        }
    }
    if figures.has(arm.sd), let mean = mean(&self), let sd = take(arm.sd), let n = count(arm.n) {
      return ArmSummary(n: n, mean: mean, sd: sd, source: .sds)
    }
    if figures.has(arm.error), let mean = mean(&self), let error = take(arm.error), let n = count(arm.n) {
      let sd = step("SD \(i)", "SE · √n = \(error.text) · √\(n)", error * root)
      return ArmSummary(n: n, mean: mean, sd: sd, source: .standardErrors)
    }
    guard figures.has(arm.low, arm.high), let mean = mean(&self), let low = take(arm.low), let high = take(arm.high),
      let n = count(arm.n)
    else { return nil }
    let reach = self.reach(df: n - 1)
    let sd = step(
      "SD \(i)",
      "√n · (high - low)/(2 · \(reach.name)) = √\(n) · (\(high.text) - \(low.inFormula))/(2 · \(reach.text))",
      (root * (high - low) / (2 * reach.value)).atLeast(0))
    return ArmSummary(n: n, mean: mean, sd: sd, source: .intervals)
  }

  /// The quantile by which the printed limits were made, by `ci_level` and `based`.
  mutating func reach(df: Int) -> (value: Double, name: String, text: String) {
    if !has(.based) || !has(.level) {
      noteOnce(
        "Printed limits are taken for \(NumberFormat.percentage(printedLevel())) limits made with "
          + "\(figures.labels[.based] ?? "t"); ci_level=… and based=z say otherwise")
    }
    let tail = (1 - printedLevel()) / 2
    if label(.based) == "z" {
      let value = Normal().quantile(tail, tail: .upper)
      return (value, "z", value.sixDigits)
    }
    let value = StudentT(df: Double(df)).quantile(tail, tail: .upper)
    return (value, "t(\(df))", value.sixDigits)
  }

  // MARK: - Quartiles

  /// Mean by Luo et al. (2018), SD by Wan et al. (2014), for normal data.
  private mutating func estimated(_ arm: EffectKey.Arm, n: Int) -> ArmSummary? {
    let hasQuartiles = figures.has(arm.firstQuartile, arm.thirdQuartile)
    let hasRange = figures.has(arm.minimum, arm.maximum)
    guard n > 4, hasQuartiles || hasRange, figures.has(arm.median) || figures.has(arm.mean), let n = count(arm.n) else {
      return nil
    }
    let quartiles = hasQuartiles ? pair(arm.firstQuartile, arm.thirdQuartile) : nil
    let range = hasRange ? pair(arm.minimum, arm.maximum) : nil
    guard let sd = wanSD(arm, n: n, quartiles: quartiles, range: range) else { return nil }
    guard let mean = take(arm.mean) ?? luoMean(arm, n: n, quartiles: quartiles, range: range) else { return nil }
    return ArmSummary(n: n, mean: mean, sd: sd.atLeast(0), source: .quartiles)
  }

  private mutating func pair(_ low: EffectKey, _ high: EffectKey) -> (low: Figure, high: Figure)? {
    guard let low = take(low), let high = take(high) else { return nil }
    return (low, high)
  }

  private typealias Pair = (low: Figure, high: Figure)

  private mutating func luoMean(_ arm: EffectKey.Arm, n: Int, quartiles: Pair?, range: Pair?) -> Figure? {
    guard let median = take(arm.median) else { return nil }
    let size = Double(n)
    let weights: (range: Double, quartiles: Double) =
      switch (range, quartiles) {
      case (nil, nil): (0, 0)
      case (.some, nil): (4 / (4 + pow(size, 0.75)), 0)
      case (nil, .some): (0, 0.7 + 0.39 / size)
      case (.some, .some): (2.2 / (2.2 + pow(size, 0.75)), 0.7 - 0.72 / pow(size, 0.55))
      }
    let rest = 1 - weights.range - weights.quartiles
    var mean = median * rest
    var formula = "\(rest.sixDigits) · \(median.inFormula)"
    for (pair, weight) in [(range, weights.range), (quartiles, weights.quartiles)] {
      guard let pair else { continue }
      mean = mean + (pair.low + pair.high) * (weight / 2)
      formula += " + \(weight.sixDigits) · (\(pair.low.text) + \(pair.high.inFormula))/2"
    }
    return step("Mean \(arm.number), estimated (Luo)", formula, mean)
  }

  private mutating func wanSD(_ arm: EffectKey.Arm, n: Int, quartiles: Pair?, range: Pair?) -> Figure? {
    let size = Double(n)
    let normal = Normal()
    let parts: [(pair: Pair?, divisor: Double)] = [
      (range, 2 * normal.quantile((size - 0.375) / (size + 0.25))),
      (quartiles, 2 * normal.quantile((0.75 * size - 0.125) / (size + 0.25))),
    ]
    let found = parts.compactMap { part in part.pair.map { ($0, part.divisor) } }
    guard let first = found.first else { return nil }
    var sd = (first.0.high - first.0.low) / first.1
    var formula = "(\(first.0.high.text) - \(first.0.low.inFormula))/\(first.1.sixDigits)"
    if found.count > 1 {
      sd = (sd + (found[1].0.high - found[1].0.low) / found[1].1) / 2
      formula = "(\(formula) + (\(found[1].0.high.text) - \(found[1].0.low.inFormula))/\(found[1].1.sixDigits))/2"
    }
    return step("SD \(arm.number), estimated (Wan)", formula, sd)
  }
}
