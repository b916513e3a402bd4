import Descriptions
import Diagnostics

/// The parts of an instrument's file that say what is known of its score.
extension InstrumentReader {
  func reliability(_ node: Described) throws(DescriptionError) -> Instrument.Reliability {
    var kind: Instrument.Reliability.Kind?
    var span: ClosedRange<Double>?
    var (subscale, of): (String?, String?)
    var n: Int?
    var found: [Instrument.Source] = []
    for (key, value) in try node.pairs(
      "an entry of reliability", known: ["kind", "value", "subscale", "of", "n", "source"])
    {
      switch key {
      case "kind": kind = try choice(value, key, Instrument.Reliability.Kind.self)
      case "value":
        let ends = try numbers(value, key).sorted()
        guard (1...2).contains(ends.count), ends[0] >= -1, ends[ends.count - 1] <= 1 else {
          throw value.wrong(
            "value is not a coefficient between -1 and 1", mend: "one number, or [LOWEST, HIGHEST] of several")
        }
        span = ends[0]...ends[ends.count - 1]
      case "subscale": subscale = try value.text(key)
      case "of": of = try value.text(key)
      case "n": n = try whole(value, key)
      default: found = try named(value)
      }
    }
    guard let kind, let span else { throw node.wrong("an entry of reliability needs kind and value") }
    return Instrument.Reliability(kind: kind, value: span, subscale: subscale, of: of, n: n, sources: found)
  }

  func norm(_ node: Described) throws(DescriptionError) -> Instrument.Norm {
    var (mean, sd): (Double?, Double?)
    var n: Int?
    var (population, ofScore): (String?, String?)
    var found: [Instrument.Source] = []
    for (key, value) in try node.pairs(
      "an entry of norms", known: ["mean", "sd", "n", "population", "of_score", "source"])
    {
      switch key {
      case "mean": mean = try value.number(key)
      case "sd":
        let number = try value.number(key)
        guard number > 0 else { throw value.wrong("sd is \(number.plain), where a number above 0 is meant") }
        sd = number
      case "n": n = try whole(value, key)
      case "population": population = try value.text(key)
      case "of_score": ofScore = try value.text(key)
      default: found = try named(value)
      }
    }
    guard let mean, let population else { throw node.wrong("an entry of norms needs mean and population") }
    return Instrument.Norm(mean: mean, sd: sd, n: n, population: population, ofScore: ofScore, sources: found)
  }

  func cutoff(_ node: Described) throws(DescriptionError) -> Instrument.Cutoff {
    var at: Double?
    var (meaning, population): (String?, String?)
    var (isUpTo, isClinical) = (false, false)
    var found: [Instrument.Source] = []
    for (key, value) in try node.pairs(
      "an entry of cutoffs", known: ["at", "up_to", "means", "clinical", "population", "source"])
    {
      switch key {
      case "at", "up_to":
        if at != nil { throw value.wrong("an entry of cutoffs has both at and up_to", mend: "keep one of them") }
        at = try value.number(key)
        isUpTo = key == "up_to"
      case "means": meaning = try value.text(key)
      case "clinical": isClinical = try value.flag(key)
      case "population": population = try value.text(key)
      default: found = try named(value)
      }
    }
    guard let at, let meaning else { throw node.wrong("an entry of cutoffs needs at (or up_to) and means") }
    return Instrument.Cutoff(
      at: at, isUpTo: isUpTo, meaning: meaning, isClinical: isClinical, population: population, sources: found)
  }

  /// Text, or text with a source.
  func remark(_ node: Described) throws(DescriptionError) -> Instrument.Remark {
    guard node.isMapping else { return Instrument.Remark(text: try node.text("an entry of remarks")) }
    var text: String?
    var found: [Instrument.Source] = []
    for (key, value) in try node.pairs("an entry of remarks", known: ["text", "source"]) {
      if key == "text" { text = try value.text(key) } else { found = try named(value) }
    }
    guard let text else { throw node.wrong("an entry of remarks has no text") }
    return Instrument.Remark(text: text, sources: found)
  }

  func difference(_ node: Described) throws(DescriptionError) -> Instrument.Difference {
    var kind: Instrument.Difference.Kind?
    var (size, percent): (Double?, Double?)
    var of: String?
    var n: Int?
    var found: [Instrument.Source] = []
    for (key, value) in try node.pairs(
      "an entry of differences", known: ["kind", "value", "percent", "of", "n", "source"])
    {
      switch key {
      case "kind": kind = try choice(value, key, Instrument.Difference.Kind.self)
      case "value":
        let number = try value.number(key)
        guard number > 0 else { throw value.wrong("value is \(number.plain), where a number above 0 is meant") }
        size = number
      case "percent": percent = try value.number(key)
      case "of": of = try value.text(key)
      case "n": n = try whole(value, key)
      default: found = try named(value)
      }
    }
    guard let kind, let size else { throw node.wrong("an entry of differences needs kind and value") }
    return Instrument.Difference(kind: kind, value: size, percent: percent, of: of, n: n, sources: found)
  }
}
