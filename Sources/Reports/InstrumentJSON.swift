import Diagnostics
public import Instruments

extension Instrument {
  /// The instrument as JSON; what is not known is `null` or an empty list, and `unknown` says it in words.
  public var json: String {
    var out = ByteText(reserving: 4096)
    node.write(to: &out)
    out.append("\n")
    return out.string
  }

  /// Instruments as a list, one a line.
  public static func json(of instruments: [Instrument]) -> String {
    var out = ByteText(reserving: 65536)
    out.append("[")
    for (place, instrument) in instruments.enumerated() {
      out.append(place == 0 ? "\n" : ",\n")
      instrument.node.write(to: &out)
    }
    out.append("\n]\n")
    return out.string
  }

  private var node: JSONValue {
    .object([
      ("key", .text(key)), ("name", .text(name)), ("abbreviations", .texts(abbreviations)), ("domain", .text(domain)),
      ("informant", .text(informant)), ("items", items.node), ("score", scoring.node(of: self)),
      ("missing", missing?.node ?? .null), ("subscales", .array(subscales.map(\.node))),
      ("reliability", .array(reliabilities.map(\.node))), ("norms", .array(norms.map(\.node))),
      ("cutoffs", .array(cutoffs.map(\.node))), ("differences", .array(differences.map(\.node))),
      ("variants", .array(variants.map { $0.node(of: self) })), ("licence", .text(licence)),
      ("remarks", .array(remarks.map { .object([("text", .text($0.text)), ("sources", .sources($0.sources))]) })),
      ("sources", .object(sources.map { ($0.name, .text($0.address)) })), ("unknown", .texts(unknown)),
    ])
  }
}

extension Instrument.Items {
  fileprivate var node: JSONValue {
    .object([
      ("count", .count(count)), ("range", .range(range)), ("exceptions", .array(exceptions.map(\.node))),
      ("scored", .counts(scored)), ("reversed", .counts(reversed)), ("sources", .sources(sources)),
    ])
  }
}

extension Instrument.Items.Exception {
  fileprivate var node: JSONValue {
    switch answers {
    case .range(let range): .object([("items", .counts(items)), ("range", .range(range))])
    case .values(let values): .object([("items", .counts(items)), ("values", .array(values.map { .number($0) }))])
    }
  }
}

extension Instrument.Scoring {
  fileprivate func node(of instrument: Instrument) -> JSONValue {
    .object([
      ("by", .texts(methods.map(\.rawValue))), ("times", .number(times)),
      ("ranges", .object(methods.map { ($0.rawValue, .range(instrument.scoreRange(by: $0))) })),
      ("direction", .text(direction?.rawValue)), ("percent_floor", .number(percentFloor)),
      ("goal_correlation", .number(goalCorrelation)), ("remark", .text(remark)), ("sources", .sources(sources)),
    ])
  }
}

extension Instrument.MissingRule {
  fileprivate var node: JSONValue {
    switch self {
    case .complete(let sources):
      .object([("rule", .text("complete")), ("at_most", .count(0)), ("sources", .sources(sources))])
    case .prorate(let atMost, let sources):
      .object([("rule", .text("prorate")), ("at_most", .count(atMost)), ("sources", .sources(sources))])
    }
  }
}

extension Instrument.Subscale {
  fileprivate var node: JSONValue {
    .object([
      ("name", .text(name)), ("column", .text(columnName)), ("items", .counts(items)),
      ("count", .count(items?.count ?? count)), ("range", .range(range)), ("at_most_missing", .count(atMostMissing)),
      ("sources", .sources(sources)),
    ])
  }
}

extension Instrument.Variant {
  fileprivate func node(of instrument: Instrument) -> JSONValue {
    let whole = instrument.variant(named: name) ?? instrument
    return .object([
      ("name", .text(name)), ("items", whole.items.node), ("score", whole.scoring.node(of: whole)),
      ("remark", .text(remark)), ("sources", .sources(sources)),
    ])
  }
}

extension Instrument.Reliability {
  fileprivate var node: JSONValue {
    .object([
      ("kind", .text(kind.rawValue)), ("value", .number(coefficient)), ("lowest", .number(value.lowerBound)),
      ("highest", .number(value.upperBound)), ("subscale", .text(subscale)), ("of", .text(of)), ("n", .count(n)),
      ("sources", .sources(sources)),
    ])
  }
}

extension Instrument.Norm {
  fileprivate var node: JSONValue {
    .object([
      ("mean", .number(mean)), ("sd", .number(sd)), ("n", .count(n)), ("population", .text(population)),
      ("of_score", .text(ofScore)), ("sources", .sources(sources)),
    ])
  }
}

extension Instrument.Cutoff {
  fileprivate var node: JSONValue {
    .object([
      (isUpTo ? "up_to" : "at", .number(at)), ("means", .text(meaning)), ("clinical", .flag(isClinical)),
      ("population", .text(population)), ("sources", .sources(sources)),
    ])
  }
}

extension Instrument.Difference {
  fileprivate var node: JSONValue {
    .object([
      ("kind", .text(kind.rawValue)), ("value", .number(value)), ("percent", .number(percent)), ("of", .text(of)),
      ("n", .count(n)), ("sources", .sources(sources)),
    ])
  }
}

/// What JSON is made of.
private indirect enum JSONValue {
  case null
  case flag(Bool)
  case real(Double)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
  static func number(_ number: Double?) -> JSONValue { number.map { .real($0) } ?? .null }
  static func count(_ count: Int?) -> JSONValue { number(count.map { Double($0) }) }
  static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
  static func counts(_ counts: [Int]?) -> JSONValue { counts.map { .array($0.map { .count($0) }) } ?? .null }
  static func sources(_ sources: [Instrument.Source]) -> JSONValue { texts(sources.map(\.address)) }
  static func range(_ range: ClosedRange<Double>?) -> JSONValue {
    range.map { .array([.real($0.lowerBound), .real($0.upperBound)]) } ?? .null
  }

  func write(to out: inout ByteText) {
    switch self {
    case .null: out.append("null")
    case .flag(let flag): out.append(flag ? "true" : "false")
    case .real(let number): out.append(number)
    case .string(let text): out.appendJSON(text)
    case .array(let values):
      out.append("[")
      for (place, value) in values.enumerated() {
        if place > 0 { out.append(", ") }
        value.write(to: &out)
      }
      out.append("]")
    case .object(let members):
      out.append("{")
      for (place, (name, value)) in members.enumerated() {
        if place > 0 { out.append(", ") }
        out.appendJSON(name)
        out.append(": ")
        value.write(to: &out)
      }
      out.append("}")
    }
  }
}
