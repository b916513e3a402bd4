internal import Diagnostics
internal import Estimates

/// `--contrast slope` where time is a column of numbers and no visit: `arm*time + (1 + time | id)`.
extension NamedContrasts {
  /// Whether there are no visits whose means a line could go through.
  var hasNoVisits: Bool { grid.dimension(.visit) == nil }

  /// The slope in each arm; empty where there are visits.
  func slopesByArm(_ expression: ContrastExpression) throws(MeansError) -> [MeanLine] {
    guard hasNoVisits, expression.builtIn == .slope else { return [] }
    let (arm, time) = try armAndTime(expression)
    return grid.dimensions[arm].levels.indices.map { level in
      var line = line([(arm, level, 1)], time)
      line.arm = grid.dimensions[arm].levels[level]
      return line
    }
  }

  /// Every other arm's slope minus control's.
  func slopeDifferences(_ expression: ContrastExpression) throws(MeansError) -> [MeanLine] {
    let (arm, time) = try armAndTime(expression)
    let dimension = grid.dimensions[arm]
    return dimension.levels.indices.filter { $0 != dimension.reference }.map { level in
      var line = line([(arm, level, 1), (arm, dimension.reference, -1)], time)
      line.contrast = "\(dimension.levels[level]) - \(dimension.levels[dimension.reference])"
      line.reference = .arm(dimension.levels[dimension.reference])
      return line
    }
  }

  /// The mean one unit later minus the mean, weighted over arms.
  private func line(_ parts: [(arm: Int, level: Int, weight: Double)], _ time: Int) -> MeanLine {
    let later = grid.shifted(time)
    var rows: [(weight: Double, row: [Double])] = []
    for part in parts {
      let cell = [part.arm: part.level]
      guard let first = grid.row(cell), let second = later.row(cell) else { continue }
      rows += [(part.weight, second), (-part.weight, first)]
    }
    var line = MeanLine(
      weights: rows.count == 2 * parts.count ? ReferenceGrid.combined(rows) : nil,
      subjects: grid.profiles.subjects(in: parts.map { [$0.arm: $0.level] }))
    line.term = "slope of \(grid.design.variables[time].name)"
    return line
  }

  /// The arm, and the number whose slope differs between arms.
  private func armAndTime(_ expression: ContrastExpression) throws(MeansError) -> (arm: Int, time: Int) {
    func error(_ problem: String, _ mend: String) -> MeansError {
      MeansError(option: "--contrast", text: expression.text, position: nil, problem: problem, mend: mend)
    }
    guard let arm = grid.dimension(.arm) else { throw error("the model has no arm", "put the arm into the formula") }
    let design = grid.design
    let times = design.variables.indices.filter { index in
      guard case .numeric = design.variables[index].values, !design.variables[index].isCategorical else { return false }
      return design.columns.contains { column in
        column.atoms.contains { $0.variable == index }
          && column.atoms.contains { grid.dimensions[arm].variables.contains($0.variable) }
      }
    }
    guard let time = times.first else {
      throw error(
        "the model has neither several visits nor a number that interacts with the arm",
        "write \(written(grid.dimensions[arm].name))*TIME with the column of the times")
    }
    guard times.count == 1 else {
      throw error(
        "several numbers interact with the arm: \(times.map { design.variables[$0].name }.joined(separator: ", "))",
        "name the visit with --visit, or let one of them interact")
    }
    return (arm, time)
  }
}
