internal import Trials

/// One arm, or all subjects together, those whose arm is unknown included.
struct SubjectGroup {
  /// Nil for all.
  let arm: Int?
  let label: String?
  private let codes: [Int32]?
  /// How many subjects the trial has there, observed or not.
  let size: Int

  /// Every arm in order, then all subjects together.
  static func groups(of trial: Trial) -> [SubjectGroup] {
    let arms = (trial.arm?.levels ?? []).enumerated().map { level, label in
      SubjectGroup(
        arm: level, label: label, codes: trial.arm?.codes,
        size: trial.arm?.codes.count { $0 == Int32(level) } ?? 0)
    }
    return arms + [SubjectGroup(arm: nil, label: nil, codes: nil, size: trial.subjectCount)]
  }

  func contains(_ subject: Int) -> Bool {
    guard let arm, let codes else { return true }
    return codes[subject] == Int32(arm)
  }

  /// The observed values of the group's subjects.
  func observed(_ values: [Double]) -> [Double] {
    values.indices.compactMap { contains($0) && !values[$0].isNaN ? values[$0] : nil }
  }
}

extension Factor {
  /// Each treatment arm against the control arm, as indices of levels and as a label.
  var contrasts: [(treatment: Int, control: Int, contrast: Contrast)] {
    levels.indices.filter { $0 != reference }.map {
      ($0, reference, Contrast(of: self, treatment: $0, control: reference))
    }
  }
}
