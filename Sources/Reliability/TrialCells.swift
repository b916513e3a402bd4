internal import Estimates
package import Trials

/// The subjects of one arm, or of all, at one visit, or at all visits of a test–retest.
package struct TrialCell: Sendable {
  /// Nil for all arms together.
  package let arm: Int?
  /// Nil where the analysis joins visits.
  package let visit: Int?
}

extension Trial {
  /// Every visit, and at each every arm in order and then all arms together.
  package func cells(joiningVisits: Bool) -> [TrialCell] {
    let places: [Int?] = joiningVisits ? [nil] : visits.indices.map { $0 }
    let arms: [Int?] = (arm.map { $0.levels.indices.map { $0 } } ?? []) + [nil]
    return places.flatMap { visit in arms.map { TrialCell(arm: $0, visit: visit) } }
  }

  func holds(_ subject: Int, _ cell: TrialCell) -> Bool {
    guard let wanted = cell.arm, let arm else { return true }
    return Int(arm.codes[subject]) == wanted
  }
}

/// The subjects of a cell who have every one of some measurements, and those who lack one.
struct CompleteCases {
  /// One array for each measurement, over the same subjects.
  let columns: [[Double]]
  /// Subjects with at least one of the measurements.
  let seen: Int
  /// How many of them lack each measurement.
  let lacking: [Int]

  var n: Int { columns.first?.count ?? 0 }
  var leftOut: Int { seen - n }

  /// - Parameter measurements: values of every subject, NaN missing.
  init(_ measurements: [[Double]], in cell: TrialCell, of trial: Trial) {
    var columns = [[Double]](repeating: [], count: measurements.count)
    var lacking = [Int](repeating: 0, count: measurements.count)
    var seen = 0
    for subject in 0..<trial.subjectCount where trial.holds(subject, cell) {
      let missing = measurements.indices.filter { measurements[$0][subject].isNaN }
      if missing.count == measurements.count { continue }
      seen += 1
      for place in missing { lacking[place] += 1 }
      if missing.isEmpty { for place in measurements.indices { columns[place].append(measurements[place][subject]) } }
    }
    self.columns = columns
    self.lacking = lacking
    self.seen = seen
  }

  /// The mean of a single subject's value; nil of more, or fewer.
  func onlyValue(of place: Int) -> Double? { columns[place].count == 1 ? columns[place][0] : nil }

  /// Whether squares of the values stay within double precision.
  var canBeSquared: Bool {
    let values = columns.lazy.flatMap { $0 }
    guard let low = values.min(), let high = values.max() else { return true }
    return low == high || (max(abs(low), abs(high)) <= 1e150 && high - low >= 1e-140)
  }

  /// Why nothing can be estimated of these.
  func cause(for measurements: String) -> String {
    n < 2
      ? "Fewer than two subjects have all \(measurements), so nothing can be estimated"
      : "Values above 1e150, or that differ by less than 1e-140 in all, cannot be squared in double precision; another unit "
        + "helps"
  }

  /// `3 of 60 subjects left out, who lack one of them (item3 2, item5 1)`; nil where nobody is.
  func note(names: [String]) -> String? {
    guard leftOut > 0 else { return nil }
    let whose = zip(names, lacking).filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
    return "\(leftOut) of \(seen) subjects left out, who lack one of them (\(whose.joined(separator: ", ")))"
  }
}
