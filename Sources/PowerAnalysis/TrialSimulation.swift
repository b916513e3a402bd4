internal import Distributions
internal import Glibc
internal import LinearAlgebra
internal import MixedModels

/// Planned trials drawn by chance, each analysed as `endline mixed` does by default: visits × arm, each visit's slope on the
/// baseline, unstructured covariance, REML, Kenward–Roger.
///
/// Of each pattern of visits not subjects are drawn but what the model takes from them: the arms' means and the products
/// around them, which are normal and Wishart. A fit knows no difference. A difference between the arms moves estimates and
/// nothing else, so one fit says what is significant both where there is one and where there is none.
public struct TrialSimulation: Sendable {
  public let plan: VisitPlan
  /// Randomised subjects.
  public let treatment: Int
  public let control: Int
  public let test: PlannedTest

  public init(plan: VisitPlan, treatment: Int, control: Int, test: PlannedTest) {
    self.plan = plan
    self.treatment = treatment
    self.control = control
    self.test = test
  }

  /// What was counted at one visit.
  public struct Tally: Sendable, Equatable {
    /// Trials with a test at the visit.
    public var trials = 0
    /// Significant with the difference.
    public var found = 0
    /// Significant where there is none, or where it is at the margin.
    public var mistaken = 0
    /// Sums of the contrast's squared error and of its standard error squared, and of the degrees of freedom.
    public var squaredError = 0.0
    public var variance = 0.0
    public var df = 0.0
  }

  public struct Outcome: Sendable, Equatable {
    /// By visit.
    public var visits: [Tally]
    /// Trials whose model could not be fitted.
    public var failures = 0
  }

  /// - Parameters:
  ///   - difference: at every visit.
  ///   - threads: nil for as many as there are processors; changes no digit.
  public func run(_ count: Int, difference: Double, seed: UInt64, threads: Int? = nil) -> Outcome {
    let drawing = TrialDrawing(plan: plan, treatment: treatment, control: control)
    // One side is that of the difference.
    let difference = test.kind == .superiority(sides: 1) ? abs(difference) : difference
    let stream = RandomStream(seed: seed)
    let size = 64
    let pieces = mapPieces((count + size - 1) / size, threads: threads) { piece in
      var sum = Outcome(visits: [Tally](repeating: Tally(), count: plan.visitCount))
      for replicate in piece * size..<min(count, (piece + 1) * size) {
        var own = stream.split(UInt64(replicate))
        add(drawing.contrasts(&own), difference, to: &sum)
      }
      return sum
    }
    var whole = Outcome(visits: [Tally](repeating: Tally(), count: plan.visitCount))
    for piece in pieces {
      whole.failures += piece.failures
      for visit in whole.visits.indices { whole.visits[visit].add(piece.visits[visit]) }
    }
    return whole
  }

  private func add(_ contrasts: [ModelInference.Test?]?, _ difference: Double, to sum: inout Outcome) {
    guard let contrasts else {
      sum.failures += 1
      return
    }
    for (visit, contrast) in contrasts.enumerated() {
      guard let contrast, let error = contrast.standardError, let df = contrast.df else { continue }
      let critical = StudentT(df: df).quantile(test.tailAlpha, tail: .upper)
      sum.visits[visit].trials += 1
      if test.isSignificant(contrast.estimate + difference, error, critical) { sum.visits[visit].found += 1 }
      if test.isSignificant(contrast.estimate + test.nullDifference, error, critical) {
        sum.visits[visit].mistaken += 1
      }
      sum.visits[visit].squaredError += contrast.estimate * contrast.estimate
      sum.visits[visit].variance += error * error
      sum.visits[visit].df += df
    }
  }
}

extension TrialSimulation.Tally {
  mutating func add(_ other: Self) {
    trials += other.trials
    found += other.found
    mistaken += other.mistaken
    squaredError += other.squaredError
    variance += other.variance
    df += other.df
  }
}

extension PlannedTest {
  /// Where a test is wrong to be significant: no difference, or the margin.
  var nullDifference: Double {
    switch kind {
    case .superiority: 0
    case .nonInferiority(let margin): -margin
    case .equivalence(let margin): margin
    }
  }

  func isSignificant(_ estimate: Double, _ error: Double, _ critical: Double) -> Bool {
    switch kind {
    case .superiority(sides: 1): estimate > critical * error
    case .superiority: abs(estimate) > critical * error
    case .nonInferiority(let margin): estimate + margin > critical * error
    case .equivalence(let margin): abs(estimate) + critical * error < margin
    }
  }
}
