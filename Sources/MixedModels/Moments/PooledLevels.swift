internal import LinearAlgebra
internal import Trials

/// What moments know of how many subjects have which levels: exactly, for up to two factors that are constant within
/// subjects, by the means and products of their indicators.
struct PooledLevels: Sendable {
  private struct Pattern {
    let visits: [Int]
    let count: Int
    /// For one or two factors (ascending) at given levels: subjects; no entry where the cell does not tell.
    let counts: [Conjunction: Int]
  }
  private struct Conjunction: Hashable {
    let factors: [Int]
    let levels: [Int]
  }
  private let patterns: [Pattern]
  /// The factor that is the visit.
  private let visit: Int?

  /// - Parameter variables: of the design, by factor; nil for the visit.
  init(_ cells: [PatternCell], design: FixedDesign, variables: [Int?]) {
    visit = variables.firstIndex { $0 == nil }
    let layout = DesignLayout(design)
    patterns = cells.map { cell in
      let indicators = variables.map { variable in
        variable.flatMap { Self.indicators(of: $0, cell: cell, design: design, layout: layout) }
      }
      let order = cell.moments.mean.count
      let count = Double(cell.subjects)
      var counts: [Conjunction: Int] = [:]
      for (a, first) in indicators.enumerated() {
        guard let first else { continue }
        for (level, x) in first.enumerated() {
          counts[Conjunction(factors: [a], levels: [level])] = Int((count * x.mean(cell.moments)).rounded())
          for (b, second) in indicators.enumerated().dropFirst(a + 1) {
            for (other, z) in (second ?? []).enumerated() {
              var sum = count * x.mean(cell.moments) * z.mean(cell.moments)
              for i in 0..<order where x.weights[i] != 0 {
                for j in 0..<order where z.weights[j] != 0 {
                  sum += x.weights[i] * z.weights[j] * cell.moments.crossProducts[i, j]
                }
              }
              counts[Conjunction(factors: [a, b], levels: [level, other])] = Int(sum.rounded())
            }
          }
        }
      }
      return Pattern(visits: cell.visits, count: cell.subjects, counts: counts)
    }
  }

  /// An indicator as a constant and weights of a cell's variables.
  private struct Indicator {
    let constant: Double
    let weights: [Double]

    func mean(_ moments: MomentSummary) -> Double {
      zip(weights, moments.mean).reduce(constant) { $0 + $1.0 * $1.1 }
    }
  }

  /// One for each level; nil where the cell has no column of its own for all levels but one, or the factor varies.
  private static func indicators(
    of variable: Int, cell: PatternCell, design: FixedDesign, layout: DesignLayout
  ) -> [Indicator]? {
    guard !design.variables[variable].varies else { return nil }
    let needed = Set(layout.needed(at: cell.visits))
    let order = cell.moments.mean.count
    let places = design.variables[variable].levels.indices.map { level in
      needed.first { layout.products[$0].atoms == [DesignAtom(variable: variable, level: level)] }
    }
    guard places.count(where: { $0 == nil }) <= 1 else { return nil }
    return places.map { place in
      var weights = [Double](repeating: 0, count: order)
      guard let place else {
        for other in places { if let other { weights[other] = -1 } }
        return Indicator(constant: 1, weights: weights)
      }
      weights[place] = 1
      return Indicator(constant: 0, weights: weights)
    }
  }

  /// Subjects with an analysed row in any of the cells, each a level by factor; nil where moments do not tell.
  func subjects(in cells: [[Int: Int]]) -> Int? {
    var total = 0
    for pattern in patterns {
      var wanted: Set<[Int: Int]> = []
      for cell in cells {
        if let visit, let place = cell[visit], !pattern.visits.contains(place) { continue }
        wanted.insert(cell.filter { $0.key != visit })
      }
      if wanted.contains([:]) {
        total += pattern.count
        continue
      }
      // Different levels of the same factors have no subject in common.
      guard Set(wanted.map { Set($0.keys) }).count <= 1 else { return nil }
      for cell in wanted {
        let factors = cell.keys.sorted()
        let key = Conjunction(factors: factors, levels: factors.compactMap { cell[$0] })
        guard let count = pattern.counts[key] else { return nil }
        total += count
      }
    }
    return total
  }
}

extension AnalysedRows {
  /// The mean of a number from the cells' means; nil where no columns of the design tell it.
  func pooledMean(of variable: Int, over unit: CovariateMean) -> Double? {
    guard let cells = givenCells else { return nil }
    let layout = DesignLayout(design)
    var (total, weight) = (0.0, 0.0)
    for cell in cells {
      let needed = layout.needed(at: cell.visits)
      var sum = 0.0
      for visit in cell.visits {
        guard let mean = Self.mean(of: variable, at: visit, cell: cell, needed, layout, design) else { return nil }
        sum += mean
      }
      let subjects = Double(cell.subjects)
      total += unit == .rows ? subjects * sum : subjects * sum / Double(cell.visits.count)
      weight += unit == .rows ? subjects * Double(cell.visits.count) : subjects
    }
    return weight > 0 ? total / weight : nil
  }

  /// By a column of its own, or the sum of its columns for every level of a factor.
  private static func mean(
    of variable: Int, at visit: Int, cell: PatternCell, _ needed: [Int], _ layout: DesignLayout, _ design: FixedDesign
  ) -> Double? {
    let varies = design.variables[variable].varies
    func place(_ atoms: [DesignAtom], factorVaries: Bool) -> Int? {
      let product = DesignLayout.Product(
        atoms: atoms.sorted { ($0.variable, $0.level ?? -1) < ($1.variable, $1.level ?? -1) },
        visit: varies || factorVaries ? visit : nil)
      return needed.first { layout.products[$0] == product }
    }
    let own = DesignAtom(variable: variable, level: nil)
    if let place = place([own], factorVaries: false) { return cell.moments.mean[place] }
    for (index, factor) in design.variables.enumerated() where factor.isCategorical && !factor.isOfVisit {
      let places = factor.levels.indices.compactMap {
        place([own, DesignAtom(variable: index, level: $0)], factorVaries: factor.varies)
      }
      if places.count == factor.levels.count { return places.reduce(0) { $0 + cell.moments.mean[$1] } }
    }
    return nil
  }
}
