import Diagnostics
import Instruments
import Tables

/// The instrument of an outcome that a column holds, and which scores it can have.
struct OutcomeScale {
  let key: String
  /// Nil: not known.
  let range: ClosedRange<Double>?

  /// - Throws: where there is no such instrument, or several ways of scoring are in print and none is said.
  init?(_ details: StudyPlan.OutcomeDetails) throws(InstrumentError) {
    guard let name = details.instrument else { return nil }
    var instrument = try Catalogue.instrument(named: name)
    let names = instrument.variants.map(\.name)
    if let variant = details.variant {
      guard let chosen = instrument.variant(named: variant) else {
        throw .noSuchVariant(key: instrument.key, variant: variant, variants: names)
      }
      instrument = chosen
    }
    let methods = instrument.scoring.methods
    if let method = details.method, !methods.isEmpty, !methods.contains(method) {
      throw .noSuchMethod(key: instrument.key, method: method.rawValue, methods: methods)
    }
    if details.method == nil, methods.count > 1 { throw .methodNotChosen(key: instrument.key, methods: methods) }
    key = instrument.key
    let method = details.method ?? methods.first
    let forms = instrument.variants.isEmpty ? [instrument] : names.compactMap { instrument.variant(named: $0) }
    let ranges = forms.map { form in method.flatMap { form.scoreRange(by: $0) } ?? form.scoring.range }
    guard let low = ranges.map({ $0?.lowerBound ?? -.infinity }).min(),
      let high = ranges.map({ $0?.upperBound ?? .infinity }).max(), low.isFinite, high.isFinite
    else {
      range = nil
      return
    }
    range = low...high
  }

  /// - Throws: `TrialError.strangeScores` for scores that the instrument cannot have, in rows that count.
  func check(_ columns: [String], in table: Table, keep: [Bool]?) throws(TrialError) {
    guard let range else { return }
    var strange: [TrialError.StrangeAnswer] = []
    var count = 0
    for row in 0..<table.rowCount where keep?[row] ?? true {
      for column in columns {
        let value = table.numbers(column)[row]
        guard !value.isNaN, !range.contains(value) else { continue }
        count += 1
        guard strange.count < 10 else { continue }
        strange.append(
          TrialError.StrangeAnswer(
            line: table.line(ofRow: row), column: column, value: value, allowed: range.words))
      }
    }
    guard strange.isEmpty else {
      throw .strangeScores(source: table.name, instrument: key, first: strange, count: count)
    }
  }
}
