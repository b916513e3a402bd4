import Descriptions
import Diagnostics

/// What a study description says for its report.
extension Described {
  /// Which values are the better ones.
  func direction() throws(DescriptionError) -> Bool {
    switch try text("direction") {
    case "higher": return true
    case "lower": return false
    case let text:
      throw wrong("direction is \(inQuotes(text)), where higher or lower is meant", mend: "say which values are better")
    }
  }

  /// How reliable an outcome's scores are.
  func reliability() throws(DescriptionError) -> Double {
    let text = try text("reliability")
    guard let value = Double(text), value > 0, value < 1 else {
      throw wrong(
        "reliability is \(inQuotes(text)), where a number between 0 and 1 is meant",
        mend: "give the correlation of a test and its repetition, such as 0.85")
    }
    return value
  }

  /// A value on the outcome's own scale.
  func score(_ key: String) throws(DescriptionError) -> Double {
    let text = try text(key)
    guard let value = Double(text), value.isFinite else {
      throw wrong(
        "\(key) is \(inQuotes(text)), where a score is meant", mend: "give a number in the units of the outcome")
    }
    return value
  }

  func flow() throws(DescriptionError) -> ParticipantFlow {
    var flow = ParticipantFlow()
    for (key, value) in try pairs(
      "flow",
      known: [
        "assessed", "excluded", "randomised", "received", "not_received", "lost", "discontinued", "analysed",
      ])
    {
      switch key {
      case "assessed": flow.assessed = try value.people(key)
      case "excluded": flow.excluded = try value.tally(key)
      case "randomised": flow.randomised = try value.tallies(key)
      case "received": flow.received = try value.tallies(key)
      case "not_received": flow.notReceived = try value.tallies(key)
      case "lost": flow.lost = try value.tallies(key)
      case "discontinued": flow.discontinued = try value.tallies(key)
      default: flow.analysed = try value.tallies(key)
      }
    }
    return flow
  }

  /// A number of people.
  private func people(_ key: String) throws(DescriptionError) -> Int {
    let text = try text(key)
    guard let count = Int(text), count >= 0 else {
      throw wrong(
        "\(key) is \(inQuotes(text)), where a number of people is meant", mend: "write a whole number from 0 up")
    }
    return count
  }

  /// A number, or reasons with a number each: a mapping, or a list of mappings.
  private func tally(_ key: String) throws(DescriptionError) -> ParticipantFlow.Tally {
    if scalar != nil { return ParticipantFlow.Tally(total: try people(key)) }
    var reasons: [ParticipantFlow.Tally.Reason] = []
    for part in isMapping ? [self] : try list(key) {
      for (words, value) in try part.pairs("reasons of \(key)") {
        reasons.append(.init(words: words, count: try value.people(inQuotes(words))))
      }
    }
    return ParticipantFlow.Tally(reasons: reasons)
  }

  /// A number of all, or for each arm a number or reasons.
  private func tallies(_ key: String) throws(DescriptionError) -> ParticipantFlow.Tallies {
    if isMapping {
      var tallies: [(arm: String, tally: ParticipantFlow.Tally)] = []
      for (arm, value) in try pairs(key) { tallies.append((arm, try value.tally("\(key) of \(inQuotes(arm))"))) }
      return .byArm(tallies)
    }
    return .all(try tally(key))
  }
}
