/// How studies are pooled.
public struct SynthesisOptions: Sendable {
  public enum Cumulation: Sendable {
    /// In the order of the file.
    case fileOrder
    /// By the table's `ordering`, lowest first.
    case ordered
  }

  /// Ways to pool counts as one table after another; the raw value is the option's name.
  public enum PooledTables: String, Sendable, CaseIterable {
    case mantelHaenszel = "mantel-haenszel"
    case peto

    public var title: String { self == .peto ? "Peto" : "Mantel-Haenszel" }
  }

  public var estimator: HeterogeneityEstimator
  public var test: CoefficientTest
  /// Whether the prediction interval has t(k − 2), of Higgins, Thompson and Spiegelhalter (2009).
  public var predictsWithTwoLess: Bool
  public var cumulation: Cumulation?
  public var leavesOneOut: Bool
  public var showsInfluence: Bool
  public var testsSmallStudies: Bool
  /// Whether effects of one study have a variance of their own.
  public var hasThreeLevels: Bool
  public var pooledTables: Set<PooledTables>
  public var level: Double

  public init(
    estimator: HeterogeneityEstimator = .reml, test: CoefficientTest = .wald, predictsWithTwoLess: Bool = false,
    cumulation: Cumulation? = nil, leavesOneOut: Bool = false, showsInfluence: Bool = false,
    testsSmallStudies: Bool = false, hasThreeLevels: Bool = false, pooledTables: Set<PooledTables> = [],
    level: Double = 0.95
  ) {
    self.estimator = estimator
    self.test = test
    self.predictsWithTwoLess = predictsWithTwoLess
    self.cumulation = cumulation
    self.leavesOneOut = leavesOneOut
    self.showsInfluence = showsInfluence
    self.testsSmallStudies = testsSmallStudies
    self.hasThreeLevels = hasThreeLevels
    self.pooledTables = pooledTables
    self.level = level
  }

  /// A row's `method`: `reml_knapp_hartung`.
  package var rowName: String { estimator.rowName + test.suffix }
}
