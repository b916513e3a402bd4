import Diagnostics
public import Instruments

/// A scale to be scored, as somebody asks for it: held against a file's columns it is an `ItemScale`.
public struct ScaleRequest: Sendable, Equatable {
  /// A key or abbreviation of the catalogue, or the path of a file.
  public var instrument: String
  /// The columns of the items in the order of the form, `A,B,C` or `A-O`.
  public var items: String
  /// What the scores' columns begin with; nil: the instrument's key.
  public var name: String?
  public var method: Instrument.Method?
  public var variant: String?
  public var maxMissing: MissingLimit?
  /// Lowest and highest answer, where the instrument does not say.
  public var itemRange: ClosedRange<Double>?

  public init(instrument: String, items: String) {
    self.instrument = instrument
    self.items = items
  }
}

/// The columns of a scale's items in a file, and how they become scores.
struct ItemScale {
  let name: String
  /// In the order of the form.
  let columns: [String]
  let plan: ScoringPlan

  /// - Parameter option: where the items were listed, for messages.
  init(_ request: ScaleRequest, option: String, columns: [String], source: String) throws(TrialError) {
    let names = try ListGrammar.columns(
      request.items, option: option, among: columns, role: "an item", source: source)
    do {
      let instrument = try Catalogue.instrument(named: request.instrument)
      plan = try ScoringPlan(
        instrument, itemCount: names.count, method: request.method, variant: request.variant,
        maxMissing: request.maxMissing, itemRange: request.itemRange)
      name = request.name ?? instrument.key
    } catch {
      throw .instrument(error)
    }
    self.columns = names
  }

  /// The name of a score's column.
  func column(of scale: ScoringPlan.Scale) -> String { "\(name)_\(scale.suffix)" }

  /// Names of the columns that scoring adds.
  var added: [String] { plan.scales.map { column(of: $0) } + ["\(name)_answered", "\(name)_reason"] }
}
