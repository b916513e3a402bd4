internal import Diagnostics
internal import Estimates
public import PublishedNumbers

/// Figures of one effect as print shows them, each under its key.
public struct PrintedFigures: Sendable {
  private(set) var numbers: [EffectKey: PrintedNumber] = [:]
  private(set) var probability: PrintedProbability?
  private(set) var labels: [EffectKey: String] = [:]
  /// Where they stand, for messages: `--from`, or `effects.csv:3`.
  public let place: String
  private let isInFile: Bool

  /// From one `--from`: pairs such as `mean1=50.6, se1=1.38`, and `p<0.001` for a bound.
  public init(parsing text: String, place: String = "--from") throws(PublishedEffectError) {
    self.place = place
    isInFile = false
    let pieces = text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
    guard pieces.contains(where: { !$0.isEmpty }) else { throw .emptyFrom }
    for piece in pieces {
      guard let sign = piece.firstIndex(where: { "=<>\u{2264}\u{2265}".contains($0) }), sign != piece.startIndex else {
        throw .notAPair(piece, from: text)
      }
      let name = trimmed(piece[..<sign])
      guard let key = EffectKey(rawValue: name.lowercased()) else { throw .unknownKey(name, from: text) }
      guard !has(key) else { throw .givenTwice(key.rawValue, from: text) }
      let isEqual = piece[sign] == "="
      let value = trimmed(isEqual ? piece[piece.index(after: sign)...] : piece[sign...])
      try set(key, value)
    }
    try check()
  }

  /// From a row of a table whose columns are named as the keys; nil where none of them has a value.
  public init?(of row: Int, in table: PublishedTable) throws {
    place = "\(table.name):\(table.line(ofRow: row))"
    isInFile = true
    for column in table.columnNames {
      guard let key = EffectKey(rawValue: trimmed(column[...]).lowercased()), let text = table.text(row, column) else {
        continue
      }
      switch key.kind {
      case .label, .choice: try set(key, text)
      case .probability: if let found = try table.probability(row, column) { try set(key, found) }
      default: if let number = try table.number(row, column) { try set(key, number) }
      }
    }
    guard !numbers.isEmpty || probability != nil else { return nil }
    try check()
  }

  func has(_ key: EffectKey) -> Bool {
    key == .p ? probability != nil : numbers[key] != nil || labels[key] != nil
  }

  func has(_ keys: EffectKey...) -> Bool { keys.allSatisfy { has($0) } }

  /// Keys with a number, for those that nothing used.
  var given: [EffectKey] { EffectKey.allCases.filter { $0 == .p ? probability != nil : numbers[$0] != nil } }

  func count(_ key: EffectKey) -> Int? { numbers[key]?.count }

  /// Subjects of both arms, or of the sample.
  private var total: Int? {
    if let n1 = count(.n1), let n2 = count(.n2) { n1 + n2 } else { count(.n) }
  }

  // MARK: - Values

  private mutating func set(_ key: EffectKey, _ text: String) throws(PublishedEffectError) {
    switch key.kind {
    case .label:
      labels[key] = text
    case .choice(let known):
      let wanted = text == "\u{2212}" ? "-" : text.lowercased()
      guard known.contains(wanted) else {
        throw bad(key, "\(inQuotes(text)) is not known", "one of \(known.joined(separator: ", "))")
      }
      labels[key] = wanted
    case .probability:
      guard let found = PrintedProbability(text) else {
        throw bad(key, "\(inQuotes(text)) is not a p-value", "give a number from 0 to 1, or a bound such as p<0.001")
      }
      try set(key, found)
    default:
      guard let number = PrintedNumber(text) else {
        let isBound = text.first.map { "<>\u{2264}\u{2265}".contains($0) } ?? false
        throw bad(
          key, "\(inQuotes(text)) is not a number",
          isBound ? "only p may be a bound" : "give the number as printed, with a decimal point and no unit")
      }
      try set(key, number)
    }
  }

  private mutating func set(_ key: EffectKey, _ found: PrintedProbability) throws(PublishedEffectError) {
    if found.number.value == 0 {
      throw bad(
        key, "a p-value is never 0", "write what print means by it: p<\(PrintedNumber.oneUnit(of: found.number))")
    }
    probability = found
  }

  private mutating func set(_ key: EffectKey, _ number: PrintedNumber) throws(PublishedEffectError) {
    let value = number.value
    let shown = inQuotes(number.text)
    switch key.kind {
    case .positive where value == 0 && key.isSpread:
      throw bad(key, "\(shown) is 0, and nothing can be divided by it", "give the digits behind the 0, or leave it out")
    case .positive where value <= 0:
      throw bad(key, "\(shown) is not above 0", "correct it, or leave it out")
    case .size where number.count.map({ $0 < 1 }) ?? true:
      throw bad(key, "\(shown) is not a number of subjects", "give a whole number from 1 up")
    case .count where number.count.map({ $0 < 0 }) ?? true:
      throw bad(key, "\(shown) is not a count", "give a whole number from 0 up")
    case .square where value < 0:
      throw bad(key, "\(shown) is below 0", "correct it; direction=- says which way the effect points")
    case .correlation where abs(value) >= 1:
      throw bad(key, "\(shown) is no correlation between -1 and 1", "correct it, or leave it out")
    case .share where value < 0 || value >= 1:
      throw bad(key, "\(shown) is no share from 0 to below 1", "correct it, or leave it out")
    case .level where value <= 0 || value >= 1:
      throw bad(key, "\(shown) is not a confidence level", "give a number between 0 and 1, such as 0.95")
    default: numbers[key] = number
    }
  }

  // MARK: - What belongs together

  private func check() throws(PublishedEffectError) {
    for (low, high) in EffectKey.intervals {
      guard let below = numbers[low], let above = numbers[high], below.value >= above.value else { continue }
      throw bad(low, "\(below.text) is not below \(high.rawValue) = \(above.text)", "turn the interval round")
    }
    try checkMiddles()
    for order in EffectKey.orders {
      let found = order.compactMap { key in numbers[key].map { (key, $0) } }
      for (lower, upper) in zip(found, found.dropFirst()) where lower.1.value > upper.1.value {
        throw bad(
          lower.0, "\(lower.1.text) is above \(upper.0.rawValue) = \(upper.1.text)",
          "minimum, quartiles, median and maximum stand in order")
      }
    }
    for (events, size) in [(EffectKey.events1, EffectKey.n1), (.events2, .n2)] {
      guard let found = count(events), let all = count(size), found > all else { continue }
      throw bad(events, "\(found) events of \(size.rawValue) = \(all) subjects", "correct one of the two")
    }
    if labels[.design] == "paired", has(.n1) || has(.n2) {
      throw bad(.design, "pairs have one n", "give the number of pairs as n, or leave out design=paired")
    }
    if labels[.design] == "independent", has(.n), !has(.n1, .n2) {
      throw bad(.design, "two arms have two sizes", "give n1 and n2 in place of n")
    }
    if let stated = count(.n), let n1 = count(.n1), let n2 = count(.n2), stated != n1 + n2 {
      throw bad(.n, "\(stated) is not n1 + n2 = \(n1 + n2)", "correct one of them, or leave out n")
    }
    if let n1 = count(.n1), let n2 = count(.n2) {
      for key in [EffectKey.u, .u1] {
        guard let u = numbers[key], u.value > Double(n1) * Double(n2) else { continue }
        throw bad(key, "\(u.text) is more than n1 · n2 = \((Double(n1) * Double(n2)).shortest)", "correct one of them")
      }
    }
    if let chi = numbers[.chi2], let n = total, chi.value >= Double(n) {
      throw bad(.chi2, "\(chi.text) is not below the number of subjects, \(n)", "correct one of them")
    }
    if has(.a, .b, .c), let d = numbers[.d], d.count.map({ $0 < 0 }) ?? true {
      throw bad(.d, "\(inQuotes(d.text)) is not a count, which d is beside a, b and c", "give a whole number from 0 up")
    }
    if let df = numbers[.df], let n1 = count(.n1), let n2 = count(.n2), df.value > Double(n1 + n2 - 2) {
      throw bad(.df, "\(df.text) is more than n1 + n2 - 2 = \(n1 + n2 - 2)", "correct one of them, or leave out df")
    }
  }

  /// An estimate beyond its own limits, whatever was rounded.
  private func checkMiddles() throws(PublishedEffectError) {
    for (key, low, high) in EffectKey.middles {
      guard let middle = numbers[key]?.enclosure, let below = numbers[low], let above = numbers[high],
        middle.high < below.enclosure.low || middle.low > above.enclosure.high
      else { continue }
      throw bad(
        key,
        "\(numbers[key]?.text ?? "") is outside its interval, \(low.rawValue) = \(below.text) to \(high.rawValue) = "
          + above.text,
        "correct it or its limits; often a sign is turned, or the limits are another's")
    }
  }

  private func bad(_ key: EffectKey, _ problem: String, _ mend: String) -> PublishedEffectError {
    let name = isInFile ? "column \"\(key.rawValue)\"" : key.rawValue
    return .badValue("\(place): \(name)", problem, mend: mend, inFile: isInFile)
  }
}

extension EffectKey {
  fileprivate var isSpread: Bool {
    kind == .positive && self != .df && ![.oddsRatio, .oddsRatioLow, .oddsRatioHigh].contains(self)
  }

  fileprivate static let intervals: [(EffectKey, EffectKey)] = [
    (.low1, .high1), (.low2, .high2), (.differenceLow, .differenceHigh), (.oddsRatioLow, .oddsRatioHigh),
    (.changeLow, .changeHigh),
  ]

  fileprivate static let middles: [(EffectKey, EffectKey, EffectKey)] = [
    (.mean1, .low1, .high1), (.mean2, .low2, .high2), (.difference, .differenceLow, .differenceHigh),
    (.oddsRatio, .oddsRatioLow, .oddsRatioHigh), (.change, .changeLow, .changeHigh),
  ]

  fileprivate static let orders: [[EffectKey]] = [
    [.minimum1, .firstQuartile1, .median1, .thirdQuartile1, .maximum1],
    [.minimum2, .firstQuartile2, .median2, .thirdQuartile2, .maximum2],
  ]
}

extension PrintedNumber {
  /// `0.001` for `0.000`.
  fileprivate static func oneUnit(of number: PrintedNumber) -> String {
    number.decimals > 0 ? "0." + String(repeating: "0", count: number.decimals - 1) + "1" : "0.001"
  }
}

/// Without the blanks around it.
func trimmed(_ text: Substring) -> String {
  var text = text
  while let first = text.first, first.isWhitespace { text = text.dropFirst() }
  while let last = text.last, last.isWhitespace { text = text.dropLast() }
  return String(text)
}

extension PrintedFigures {
  /// The study that the figures are of.
  var study: String? { labels[.study] }
}
