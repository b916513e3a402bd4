package import Trials

/// Who was treated together: the therapy groups of the arms that have any, and the subjects of the other arms, each of
/// whom is a group of one. Documentation/Methods/group-therapy.md.
///
/// An arm has groups where two of its subjects share a label. There every group has an effect of its own, with one
/// variance for each such arm, on the rows after baseline; every arm has its own covariance of the residuals.
package struct GroupTherapy: Sendable {
  /// An arm with groups.
  struct TreatedArm: Sendable {
    /// Among the arm's levels.
    let index: Int
    let label: String
    /// -1 for its subjects without a group; any group for subjects of other arms, on whom none has an effect.
    let groups: GroupingFactor
    /// Its subjects without a label.
    let unlabelled: Int
  }

  /// The column of the groups.
  let column: String
  let arm: Factor
  let arms: [TreatedArm]
  /// By subject: groups, then subjects who are groups of one.
  let clusters: [Int]

  /// - Returns: nil where the trial has no groups' column.
  /// - Throws: where there is no arm, a group has subjects of several arms, or nobody shares one.
  package init?(_ trial: Trial) throws(ModelSpecificationError) {
    guard let group = trial.group else { return nil }
    guard let arm = trial.arm else { throw .groupsWithoutArm(column: group.name) }
    var armOf = [Int32](repeating: -1, count: group.levels.count)
    var sizes = [Int](repeating: 0, count: group.levels.count)
    for (label, own) in zip(group.codes, arm.codes) where label >= 0 && own >= 0 {
      let known = armOf[Int(label)]
      if known >= 0, known != own {
        throw .groupInTwoArms(
          source: trial.source, column: group.name, group: group.levels[Int(label)],
          arms: [min(known, own), max(known, own)].map { arm.levels[Int($0)] })
      }
      armOf[Int(label)] = own
      sizes[Int(label)] += 1
    }
    let treated = arm.levels.indices.filter { index in
      sizes.indices.contains { sizes[$0] > 1 && armOf[$0] == index }
    }
    guard !treated.isEmpty else { throw .noGroups(source: trial.source, column: group.name) }
    column = group.name
    self.arm = arm
    arms = treated.map { TreatedArm(index: $0, arm: arm, group: group, armOf: armOf) }
    let hasGroups = arm.levels.indices.map(treated.contains)
    clusters = group.codes.indices.map { subject in
      let (label, own) = (group.codes[subject], arm.codes[subject])
      return label >= 0 && own >= 0 && hasGroups[Int(own)] ? Int(label) : group.levels.count + subject
    }
  }

  /// The random effects of a group on the rows after baseline: a term for each arm with groups.
  func designs(_ trial: Trial, visits: [Int]) -> [RandomDesign] {
    let after = visits.map { $0 == trial.baselineVisit ? 0.0 : 1 }
    let variables = [
      ModelVariable(name: arm.name, values: .factor([arm.codes]), levels: arm.levels, reference: arm.reference),
      ModelVariable(name: "after baseline", values: .visitNumber(after), levels: [], reference: 0),
    ]
    let term = RandomTerm(
      hasIntercept: false, slopes: [[.column(arm.name)]], isCorrelated: true, groups: [column])
    return arms.map { treated in
      let atoms =
        [DesignAtom(variable: 0, level: treated.index)]
        + (after.contains(0) ? [DesignAtom(variable: 1, level: nil)] : [])
      return RandomDesign(
        term: term, groups: treated.groups,
        design: FixedDesign(
          visits: visits.map { trial.visits[$0] ?? "" }, variables: variables,
          columns: [DesignColumn(name: "\(arm.name)[\(treated.label)]", atoms: atoms)]))
    }
  }

  /// What a reader must know of who is in which group.
  var notes: [String] {
    arms.filter { $0.unlabelled > 0 }.map {
      "Rows of arm \($0.label) without a group in \(column) are left out, of subjects: \($0.unlabelled). Who was treated "
        + "alone needs a label of their own."
    }
  }

  /// Why the variance of an arm's groups cannot be told from the arm's effect; nil where every one can.
  var objection: String? {
    arms.first { $0.groups.levels < 2 }.map {
      "all of arm \($0.label) are in one group of \(column), whose effect cannot be told from the arm's"
    }
  }
}

extension GroupTherapy.TreatedArm {
  fileprivate init(index: Int, arm: Factor, group: Factor, armOf: [Int32]) {
    let own = armOf.indices.filter { armOf[$0] == index }
    var places = [Int32](repeating: -1, count: armOf.count)
    for (place, level) in own.enumerated() { places[level] = Int32(place) }
    var unlabelled = 0
    let codes = arm.codes.indices.map { subject -> Int32 in
      guard Int(arm.codes[subject]) == index else { return 0 }
      guard group.codes[subject] >= 0 else {
        unlabelled += 1
        return -1
      }
      return places[Int(group.codes[subject])]
    }
    self.index = index
    label = arm.levels[index]
    groups = GroupingFactor(name: group.name, labels: own.map { group.levels[$0] }, codes: [codes])
    self.unlabelled = unlabelled
  }
}
