internal import Estimates
internal import LinearAlgebra
internal import Trials

extension FitCheck {
  /// Covariance and correlation of the residuals at each pair of visits beside Σ's, over the subjects who have both: of all
  /// where there is one Σ, and by arm; by the groups where each has its own. A visit's pair with itself is its variance.
  func pairRows(notes: inout [String]) -> [Estimate] {
    var rows: [Estimate] = []
    var (few, constant): ([String], [String]) = ([], [])
    for (group, set) in covarianceSets {
      let sigma = fit.covariance[group]
      for a in visits.indices {
        for b in 0...a {
          let members = set.members.filter { !residuals[a][$0].isNaN && !residuals[b][$0].isNaN }
          let first = SampleMoments(members.map { residuals[a][$0] })
          let second = SampleMoments(members.map { residuals[b][$0] })
          if members.count < 2 { few.append(place(set, a == b ? [a] : [b, a])) }
          let other = visits[b].isEmpty ? nil : "with \(visits[b])"
          let term = [set.factor, other].compactMap { $0 }.joined(separator: " ")
          func compared(_ measures: [Measure], _ observed: Double?, _ modelled: Double) {
            for (measure, value) in zip(measures, [observed, modelled, observed.map { $0 - modelled }]) {
              rows.append(
                row(measure, set, visit: a, term: term.isEmpty ? nil : term, value, n: members.count))
            }
          }
          compared(
            [.observedCovariance, .modelledCovariance, .covarianceMisfit], first.covariance(with: second),
            sigma[packedIndex(a, b)])
          guard a != b else { continue }
          let correlation = first.correlation(with: second)
          if members.count > 1, correlation == nil { constant.append(place(set, [b, a])) }
          // One root at a time: the variances' product can leave the range of a Double.
          let perRow = sigma[packedIndex(a, b)] / sigma[packedIndex(a, a)].squareRoot()
          compared(
            [.observedCorrelation, .modelledCorrelation, .correlationMisfit], correlation,
            perRow / sigma[packedIndex(b, b)].squareRoot())
        }
      }
    }
    let name = model.outcome.name
    if !few.isEmpty {
      notes.append(
        "\(name): fewer than two subjects have values, and so no observed covariance: \(MixedModel.listed(few)).")
    }
    if !constant.isEmpty {
      notes.append("\(name): residuals do not vary, and so no observed correlation: \(MixedModel.listed(constant)).")
    }
    return rows
  }

  /// Whose covariances are compared with which group's Σ.
  private var covarianceSets: [(group: Int, set: SubjectSet)] {
    let everybody = 0..<model.rows.subjectCount
    guard let codes = model.rows.groups else {
      let all = SubjectSet(members: Array(everybody))
      return ([all] + (arms.count > 1 ? arms : [])).map { (0, $0) }
    }
    let column = model.formula.residual?.group ?? ""
    let isArm = column == model.trial.arm?.name
    return model.rows.groupLabels.enumerated().map { group, label in
      let members = everybody.filter { Int(codes[$0]) == group }
      return (
        group,
        SubjectSet(arm: isArm ? label : nil, factor: isArm ? nil : "\(column)[\(label)]", members: members)
      )
    }
  }
}
