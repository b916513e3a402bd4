package import Estimates

/// Lays results out as a page, driven by the rows alone: no command has a case of its own here.
///
/// * One section per outcome. What is the same for all its rows (the arm, `change from pre`) stands in the heading; what
///   differs gets a column.
/// * Rows that journals print with the arms side by side (participants, patterns, baseline characteristics) are tables
///   with a column per arm; the characteristics of all outcomes and covariates are one table, ahead of the outcomes.
/// * Measures that never come with an interval, test or standard error describe: they are the columns of one table, a
///   line per arm and visit.
/// * What a model fitted was is a section of its own, in words; its variances and correlations are a triangle, and
///   what was observed against it has a table for each thing compared.
/// * The others are estimates: a block per measure and method with a line per arm and visit, so that a reader follows one
///   measure over time and across arms down one column of aligned numbers. The alternative, a table of measures per arm
///   and visit, scatters the course of a measure over the page and takes 264 lines where this takes 148 (16 measures,
///   two arms and all together, four follow-ups). Where every measure has one line only, the blocks collapse into such
///   a plain table.
///
/// Every row of the results is on the page.
package struct PageLayout {
  private let rows: [Estimate]
  private let fits: [FitSummary]
  private let derivations: [Derivation]

  package init(of rows: [Estimate], fits: [FitSummary] = [], derivations: [Derivation] = []) {
    self.rows = rows
    self.fits = fits
    self.derivations = derivations
  }

  package var page: Page {
    let characteristics = rows.filter { ArmTable.Kind(of: $0) == .characteristics }
    // Where arms stand side by side, their sizes stand at the heads of the columns.
    let sizes = rows.contains { ArmTable.Kind(of: $0) != nil } ? rows.filter(\.isSize) : []
    let others = rows.filter { ArmTable.Kind(of: $0) != .characteristics && (sizes.isEmpty || !$0.isSize) }
    var sections: [Page.Section] = []
    if !characteristics.isEmpty {
      sections.append(
        Page.Section(
          heading: "Participants",
          tables: [ArmTable(.characteristics, of: characteristics, sizes: sizes).table]))
    }
    for (outcome, rows) in grouped(others, by: \.outcome) {
      sections += fits.filter { $0.outcome == outcome }.flatMap { modelSections($0) }
      let shared = RowLabels(of: rows)
      let phrase = shared.phrase()
      let parts = [outcome ?? "", phrase].filter { !$0.isEmpty }
      sections.append(
        Page.Section(
          heading: parts.isEmpty ? "Results" : parts.joined(separator: ": "),
          tables: armTables(of: rows, sizes: sizes)
            + tables(of: rows.filter { ArmTable.Kind(of: $0) == nil }, shared: shared)))
    }
    let outcomes = Set(others.map(\.outcome))
    sections += fits.filter { !outcomes.contains($0.outcome) }.flatMap { modelSections($0) }
    return Page(sections: sections + derivations.map(derivationSection))
  }

  private func derivationSection(_ derivation: Derivation) -> Page.Section {
    Page.Section(
      heading: derivation.title.map { "\($0): step by step" } ?? "Step by step",
      facts: derivation.steps.map { Page.Fact(name: $0.name, text: $0.text) }, tables: [])
  }

  private func modelSections(_ fit: FitSummary) -> [Page.Section] {
    let facts = ModelFacts(of: fit)
    let words = facts.explanation
    let sections = [
      Page.Section(heading: fit.outcome.map { "\($0): model" } ?? "Model", facts: facts.facts, tables: []),
      Page.Section(heading: fit.outcome.map { "\($0): in words" } ?? "In words", facts: words, tables: []),
    ]
    return words.isEmpty ? Array(sections.prefix(1)) : sections
  }

  private func armTables(of rows: [Estimate], sizes: [Estimate]) -> [Page.Table] {
    [ArmTable.Kind.observed, .patterns].compactMap { kind in
      let rows = rows.filter { ArmTable.Kind(of: $0) == kind }
      return rows.isEmpty ? nil : ArmTable(kind, of: rows, sizes: sizes).table
    }
  }

  private func tables(of rows: [Estimate], shared: RowLabels) -> [Page.Table] {
    let studies = rows.filter(StudyTable.holds)
    guard studies.isEmpty else {
      return [StudyTable(of: studies).table]
        + tables(of: rows.filter { !StudyTable.holds($0) }, shared: shared)
    }
    let random = rows.filter(RandomEffectsTable.holds)
    let modelled = rows.filter(CovarianceTable.holds)
    let matrices =
      (random.isEmpty ? [] : [RandomEffectsTable(of: random).table]) + CovarianceTable.tables(of: modelled)
    let checks = rows.filter(FitCheckTable.holds)
    let rows =
      modelled.isEmpty && random.isEmpty && checks.isEmpty
      ? rows
      : rows.filter { !CovarianceTable.holds($0) && !RandomEffectsTable.holds($0) && !FitCheckTable.holds($0) }
    let kinds = grouped(rows, by: RowKind.init)
    let inferential = Set(
      kinds.filter { _, rows in
        rows.contains { $0.isInferential || !$0.measure.describes }
      }
      .map(\.0))
    let isInferential = { (row: Estimate) in inferential.contains(RowKind(row)) }
    var tables: [Page.Table] = []
    let describing = rows.filter { !isInferential($0) }
    if !describing.isEmpty { tables.append(DescriptiveTable(of: describing, shared: shared).table) }
    // Arms on their own and contrasts of arms have different labels: a table for each.
    for (_, rows) in grouped(rows.filter(isInferential), by: EstimateTableKey.init) {
      tables.append(EstimateTable(of: rows, shared: shared).table)
    }
    return tables + matrices + FitCheckTable.tables(of: checks)
  }
}

/// Which rows of estimates share a table.
private struct EstimateTableKey: Hashable {
  let isContrast: Bool
  /// Whether studies tell the rows apart.
  let isByStudy: Bool
  /// What a model yields beside contrasts is labelled by different things, each measure by its own.
  let measure: Measure?

  init(_ row: Estimate) {
    isContrast = RowLabel.contrast.value(in: row) != nil
    isByStudy = row.study != nil
    switch row.measure {
    case .coefficient, .marginalMean, .jointTest, .likelihoodRatio, .siteDeviation, .funnelLimits, .printRange:
      measure = row.measure
    default: measure = nil
    }
  }
}

/// Rows gathered by key, keys in order of first appearance.
func grouped<Key: Hashable>(_ rows: [Estimate], by key: (Estimate) -> Key) -> [(Key, [Estimate])] {
  var places: [Key: Int] = [:]
  var groups: [(Key, [Estimate])] = []
  for row in rows {
    let key = key(row)
    if let place = places[key] {
      groups[place].1.append(row)
    } else {
      places[key] = groups.count
      groups.append((key, [row]))
    }
  }
  return groups
}

extension Estimate {
  /// Whether the row says how certain its number is.
  var isInferential: Bool {
    standardError != nil || pValue != nil || statistic != nil || confidenceLow != nil || confidenceHigh != nil
  }

  /// Whether the row says how large an arm is, whatever was measured in it.
  fileprivate var isSize: Bool {
    measure == .n && outcome == nil && contrast == nil && visit == nil && term == nil && !isInferential
  }
}
