internal import Trials

/// The combinations of all categorical variables' levels, with numeric covariates at their means, and the weights of the
/// model's coefficients that give a mean over some of them.
struct ReferenceGrid {
  enum Role { case arm, visit, other }

  /// A categorical variable, or the visit in whatever form the model has it.
  struct Dimension {
    let name: String
    let role: Role
    let levels: [String]
    let reference: Int
    /// Of the design.
    let variables: [Int]
  }

  let design: FixedDesign
  let dimensions: [Dimension]
  /// By dimension, the levels that an analysed row has: those that are averaged over and tested jointly.
  let present: [[Int]]
  /// By dimension, the levels that means are averaged over: those that are present, but for a constrained baseline, at
  /// which nothing has happened yet.
  let averaged: [[Int]]
  let profiles: CellProfiles
  let weights: MeanWeights
  /// Means of numeric covariates by variable.
  let numbers: [Int: Double]

  init(_ model: FittedModel, options: MeansOptions) {
    let rows = model.rows
    design = rows.design
    weights = options.weights
    let variables = design.variables
    var dimensions: [Dimension] = []
    var factors: [CellProfiles.Factor] = []
    func isOfVisit(_ index: Int) -> Bool { variables[index].isOfVisit }
    for variable in variables where variable.isOfVisit || variable.isCategorical {
      if variable.isOfVisit {
        guard !dimensions.contains(where: { $0.role == .visit }) else { continue }
        dimensions.append(
          Dimension(
            name: variable.name, role: .visit, levels: design.visits, reference: 0,
            variables: variables.indices.filter(isOfVisit)))
        factors.append(.init(codes: [], levelCount: design.visits.count, isVisit: true))
      } else if case .factor(let codes) = variable.values, !dimensions.contains(where: { $0.name == variable.name }) {
        dimensions.append(
          Dimension(
            name: variable.name, role: variable.name == model.trial.arm?.name ? .arm : .other, levels: variable.levels,
            reference: variable.reference,
            variables: variables.indices.filter { variables[$0].name == variable.name && variables[$0].isCategorical }))
        factors.append(.init(codes: codes, levelCount: variable.levels.count, isVisit: false))
      }
    }
    if design.constraint != nil, !dimensions.contains(where: { $0.role == .visit }) {
      dimensions.append(
        Dimension(name: "visit", role: .visit, levels: design.visits, reference: 0, variables: []))
      factors.append(.init(codes: [], levelCount: design.visits.count, isVisit: true))
    }
    self.dimensions = dimensions
    let profiles = CellProfiles(
      rows: rows, factors: factors, variables: dimensions.map { $0.role == .visit ? nil : $0.variables.first })
    self.profiles = profiles
    let present = dimensions.enumerated().map { index, dimension in
      dimension.levels.indices.filter { profiles.subjects(in: [[index: $0]]) != 0 }
    }
    self.present = present
    let baseline = design.constraint?.visit
    averaged = present.indices.map { index in
      let later = present[index].filter { dimensions[index].role != .visit || $0 != baseline }
      return later.isEmpty ? present[index] : later
    }
    var numbers: [Int: Double] = [:]
    for (index, variable) in variables.enumerated() {
      if case .numeric(let values) = variable.values {
        let unit = options.covariateMean ?? .rows
        numbers[index] =
          model.middlesOfTwoValues[index]
          ?? (rows.givenCells == nil ? rows.mean(of: values, over: unit) : rows.pooledMean(of: index, over: unit))
      }
    }
    self.numbers = numbers
  }

  func dimension(_ role: Role) -> Int? { dimensions.firstIndex { $0.role == role } }

  /// Weights of all coefficients for the mean of a cell (level by dimension), the other dimensions averaged; nil where the
  /// weights are those of rows and there are none.
  func row(_ cell: [Int: Int]) -> [Double]? {
    switch weights {
    case .equal: return equalRow(cell)
    case .proportional, .observed:
      let others = dimensions.indices.filter { cell[$0] == nil }
      if others.isEmpty { return equalRow(cell) }
      let counts = profiles.rows(of: others) { row in
        others.allSatisfy { averaged[$0].contains(row[$0]) }
          && (weights == .proportional || cell.allSatisfy { row[$0.key] == $0.value })
      }
      let total = Double(counts.reduce(0) { $0 + $1.count })
      guard total > 0 else { return nil }
      return Self.combined(
        counts.map { levels, count in
          let whole = cell.merging(zip(others, levels)) { own, _ in own }
          return (Double(count) / total, equalRow(whole))
        })
    }
  }

  func equalRow(_ cell: [Int: Int]) -> [Double] {
    var levelWeights: [Int: [Double]] = [:]
    for (index, dimension) in dimensions.enumerated() where dimension.role != .visit {
      let averaged = cell[index].map { [$0] } ?? averaged[index]
      let weights = dimension.levels.indices.map { averaged.contains($0) ? 1 / Double(averaged.count) : 0 }
      for variable in dimension.variables { levelWeights[variable] = weights }
    }
    let visits =
      dimension(.visit).map { place in cell[place].map { [$0] } ?? averaged[place] } ?? [0]
    return Self.combined(
      visits.map { (1 / Double(visits.count), design.row(visit: $0, numbers: numbers, weights: levelWeights)) })
  }

  static func combined(_ rows: [(weight: Double, row: [Double])]) -> [Double] {
    guard let first = rows.first else { return [] }
    var sum = [Double](repeating: 0, count: first.row.count)
    for (weight, row) in rows { for index in row.indices { sum[index] += weight * row[index] } }
    return sum
  }

  /// The same function for a numeric covariate one unit higher.
  func shifted(_ variable: Int) -> ReferenceGrid {
    var numbers = numbers
    numbers[variable, default: 0] += 1
    return ReferenceGrid(self, averaged: averaged, numbers: numbers)
  }

  /// The same with means over every visit, a constrained baseline among them.
  var overEveryVisit: ReferenceGrid { ReferenceGrid(self, averaged: present, numbers: numbers) }

  /// Subjects with an analysed row in any of the cells, where a mean over visits is of those that it averages; nil where
  /// moments do not tell.
  func subjects(in cells: [[Int: Int]]) -> Int? {
    guard let visit = dimension(.visit), averaged[visit] != present[visit] else { return profiles.subjects(in: cells) }
    return profiles.subjects(
      in: cells.flatMap { cell in
        cell[visit] == nil ? averaged[visit].map { cell.merging([visit: $0]) { own, _ in own } } : [cell]
      })
  }

  private init(_ other: ReferenceGrid, averaged: [[Int]], numbers: [Int: Double]) {
    design = other.design
    dimensions = other.dimensions
    present = other.present
    self.averaged = averaged
    profiles = other.profiles
    weights = other.weights
    self.numbers = numbers
  }
}

extension AnalysedRows {
  /// Mean of a numeric covariate (`[visit][subject]`, or one inner array), in two passes.
  func mean(of values: [[Double]], over unit: CovariateMean) -> Double {
    var sums = [Double](repeating: 0, count: subjectCount)
    var counts = [Double](repeating: 0, count: subjectCount)
    func mean(around center: Double) -> Double {
      for subject in 0..<subjectCount { (sums[subject], counts[subject]) = (0, 0) }
      for visit in outcome.indices {
        let column = values[values.count > 1 ? visit : 0]
        for subject in 0..<subjectCount where !outcome[visit][subject].isNaN {
          sums[subject] += column[subject] - center
          counts[subject] += 1
        }
      }
      var (total, weight) = (0.0, 0.0)
      for subject in 0..<subjectCount where counts[subject] > 0 {
        total += unit == .rows ? sums[subject] : sums[subject] / counts[subject]
        weight += unit == .rows ? counts[subject] : 1
      }
      return weight > 0 ? center + total / weight : 0
    }
    return mean(around: mean(around: 0))
  }
}
