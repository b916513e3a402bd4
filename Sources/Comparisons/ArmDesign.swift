internal import LinearAlgebra
internal import Trials

/// The design of a regression on arm, and on whatever numbers and covariates adjust it: an intercept, an indicator for
/// each arm that is not the control and has subjects, then the others; without columns that follow from earlier ones.
struct ArmDesign {
  /// Indices in the trial.
  let subjects: [Int]
  let matrix: Matrix
  /// Names of the columns that are kept.
  let columns: [String]
  /// Names of columns that are combinations of earlier ones, in the order of the model.
  let aliased: [String]
  /// Place of each arm's indicator among the columns; the control, arms without subjects and arms that are aliased have
  /// none.
  let armPlaces: [Int: Int]

  init(
    subjects: [Int], arm: Factor, visit: Int, baseline: (name: String, values: [Double])?, covariates: [Covariate]
  ) {
    self.subjects = subjects
    let n = subjects.count
    guard n > 0 else {
      matrix = Matrix(rows: 0, columns: 0)
      columns = []
      aliased = []
      armPlaces = [:]
      return
    }
    var all: [(name: String, values: [Double])] = [("(Intercept)", [Double](repeating: 1, count: n))]
    var armColumns: [Int: Int] = [:]
    for level in arm.levels.indices where level != arm.reference {
      guard subjects.contains(where: { arm.codes[$0] == Int32(level) }) else { continue }
      armColumns[level] = all.count
      all.append(
        ("\(arm.name)[\(arm.levels[level])]", subjects.map { arm.codes[$0] == Int32(level) ? 1 : 0 }))
    }
    if let baseline { all.append((baseline.name, subjects.map { baseline.values[$0] })) }
    for covariate in covariates { all += covariate.columns(subjects: subjects, visit: visit) }
    let full = Matrix(rows: n, columns: all.count, columnMajor: all.flatMap(\.values))
    let factor = QR(full)
    aliased = factor.aliased.map { all[$0].name }
    columns = factor.kept.map { all[$0].name }
    matrix = full.selecting(columns: factor.kept)
    armPlaces = armColumns.compactMapValues { factor.kept.firstIndex(of: $0) }
  }

  /// Subjects with outcome and arm: those who have baseline and every covariate too, and how many lack one.
  static func complete(
    _ response: [Double], arm: Factor, visit: Int, baseline: [Double]?, covariates: [Covariate]
  ) -> (subjects: [Int], without: Int) {
    var subjects: [Int] = []
    var without = 0
    for subject in response.indices {
      guard arm.codes[subject] >= 0, !response[subject].isNaN else { continue }
      if !(baseline?[subject].isNaN ?? false),
        covariates.allSatisfy({ $0.isObserved(subject: subject, visit: visit) })
      {
        subjects.append(subject)
      } else {
        without += 1
      }
    }
    return (subjects, without)
  }
}
