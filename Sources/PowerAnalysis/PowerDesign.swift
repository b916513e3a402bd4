/// How many are in each arm: subjects, or clusters where the design is made of them. Pairs have one arm.
public struct ArmSizes: Sendable, Equatable {
  public var treatment: Double
  /// Nil where there is one arm only.
  public var control: Double?

  public init(treatment: Double, control: Double?) {
    self.treatment = treatment
    self.control = control
  }

  public var total: Double { treatment + (control ?? 0) }
}

/// Treatment : control, such as 2 : 1.
public struct Allocation: Sendable, Equatable {
  public var treatment: Double
  public var control: Double

  public init(treatment: Double = 1, control: Double = 1) {
    self.treatment = treatment
    self.control = control
  }

  /// The arms' sizes where the smaller has `smaller`: the larger the smallest whole number that keeps the ratio.
  func sizes(smaller: Int) -> ArmSizes {
    let small = Double(smaller)
    let large = (small * max(treatment, control) / min(treatment, control) - 1e-9).rounded(.up)
    return treatment >= control
      ? ArmSizes(treatment: large, control: small) : ArmSizes(treatment: small, control: large)
  }

  /// A whole total in the ratio, in whole numbers.
  public func sizes(total: Double) -> ArmSizes {
    let share = (total * treatment / (treatment + control)).rounded(.down)
    return ArmSizes(treatment: share, control: total - share)
  }
}

/// A power and the degrees of freedom of the test that has it.
public struct AttainedPower: Sendable, Equatable {
  public let power: Double
  /// Nil where the test has none.
  public let df: Double?
}

/// A trial whose power depends on the arms' sizes and on the difference.
public protocol PowerDesign: Sendable {
  /// As rows of results have it.
  var method: String { get }
  var hasTwoArms: Bool { get }
  /// Treatment minus control, or later minus earlier; nil where the test has no power that could be known at these
  /// sizes, as without degrees of freedom.
  func power(difference: Double, sizes: ArmSizes) -> AttainedPower?
  /// The sizes of the `step`-th smallest trial that can be run.
  func sizes(step: Int, allocation: Allocation) -> ArmSizes
  /// Differences beyond which there are none.
  var largestDifference: Double { get }
  /// The smallest trial in the ratio whose power is at least `power`; nil where none that can be run has it.
  func smallest(power: Double, difference: Double, allocation: Allocation) -> PowerSolution?
}

extension PowerDesign {
  public func sizes(step: Int, allocation: Allocation) -> ArmSizes {
    hasTwoArms ? allocation.sizes(smaller: step) : ArmSizes(treatment: Double(step), control: nil)
  }

  public var largestDifference: Double { .infinity }
}

/// How precisely a design estimates the difference.
public struct Precision: Sendable, Equatable {
  public let standardError: Double
  /// Of the standard error's estimate; ∞ where it is taken as known.
  public let df: Double

  public init(standardError: Double, df: Double) {
    self.standardError = standardError
    self.df = df
  }
}

/// A design that compares means by a t test: all of its own that power needs is the precision of the difference.
public protocol MeansDesign: Sendable {
  /// The formula, in lower case with underscores.
  var formula: String { get }
  var hasTwoArms: Bool { get }
  func precision(_ sizes: ArmSizes) -> Precision
  func sizes(step: Int, allocation: Allocation) -> ArmSizes
}

extension MeansDesign {
  public var hasTwoArms: Bool { true }

  public func sizes(step: Int, allocation: Allocation) -> ArmSizes {
    hasTwoArms ? allocation.sizes(smaller: step) : ArmSizes(treatment: Double(step), control: nil)
  }
}

/// A design of means with the test that it ends with.
public struct TestOfMeans: PowerDesign {
  public let design: any MeansDesign
  public let test: PlannedTest

  public init(_ design: any MeansDesign, test: PlannedTest) {
    self.design = design
    self.test = test
  }

  public var method: String { test.prefix + design.formula }
  public var hasTwoArms: Bool { design.hasTwoArms }

  public func power(difference: Double, sizes: ArmSizes) -> AttainedPower? {
    let precision = design.precision(sizes)
    guard
      let power = test.power(
        difference: difference, standardError: precision.standardError, df: precision.df)
    else { return nil }
    return AttainedPower(power: power, df: precision.df.isFinite ? precision.df : nil)
  }

  public func sizes(step: Int, allocation: Allocation) -> ArmSizes {
    design.sizes(step: step, allocation: allocation)
  }
}
