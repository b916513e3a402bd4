import Estimates
import LinearAlgebra
import PowerAnalysis
import TestSupport
import Testing

@Suite struct SimulationTests {
  private func plan(_ visits: Int, baseline: Double?, retention: [Double]) throws -> VisitPlan {
    var correlation = Matrix.identity(visits)
    for a in 0..<visits { for b in 0..<visits where a != b { correlation[a, b] = 0.5 } }
    return try #require(
      VisitPlan(
        sds: [Double](repeating: 12, count: visits), correlation: correlation,
        baseline: baseline.map { [Double](repeating: $0, count: visits) }, retention: retention))
  }

  /// Within four Monte-Carlo standard errors of the formula, at sizes where the formula is good.
  @Test func powerAgreesWithTheFormulas() throws {
    for (baseline, retention) in [(nil, [1.0]), (0.5, [1]), (nil, [1, 0.8]), (0.5, [1, 0.9, 0.75])] {
      let plan = try plan(retention.count, baseline: baseline, retention: retention)
      let sizes = ArmSizes(treatment: 120, control: 80)
      let formula = try #require(
        TestOfMeans(RepeatedMeasuresDesign(plan, isAsymptotic: false), test: PlannedTest())
          .power(difference: 5, sizes: sizes))
      let simulation = TrialSimulation(plan: plan, treatment: 120, control: 80, test: PlannedTest())
      let found = simulation.run(2000, difference: 5, seed: 7)
      #expect(found.failures == 0)
      let last = found.visits[found.visits.count - 1]
      #expect(last.trials == 2000)
      let share = Double(last.found) / 2000
      let error = (formula.power * (1 - formula.power) / 2000).squareRoot()
      #expect(abs(share - formula.power) < 4 * error, "\(retention): \(share), \(formula.power)")
      let mistaken = Double(last.mistaken) / 2000
      #expect(abs(mistaken - 0.05) < 4 * (0.05 * 0.95 / 2000).squareRoot(), "\(retention): \(mistaken)")
    }
  }

  /// The drawn trials are as large and vary as much as the plan says: the contrast's variance is that of the formula, and
  /// what the fits believe of it is true.
  @Test func theContrastVariesAsTheFormulaAndTheFitsSay() throws {
    let plan = try plan(3, baseline: 0.6, retention: [0.95, 0.8, 0.6])
    let simulation = TrialSimulation(plan: plan, treatment: 300, control: 250, test: PlannedTest())
    let last = simulation.run(1500, difference: 0, seed: 3).visits[2]
    let precision = RepeatedMeasuresDesign(plan, isAsymptotic: false)
      .precision(ArmSizes(treatment: 300, control: 250))
    let variance = precision.standardError * precision.standardError
    #expect(abs(last.squaredError / 1500 / variance - 1) < 0.15)
    #expect(abs(last.variance / 1500 / variance - 1) < 0.03)
    #expect(abs(last.df / 1500 / precision.df - 1) < 0.1)
  }

  @Test func theSameDigitsOnAnyNumberOfThreads() throws {
    let plan = try plan(3, baseline: 0.5, retention: [1, 0.9, 0.7])
    let simulation = TrialSimulation(plan: plan, treatment: 20, control: 25, test: PlannedTest())
    let one = simulation.run(200, difference: 5, seed: 11, threads: 1)
    #expect(simulation.run(200, difference: 5, seed: 11, threads: 2) == one)
    #expect(simulation.run(200, difference: 5, seed: 11, threads: 3) == one)
    #expect(simulation.run(200, difference: 5, seed: 12, threads: 2) != one)
  }

  /// Few subjects, so that patterns have fewer of them than they have visits, and some none.
  @Test func smallTrialsAreFittedOrCounted() throws {
    let plan = try plan(4, baseline: 0.5, retention: [1, 0.8, 0.6, 0.5])
    let simulation = TrialSimulation(plan: plan, treatment: 9, control: 9, test: PlannedTest())
    let found = simulation.run(200, difference: 5, seed: 5)
    #expect(found.visits.allSatisfy { $0.trials + found.failures <= 200 })
    #expect(found.visits[0].trials > 100)
  }

  @Test func aVisitThatNobodyReachesLeavesNoTrial() throws {
    let plan = try plan(4, baseline: nil, retention: [1, 0.5, 0.2, 1e-9])
    let results = TrialSimulation(plan: plan, treatment: 20, control: 20, test: PlannedTest())
      .results(100, difference: 5, seed: 5, label: nil, visits: ["1", "2", "3", "4"])
    #expect(results.rows.allSatisfy { $0.estimate == nil })
    #expect(results.notes == ["Of 100 simulated trials 100 could not be fitted and are left out."])
  }

  @Test func rowsHaveTheirMonteCarloErrors() throws {
    let plan = try plan(2, baseline: nil, retention: [1, 0.9])
    let simulation = TrialSimulation(plan: plan, treatment: 30, control: 30, test: PlannedTest())
    let rows = simulation.results(400, difference: 8, seed: 1, label: nil, visits: ["1", "2"]).rows
    #expect(rows.map(\.measure) == [.power, .power, .typeOneError, .typeOneError])
    for row in rows {
      let share = try #require(row.estimate)
      #expect(abs((row.standardError ?? 0) - (share * (1 - share) / 400).squareRoot()) < 1e-15)
      #expect((row.confidenceLow ?? 1) < share && (row.confidenceHigh ?? 0) > share)
    }
  }

  @Test(arguments: [PlannedTest.Kind.equivalence(margin: 5), .nonInferiority(margin: 5), .superiority(sides: 1)])
  func testsAgainstAMarginAgreeToo(kind: PlannedTest.Kind) throws {
    let plan = try plan(1, baseline: nil, retention: [1])
    let test = PlannedTest(kind: kind)
    let simulation = TrialSimulation(plan: plan, treatment: 70, control: 90, test: test)
    let difference = kind == .superiority(sides: 1) ? 4.0 : 0.5
    let found = simulation.run(2000, difference: difference, seed: 2).visits[0]
    let formula = try #require(
      TestOfMeans(TwoMeans(sd: 12), test: test)
        .power(difference: difference, sizes: ArmSizes(treatment: 70, control: 90)))
    let error = (formula.power * (1 - formula.power) / 2000).squareRoot()
    #expect(abs(Double(found.found) / 2000 - formula.power) < 4 * error)
    if kind == .superiority(sides: 1) {
      #expect(simulation.run(2000, difference: -difference, seed: 2).visits[0].found == found.found)
    }
    #expect(Double(found.mistaken) / 2000 < 0.05 + 4 * (0.05 * 0.95 / 2000).squareRoot())
  }
}
