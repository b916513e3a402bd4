import Trials

extension Trial {
  /// The same trial where an outcome of anybody who misses one of its values, the baseline's included, is missing throughout:
  /// what an analysis of complete cases sees.
  var ofCompleteCases: Trial {
    replacing(
      outcomes: outcomes.map { outcome in
        let columns = outcome.values + [outcome.baseline].compactMap { $0 }
        let isComplete = (0..<subjectCount).map { subject in columns.allSatisfy { !$0[subject].isNaN } }
        func kept(_ values: [Double]) -> [Double] {
          values.indices.map { isComplete[$0] ? values[$0] : .nan }
        }
        return Outcome(
          name: outcome.name, values: outcome.values.map(kept), baseline: outcome.baseline.map(kept),
          event: outcome.event, exposure: outcome.exposure)
      }, notes: [])
  }
}
