import Endline

/// Simulated trials beside the formulas.
struct PowerSimulation {
  private let plan: PowerPlan
  private let count: Int
  private let seed: UInt64

  /// Nil where none is asked for.
  init?(_ plan: PowerPlan) throws {
    guard let text = plan.options.simulate else {
      if plan.options.seed != nil { throw PowerUsageError.seedWithoutSimulation }
      return nil
    }
    self.plan = plan
    count = Int(try PowerNumbers.one(text, "--simulate", .trials))
    if let text = plan.options.seed {
      guard let number = UInt64(text) else { throw UsageError.notASeed(text) }
      seed = number
    } else {
      seed = 1
    }
    guard [.twoMeans, .ancova, .mmrm].contains(plan.name), plan.options.sdControl == nil else {
      throw PowerUsageError.notSimulated(plan.name)
    }
    guard plan.scenarios.allSatisfy({ $0.values.difference != nil }) else {
      throw PowerUsageError.simulateNeedsSize
    }
  }

  func results(_ scenario: PowerScenario, _ values: PowerPlan.Values) throws -> Results {
    // The last formula is the one with t. Sizes that are given need no formula.
    guard let design = scenario.designs.last as? TestOfMeans, let visits = visits(values),
      let randomised = plan.sizes ?? scenario.solution(design).map({ scenario.randomised($0.sizes) }),
      let control = randomised.control
    else { return Results() }
    let simulation = TrialSimulation(
      plan: visits, treatment: Int(randomised.treatment), control: Int(control), test: design.test)
    return simulation.results(
      count, difference: values.difference ?? 0, seed: seed, label: scenario.label,
      visits: plan.visitPlan.map { plan in (1...plan.visitCount).map(String.init) })
  }

  /// The visits of an MMRM; of the others the one visit that they have.
  private func visits(_ values: PowerPlan.Values) -> VisitPlan? {
    if let visits = plan.visitPlan { return visits }
    guard let sd = values.sd else { return nil }
    return VisitPlan(
      sds: [sd], correlation: .identity(1), baseline: values.r.map { [$0] }, retention: [1 - values.attrition])
  }

  var notes: [String] {
    [
      "Simulated: \(count) trials, each by REML with unstructured covariance and Kenward-Roger, the difference at every visit; "
        + "type I errors are of the same trials without it.",
      "Random numbers: seed \(seed); --seed changes it.",
    ]
  }
}
