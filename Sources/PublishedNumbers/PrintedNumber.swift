public import Tables

/// A number as print shows it: its text says how far it was rounded.
///
/// `1.40` has two decimals and stands for everything from 1.395 to 1.405, both ends among them, since it is not known how
/// ties were rounded.
public struct PrintedNumber: Sendable, Equatable {
  /// As printed, blanks around it trimmed.
  public let text: String
  public let value: Double
  /// Digits behind the decimal mark, less the exponent: 2 in `1.40`, 3 in `1.4e-2`, -2 in `14e2`.
  public let decimals: Int

  /// Nil where the text is no number.
  public init?(_ text: String, mark: DecimalMark = .point) {
    guard let value = NumberText.parse(text, mark: mark) else { return nil }
    self.value = value
    self.text = text.trimmedBlanks
    let parts = self.text.lowercased().split(separator: "e", maxSplits: 1)
    let point: Character = mark == .comma ? "," : "."
    let fraction = parts[0].split(separator: point, maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
    let exponent = parts.count > 1 ? Int(parts[1].replacing("\u{2212}", with: "-").replacing("+", with: "")) ?? 0 : 0
    decimals = (fraction?.count ?? 0) - min(max(exponent, -400), 400)
  }

  /// A number that is exact, such as a count.
  public init(exactly count: Int) {
    text = String(count)
    value = Double(count)
    decimals = 0
  }

  /// The distance between two neighbouring numbers of as many decimals.
  public var unit: Double { powerOfTen(-decimals) }

  /// Everything that rounds to it, by whatever rule for ties.
  public var enclosure: Enclosure {
    let half = unit / 2
    return Enclosure((value - half).nextDown, (value + half).nextUp) ?? Enclosure(value)
  }

  /// Whether it is a whole number, as counts are.
  public var count: Int? { Int(exactly: value) }
}

/// A p-value as print shows it: a number, or a bound.
public struct PrintedProbability: Sendable, Equatable {
  public enum Relation: String, Sendable {
    case equal = "="
    case below = "<"
    case above = ">"
  }

  public let relation: Relation
  public let number: PrintedNumber

  /// Understands `.03`, `0.030`, `= 0.03`, `<.001`, `< 0.001`, `>0.05`, `≤` and `≥` as bounds; nil for anything else and
  /// for what is no probability.
  public init?(_ text: String, mark: DecimalMark = .point) {
    var rest = Substring(text.trimmedBlanks)
    let signs: [(String, Relation)] = [
      ("=", .equal), ("<", .below), ("\u{2264}", .below), (">", .above), ("\u{2265}", .above),
    ]
    var relation = Relation.equal
    if let (sign, found) = signs.first(where: { rest.hasPrefix($0.0) }) {
      rest = rest.dropFirst(sign.count)
      relation = found
    }
    guard let number = PrintedNumber(String(rest), mark: mark), (0...1).contains(number.value) else { return nil }
    self.relation = relation
    self.number = number
  }

  /// What the p-value can be.
  public var enclosure: Enclosure {
    switch relation {
    case .equal: number.enclosure.intersection(Enclosure(0, 1) ?? .everything) ?? Enclosure(number.value)
    case .below: Enclosure(0, number.value) ?? Enclosure(number.value)
    case .above: Enclosure(number.value, 1) ?? Enclosure(number.value)
    }
  }
}

extension String {
  /// Without the blanks around it.
  var trimmedBlanks: String {
    var text = Substring(self)
    while let first = text.first, first.isWhitespace { text = text.dropFirst() }
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return String(text)
  }
}

private func powerOfTen(_ power: Int) -> Double { Double("1e\(power)") ?? 0 }
