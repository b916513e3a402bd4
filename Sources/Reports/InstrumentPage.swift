public import Instruments

extension Instrument {
  /// Everything that is known of the instrument, each figure with its sources in brackets, and what is not known.
  public func page(style: PageStyle = PageStyle()) -> String {
    var section = Page.Section(heading: "\(abbreviations.first ?? key): \(name)", tables: [])
    section.facts = facts.map { Page.Fact(name: $0.name, text: $0.text) }
    var addresses = Page.Section(heading: "Sources", tables: [])
    addresses.facts = sources.map { Page.Fact(name: $0.name, text: $0.address) }
    return TextPage(Page(sections: sources.isEmpty ? [section] : [section, addresses]), style: style).text
  }

  private var facts: [(name: String, text: String)] {
    var facts: [(name: String, text: String)] = []
    func say(_ name: String, _ text: String?, _ sources: [Source] = []) {
      if let text { facts.append((name, text + cited(sources))) }
    }
    say("Key", key + (abbreviations.isEmpty ? "" : " (\(abbreviations.joined(separator: ", ")))"))
    say("Measures", domain)
    say("Rated by", informant)
    say("Items", items.words, items.sources)
    if scoring.methods != [.single] { say("Reversed", reversedWords) }
    say("Score", scoreWords, scoring.sources)
    say("Better", scoring.direction?.rawValue ?? "not known here")
    say("Percent change", scoring.percentFloor.map { "subtract \($0.plain) from both scores" }, scoring.sources)
    if scoring.methods != [.single], scoring.methods != [.goalAttainment] {
      say("Missing answers", missingWords, missing?.sources ?? [])
    }
    for subscale in subscales { say("Subscale", subscale.words, subscale.sources) }
    for variant in variants { say("Variant", variant.words, variant.sources) }
    for figure in reliabilities { say(figure.kind.title.capitalisedFirst, figure.words, figure.sources) }
    for norm in norms { say("Norm", norm.words, norm.sources) }
    for cutoff in cutoffs { say("Cut-off", cutoff.words, cutoff.sources) }
    for difference in differences { say(difference.kind.title.capitalisedFirst, difference.words, difference.sources) }
    say("Licence", licence)
    for remark in remarks { say("Remark", remark.text, remark.sources) }
    say("Not known here", unknown.isEmpty ? nil : unknown.joined(separator: "; "))
    return facts
  }

  private func cited(_ sources: [Source]) -> String {
    sources.isEmpty ? "" : " [\(sources.map(\.name).joined(separator: ", "))]"
  }

  private var reversedWords: String {
    guard let reversed = items.reversed else {
      return variants.contains { $0.items.reversed != nil } ? "by variant" : "not known here"
    }
    return reversed.isEmpty ? "none" : "items \(listed(reversed))"
  }

  private var scoreWords: String {
    guard !scoring.methods.isEmpty else { return scoring.remark ?? "not known here" }
    let ways = scoring.methods.map { method in
      let range = scoreRange(by: method).map { ", \($0.words)" } ?? ""
      return method.title + (scoring.times == 1 ? "" : " times \(scoring.times.plain)") + range
    }
    let choice = ways.count > 1 ? "; a study has to say which" : ""
    return ways.joined(separator: "; or ") + choice + (scoring.remark.map { "; \($0)" } ?? "")
  }

  private var missingWords: String {
    switch missing {
    case nil: "not known here, so every item has to be answered unless a user says otherwise"
    case .complete: "every item has to be answered"
    case .prorate(nil, _): "the mean of the answered items stands for missing ones"
    case .prorate(let most?, _): "the mean of the answered items stands for missing ones, at most \(most)"
    }
  }
}

extension Instrument.Method {
  fileprivate var title: String {
    switch self {
    case .total: "sum of the items"
    case .mean: "mean of the items"
    case .single: "the one rating"
    case .goalAttainment: "T score of Kiresuk and Sherman"
    }
  }
}

extension Instrument.Items {
  fileprivate var words: String {
    var parts = [count.map(\.description) ?? "number not known here"]
    if let range { parts.append("answers \(range.words)") }
    for exception in exceptions {
      let answers =
        switch exception.answers {
        case .range(let range): range.words
        case .values(let values): values.map(\.plain).joined(separator: ", ")
        }
      parts.append("items \(listed(exception.items)): \(answers)")
    }
    if let scored { parts.append("scored: \(listed(scored))") }
    return parts.joined(separator: "; ")
  }
}

extension Instrument.Subscale {
  fileprivate var words: String {
    let members = items.map { "items \(listed($0))" } ?? (count.map { "\($0) items, which not known here" })
    return "\(name): \(members ?? "items not known here")" + (range.map { ", \($0.words)" } ?? "")
      + (atMostMissing.map { ", at most \($0) missing" } ?? "")
  }
}

extension Instrument.Variant {
  fileprivate var words: String {
    "\(name): " + (remark ?? "scored differently")
      + (items.reversed.map { $0.isEmpty ? "" : "; reversed: items \(listed($0))" } ?? "")
      + (scoring.percentFloor.map { "; a percent change subtracts \($0.plain)" } ?? "")
  }
}

extension Instrument.Reliability {
  fileprivate var words: String {
    let number = coefficient.map(\.plain) ?? value.words
    return number + details([subscale.map { "subscale \($0)" }, of, n.map { "n = \($0)" }])
  }
}

extension Instrument.Norm {
  fileprivate var words: String {
    "mean \(mean.plain)" + (sd.map { ", SD \($0.plain)" } ?? "") + (n.map { ", n = \($0)" } ?? "") + ": \(population)"
      + (ofScore.map { "; of the \($0)" } ?? "")
  }
}

extension Instrument.Cutoff {
  fileprivate var words: String {
    "\(at.plain) and \(isUpTo ? "below" : "above"): \(meaning)" + details([population])
  }
}

extension Instrument.Difference {
  fileprivate var words: String {
    value.plain + (percent.map { " (\($0.plain) %)" } ?? "") + details([of, n.map { "n = \($0)" }])
  }
}

/// `: A, B`, or nothing.
private func details(_ parts: [String?]) -> String {
  let known = parts.compactMap { $0 }
  return known.isEmpty ? "" : ": " + known.joined(separator: ", ")
}

/// `1, 4-7, 9`.
func listed(_ numbers: [Int]) -> String {
  var runs: [(first: Int, last: Int)] = []
  for number in numbers {
    if let run = runs.last, number == run.last + 1 {
      runs[runs.count - 1].last = number
    } else {
      runs.append((number, number))
    }
  }
  return runs.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }.joined(separator: ", ")
}

extension String {
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
