internal import Optimization

/// What one question has for an answer.
public struct PowerSolution: Sendable, Equatable {
  public let sizes: ArmSizes
  public let difference: Double
  public let attained: AttainedPower
}

extension PowerDesign {
  public func smallest(power: Double, difference: Double, allocation: Allocation) -> PowerSolution? {
    bisected(power: power, difference: difference, allocation: allocation, upTo: 10_000_000)
  }

  /// By doubling and halving, for a power that rises with the size.
  func bisected(power: Double, difference: Double, allocation: Allocation, upTo steps: Int) -> PowerSolution? {
    func reaches(_ step: Int) -> Bool {
      (solution(step, difference, allocation)?.attained.power ?? 0) >= power
    }
    var high = 1
    while !reaches(high) {
      guard high < steps else { return nil }
      high = min(2 * high, steps)
    }
    var low = high / 2
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if reaches(middle) { high = middle } else { low = middle }
    }
    return solution(high, difference, allocation)
  }

  func solution(_ step: Int, _ difference: Double, _ allocation: Allocation) -> PowerSolution? {
    let sizes = sizes(step: step, allocation: allocation)
    return power(difference: difference, sizes: sizes).map {
      PowerSolution(sizes: sizes, difference: difference, attained: $0)
    }
  }

  /// The smallest difference above 0 that has the power.
  ///
  /// - Returns: nil where no difference has it.
  public func detectable(power: Double, sizes: ArmSizes, unit: Double) -> PowerSolution? {
    let most = min(largestDifference, unit * 1e6)
    guard self.power(difference: 0, sizes: sizes) != nil else { return nil }
    let miss = { (difference: Double) in
      (self.power(difference: difference, sizes: sizes)?.power ?? 1) - power
    }
    guard miss(0) < 0 else { return nil }
    // Below where it is reached first, however far beyond it is 1 to the last digit.
    var high = min(most, unit / 16)
    while miss(high) < 0 {
      guard high < most else { return nil }
      high = min(most, 1.5 * high)
    }
    guard let root = findRoot(in: 0...high, miss), let attained = self.power(difference: root, sizes: sizes) else {
      return nil
    }
    return PowerSolution(sizes: sizes, difference: root, attained: attained)
  }
}

extension ProportionsDesign {
  /// Fisher's exact test is tried at every size from a little below what the z test needs, since its power rises by leaps
  /// and falls a little between them.
  public func smallest(power: Double, difference: Double, allocation: Allocation) -> PowerSolution? {
    guard approach == .fisherExact else {
      return bisected(power: power, difference: difference, allocation: allocation, upTo: 10_000_000)
    }
    let plain = ProportionsDesign(control: control, approach: .normal, alpha: alpha, sides: sides)
    guard
      let guess = plain.bisected(
        power: power, difference: difference, allocation: allocation, upTo: Self.largestExact)
    else { return nil }
    let smaller = min(guess.sizes.treatment, guess.sizes.control ?? guess.sizes.treatment)
    for step in max(1, Int(0.8 * smaller))...Self.largestExact {
      guard Self.canBeExact(allocation.sizes(smaller: step)) else { return nil }
      if let found = solution(step, difference, allocation), found.attained.power >= power { return found }
    }
    return nil
  }

  /// Subjects of an arm (half of both) up to which all tables are gone through.
  public static let largestExact = 1000

  public static func canBeExact(_ sizes: ArmSizes) -> Bool { sizes.total <= Double(2 * largestExact) }
}
