internal import Trials

/// What a random term's effects belong to: subjects, sites, items, or combinations of them.
struct GroupingFactor: Sendable {
  /// The columns joined by colons, as lme4 has it: `site:id`.
  let name: String
  let labels: [String]
  /// `[visit][subject]`, or one inner array where the same at all of a subject's visits; -1 missing.
  let codes: [[Int32]]
  /// Whether they are the trial's subjects.
  var isSubject = false

  var levels: Int { labels.count }

  func code(_ subject: Int, _ visit: Int) -> Int32 { codes[codes.count > 1 ? visit : 0][subject] }

  /// The label of a row's group.
  func label(of key: AnalysedRows.Key) -> String {
    let code = Int(code(key.subject, key.visit))
    return labels.indices.contains(code) ? labels[code] : ""
  }

  /// The groups of one factor within those of another that occur.
  func within(_ outer: GroupingFactor) -> GroupingFactor {
    var known: [Int64: Int32] = [:]
    var labels: [String] = []
    let visits = max(codes.count, outer.codes.count)
    let codes = (0..<visits).map { visit in
      self.codes[0].indices.map { subject -> Int32 in
        let (a, b) = (outer.code(subject, visit), code(subject, visit))
        guard a >= 0, b >= 0 else { return -1 }
        let key = Int64(a) << 32 | Int64(b)
        if let place = known[key] { return place }
        known[key] = Int32(labels.count)
        labels.append(outer.labels[Int(a)] + ":" + self.labels[Int(b)])
        return Int32(labels.count - 1)
      }
    }
    return GroupingFactor(name: outer.name + ":" + name, labels: labels, codes: codes)
  }
}

/// One random term over a trial: its groups, and the design of its effects.
struct RandomDesign: Sendable {
  let term: RandomTerm
  let groups: GroupingFactor
  /// Variables and columns of the effects.
  let design: FixedDesign

  var columnNames: [String] { design.columns.map(\.name) }
}

extension RandomTerm {
  /// `(1 | site/id)` is a term for sites and one for subjects within them: each with its groups' columns.
  var nested: [[String]] { groups.indices.map { Array(groups[...$0]) } }

  /// The variables that its effects are of.
  var variables: [FormulaVariable] {
    var found: [FormulaVariable] = []
    for variable in slopes.joined() where !found.contains(variable) { found.append(variable) }
    return found
  }
}

extension ModelFormula {
  /// Every column that only the random part names, with how: as a group, or as a variable of its effects.
  var randomVariables: [FormulaVariable] {
    var found: [FormulaVariable] = []
    for term in randomTerms {
      for variable in term.variables where !found.contains(variable) { found.append(variable) }
    }
    return found
  }
}

extension RandomDesign {
  /// Whether a row's group and the variables of its effects are known.
  func isKnown(_ subject: Int, _ visit: Int) -> Bool {
    groups.code(subject, visit) >= 0 && design.variables.allSatisfy { $0.isKnown(subject, visit) }
  }

  /// The same where a row without a group on which no effect of the term is, as of `(0 + treated | group)` on a control,
  /// counts as of any group: it is one of its own.
  func withoutNeedlessGroups(_ subjects: Int) -> RandomDesign {
    guard groups.levels > 0, groups.codes.contains(where: { $0.contains(-1) }) else { return self }
    let codes = groups.codes.indices.map { visit in
      (0..<subjects).map { subject -> Int32 in
        let code = groups.codes[visit][subject]
        guard code < 0 else { return code }
        let visits = groups.codes.count > 1 ? [visit] : Array(design.visits.indices)
        let isFree = visits.allSatisfy { visit in
          design.columns.allSatisfy { design.value($0, subject: subject, visit: visit) == 0 }
        }
        return isFree ? 0 : code
      }
    }
    return RandomDesign(
      term: term,
      groups: GroupingFactor(name: groups.name, labels: groups.labels, codes: codes, isSubject: groups.isSubject),
      design: design)
  }
}

extension FixedDesign {
  /// One column's value in one row.
  func value(_ column: DesignColumn, subject: Int, visit: Int) -> Double {
    column.atoms.reduce(1) { product, atom in
      product
        * (valueOfVisit(atom, at: visit)
          ?? variables[atom.variable].value(atom.level, subject: subject, visit: visit))
    }
  }
}

extension ModelFormula {
  /// Whether nothing says which rows belong to one subject and visit: random terms alone, or times of each row's own.
  func hasRowsOfTheirOwn(visitColumn: String?) -> Bool {
    guard visitColumn == nil else { return false }
    return residual.map { $0.structure == "sp_exp" } ?? !randomTerms.isEmpty
  }

  /// Whether more than a covariance of the visits makes a subject's values alike: random effects, or individual times.
  ///
  /// - Parameter visitColumn: nil where the trial has none.
  public func hasRandomEffects(visitColumn: String?) -> Bool {
    !randomTerms.isEmpty || residual.map { $0.structure == "sp_exp" && visitColumn == nil } ?? false
  }

  /// The column of the times of a covariance that goes by each row's own, where it is no visit's.
  func individualTimes(visitColumn: String?) -> String? {
    guard let residual, residual.structure == "sp_exp", residual.visit != visitColumn else { return nil }
    return residual.visit
  }
}
