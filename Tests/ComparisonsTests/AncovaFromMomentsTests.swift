import Comparisons
import Distributions
import Estimates
import LinearAlgebra
import Testing
import Trials

@Suite struct AncovaFromMomentsTests {
  /// Both routes to one quantity, on the real trial with its factors and on made-up arms: to 1e-10.
  @Test(arguments: [[], [0], [0, 1]]) func equalsLeastSquaresOnBeatTheBlues(covariates: [Int]) throws {
    let full = try Trial.beatTheBlues(covariates: true)
    try check(full.keeping(covariates), chosen: Array(covariates.indices))
  }

  @Test(arguments: 1...5) func equalsLeastSquaresOnMadeArms(seed: Int) throws {
    var random = RandomStream(seed: UInt64(seed))
    let count = 40 + 30 * seed
    let arms = (0..<count).map { _ in ["A", "B", "C"][random.integer(below: 3)] as String? }
    let age = (0..<count).map { _ in 45 + 12 * random.normal() }
    let earlier = (0..<count).map { _ in 1000 + 6 * random.normal() }
    let later = earlier.indices.map { subject in
      random.uniform() < 0.1 ? .nan : 0.5 * earlier[subject] + age[subject] / 9 + 3 * random.normal()
    }
    try check(
      .made(
        arms: arms, control: "B", visits: ["pre", "post"],
        covariates: [Covariate(name: "age", values: .numeric([age]), varies: false)], columns: [earlier, later]),
      chosen: [0])
  }

  private func check(_ trial: Trial, chosen: [Int]) throws {
    let arm = try #require(trial.arm)
    let rows = Comparison.results(for: trial, measures: [.meanDifference]).rows.filter { $0.method == "ancova" }
    #expect(rows.count == (trial.visits.count - 1) * (arm.levels.count - 1))
    let moments = Moments(of: trial, outcome: 0, covariates: chosen)
    let covariates = moments.variables.filter {
      switch $0 {
      case .covariate, .level: true
      default: false
      }
    }
    for row in rows {
      let visit = try #require(trial.visits.firstIndex(of: row.visit))
      let route = try AncovaFromMoments(
        arms: arm.levels.indices.map { moments.summary(arm: $0, of: [.visit(0)] + covariates + [.visit(visit)]) })
      let treatment = try #require(
        arm.levels.indices.first { row.contrast == "\(arm.levels[$0]) - \(arm.levels[arm.reference])" })
      let found = route.difference(treatment, minus: arm.reference)
      #expect(isClose(found.estimate, row.estimate, 1e-10))
      #expect(isClose(found.standardError, row.standardError, 1e-10))
      #expect(Double(route.df) == row.df)
    }
  }
}

extension Trial {
  /// The trial with some of its covariates.
  func keeping(_ chosen: [Int]) -> Trial {
    Trial(
      source: source, rowCount: rowCount, sha256: sha256, subjectCount: subjectCount, arm: arm, site: site,
      visits: visits, baselineVisit: baselineVisit, outcomes: outcomes, covariates: chosen.map { covariates[$0] },
      notes: notes)
  }
}
