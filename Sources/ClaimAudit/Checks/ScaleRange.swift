import Estimates
import Instruments
import PublishedNumbers

extension AuditCheck {
  static let scaleRange = AuditCheck(
    "scale_range", "Can the instrument give such a mean, and values within its range such an SD?"
  ).askingArms { arm, evidence in
    guard let mean = arm.mean, let instrument = evidence.instruments.instrument(of: arm), !arm.isChange else {
      return nil
    }
    let ranges = ScoreRange.all(of: instrument, isItem: arm.isSingleItem)
    guard !ranges.isEmpty else { return unknownRange(mean, instrument) }
    guard let range = ranges.first(where: { $0.enclosure.meets(mean.enclosure) }) else {
      let words = ranges.map { "\($0.name) \(Shown.range($0.enclosure, 0))" }.joined(separator: ", ")
      return Finding(
        "scale_range", .impossible, "a mean of \(mean.text) lies outside what \(instrument.key) can give: \(words)",
        recomputed: mean.value, allowed: ranges[0].enclosure, method: "range")
    }
    let inRange = "\(mean.text) lies in \(Shown.range(range.enclosure, 0)), the \(range.name)"
    // The SD of a model's mean is not of values seen.
    guard let sd = arm.sd, let n = arm.n, n > 1, !arm.isModelled else {
      return Finding(
        "scale_range", .consistent, inRange, recomputed: mean.value, allowed: range.enclosure, method: "range")
    }
    // Half at either end is the widest that values with this mean can lie; whole numbers of people take off a little.
    let spread = (mean.enclosure - Enclosure(range.enclosure.low)) * (Enclosure(range.enclosure.high) - mean.enclosure)
    let most = (spread * Enclosure(near: Double(n) / Double(n - 1))).squareRoot ?? Enclosure(0)
    let agrees = sd.enclosure.low <= most.high
    return Finding(
      "scale_range", agrees ? .consistent : .impossible,
      agrees
        ? inRange + "; SD \(sd.text) is at most \(Shown.number(most.high, sd.decimals + 1))"
        : "with mean \(mean.text) and \(n) values in \(Shown.range(range.enclosure, 0)) the SD is at most "
          + "\(Shown.number(most.high, sd.decimals + 1)); \(sd.text) is printed",
      recomputed: most.high, allowed: Enclosure(0, most.high), method: "range")
  }
}

/// What a catalogue without the range of answers can say: nothing, unless the number of items already rules a sum out.
private func unknownRange(_ mean: PrintedNumber, _ instrument: Instrument) -> Finding? {
  guard let items = instrument.items.count, items > 1 else {
    return .missing("scale_range", "the catalogue has no range of \(instrument.key)")
  }
  guard mean.value > 7, mean.enclosure.high < Double(items) else {
    return .missing("scale_range", "the catalogue has no range of the answers of \(instrument.key)")
  }
  return .missing(
    "scale_range",
    "the catalogue has no range of the answers of \(instrument.key); with answers from 1 up \(items) of them add up to at "
      + "least \(items), and \(mean.text) as a mean of answers needs answers beyond 7: answers from 0, or another scoring, lie behind it"
  )
}

/// A range of scores, by one way of scoring.
private struct ScoreRange {
  let name: String
  let enclosure: Enclosure

  /// By every way of scoring that the catalogue knows, and by either where it knows none.
  static func all(of instrument: Instrument, isItem: Bool) -> [ScoreRange] {
    let forms = [instrument] + instrument.variants.compactMap { instrument.variant(named: $0.name) }
    return forms.flatMap { form -> [ScoreRange] in
      let methods = form.scoring.methods.isEmpty ? [.total, .mean] : form.scoring.methods
      let whole = methods.compactMap { method -> ScoreRange? in
        guard let range = form.scoreRange(by: method) else { return nil }
        return ScoreRange(name: names[method] ?? "range of scores", range)
      }
      guard isItem, let answers = form.items.range else { return whole }
      return whole + [ScoreRange(name: "range of answers", answers)].compactMap { $0 }
    }
  }

  private static let names: [Instrument.Method: String] = [
    .total: "range of totals", .mean: "range of means of answers", .single: "range of scores",
  ]

  private init?(name: String, _ range: ClosedRange<Double>) {
    guard let enclosure = Enclosure(range.lowerBound, range.upperBound) else { return nil }
    self.name = name
    self.enclosure = enclosure
  }
}

extension ArmSummary {
  /// Whether the values are differences of two times.
  var isChange: Bool { timepoint?.lowercased().contains("change") ?? false }

  /// Whether the outcome is one item of the instrument.
  var isSingleItem: Bool {
    let words = (outcome ?? "").lowercased()
    guard let place = words.firstRange(of: "item") else { return false }
    let rest = words[place.upperBound...]
    return rest.hasPrefix(":") || rest.hasPrefix(" ") && rest.dropFirst().first?.isNumber ?? false
  }
}
