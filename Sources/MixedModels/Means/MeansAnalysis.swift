public import Estimates
internal import Inference
internal import Trials

/// Marginal means of a fitted model, their contrasts, and what goes with these. Documentation/Methods/marginal-means.md.
struct MeansAnalysis {
  let model: FittedModel
  let options: MeansOptions
  let grid: ReferenceGrid

  init(_ model: FittedModel) {
    self.model = model
    options = model.request.means
    grid = ReferenceGrid(model, options: options)
  }

  /// In the order: means, contrasts with their margin tests and standardized forms, joint tests.
  ///
  /// - Parameter measures: those that are wanted; nil: all.
  func rows(_ measures: Set<Measure>?, notes: inout [String]) throws(MeansError) -> [Estimate] {
    func wants(_ some: [Measure]) -> Bool { measures.map { !$0.isDisjoint(with: some) } ?? true }
    var rows: [Estimate] = []
    var families: [ContrastFamily] = []
    var averagesVisits = options.contrasts.contains(where: \.averagesVisits)
    let pairs = options.pairs ?? (options.adjustment == .tukey ? .all : .control)
    if let specification = options.means ?? standard {
      let table = try MeanTable(specification, grid: grid)
      averagesVisits = averagesVisits || table.averagesVisits
      if wants([.marginalMean]) { rows += table.means.map { estimated($0, .marginalMean, notes: &notes) } }
      families = table.families(pairs, comparesAll: options.adjustment == .tukey)
    }
    families += try namedFamilies()
    if options.isOneFamily { families = [Self.joined(families)] }
    let ofContrasts: [Measure] = [.contrast, .standardizedContrast] + MixedModel.marginMeasures
    if wants([.contrast]) { rows += try slopesByArm().map { estimated($0, .contrast, notes: &notes) } }
    if wants(ofContrasts) { rows += contrastRows(families, notes: &notes) }
    if averagesVisits, wants(ofContrasts + [.marginalMean]), let constraint = grid.design.constraint {
      notes.append(
        "\(model.outcome.name): means over visits leave out visit \(grid.design.visits[constraint.visit]), the constrained "
          + "baseline, where the arms have one mean.")
    }
    if let hint = armHint, wants(ofContrasts) { notes.append(hint) }
    if wants([.jointTest]) { rows += JointTests(model: model, grid: grid).rows(notes: &notes) }
    return rows
  }

  /// Contrasts by name are one family, but a built-in one has its own, at each visit.
  private func namedFamilies() throws(MeansError) -> [ContrastFamily] {
    let named = NamedContrasts(grid: grid)
    var families: [ContrastFamily] = []
    var own = ContrastFamily(lines: [])
    for expression in options.contrasts {
      let lines = try named.lines(expression)
      if expression.builtIn == nil {
        own.lines += lines
      } else {
        var visits: [String?] = []
        for line in lines where !visits.contains(line.visit) { visits.append(line.visit) }
        families += visits.map { visit in ContrastFamily(lines: lines.filter { $0.visit == visit }) }
      }
    }
    return own.lines.isEmpty ? families : families + [own]
  }

  /// Each arm's own slope beside the differences of slopes, which are no family's.
  private func slopesByArm() throws(MeansError) -> [MeanLine] {
    let named = NamedContrasts(grid: grid)
    var lines: [MeanLine] = []
    for expression in options.contrasts { lines += try named.slopesByArm(expression) }
    return lines
  }

  private var standard: MeansSpecification? {
    let arm = grid.dimension(.arm).map { grid.dimensions[$0].name }
    let visit = grid.dimension(.visit).map { grid.dimensions[$0].name }
    if let arm { return MeansSpecification(factors: [arm], by: visit.map { [$0] } ?? []) }
    return visit.map { MeansSpecification(factors: [$0], by: []) }
  }

  /// Where no column is known as the arm and a factor of the formula could be it: how it becomes one.
  private var armHint: String? {
    guard options.means == nil, options.contrasts.isEmpty, model.trial.arm == nil, model.rows.givenCells == nil,
      let factor = grid.dimensions.first(where: { dimension in
        dimension.role == .other && dimension.name != model.trial.site?.name && dimension.levels.count > 1
          && dimension.variables.allSatisfy { !grid.design.variables[$0].varies }
      })
    else { return nil }
    let name = written(factor.name)
    let visit = grid.dimension(.visit).map { " | " + written(grid.dimensions[$0].name) } ?? ""
    return
      "\(model.outcome.name): no column is named as the arm, so there is no contrast between arms: --arm \(factor.name) "
      + "names it, if that is one; --means \"\(name)\(visit)\" contrasts the levels of \(factor.name) in any case."
  }

  private static func joined(_ families: [ContrastFamily]) -> ContrastFamily {
    var all = ContrastFamily(lines: families.flatMap(\.lines))
    if families.contains(where: { $0.compared != nil }) {
      all.compared = families.flatMap { $0.compared ?? $0.lines.compactMap(\.weights) }
    }
    return all
  }

  private func contrastRows(_ families: [ContrastFamily], notes: inout [String]) -> [Estimate] {
    var rows: [Estimate] = []
    var adjuster = ContrastAdjuster(model, options: options)
    let standardized = options.standardDeviation.map { StandardizedContrasts(model: model, choice: $0) }
    for family in families {
      let plain = family.lines.map { estimated($0, .contrast, notes: &notes) }
      var adjusted = plain
      adjuster.adjust(&adjusted, family)
      for (place, row) in adjusted.enumerated() {
        rows.append(row)
        if let margin = options.margin {
          rows += marginRows(plain[place], margin)
        }
        if let standardized {
          var row = standardized.row(of: plain[place], family.lines[place])
          if options.adjustment != .none { row.pValue = nil }
          rows.append(row)
        }
      }
    }
    for note in adjuster.notes where !notes.contains(note) { notes.append(note) }
    if let standardized, !families.isEmpty { notes += standardized.notes(families.flatMap(\.lines)) }
    return rows
  }

  private func marginRows(_ contrast: Estimate, _ margin: Double) -> [Estimate] {
    let tests = MarginTests(margin: margin, level: model.request.level, isNormal: model.request.dfMethod == .normal)
    return tests.rows(of: contrast).map { test in
      var row = test
      row.outcome = contrast.outcome
      row.arm = contrast.arm
      row.contrast = contrast.contrast
      row.reference = contrast.reference
      row.visit = contrast.visit
      row.term = [contrast.term, test.term].compactMap { $0 }.joined(separator: ", ")
      return row
    }
  }

  private func estimated(_ line: MeanLine, _ measure: Measure, notes: inout [String]) -> Estimate {
    var row = line.row(
      measure, method: model.inference?.rowName ?? model.request.rowName, outcome: model.outcome.name)
    guard let weights = line.weights else {
      notes.append("\(model.outcome.name), \(line.label): no analysed row has these levels, so there are no weights.")
      return row
    }
    guard let inference = model.inference else { return row }
    guard let test = inference.test(weights) else {
      notes.append(
        "\(model.outcome.name), \(line.label): the data cannot tell this value from others (coefficients that it needs "
          + "are left out), so it is not estimated.")
      return row
    }
    row.estimate = test.estimate
    guard let error = test.standardError else {
      notes.append("\(model.outcome.name), \(line.label): \(Self.withoutError(weights))")
      return row
    }
    row.fill(
      standardError: error, df: test.df, level: model.request.level, isNormal: model.request.dfMethod == .normal)
    return row
  }

  private static func withoutError(_ weights: [Double]) -> String {
    weights.allSatisfy { $0 == 0 }
      ? "the model's formula makes this 0 whatever the data are, so it has no test."
      : "its standard error cannot be computed."
  }
}

extension MixedModel {
  /// Those that a margin gives.
  public static let marginMeasures: [Measure] = MarginTests.measures

  /// Marginal means, contrasts and joint tests, those that are wanted (nil: all).
  static func meanRows(
    _ model: FittedModel, measures: Set<Measure>?, notes: inout [String]
  ) throws(ModelSpecificationError) -> [Estimate] {
    do {
      return try MeansAnalysis(model).rows(measures, notes: &notes)
    } catch {
      throw .means(error)
    }
  }
}
