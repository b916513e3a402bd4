import Distributions
import Foundation
import Trials

/// A trial from a fixed seed: arms, a number before treatment, a dose that varies, visits that are more alike the nearer
/// they are, gaps. Values are multiples of 1/1024, so that moving them by 10⁹ loses nothing.
struct RandomTrial {
  var arm: [Int]
  var before: [Double]
  var dose: [[Double]]
  var outcome: [[Double]]
  var armLevels = ["a", "b", "c"]
  var reference = 0
  var name = "y"

  init(seed: UInt64, subjects: Int = 40, visits: Int = 4, missing: Double = 0.2) {
    var random = RandomStream(seed: seed)
    arm = []
    before = []
    dose = Array(repeating: [], count: visits)
    outcome = dose
    for subject in 0..<subjects {
      arm.append(subject % 3)
      let level = random.normal()
      before.append(Self.rounded(20 + 3 * level + 2 * random.normal()))
      var last = level
      for visit in 0..<visits {
        last = 0.7 * last + 0.7 * random.normal()
        dose[visit].append(Double(random.integer(below: 4)))
        let mean = 10 + 0.5 * Double(visit * (subject % 3)) + 0.3 * dose[visit][subject]
        let isMissing = visit > 0 && random.uniform() < missing
        outcome[visit].append(isMissing ? .nan : Self.rounded(mean + 2 * level + (1 + 0.3 * Double(visit)) * last * 2))
      }
    }
  }

  var trial: Trial {
    let visits = outcome.indices.map { "\($0 + 1)" }
    return Trial(
      source: "made.csv", rowCount: arm.count * visits.count, sha256: nil, subjectCount: arm.count,
      arm: Factor(name: "arm", levels: armLevels, codes: arm.map(Int32.init), reference: reference), site: nil,
      visits: visits, baselineVisit: nil, outcomes: [Outcome(name: name, values: outcome, baseline: nil)],
      covariates: [
        Covariate(name: "before", values: .numeric([before]), varies: false),
        Covariate(name: "dose", values: .numeric(dose), varies: true),
      ], notes: [])
  }

  /// The subjects at these places, in this order.
  func selecting(_ places: [Int]) -> RandomTrial {
    var result = self
    result.arm = places.map { arm[$0] }
    result.before = places.map { before[$0] }
    result.dose = dose.map { values in places.map { values[$0] } }
    result.outcome = outcome.map { values in places.map { values[$0] } }
    return result
  }

  private static func rounded(_ value: Double) -> Double { (value * 1024).rounded() / 1024 }
}
