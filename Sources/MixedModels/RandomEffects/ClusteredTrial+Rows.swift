internal import LinearAlgebra

extension ClusteredTrial {
  /// Every random column's root mean square over the analysed rows: its unit inside.
  typealias Scales = [[Double]]

  /// - Parameters:
  ///   - rows: with at least one random term, or with times.
  ///   - structure: of the residual covariance over the analysed visits; nil: one variance.
  ///   - pattern subjects: the innermost groups are the subjects of the residual covariance where there is one, else the
  ///     factor with most levels.
  /// - Returns: with the units of the random columns.
  static func make(
    _ rows: AnalysedRows, structure: (any CovarianceStructure)?
  ) throws(MixedModelError) -> (trial: ClusteredTrial, scales: Scales) {
    let table = RowTable(rows)
    guard table.count > 0 else { throw .nothingObserved }
    let groupCount = max(1, rows.groupLabels.count)
    let (isInner, blocks) = table.blocks(
      rows, hasResidual: structure != nil || rows.times != nil, isOneVisit: structure?.order == 1)

    var terms: [Term] = []
    var (inner, outer) = (0, 0)
    for (index, random) in rows.random.enumerated() {
      let covariance = RandomCovariance(size: random.design.columns.count, isCorrelated: random.term.isCorrelated)
      if isInner[index] {
        terms.append(Term(covariance: covariance, levels: blocks.count, place: .inner(inner)))
        inner += 1
      } else {
        terms.append(Term(covariance: covariance, levels: table.levels[index], place: .outer(outer)))
        outer += table.levels[index] * covariance.size
      }
    }
    let residual: ResidualCovariance =
      structure.map { .visits($0, groups: groupCount) } ?? (rows.times != nil ? .times : .independent)
    let usesVisits = structure != nil
    let usesGroups = structure != nil

    let height = blocks.map(\.count).max() ?? 0
    let raw = blocks.map { block in
      VisitPattern(
        group: usesGroups ? Int(table.groups[block[0]]) : 0,
        visits: usesVisits ? block.map { Int(table.visits[$0]) } : Array(block.indices), subjects: 1, rank: 1,
        rows: table.rows(block), rest: Matrix(rows: block.count, columns: block.count))
    }
    let data = try CompressedTrial(
      raw: raw, visitCount: usesVisits ? rows.visits.count : height, groupCount: usesGroups ? groupCount : 1,
      designColumns: rows.design.columns.count)

    // Blocks by pattern, and by what they have of the outer groups.
    var patternPlaces: [BlockPattern: Int] = [:]
    var patterns: [BlockPattern] = []
    var counts: [Int] = []
    struct CellKey: Hashable {
      let pattern: Int
      let indices: [Int]
      let values: [Double]

      /// Without the values, which the indices mostly settle.
      func hash(into hasher: inout Hasher) {
        hasher.combine(pattern)
        hasher.combine(indices)
      }
    }
    var cellPlaces: [CellKey: Int] = [:]
    var members: [(key: CellKey, blocks: [Int])] = []
    for (place, block) in blocks.enumerated() {
      let pattern = BlockPattern(
        rows: block.count,
        designs: terms.indices.filter { isInner[$0] }.map { index in
          (0..<terms[index].covariance.size).flatMap { column in block.map { table.random[index][column][$0] } }
        }, visits: usesVisits ? block.map { Int(table.visits[$0]) } : [],
        times: rows.times != nil ? block.map { table.times[$0] } : [],
        group: usesGroups ? Int(table.groups[block[0]]) : 0)
      let number: Int
      if let known = patternPlaces[pattern] {
        number = known
      } else {
        number = patterns.count
        patternPlaces[pattern] = number
        patterns.append(pattern)
        counts.append(0)
      }
      counts[number] += 1
      let (indices, values) = table.outerEffects(of: block, terms)
      let key = CellKey(pattern: number, indices: indices, values: values)
      if let known = cellPlaces[key] {
        members[known].blocks.append(place)
      } else {
        cellPlaces[key] = members.count
        members.append((key, [place]))
      }
    }
    let k = data.rank
    let cells = members.map { key, blocks in
      let m = patterns[key.pattern].rows
      let r = blocks.count
      var stacked = Matrix(rows: m, columns: r * (k + 1))
      for (c, block) in blocks.enumerated() {
        let own = data.patterns[block].rows
        for j in 0...k { for i in 0..<m { stacked[i, c + r * j] = own[i, j] } }
      }
      return BlockCell(
        pattern: key.pattern, rows: stacked, ones: [Double](repeating: 1, count: r), outerIndices: key.indices,
        outer: Matrix(rows: m, columns: key.indices.count, columnMajor: key.values), blocks: r,
        members: blocks)
    }
    let trial = ClusteredTrial(
      data: data, terms: terms, residual: residual, patterns: patterns, counts: counts, cells: cells,
      outerCount: outer, blockRows: blocks)
    return (trial, table.scales)
  }
}

/// The analysed rows one after another, random columns in units of their root mean squares.
struct RowTable {
  private(set) var count = 0
  private(set) var subjects: [Int32] = []
  private(set) var visits: [Int32] = []
  private(set) var groups: [Int32] = []
  private(set) var times: [Double] = []
  /// By term: levels that occur, each row's among them, and its random columns.
  private(set) var levels: [Int] = []
  private(set) var codes: [[Int32]] = []
  private(set) var random: [[[Double]]] = []
  private(set) var scales: [[Double]] = []
  private let design: FixedDesign
  private let outcome: [[Double]]

  init(_ rows: AnalysedRows) {
    design = rows.design
    outcome = rows.outcome
    for subject in 0..<rows.subjectCount {
      for visit in rows.outcome.indices where !rows.outcome[visit][subject].isNaN {
        subjects.append(Int32(subject))
        visits.append(Int32(visit))
        groups.append(rows.groups.map { $0[subject] } ?? 0)
        if let times = rows.times { self.times.append(times[visit][subject]) }
      }
    }
    count = subjects.count
    for term in rows.random {
      let own = subjects.indices.map { term.groups.code(Int(subjects[$0]), Int(visits[$0])) }
      codes.append(own)
      levels.append(term.groups.levels)
      var columns: [[Double]] = []
      var units: [Double] = []
      for column in term.design.columns {
        var values = subjects.indices.map {
          term.design.value(column, subject: Int(subjects[$0]), visit: Int(visits[$0]))
        }
        let unit = (values.reduce(0) { $0 + $1 * $1 } / Double(max(1, count))).squareRoot()
        if unit > 0 { for i in values.indices { values[i] /= unit } }
        columns.append(values)
        units.append(unit > 0 ? unit : 1)
      }
      random.append(columns)
      scales.append(units)
    }
  }

  /// Which terms' groups are the blocks, and the rows of each block.
  func blocks(
    _ rows: AnalysedRows, hasResidual: Bool, isOneVisit: Bool = false
  ) -> (isInner: [Bool], blocks: [[Int]]) {
    let blockTerm = hasResidual ? nil : rows.random.indices.max { levels[$0] < levels[$1] }
    // At one visit rows that have no subjects are blocks each.
    let persons = isOneVisit ? nil : rows.persons
    let subjectOf = persons.map { persons in subjects.map { persons[Int($0)] } } ?? subjects
    let isInner = rows.random.indices.map { index in
      hasResidual
        ? rows.random[index].groups.isSubject || isSame(index, as: subjectOf)
        : rows.random[index].groups.name == blockTerm.map { rows.random[$0].groups.name }
    }
    let codes = hasResidual ? subjectOf : blockTerm.map { self.codes[$0] } ?? subjectOf
    return (isInner, Self.grouped(codes))
  }

  /// Whether a term's groups are these, but for their numbers.
  private func isSame(_ index: Int, as groups: [Int32]) -> Bool {
    var known: [Int32: Int32] = [:]
    for (own, other) in zip(codes[index], groups) {
      if let before = known[other] {
        if before != own { return false }
      } else {
        known[other] = own
      }
    }
    return Set(known.values).count == known.count
  }

  /// Which outer effects a block has, and the design of each, m values one after another.
  func outerEffects(of block: [Int], _ terms: [ClusteredTrial.Term]) -> (indices: [Int], values: [Double]) {
    var indices: [Int] = []
    var values: [Double] = []
    for (index, term) in terms.enumerated() {
      guard case .outer(let start) = term.place else { continue }
      let codes = codes[index]
      let columns = random[index]
      var last: Int32?
      for level in block.map({ codes[$0] }).sorted() where level != last {
        last = level
        for (place, column) in columns.enumerated() {
          var isAny = false
          for row in block {
            let value = codes[row] == level ? column[row] : 0
            isAny = isAny || value != 0
            values.append(value)
          }
          if isAny {
            indices.append(start + Int(level) * columns.count + place)
          } else {
            values.removeLast(block.count)
          }
        }
      }
    }
    return (indices, values)
  }

  /// m × (columns + 1): the design and the outcome of some rows.
  func rows(_ block: [Int]) -> Matrix {
    let p = design.columns.count
    var result = Matrix(rows: block.count, columns: p + 1)
    for (i, row) in block.enumerated() {
      let (subject, visit) = (Int(subjects[row]), Int(visits[row]))
      for (j, column) in design.columns.enumerated() {
        result[i, j] = design.value(column, subject: subject, visit: visit)
      }
      result[i, p] = outcome[visit][subject]
    }
    return result
  }

  /// Rows by code, in the order of the codes, those that occur.
  static func grouped(_ codes: [Int32]) -> [[Int]] {
    var groups = [[Int]](repeating: [], count: Int(codes.max() ?? -1) + 1)
    for (row, code) in codes.enumerated() where code >= 0 { groups[Int(code)].append(row) }
    return groups.filter { !$0.isEmpty }
  }
}
