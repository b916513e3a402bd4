internal import Diagnostics
internal import Estimates

/// The lines of contrasts by name: weights of arms at visits, or built-in ones.
struct NamedContrasts {
  let grid: ReferenceGrid

  func lines(_ expression: ContrastExpression) throws(MeansError) -> [MeanLine] {
    guard let builtIn = expression.builtIn else { return [try line(expression)] }
    func error(_ problem: String, _ mend: String?) -> MeansError {
      MeansError(option: "--contrast", text: expression.text, position: nil, problem: problem, mend: mend)
    }
    if builtIn == .slope, hasNoVisits { return try slopeDifferences(expression) }
    guard let arm = grid.dimension(.arm) else { throw error("the model has no arm", "put the arm into the formula") }
    guard let visit = grid.dimension(.visit), grid.dimensions[visit].levels.count > 1 else {
      throw error("the model has not several visits", "put the visit into the formula")
    }
    let labels = grid.dimensions[visit].levels
    let times = labels.compactMap(Double.init)
    if builtIn == .slope || builtIn == .auc, times.count < labels.count {
      let odd = labels.first { Double($0) == nil } ?? ""
      throw error(
        "visit \(inQuotes(odd)) is not a number, so there is no time between visits", "label the visits by numbers")
    }
    let count = labels.count
    var wanted: [(term: String, at: Int?, weights: [Double])] = []
    switch builtIn {
    case .overall:
      let averaged = grid.dimensions[visit].levels.indices.filter { $0 != grid.design.constraint?.visit }
      wanted = [("overall", nil, (0..<count).map { averaged.contains($0) ? 1 / Double(averaged.count) : 0 })]
    case .slope: wanted = [("slope", nil, Self.slope(times))]
    case .auc: wanted = [("auc", nil, Self.trapezoids(times))]
    case .change:
      wanted = (1..<count).map { place in
        ("change from \(labels[0])", place, (0..<count).map { $0 == place ? 1 : $0 == 0 ? -1 : 0 })
      }
    }
    let control = grid.dimensions[arm].reference
    return wanted.flatMap { term, at, weights in
      grid.dimensions[arm].levels.indices.filter { $0 != control }.map { level in
        let involved = weights.indices.filter { weights[$0] != 0 }
        let cells = involved.flatMap { place in
          [([arm: level, visit: place], weights[place]), ([arm: control, visit: place], -weights[place])]
        }
        var line = line(cells)
        line.term = term
        line.contrast = "\(grid.dimensions[arm].levels[level]) - \(grid.dimensions[arm].levels[control])"
        line.reference = .arm(grid.dimensions[arm].levels[control])
        line.visit = at.map { labels[$0] }
        return line
      }
    }
  }

  /// Of a line by least squares: (t − t̄)/Σ(t − t̄)².
  static func slope(_ times: [Double]) -> [Double] {
    let mean = times.reduce(0, +) / Double(times.count)
    let square = times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return times.map { ($0 - mean) / square }
  }

  /// Half the time from the visit before to the one after.
  static func trapezoids(_ times: [Double]) -> [Double] {
    times.indices.map { place in
      0.5 * (times[min(place + 1, times.count - 1)] - times[max(place - 1, 0)])
    }
  }

  private func line(_ expression: ContrastExpression) throws(MeansError) -> MeanLine {
    var cells: [([Int: Int], Double)] = []
    for part in expression.parts {
      var cell: [Int: Int] = [:]
      for (name, role) in [(part.arm, ReferenceGrid.Role.arm), (part.visit, .visit)] {
        guard let name else { continue }
        guard let dimension = grid.dimension(role) else {
          throw ContrastExpression.error(
            expression.text, name.position, "the model has no \(role == .arm ? "arm" : "visit")")
        }
        let levels = grid.dimensions[dimension].levels
        guard let level = levels.firstIndex(of: name.text) else {
          let near = nearest(to: name.text, among: levels).map { " (did you mean \($0)?)" } ?? ""
          throw MeansError(
            option: "--contrast", text: expression.text, position: name.position,
            problem: "there is no \(role == .arm ? "arm" : "visit") \(inQuotes(name.text)) in the model\(near)",
            mend: "it has \(levels.joined(separator: ", "))")
        }
        cell[dimension] = level
      }
      cells.append((cell, part.weight))
    }
    var line = line(cells)
    line.term = expression.name
    return line
  }

  private func line(_ cells: [([Int: Int], Double)]) -> MeanLine {
    let rows = cells.map { (weight: $0.1, row: grid.row($0.0)) }
    let known = rows.compactMap { part in part.row.map { (part.weight, $0) } }
    return MeanLine(
      weights: known.count == rows.count ? ReferenceGrid.combined(known) : nil,
      subjects: grid.subjects(in: cells.map(\.0)))
  }
}
