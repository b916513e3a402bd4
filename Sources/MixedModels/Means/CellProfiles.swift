/// How many subjects have which analysed rows, by the levels of the grid's factors in them.
struct CellProfiles: Sendable {
  struct Profile: Sendable {
    /// One for each analysed row: a level for each factor.
    let cells: [[Int]]
    let count: Int
  }
  let profiles: [Profile]
  /// Analysed rows by their levels, where profiles are persons'.
  private var cellCounts: [[Int]: Int]?
  /// What moments know of it, where the subjects are not at hand.
  private let pooled: PooledLevels?

  /// - Parameters:
  ///   - factors: level of a subject at a visit by factor; constant ones are asked at visit 0 only.
  ///   - variables: of the design, by factor; nil for the visit.
  init(rows: AnalysedRows, factors: [Factor], variables: [Int?]) {
    if let cells = rows.givenCells {
      profiles = []
      pooled = PooledLevels(cells, design: rows.design, variables: variables)
      return
    }
    pooled = nil
    if let persons = rows.persons {
      let cells = RowCells(rows: rows, factors: factors)
      profiles = cells.profiles(of: persons)
      cellCounts = cells.counts
      return
    }
    let visits = rows.outcome.count
    let constant = factors.indices.filter { factors[$0].isConstant }
    var code = [Int](repeating: 0, count: rows.subjectCount)
    for index in constant {
      let levels = factors[index].levelCount + 1
      factors[index].withCodes(0) { subject, level in code[subject] = code[subject] * levels + level + 1 }
    }
    // Further factors and the visits a subject is seen at, one digit a visit.
    var keys = [Key](repeating: Key(), count: rows.subjectCount)
    let varying = factors.indices.filter { !factors[$0].isConstant && !factors[$0].isVisit }
    if varying.isEmpty, visits < 62 {
      for visit in 0..<visits {
        let values = rows.outcome[visit]
        for subject in values.indices where !values[subject].isNaN { keys[subject].mask |= 1 << visit }
      }
    } else {
      for subject in keys.indices {
        for visit in 0..<visits where !rows.outcome[visit][subject].isNaN {
          keys[subject].cells.append(visit)
          for index in varying { keys[subject].cells.append(factors[index].level(subject, visit)) }
        }
      }
    }
    var counts: [Key: (count: Int, subject: Int)] = [:]
    for subject in keys.indices where keys[subject].mask != 0 || !keys[subject].cells.isEmpty {
      keys[subject].code = code[subject]
      counts[keys[subject], default: (0, subject)].count += 1
    }
    profiles = counts.values.sorted { $0.subject < $1.subject }.map { count, subject in
      let cells = (0..<visits).filter { !rows.outcome[$0][subject].isNaN }.map { visit in
        factors.map { $0.isVisit ? visit : $0.level(subject, $0.isConstant ? 0 : visit) }
      }
      return Profile(cells: cells, count: count)
    }
  }

  private struct Key: Hashable {
    var code = 0
    var mask = 0
    var cells: [Int] = []
  }

  /// A factor by its codes; the visit has none.
  struct Factor {
    let codes: [[Int32]]
    let levelCount: Int
    let isVisit: Bool
    var isConstant: Bool { !isVisit && codes.count == 1 }

    func level(_ subject: Int, _ visit: Int) -> Int { isVisit ? visit : Int(codes[visit][subject]) }

    func withCodes(_ visit: Int, _ body: (Int, Int) -> Void) {
      for (subject, code) in codes[visit].enumerated() { body(subject, Int(code)) }
    }
  }

  /// Subjects with an analysed row in any of the cells, each a level by factor; nil where moments do not tell.
  func subjects(in cells: [[Int: Int]]) -> Int? {
    if let pooled { return pooled.subjects(in: cells) }
    return profiles.reduce(0) { sum, profile in
      let fits = profile.cells.contains { row in cells.contains { $0.allSatisfy { row[$0.key] == $0.value } } }
      return sum + (fits ? profile.count : 0)
    }
  }

  /// Analysed rows that fit by their levels of some factors.
  func rows(of factors: [Int], where fits: ([Int]) -> Bool) -> [(levels: [Int], count: Int)] {
    var counts: [[Int]: Int] = [:]
    if let cellCounts {
      for (cell, count) in cellCounts where fits(cell) { counts[factors.map { cell[$0] }, default: 0] += count }
    }
    for profile in cellCounts == nil ? profiles : [] {
      for cell in profile.cells where fits(cell) { counts[factors.map { cell[$0] }, default: 0] += profile.count }
    }
    return counts.map { ($0.key, $0.value) }.sorted { $0.levels.lexicographicallyPrecedes($1.levels) }
  }
}

/// Where every row is a subject of its own: the factors' levels in each analysed row.
private struct RowCells {
  /// The different ones.
  private let cells: [[Int]]
  /// Analysed rows, and which of the cells each has.
  private let rows: [(row: Int, cell: Int)]

  init(rows analysed: AnalysedRows, factors: [CellProfiles.Factor]) {
    let rows = analysed.outcome[0].indices.filter { !analysed.outcome[0][$0].isNaN }
    // Factor by factor the rows so far alike are told apart.
    var places = [Int](repeating: 0, count: rows.count)
    for factor in factors where !factor.isVisit {
      var known: [Int: Int] = [:]
      for (index, row) in rows.enumerated() {
        let key = places[index] * (factor.levelCount + 1) + factor.level(row, 0) + 1
        let place = known[key] ?? known.count
        if place == known.count { known[key] = place }
        places[index] = place
      }
    }
    var cells: [[Int]] = []
    for (row, place) in zip(rows, places) where place == cells.count {
      cells.append(factors.map { $0.isVisit ? 0 : $0.level(row, 0) })
    }
    self.cells = cells
    self.rows = zip(rows, places).map { ($0, $1) }
  }

  /// Analysed rows by their levels.
  var counts: [[Int]: Int] {
    var counts = [Int](repeating: 0, count: cells.count)
    for (_, cell) in rows { counts[cell] += 1 }
    return Dictionary(uniqueKeysWithValues: zip(cells, counts))
  }

  /// - Parameter persons: whose each row is.
  func profiles(of persons: [Int32]) -> [CellProfiles.Profile] {
    var owned: [Int32: Set<Int>] = [:]
    for (row, cell) in rows { owned[persons[row], default: []].insert(cell) }
    var counts: [Set<Int>: Int] = [:]
    for own in owned.values { counts[own, default: 0] += 1 }
    return counts.map { own, count in
      CellProfiles.Profile(cells: own.map { cells[$0] }.sorted { $0.lexicographicallyPrecedes($1) }, count: count)
    }
    .sorted { $0.cells.lexicographicallyPrecedes($1.cells) { $0.lexicographicallyPrecedes($1) } }
  }
}
