/// What is asked for of the parametric bootstrap: outcomes simulated from the fit, and the model fitted to each.
public struct ParametricBootstrap: Sendable {
  /// Number of simulated outcomes.
  public var count: Int
  public var seed: UInt64
  /// Nil: as many as there are processors; changes no digit.
  public var threads: Int?

  public init(count: Int, seed: UInt64 = 1, threads: Int? = nil) {
    self.count = count
    self.seed = seed
    self.threads = threads
  }
}
