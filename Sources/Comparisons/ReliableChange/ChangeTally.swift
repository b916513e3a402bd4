internal import EffectSizes
internal import Estimates

/// How many subjects are in each class.
struct ChangeTally {
  private(set) var n = 0
  private var counts: [ChangeClass: Int] = [:]

  /// Counts an arm, or all subjects (nil).
  init(_ classes: [ChangeClass?], armCodes: [Int32]?, arm: Int?) {
    for (subject, found) in classes.enumerated() where arm == nil || armCodes?[subject] == Int32(arm ?? -1) {
      guard let found else { continue }
      n += 1
      counts[found, default: 0] += 1
    }
  }

  var deteriorated: Int { counts[.deteriorated] ?? 0 }

  /// Of one of `ReliableChange.shares`.
  func proportion(_ measure: Measure) -> Proportion {
    let classes: [ChangeClass] =
      switch measure {
      case .recovered: [.recovered]
      case .reliablyImproved: [.reliablyImproved]
      case .improvedTotal: ChangeClass.allCases.filter(\.isImprovement)
      case .deteriorated: [.deteriorated]
      default: [.unchanged]
      }
    return Proportion(successes: classes.reduce(0) { $0 + (counts[$1] ?? 0) }, n: n)
  }
}
