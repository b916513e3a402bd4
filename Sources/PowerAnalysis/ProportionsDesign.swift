internal import Distributions
internal import Glibc

/// Two arms of which the shares with an event are compared.
public struct ProportionsDesign: PowerDesign {
  public enum Approach: String, Sendable, CaseIterable {
    /// The z test whose variance is pooled where there is no difference: R's `power.prop.test`, `strict = TRUE`.
    case normal
    /// Cohen's h: the difference of 2 arcsin √p has the variance 1/n₁ + 1/n₂. R: `pwr::pwr.2p2n.test`.
    case arcsine
    /// Fisher's exact test, its power summed over all tables. Conservative: seldom as significant as it might be.
    case fisherExact = "fisher_exact"
  }

  public let control: Double
  public let approach: Approach
  public let alpha: Double
  public let sides: Int

  /// - Parameter control: the share with the event in the control arm, above 0 and below 1.
  public init(control: Double, approach: Approach, alpha: Double = 0.05, sides: Int = 2) {
    self.control = control
    self.approach = approach
    self.alpha = alpha
    self.sides = sides
  }

  public var method: String { (sides == 1 ? "one_sided_" : "") + approach.rawValue }
  public var hasTwoArms: Bool { true }
  public var largestDifference: Double { 1 - control }

  public func power(difference: Double, sizes: ArmSizes) -> AttainedPower? {
    let treatment = control + difference
    guard let n2 = sizes.control, sizes.treatment > 0, n2 > 0, treatment >= 0, treatment <= 1 else { return nil }
    let n1 = sizes.treatment
    let z = Normal().quantile(alpha / Double(sides), tail: .upper)
    switch approach {
    case .normal:
      let pooled = (n1 * treatment + n2 * control) / (n1 + n2)
      let null = (pooled * (1 - pooled) * (1 / n1 + 1 / n2)).squareRoot()
      let own = (treatment * (1 - treatment) / n1 + control * (1 - control) / n2).squareRoot()
      guard own > 0 else { return nil }
      return AttainedPower(
        power: beyond((abs(difference) - z * null) / own, (-abs(difference) - z * null) / own), df: nil)
    case .arcsine:
      let h = abs(2 * asin(treatment.squareRoot()) - 2 * asin(control.squareRoot()))
      let shift = h / (1 / n1 + 1 / n2).squareRoot()
      return AttainedPower(power: beyond(shift - z, -shift - z), df: nil)
    case .fisherExact:
      guard Self.canBeExact(sizes) else { return nil }
      return AttainedPower(
        power: FisherPower(treated: Int(n1), controls: Int(n2), alpha: alpha, sides: sides, isAbove: difference >= 0)
          .power(treatment: treatment, control: control), df: nil)
    }
  }

  /// The near tail, and of two sides the far one too.
  private func beyond(_ near: Double, _ far: Double) -> Double {
    Normal().probability(near) + (sides == 2 ? Normal().probability(far) : 0)
  }
}

/// Where Fisher's exact test is significant: for every number of events in the control arm, the numbers in the treatment
/// arm at which it is.
private struct FisherPower {
  let treated: Int
  let controls: Int
  let alpha: Double
  let sides: Int
  let isAbove: Bool

  func power(treatment: Double, control: Double) -> Double {
    let first = masses(treated, treatment)
    let second = masses(controls, control)
    return (0...(treated + controls)).reduce(0) { sum, events in
      significant(events: events).reduce(sum) { $0 + first[$1] * second[events - $1] }
    }
  }

  private func masses(_ n: Int, _ p: Double) -> [Double] {
    let binomial = Binomial(trials: n, probability: p)
    return (0...n).map { binomial.density(Double($0)) }
  }

  /// The treated events of tables with so many events in all at which the p-value is at most alpha. Two-sided by the sum of
  /// all tables that are not more probable.
  private func significant(events: Int) -> [Int] {
    let low = max(0, events - controls)
    let high = min(treated, events)
    let count = high - low + 1
    // Relative to the most probable table, outwards from it, so that nothing overflows.
    let mode = min(
      high, max(low, Int((Double(treated + 1) * Double(events + 1) / Double(treated + controls + 2)).rounded(.down))))
    var masses = [Double](repeating: 0, count: count)
    masses[mode - low] = 1
    if mode < high {
      for x in mode..<high {
        masses[x + 1 - low] =
          masses[x - low] * Double(treated - x) * Double(events - x)
          / (Double(x + 1) * Double(controls - events + x + 1))
      }
    }
    if mode > low {
      for x in stride(from: mode, to: low, by: -1) {
        masses[x - 1 - low] =
          masses[x - low] * Double(x) * Double(controls - events + x)
          / (Double(treated - x + 1) * Double(events - x + 1))
      }
    }
    let total = masses.reduce(0, +)
    let bound = alpha * total * (1 + 1e-12)
    if sides == 1 {
      var found: [Int] = []
      var sum = 0.0
      for place in isAbove ? Array((0..<count).reversed()) : Array(0..<count) {
        sum += masses[place]
        if sum > bound { break }
        found.append(low + place)
      }
      return found
    }
    let order = (0..<count).sorted { masses[$0] < masses[$1] }
    var found: [Int] = []
    var sum = 0.0
    var start = 0
    while start < count {
      // Tables as probable as one another are significant together; so many digits are lost in their ratios.
      var end = start
      while end < count, masses[order[end]] <= masses[order[start]] * (1 + 1e-7) {
        sum += masses[order[end]]
        end += 1
      }
      if sum > bound { break }
      found += order[start..<end].map { low + $0 }
      start = end
    }
    return found
  }
}
