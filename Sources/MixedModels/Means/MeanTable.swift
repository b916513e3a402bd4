internal import Estimates

/// The marginal means of a specification and their contrasts, by its factors' levels.
struct MeanTable {
  let grid: ReferenceGrid
  /// Dimensions of the grid.
  let factors: [Int]
  let by: [Int]

  /// - Parameter roles: words that stand for a role where no variable has that name.
  init(_ specification: MeansSpecification, grid: ReferenceGrid) throws(MeansError) {
    self.grid = grid
    func place(_ name: MeansSpecification.Name) throws(MeansError) -> Int {
      if let place = grid.dimensions.firstIndex(where: { $0.name == name.text }) { return place }
      if name.text == "visit", let place = grid.dimension(.visit) { return place }
      if name.text == "arm", let place = grid.dimension(.arm) { return place }
      let known = grid.dimensions.map(\.name)
      let isNumeric = grid.design.variables.contains { $0.name == name.text }
      throw MeansError(
        option: "--means", text: specification.text, position: name.position,
        problem: isNumeric
          ? "\(name.text) is a number, which has no levels" : "the model has no categorical variable \(name.text)",
        mend: known.isEmpty
          ? "a model of numbers alone has no marginal means" : "it has \(known.joined(separator: ", "))")
    }
    var factors: [Int] = []
    for name in specification.factors { factors.append(try place(name)) }
    var by: [Int] = []
    for name in specification.by { by.append(try place(name)) }
    if Set(factors + by).count < factors.count + by.count, let last = (specification.factors + specification.by).last {
      throw MeansSpecification.error(specification.text, last.position, "\(last.text) stands twice")
    }
    self.factors = factors
    self.by = by
  }

  /// All combinations of levels, the last dimension varying fastest.
  private func cells(_ dimensions: [Int]) -> [[Int]] {
    dimensions.reduce([[]]) { cells, dimension in
      cells.flatMap { cell in grid.dimensions[dimension].levels.indices.map { cell + [$0] } }
    }
  }

  private func merged(_ byLevels: [Int], _ levels: [Int]) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: zip(by, byLevels)).merging(zip(factors, levels)) { own, _ in own }
  }

  /// Puts the levels of some dimensions into a line's fields.
  private func name(_ line: inout MeanLine, _ dimensions: [Int], _ levels: [Int]) {
    var terms: [String] = []
    for (dimension, level) in zip(dimensions, levels) {
      let own = grid.dimensions[dimension]
      switch own.role {
      case .arm: line.arm = own.levels[level]
      case .visit:
        line.visit = own.levels[level]
        line.visitPlace = level
      case .other: terms.append("\(own.name)[\(own.levels[level])]")
      }
    }
    line.term = ((line.term.map { [$0] } ?? []) + terms).joined(separator: ", ")
    if line.term?.isEmpty ?? false { line.term = nil }
  }

  private func subjects(_ cells: [[Int: Int]]) -> Int? { grid.subjects(in: cells) }

  var means: [MeanLine] {
    cells(by).flatMap { byLevels in
      cells(factors).map { levels in
        let cell = merged(byLevels, levels)
        var line = MeanLine(weights: grid.row(cell), subjects: subjects([cell]))
        name(&line, by, byLevels)
        name(&line, factors, levels)
        return line
      }
    }
  }

  /// One family for each combination of BY levels: each combination of the factors' levels minus the reference's, or all
  /// pairs, the reference last and the later minus the earlier.
  ///
  /// - Parameter comparesAll: whether the largest |t| is over all pairs.
  func families(_ pairs: ContrastPairs, comparesAll: Bool) -> [ContrastFamily] {
    let all = cells(factors)
    let reference = factors.map { grid.dimensions[$0].reference }
    let ordered = [reference] + all.filter { $0 != reference }
    return cells(by).compactMap { byLevels in
      if isConstrained(byLevels) { return nil }
      let rows = ordered.map { grid.row(merged(byLevels, $0)) }
      var lines: [MeanLine] = []
      var compared: [[Double]] = []
      for low in ordered.indices {
        for high in ordered.indices where high > low {
          let weights = Self.difference(rows[high], rows[low])
          if let weights { compared.append(weights) }
          guard low == 0 || pairs == .all else { continue }
          lines.append(line(byLevels, ordered[high], ordered[low], weights))
        }
      }
      return ContrastFamily(lines: lines, compared: comparesAll ? compared : nil)
    }
  }

  private func line(_ byLevels: [Int], _ high: [Int], _ low: [Int], _ weights: [Double]?) -> MeanLine {
    func label(_ levels: [Int]) -> String {
      zip(factors, levels).map { grid.dimensions[$0].levels[$1] }.joined(separator: " ")
    }
    var line = MeanLine(
      weights: weights, subjects: subjects([merged(byLevels, high), merged(byLevels, low)]))
    name(&line, by, byLevels)
    line.contrast = "\(label(high)) - \(label(low))"
    if factors.count == 1 {
      let factor = grid.dimensions[factors[0]]
      // A change stands at the later visit; another factor's name tells its contrasts from those of others.
      switch factor.role {
      case .arm: line.reference = .arm(label(low))
      case .visit:
        line.visit = factor.levels[high[0]]
        line.reference = .visit(label(low))
      case .other: line.term = ([factor.name] + (line.term.map { [$0] } ?? [])).joined(separator: ", ")
      }
    }
    return line
  }

  /// Whether the visits are averaged over.
  var averagesVisits: Bool { grid.dimension(.visit).map { !(factors + by).contains($0) } ?? false }

  /// Whether the arms have one mean there, so that nothing is left to contrast.
  private func isConstrained(_ byLevels: [Int]) -> Bool {
    guard let constraint = grid.design.constraint, factors.count == 1, grid.dimensions[factors[0]].role == .arm else {
      return false
    }
    return zip(by, byLevels).contains { grid.dimensions[$0].role == .visit && $1 == constraint.visit }
  }

  static func difference(_ a: [Double]?, _ b: [Double]?) -> [Double]? {
    guard let a, let b else { return nil }
    return zip(a, b).map { $0 - $1 }
  }
}
