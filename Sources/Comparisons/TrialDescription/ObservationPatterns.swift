package import Trials

/// Which subjects are observed when: for each pattern of observed variables and each arm, how many.
///
/// The variables are the visits in order, after the baseline value where that is a column of its own.
package struct ObservationPatterns {
  enum Shape {
    case complete
    /// Observed up to some visit and never after it.
    case monotone
    /// Observed again after a visit that was missed.
    case intermittent
    case neverObserved
  }

  package struct Entry {
    package let observed: [Int]
    let shape: Shape
    /// By arm, and last those whose arm is unknown.
    package fileprivate(set) var counts: [Int]
    var summary: MomentSummary

    /// - Parameter arm: nil for all subjects.
    package func count(_ arm: Int?) -> Int { arm.map { counts[$0] } ?? counts.reduce(0, +) }
  }

  /// Labels of the variables.
  package let variables: [String]
  /// The index of each variable's visit; -1 for the baseline column.
  let visits: [Int]
  /// Those who are observed longest first.
  package private(set) var entries: [Entry] = []

  package init(trial: Trial, outcome: Int) {
    let moments = Moments(of: trial, outcome: outcome)
    var labels: [String] = []
    var visits: [Int] = []
    for variable in moments.variables {
      if case .visit(let visit) = variable {
        labels.append(trial.visits[visit] ?? trial.outcomes[outcome].name)
        visits.append(visit)
      } else {
        labels.append("baseline")
        visits.append(-1)
      }
    }
    variables = labels
    self.visits = visits
    let armCount = trial.arm?.levels.count ?? 0
    var places: [ObservationPattern: Int] = [:]
    for (key, summary) in moments.cellSummaries {
      let arm = key.arm < 0 ? armCount : Int(key.arm)
      if let place = places[key.pattern] {
        entries[place].counts[arm] += summary.count
        entries[place].summary = entries[place].summary.merged(with: summary)
      } else {
        places[key.pattern] = entries.count
        let observed = labels.indices.filter { key.pattern.contains($0) }
        var counts = [Int](repeating: 0, count: armCount + 1)
        counts[arm] = summary.count
        entries.append(
          Entry(observed: observed, shape: Self.shape(observed, of: labels.count), counts: counts, summary: summary))
      }
    }
    entries.sort { a, b in
      let first = labels.indices.first { a.observed.contains($0) != b.observed.contains($0) }
      return first.map { a.observed.contains($0) } ?? false
    }
  }

  private static func shape(_ observed: [Int], of count: Int) -> Shape {
    if observed.count == count { return .complete }
    guard let last = observed.last else { return .neverObserved }
    return last == observed.count - 1 ? .monotone : .intermittent
  }

  /// Subjects of an arm (nil: all) that are observed at a variable.
  package func observed(_ variable: Int, arm: Int?) -> Int {
    entries.reduce(0) { $0 + ($1.observed.contains(variable) ? $1.count(arm) : 0) }
  }

  func count(_ shape: Shape, arm: Int?) -> Int {
    entries.reduce(0) { $0 + ($1.shape == shape ? $1.count(arm) : 0) }
  }

  /// The visits that are observed, parted by commas.
  func label(_ entry: Entry) -> String {
    entry.observed.isEmpty ? "none" : entry.observed.map { variables[$0] }.joined(separator: ", ")
  }

  /// What Little's test is made of.
  var patterns: [NormalMaximumLikelihood.Pattern] {
    entries.filter { !$0.observed.isEmpty }.map {
      NormalMaximumLikelihood.Pattern(observed: $0.observed, summary: $0.summary)
    }
  }
}
