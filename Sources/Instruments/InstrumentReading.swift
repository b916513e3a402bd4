import Descriptions
import Diagnostics

extension Instrument {
  /// Reads an instrument's file.
  ///
  /// - Throws: `InstrumentError.unreadable` where it cannot be opened and `InstrumentError.file`, with line and column,
  ///   for YAML that does not parse, an unknown key (with the nearest known one), or a value that cannot be meant.
  public init(readingFile path: String) throws(InstrumentError) {
    try self.init(yaml: Catalogue.text(ofFile: path), path: path)
  }

  /// An instrument from its text; `path` names it in messages.
  public init(yaml text: String, path: String) throws(InstrumentError) {
    do {
      self = try InstrumentReader.instrument(yaml: text, path: path)
    } catch {
      throw InstrumentError(error)
    }
  }
}

extension InstrumentError {
  init(_ error: DescriptionError) {
    self =
      switch error {
      case .wrong(let path, let line, let column, let reason, let mend):
        .file(path: path, line: line, column: column, reason: reason, mend: mend)
      case .unreadable(let path, let reason): .unreadable(path: path, reason: reason)
      }
  }
}

/// Reads one file's nodes. Every part knows its keys; what numbers may be stands in `InstrumentReader+Values.swift`.
struct InstrumentReader {
  var sources: [Instrument.Source] = []
  /// Number of items, for checks of what names items.
  var count: Int?

  static func instrument(yaml text: String, path: String) throws(DescriptionError) -> Instrument {
    let root = try Described(
      yaml: text, path: path, kind: "an instrument", emptyMend: "name at least key, name, items and score")
    let pairs = try root.pairs(
      "the instrument",
      known: [
        "key", "name", "abbreviations", "domain", "informant", "items", "score", "subscales", "missing", "reliability",
        "norms", "cutoffs", "differences", "variants", "licence", "remarks", "sources",
      ])
    var reader = InstrumentReader()
    func value(_ key: String) -> Described? { pairs.first { $0.key == key }?.value }
    guard let keyNode = value("key") else { throw root.wrong("the instrument has no key", mend: "add key: NAME") }
    guard let name = value("name") else { throw root.wrong("the instrument has no name", mend: "add name: TEXT") }
    var instrument = Instrument(key: try reader.key(keyNode), name: try name.text("name"))
    if let node = value("sources") { reader.sources = try reader.sourceList(node) }
    if let node = value("items") { instrument.items = try reader.items(node) }
    reader.count = instrument.items.count
    for (key, node) in pairs {
      switch key {
      case "abbreviations": instrument.abbreviations = try node.texts(key)
      case "domain": instrument.domain = try node.text(key)
      case "informant": instrument.informant = try node.text(key)
      case "score": instrument.scoring = try reader.scoring(node)
      case "subscales": instrument.subscales = try reader.subscales(node, of: instrument)
      case "missing": instrument.missing = try reader.missing(node)
      case "reliability":
        instrument.reliabilities = try reader.entries(node, key) { (entry) throws(DescriptionError) in
          try reader.reliability(entry)
        }
      case "norms":
        instrument.norms = try reader.entries(node, key) { (entry) throws(DescriptionError) in try reader.norm(entry) }
      case "cutoffs":
        instrument.cutoffs = try reader.entries(node, key) { (entry) throws(DescriptionError) in
          try reader.cutoff(entry)
        }
      case "differences":
        instrument.differences = try reader.entries(node, key) { (entry) throws(DescriptionError) in
          try reader.difference(entry)
        }
      case "variants": instrument.variants = try reader.variants(node)
      case "licence": instrument.licence = try node.text(key)
      case "remarks":
        instrument.remarks = try reader.entries(node, key) { (entry) throws(DescriptionError) in
          try reader.remark(entry)
        }
      default: break
      }
    }
    instrument.sources = reader.sources
    try reader.check(instrument, score: value("score") ?? root)
    return instrument
  }

  /// What one part alone cannot show.
  private func check(_ instrument: Instrument, score: Described) throws(DescriptionError) {
    let methods = instrument.scoring.methods
    if methods.contains(.single), let count, count != 1 {
      throw score.wrong("by is single, and there are \(count) items", mend: "single is the score of one item")
    }
    if methods.contains(.goalAttainment), instrument.scoring.goalCorrelation == nil {
      throw score.wrong("by is goal_attainment, and score has no goal_correlation", mend: "add goal_correlation: 0.3")
    }
    guard let printed = instrument.scoring.range, methods.count == 1, methods[0] != .single,
      let derived = instrument.scoredItems.flatMap({ instrument.range(of: $0, by: methods[0]) }), printed != derived
    else { return }
    throw score.wrong(
      "range is \(printed.words), and the items give \(derived.words)",
      mend: "correct the range, the answers of the items, or the items that count")
  }

  private func key(_ node: Described) throws(DescriptionError) -> String {
    let key = try node.text("key")
    let isPlain = key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
      default: false
      }
    }
    guard isPlain, key.utf8.count <= 60 else {
      throw node.wrong(
        "key is \(inQuotes(key))", mend: "a key is of lower-case letters, digits and underscores, such as my_scale")
    }
    return key
  }

  private func sourceList(_ node: Described) throws(DescriptionError) -> [Instrument.Source] {
    var sources: [Instrument.Source] = []
    for (name, address) in try node.pairs("sources") {
      sources.append(Instrument.Source(name: name, address: try address.text(inQuotes(name))))
    }
    return sources
  }

  private func entries<Entry>(
    _ node: Described, _ key: String, _ read: (Described) throws(DescriptionError) -> Entry
  ) throws(DescriptionError) -> [Entry] {
    var entries: [Entry] = []
    for entry in try node.list(key) { entries.append(try read(entry)) }
    return entries
  }
}
