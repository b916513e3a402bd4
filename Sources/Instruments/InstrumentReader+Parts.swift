import Descriptions
import Diagnostics

/// The parts of an instrument's file that say how items become a score.
extension InstrumentReader {
  func items(_ node: Described) throws(DescriptionError) -> Instrument.Items {
    var items = Instrument.Items()
    let pairs = try node.pairs("items", known: ["count", "range", "exceptions", "scored", "reversed", "source"])
    if let count = pairs.first(where: { $0.key == "count" }) {
      items.count = try whole(count.value, "count")
      if items.count.map({ $0 > 10_000 }) == true { throw count.value.wrong("count is more than 10000 items") }
    }
    let count = items.count ?? self.count
    for (key, value) in pairs {
      switch key {
      case "range": items.range = try range(value, key)
      case "exceptions":
        for entry in try value.list(key) { items.exceptions.append(try exception(entry, count: count)) }
      case "scored": items.scored = try itemNumbers(value, key, count: count)
      case "reversed": items.reversed = try itemNumbers(value, key, count: count)
      case "source": items.sources = try named(value)
      default: break
      }
    }
    return items
  }

  private func exception(_ node: Described, count: Int?) throws(DescriptionError) -> Instrument.Items.Exception {
    var numbers: [Int] = []
    var answers: Instrument.Answers?
    for (key, value) in try node.pairs("an entry of exceptions", known: ["items", "range", "values"]) {
      switch key {
      case "items": numbers = try itemNumbers(value, key, count: count)
      case "range": answers = .range(try range(value, key))
      default:
        let values = try self.numbers(value, key).sorted()
        guard values.count > 1 else { throw value.wrong("values has fewer than two numbers") }
        answers = .values(values)
      }
    }
    guard !numbers.isEmpty, let answers else {
      throw node.wrong("an entry of exceptions needs items, and range or values")
    }
    return Instrument.Items.Exception(items: numbers, answers: answers)
  }

  func scoring(_ node: Described) throws(DescriptionError) -> Instrument.Scoring {
    var scoring = Instrument.Scoring()
    for (key, value) in try node.pairs(
      "score",
      known: ["by", "times", "range", "direction", "percent_floor", "goal_correlation", "remark", "source"])
    {
      switch key {
      case "by":
        for entry in try value.list(key) { scoring.methods.append(try choice(entry, key, Instrument.Method.self)) }
      case "times":
        scoring.times = try value.number(key)
        if scoring.times <= 0 { throw value.wrong("times is \(scoring.times.plain), where a number above 0 is meant") }
      case "range": scoring.range = try range(value, key)
      case "direction": scoring.direction = try choice(value, key, Instrument.Direction.self)
      case "percent_floor": scoring.percentFloor = try value.number(key)
      case "goal_correlation":
        let correlation = try value.number(key)
        guard (0..<1).contains(correlation) else {
          throw value.wrong("goal_correlation is \(correlation.plain), where 0 up to less than 1 is meant")
        }
        scoring.goalCorrelation = correlation
      case "remark": scoring.remark = try value.text(key)
      default: scoring.sources = try named(value)
      }
    }
    return scoring
  }

  func subscales(_ node: Described, of instrument: Instrument) throws(DescriptionError) -> [Instrument.Subscale] {
    var subscales: [Instrument.Subscale] = []
    for (name, value) in try node.pairs("subscales") {
      var subscale = Instrument.Subscale(name: name)
      for (key, entry) in try value.pairs(
        inQuotes(name), known: ["items", "count", "range", "at_most_missing", "source"])
      {
        switch key {
        case "items": subscale.items = try itemNumbers(entry, key, count: count)
        case "count": subscale.count = try whole(entry, key)
        case "range": subscale.range = try range(entry, key)
        case "at_most_missing": subscale.atMostMissing = try whole(entry, key, from: 0)
        default: subscale.sources = try named(entry)
        }
      }
      if let scored = instrument.items.scored, let filler = subscale.items?.first(where: { !scored.contains($0) }) {
        throw value.wrong("\(inQuotes(name)) has item \(filler), which scored does not name")
      }
      if subscales.contains(where: { $0.columnName == subscale.columnName }) || subscale.columnName.isEmpty {
        throw value.wrong("\(inQuotes(name)) would be column \(inQuotes(subscale.columnName)), which is taken or empty")
      }
      subscales.append(subscale)
    }
    return subscales
  }

  func missing(_ node: Described) throws(DescriptionError) -> Instrument.MissingRule {
    enum Rule: String, CaseIterable { case complete, prorate }
    var rule: Rule?
    var atMost: Int?
    var found: [Instrument.Source] = []
    for (key, value) in try node.pairs("missing", known: ["rule", "at_most", "source"]) {
      switch key {
      case "rule": rule = try choice(value, key, Rule.self)
      case "at_most": atMost = try whole(value, key, from: 0)
      default: found = try named(value)
      }
    }
    switch rule {
    case .prorate?: return .prorate(atMost: atMost, sources: found)
    case .complete? where atMost == nil: return .complete(sources: found)
    case .complete?: throw node.wrong("missing has rule complete and at_most", mend: "keep one of them")
    case nil: throw node.wrong("missing has no rule", mend: "add rule: complete or rule: prorate")
    }
  }

  func variants(_ node: Described) throws(DescriptionError) -> [Instrument.Variant] {
    var variants: [Instrument.Variant] = []
    for (name, value) in try node.pairs("variants") {
      var variant = Instrument.Variant(name: name)
      for (key, entry) in try value.pairs(inQuotes(name), known: ["items", "score", "remark", "source"]) {
        switch key {
        case "items": variant.items = try items(entry)
        case "score": variant.scoring = try scoring(entry)
        case "remark": variant.remark = try entry.text(key)
        default: variant.sources = try named(entry)
        }
      }
      variants.append(variant)
    }
    return variants
  }
}
