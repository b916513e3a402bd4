public import Estimates
public import PublishedNumbers

/// Effects of many rows: of several `--from`, or of a table whose columns are named as the keys.
public struct PublishedEffects: Sendable {
  public private(set) var rows: [Estimate] = []
  public private(set) var notes: [String] = []
  public private(set) var derivations: [Derivation] = []

  /// All that a row can be of.
  public static let measures: [Measure] = [
    .hedgesG, .cohensD, .glassDelta, .pointBiserial, .oddsRatio, .meanDifference, .dPpc2, .probabilityOfSuperiority,
    .phi,
    .riskDifference, .riskRatio, .numberNeededToTreat, .fisherExact, .chiSquared, .gZ, .dZ, .dRm, .gAv, .dAv,
    .dBaseline,
    .meanChange, .mean, .sd, .printRange,
  ]

  /// Only rows of these measures, and the ranges of those.
  public mutating func keep(_ wanted: Set<Measure>) {
    rows.removeAll { row in
      guard row.measure == .printRange else { return !wanted.contains(row.measure) }
      let effect = row.term.map { $0.split(separator: ",")[0] }.flatMap { Measure(rawValue: String($0)) }
      return !wanted.contains(.printRange) && !(effect.map(wanted.contains) ?? false)
    }
  }

  /// Every effect must come out, else it throws.
  public init(from texts: [String], level: Double) throws(PublishedEffectError) {
    var ledger = NoteLedger()
    for (number, text) in texts.enumerated() {
      let place = texts.count == 1 ? "--from" : "--from \(number + 1)"
      let effect = try PublishedEffect(from: PrintedFigures(parsing: text, place: place), level: level)
      rows += effect.rows.map { row in
        var row = row
        if texts.count > 1, row.study == nil { row.study = "\(number + 1)" }
        return row
      }
      let whose = texts.count == 1 ? nil : effect.derivation.title ?? "\(number + 1)"
      for note in effect.notes { ledger.add(note, at: whose) }
      for note in effect.rows.supportedDigits { ledger.add(note, at: whose) }
      var derivation = effect.derivation
      if texts.count > 1, derivation.title == nil { derivation.title = "\(number + 1)" }
      derivations.append(derivation)
    }
    notes = ledger.notes
  }

  /// Rows that are not enough are left out and named; a cell that cannot be meant throws.
  public init(of table: PublishedTable, level: Double) throws {
    let names = table.columnNames.map { trimmed($0[...]).lowercased() }
    guard names.contains(where: { EffectKey(rawValue: $0).map { $0.kind != .label } ?? false }) else {
      throw PublishedEffectError.noKeys(source: table.name, columns: table.columnNames)
    }
    notes = table.notes
    let unread = table.columnNames.filter { EffectKey(rawValue: trimmed($0[...]).lowercased()) == nil }
    if !unread.isEmpty {
      notes.append("Columns that are no figures and were not read: \(unread.joined(separator: ", ")).")
    }
    var ledger = NoteLedger()
    var left: [String] = []
    for row in 0..<table.rowCount {
      guard let figures = try PrintedFigures(of: row, in: table) else {
        left.append("line \(table.line(ofRow: row)) has no figure")
        continue
      }
      let line = "line \(table.line(ofRow: row))" + (figures.study.map { " (\($0))" } ?? "")
      do throws(PublishedEffectError) {
        let effect = try PublishedEffect(from: figures, level: level)
        rows += effect.rows.map { row in
          var row = row
          row.study = row.study ?? line
          return row
        }
        for note in effect.notes { ledger.add(note, at: line) }
        var derivation = effect.derivation
        derivation.title = derivation.title ?? line
        derivations.append(derivation)
      } catch {
        left.append("\(line): \(error.mend ?? error.problems.joined())")
      }
    }
    guard !rows.isEmpty else { throw PublishedEffectError.nothingUsable(source: table.name, reasons: left) }
    notes += ledger.notes
    if !left.isEmpty {
      notes.append("\(left.count) of \(table.rowCount) rows left out: \(left.joined(separator: "; ")).")
    }
  }
}

extension [Estimate] {
  /// `hedges_g: rounding alone leaves 0.0413 to 0.0752, so print supports 1 decimal (0.1)`, of the effect that comes first.
  fileprivate var supportedDigits: [String] {
    guard let row = first(where: { $0.measure == .printRange && $0.arm == nil }), let low = row.confidenceLow,
      let high = row.confidenceHigh, let term = row.term, let estimate = row.estimate
    else { return [] }
    // One unit of the last decimal holds the whole range.
    let decimals = (0...15).last { high - low <= powerOfTen(-$0) * (1 + 1e-9) }
    let range = "\(low.sixDigits) to \(high.sixDigits)"
    guard let decimals, decimals > 0 else {
      return ["Rounding of the printed figures alone leaves \(term) anywhere from \(range): print supports no decimal"]
    }
    return [
      "Rounding of the printed figures alone leaves \(term) anywhere from \(range): print supports "
        + "\(decimals) decimal\(decimals == 1 ? "" : "s"), \(NumberFormat.fixed(estimate, decimals: decimals))"
    ]
  }
}

private func powerOfTen(_ power: Int) -> Double { Double("1e\(power)") ?? 0 }
