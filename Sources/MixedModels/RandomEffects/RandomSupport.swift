internal import Trials

/// What the analysed rows show of each random term: how many levels it has, how many rows each of them, and within how
/// many its effects change.
struct RandomSupport {
  struct Term {
    let term: RandomTerm
    /// As it is printed: `site:id`.
    let group: String
    /// Columns of its groups, the outermost first.
    let path: [String]
    /// The names of its effects' columns.
    let effects: [String]
    /// Rows of each level that has any, ascending.
    let rows: [Int]
    /// By effect: within how many levels it takes more than one value.
    let changing: [Int]
    /// By effect: the value of all rows; nil where they differ.
    let onlyValues: [Double?]
    /// The level of each row, numbered by first appearance: terms that group the rows alike have the same.
    let places: [Int]

    var levels: Int { rows.count }

    /// `id within site`.
    var title: String { path.reversed().joined(separator: " within ") }

    /// `(1 + time | id)`, as a formula has it.
    var written: String {
      let intercept = term.hasIntercept ? "1" : "0"
      let slopes = term.slopes.map { $0.map(\.label).joined(separator: ":") }
      return "(\(([intercept] + slopes).joined(separator: " + ")) \(term.isCorrelated ? "|" : "||") "
        + "\(path.map(MixedModels.written).joined(separator: ":")))"
    }
  }

  let terms: [Term]
  let observations: Int
  /// Rows of each of those whom they are of, ascending; nil where moments alone are known.
  let subjects: [Int]?

  init(_ rows: AnalysedRows) {
    let keys = rows.analysedKeys
    observations = keys.count
    terms = rows.random.map { Term($0, keys: keys) }
    var counts: [Int32: Int] = [:]
    for key in keys { counts[rows.persons.map { $0[key.subject] } ?? Int32(key.subject), default: 0] += 1 }
    subjects = counts.isEmpty ? nil : counts.values.sorted()
  }

  /// Every level of an inner term lies in one of an outer one: the numbers of the former in each of the latter, ascending;
  /// nil where they cross, or are the same.
  func levels(of inner: Int, within outer: Int) -> [Int]? {
    let (inner, outer) = (terms[inner], terms[outer])
    guard inner.levels > outer.levels else { return nil }
    var owner = [Int](repeating: -1, count: inner.levels)
    for (a, b) in zip(inner.places, outer.places) {
      if owner[a] >= 0, owner[a] != b { return nil }
      owner[a] = b
    }
    var counts = [Int](repeating: 0, count: outer.levels)
    for place in owner { counts[place] += 1 }
    return counts.sorted()
  }
}

extension RandomSupport.Term {
  fileprivate init(_ random: RandomDesign, keys: [AnalysedRows.Key]) {
    term = random.term
    group = random.groups.name
    path = random.term.nested.first { $0.joined(separator: ":") == random.groups.name } ?? random.term.groups
    effects = random.columnNames
    var known: [Int32: Int] = [:]
    var counts: [Int] = []
    places = keys.map { key in
      let code = random.groups.code(key.subject, key.visit)
      let place = known[code] ?? counts.count
      if place == counts.count {
        known[code] = place
        counts.append(0)
      }
      counts[place] += 1
      return place
    }
    rows = counts.sorted()
    var changing: [Int] = []
    var onlyValues: [Double?] = []
    for column in random.design.columns {
      var first = [Double](repeating: .nan, count: counts.count)
      var changes = [Bool](repeating: false, count: counts.count)
      for (key, place) in zip(keys, places) {
        let value = random.design.value(column, subject: key.subject, visit: key.visit)
        if first[place].isNaN { first[place] = value } else if first[place] != value { changes[place] = true }
      }
      changing.append(changes.count { $0 })
      onlyValues.append(!changes.contains(true) && first.allSatisfy { $0 == first[0] } ? first.first : nil)
    }
    (self.changing, self.onlyValues) = (changing, onlyValues)
  }
}

extension AnalysedRows {
  /// Where an analysed row stands.
  struct Key {
    let subject, visit: Int
  }

  /// Every analysed row, subject by subject; none where moments alone are known.
  var analysedKeys: [Key] {
    var keys: [Key] = []
    for subject in 0..<subjectCount {
      for visit in outcome.indices where !outcome[visit][subject].isNaN {
        keys.append(Key(subject: subject, visit: visit))
      }
    }
    return keys
  }
}
