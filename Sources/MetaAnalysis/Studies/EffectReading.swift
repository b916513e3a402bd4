internal import Diagnostics
internal import Distributions
internal import EffectSizes
internal import Glibc
public import PublishedNumbers

extension EffectTable {
  /// Reads one effect a row; rows without a figure are left out and named in a note.
  public init(reading table: PublishedTable, request: EffectRequest) throws(MetaAnalysisError) {
    self = try EffectReader(table: table, request: request).read()
  }
}

/// A table of print on its way to effects.
struct EffectReader {
  let table: PublishedTable
  let request: EffectRequest

  func read() throws(MetaAnalysisError) -> EffectTable {
    try requireColumns()
    var notes = table.notes
    let rows = try RowSelection(table: table, filters: request.filters).rows(notes: &notes)
    try checkMeasure()
    let columns = effectColumns
    let reader = try ArmReader(request)
    var studies: [EffectTable.Study] = []
    var kept: [Int] = []
    var missing: [String] = []
    var oddities = NoteCounts()
    for row in rows {
      let label = studyLabel(row)
      if columns.contains(where: { table.text(row, $0) == nil }) {
        missing.append(label)
        continue
      }
      let (effect, variance, arms) = try effect(row, arms: reader, label: label, oddities: &oddities)
      studies.append(
        EffectTable.Study(
          label: label, effect: effect, variance: variance, treatment: arms?.0, control: arms?.1,
          line: table.line(ofRow: row)))
      kept.append(row)
    }
    guard !studies.isEmpty else { throw .noEffects(source: table.name, columns: columns) }
    let limitNotes = try limitNotes(rows: kept)
    if !missing.isEmpty {
      notes.append(
        "Left out, since a figure is missing: \(missing.count) of \(rows.count) studies (\(named(missing)))")
    }
    notes += limitNotes + oddities.notes + scaleNotes + repetitions(studies.map(\.label))
    return EffectTable(
      effectName: effectName, measure: measure, arms: arms, studies: studies,
      moderators: try request.moderators.map { name throws(MetaAnalysisError) in try moderator(name, rows: kept) },
      subgroup: try request.subgroup.map { name throws(MetaAnalysisError) in
        try moderator(name, rows: kept, isCategorical: true)
      },
      ordering: try request.ordering.map { name throws(MetaAnalysisError) in try moderator(name, rows: kept) },
      notes: notes)
  }

  // MARK: - Columns

  var studyColumn: String? {
    request.study ?? (table.columnNames.contains("study") ? "study" : nil)
  }

  func studyLabel(_ row: Int) -> String {
    studyColumn.flatMap { table.text(row, $0) } ?? "row \(row + 1)"
  }

  private func requireColumns() throws(MetaAnalysisError) {
    func require(_ column: String, _ role: String) throws(MetaAnalysisError) {
      do { try table.require(column, for: role) } catch { throw .table(error) }
    }
    if let study = request.study { try require(study, "the study") }
    switch request.source {
    case .variance(let effect, let variance):
      try require(effect, "the effect")
      try require(variance, "its variance")
    case .standardError(let effect, let error):
      try require(effect, "the effect")
      try require(error, "its standard error")
    case .limits(let effect, let low, let high, _):
      try require(effect, "the effect")
      try require(low, "its lower limit")
      try require(high, "its upper limit")
    case .arms(let treatment, let control):
      for arm in [treatment, control] {
        for column in arm.columns { try require(column, "arm \(inQuotes(arm.label))") }
      }
    case .prePost: break
    }
    if case .prePost(let columns, _) = request.source {
      for column in columns { try require(column, "before and after") }
    }
    if let subgroup = request.subgroup { try require(subgroup, "the subgroups") }
    for name in request.moderators { try require(moderatorColumn(name).column, "a moderator") }
    if let ordering = request.ordering { try require(ordering, "the order of the studies") }
    guard table.rowCount > 0 else { throw .noRows(source: table.name) }
  }

  private var effectColumns: [String] {
    switch request.source {
    case .variance(let effect, let variance): [effect, variance]
    case .standardError(let effect, let error): [effect, error]
    case .limits(let effect, let low, let high, _): [effect, low, high]
    case .arms(let treatment, let control): treatment.columns + control.columns
    case .prePost(let columns, _): columns
    }
  }

  private var measure: EffectMeasure? {
    switch request.source {
    case .arms(let treatment, _): request.measure ?? (treatment.columns.count == 2 ? .or : .smd)
    case .prePost: request.measure ?? .smcr
    default: request.measure
    }
  }

  /// Changes within an arm are made of such columns alone; printed effects can be anything.
  private func checkMeasure() throws(MetaAnalysisError) {
    guard let measure else { return }
    switch request.source {
    case .prePost: if !measure.isOfChange { throw .measureOfChange(measure, isPrePost: true) }
    case .arms: if measure.isOfChange { throw .measureOfChange(measure, isPrePost: false) }
    default: break
    }
  }

  private var effectName: String {
    switch request.source {
    case .variance(let effect, _), .standardError(let effect, _), .limits(let effect, _, _, _): effect
    case .arms, .prePost: measure?.title ?? "effect"
    }
  }

  private var arms: (treatment: String, control: String)? {
    guard case .arms(let treatment, let control) = request.source else { return nil }
    return (treatment.label, control.label)
  }

  // MARK: - One study

  private func effect(
    _ row: Int, arms reader: ArmReader?, label: String, oddities: inout NoteCounts
  ) throws(MetaAnalysisError) -> (Double, Double, (EffectTable.Arm, EffectTable.Arm)?) {
    switch request.source {
    case .variance(let column, let variance):
      return (try number(row, column), try positive(row, variance, "a variance"), nil)
    case .standardError(let column, let error):
      let error = try positive(row, error, "a standard error")
      return (try number(row, column), error * error, nil)
    case .limits(let column, let low, let high, let level):
      let (effect, variance) = try fromLimits(row, column, low, high, level)
      return (effect, variance, nil)
    case .arms:
      guard let reader else { throw .unlikeArms }
      let (effect, arms) = try reader.effect(self, row, label: label, oddities: &oddities)
      return (effect.estimate, effect.variance, arms)
    case .prePost(let columns, let correlation):
      let (effect, variance) = try change(row, columns, correlation)
      return (effect, variance, nil)
    }
  }

  /// (high − low)/(2z) is the standard error; of ratios on the log scale.
  private func fromLimits(
    _ row: Int, _ column: String, _ low: String, _ high: String, _ level: Double
  ) throws(MetaAnalysisError) -> (Double, Double) {
    let isRatio = request.measure?.isRatio ?? false
    func read(_ column: String) throws(MetaAnalysisError) -> Double {
      let value = try number(row, column)
      guard isRatio else { return value }
      guard value > 0 else {
        throw bad(
          row, column, "a ratio of \(text(row, column)) is not above 0", "give the ratio as printed, not its logarithm")
      }
      return log(value)
    }
    let effect = try read(column)
    let (from, to) = (try read(low), try read(high))
    guard from < to else {
      throw bad(
        row, low, "the lower limit \(text(row, low)) is not below the upper limit \(text(row, high))",
        "turn the limits, or correct them")
    }
    guard from <= effect, effect <= to else {
      throw bad(
        row, column, "\(text(row, column)) is outside its interval, \(text(row, low)) to \(text(row, high))",
        "correct it or its limits; often a sign is turned")
    }
    let error = (to - from) / (2 * Normal().quantile((1 - level) / 2, tail: .upper))
    return (effect, error * error)
  }

  /// Standardized by the SD before, g = J(n − 1)(x̄₂ − x̄₁)/s₁ with variance 2(1 − r)/n + g²/(2n), as `metafor::escalc` has
  /// it for "SMCR"; or as it is, with variance (s₁² + s₂² − 2rs₁s₂)/n, its "MC".
  private func change(
    _ row: Int, _ columns: [String], _ r: Double
  ) throws(MetaAnalysisError) -> (Double, Double) {
    let n = try count(row, columns[0], order: "n, mean and SD before, mean and SD after")
    guard n > 2 else {
      throw bad(
        row, columns[0], "an arm of \(n) is too small for a change",
        "correct it, or leave it empty, which leaves the study out")
    }
    let before = (mean: try number(row, columns[1]), sd: try positive(row, columns[2], "an SD"))
    let after = (mean: try number(row, columns[3]), sd: try positive(row, columns[4], "an SD"))
    let size = Double(n)
    let change = after.mean - before.mean
    guard measure == .smcr else {
      return (change, (before.sd * before.sd + after.sd * after.sd - 2 * r * before.sd * after.sd) / size)
    }
    let g = (smallSampleCorrection(df: size - 1) ?? 1) * change / before.sd
    return (g, 2 * (1 - r) / size + g * g / (2 * size))
  }

  func number(_ row: Int, _ column: String) throws(MetaAnalysisError) -> Double {
    let number: PrintedNumber?
    do { number = try table.number(row, column) } catch { throw .table(error) }
    let value = number?.value ?? 0
    guard value.magnitude <= 1e100 else {
      throw bad(row, column, "\(text(row, column)) is beyond what can be pooled", "correct it, or leave it empty")
    }
    return value
  }

  /// - Parameter order: that of the columns an option names; what is no count is often a mean, out of its place.
  func count(_ row: Int, _ column: String, order: String) throws(MetaAnalysisError) -> Int {
    do { return try table.count(row, column) ?? 0 } catch {
      guard case .badCell(let place, let problem, let mend) = error else { throw .table(error) }
      throw .table(.badCell(place, problem, mend: "\(mend), and name the columns in the order \(order)"))
    }
  }

  func positive(_ row: Int, _ column: String, _ what: String) throws(MetaAnalysisError) -> Double {
    let value = try number(row, column)
    guard value > 0, value * value > 0 else {
      throw bad(
        row, column, "\(what) of \(text(row, column)) is not above 0",
        "correct it, or leave it empty, which leaves the study out")
    }
    return value
  }

  func text(_ row: Int, _ column: String) -> String { table.text(row, column) ?? "" }

  func bad(_ row: Int, _ column: String, _ problem: String, _ mend: String) -> MetaAnalysisError {
    .table(.badCell(table.place(row, column), problem, mend: mend))
  }

  // MARK: - Notes

  private var scaleNotes: [String] {
    guard let measure, measure.isRatio else { return [] }
    let name = measure.title.prefix(1).lowercased() + measure.title.dropFirst()
    switch request.source {
    case .variance, .standardError:
      return [
        "\(effectName) is taken for logarithms of \(name)s, since their \(request.source.errorName) are on that scale; "
          + "what is shown is \(name)s"
      ]
    case .limits, .arms, .prePost: return []
    }
  }

  private func repetitions(_ labels: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    var seen: Set<String> = []
    let repeated = labels.filter { counts[$0, default: 0] > 1 && seen.insert($0).inserted }
    guard !repeated.isEmpty else { return [] }
    return [
      "Several rows of one study are taken for independent, which effects on the same people are not, and make intervals "
        + "too narrow: " + abridged(repeated.map { "\($0) (\(counts[$0, default: 0]))" })
    ]
  }
}

extension EffectRequest.Source {
  fileprivate var errorName: String {
    if case .variance = self { "variances" } else { "standard errors" }
  }
}

/// Names for a note: all of a few, else the first and how many more.
func abridged(_ names: [String], most: Int = 8) -> String {
  guard names.count > most else { return names.joined(separator: ", ") }
  return names.prefix(most).joined(separator: ", ") + " and \(names.count - most) more"
}

/// Notes about studies, gathered by cause.
struct NoteCounts {
  private var causes: [String] = []
  private var studies: [String: [String]] = [:]

  mutating func add(_ cause: String, _ study: String) {
    if studies[cause] == nil { causes.append(cause) }
    studies[cause, default: []].append(study)
  }

  var notes: [String] { causes.map { "\($0): \(abridged(studies[$0] ?? []))" } }
}
