internal import Trials

/// What an analysis of covariance is made of: the subjects with outcome, baseline, arm and every covariate, and their
/// columns, one element a subject.
struct AncovaColumns {
  let arm: Factor
  /// Indices of the subjects in the trial.
  let subjects: [Int]
  /// Subjects with outcome, baseline and arm who are left out for a missing covariate.
  let withoutCovariates: Int
  let response: [Double]
  let baseline: (name: String, values: [Double])
  let covariates: [(name: String, values: [Double])]

  init(trial: Trial, outcome: Outcome, baseline: [Double], visit: Int, arm: Factor) {
    let values = outcome.values[visit]
    var subjects: [Int] = []
    var withoutCovariates = 0
    for subject in values.indices {
      guard arm.codes[subject] >= 0, !values[subject].isNaN, !baseline[subject].isNaN else { continue }
      if trial.covariates.allSatisfy({ $0.isObserved(subject: subject, visit: visit) }) {
        subjects.append(subject)
      } else {
        withoutCovariates += 1
      }
    }
    self.arm = arm
    self.subjects = subjects
    self.withoutCovariates = withoutCovariates
    response = subjects.map { values[$0] }
    self.baseline = ("baseline", subjects.map { baseline[$0] })
    covariates = trial.covariates.flatMap { $0.columns(subjects: subjects, visit: visit) }
  }

  /// Whether every subject in the model has the same outcome.
  var isConstant: Bool { response.allSatisfy { $0 == response[0] } }

  /// Subjects of each arm.
  var armCounts: [Int] {
    var counts = [Int](repeating: 0, count: arm.levels.count)
    for subject in subjects { counts[Int(arm.codes[subject])] += 1 }
    return counts
  }

  /// 1 for the arm's subjects, 0 for all others.
  func indicator(_ level: Int) -> [Double] { subjects.map { arm.codes[$0] == Int32(level) ? 1 : 0 } }
}
