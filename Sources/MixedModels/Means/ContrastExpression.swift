/// A contrast by name: weights of marginal means, as in `late effect: 0.5 IMR@post + 0.5 IMR@followup - TAU@post`, or one of
/// the ``BuiltIn`` ones.
///
///     expression = NAME ":" [sign] part { sign part }
///     part       = [NUMBER ["/" NUMBER]] ["*"] cell
///     cell       = LABEL "@" LABEL | LABEL | "@" LABEL
///
/// A cell is an arm at a visit; without a visit the mean over the visits, without an arm that over the arms. Labels with
/// spaces or signs in them stand in double or single quotes.
public struct ContrastExpression: Sendable, Equatable {
  /// Contrasts between each other arm and the control, minus the control's.
  public enum BuiltIn: String, CaseIterable, Sendable {
    /// Of the change from the first visit of the model, at each later visit.
    case change
    /// Of the slope of a line through the visits' means by least squares, per unit of the visits' numbers.
    case slope
    /// Of the area under the visits' means by the trapezoidal rule, over the visits' numbers.
    case auc
    /// Of the average over the visits, but for a constrained baseline.
    case overall
  }

  /// As it was given.
  public let text: String
  /// Printed in `term`.
  public let name: String
  let builtIn: BuiltIn?
  let parts: [Part]

  /// Whether a mean over visits is in it.
  var averagesVisits: Bool { builtIn == .overall || parts.contains { $0.visit == nil } }

  struct Part: Sendable, Equatable {
    let weight: Double
    let arm: MeansSpecification.Name?
    let visit: MeansSpecification.Name?
  }

  /// - Throws: ``MeansError``, which points at the first character that cannot be right.
  public init(parsing text: String) throws(MeansError) {
    self.text = text
    if let known = BuiltIn(rawValue: text) {
      (name, builtIn, parts) = (known.rawValue, known, [])
      return
    }
    var scanner = ContrastScanner(text)
    name = try scanner.name()
    builtIn = nil
    parts = try scanner.parts()
  }

  static func error(_ text: String, _ position: Int, _ problem: String) -> MeansError {
    MeansError(
      option: "--contrast", text: text, position: position, problem: problem,
      mend: "write NAME: WEIGHT ARM@VISIT + WEIGHT ARM@VISIT - …, labels with spaces or signs in quotes, or one of "
        + BuiltIn.allCases.map(\.rawValue).joined(separator: ", "))
  }
}

private struct ContrastScanner {
  let text: String
  let characters: [Character]
  var at = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  func error(_ problem: String, at place: Int? = nil) -> MeansError {
    ContrastExpression.error(text, (place ?? at) + 1, problem)
  }

  mutating func skipSpace() { while at < characters.count, characters[at].isWhitespace { at += 1 } }

  mutating func take(_ sign: Character) -> Bool {
    skipSpace()
    guard at < characters.count, characters[at] == sign else { return false }
    at += 1
    return true
  }

  var found: String { at < characters.count ? ", not \(characters[at])" : "" }

  mutating func name() throws(MeansError) -> String {
    guard let colon = characters.firstIndex(of: ":") else {
      at = characters.count
      throw error("a name and a colon are missing before the weights")
    }
    let name = characters[..<colon].split(whereSeparator: \.isWhitespace).map { String($0) }.joined(separator: " ")
    if name.isEmpty { throw error("the name before the colon is missing", at: colon) }
    at = colon + 1
    return name
  }

  mutating func parts() throws(MeansError) -> [ContrastExpression.Part] {
    var parts: [ContrastExpression.Part] = []
    var sign = take("-") ? -1.0 : 1
    if parts.isEmpty, sign == 1 { _ = take("+") }
    while true {
      parts.append(try part(sign))
      skipSpace()
      if at == characters.count { return parts }
      if take("+") {
        sign = 1
      } else if take("-") {
        sign = -1
      } else {
        throw error("+ or - is expected" + found)
      }
    }
  }

  private mutating func part(_ sign: Double) throws(MeansError) -> ContrastExpression.Part {
    skipSpace()
    var weight = sign
    let start = at
    if let number = try number() {
      weight *= number
      _ = take("*")
    }
    if weight == 0 { throw error("a weight of 0 has no part in it", at: start) }
    let arm = try label()
    var visit: MeansSpecification.Name?
    if take("@") {
      visit = try label()
      if visit == nil { throw error("the visit after @ is missing") }
    }
    guard arm != nil || visit != nil else { throw error("an arm is expected" + found) }
    return ContrastExpression.Part(weight: weight, arm: arm, visit: visit)
  }

  /// A number that is not the label of an arm, which `@` follows.
  private mutating func number() throws(MeansError) -> Double? {
    let start = at
    guard let first = plainNumber() else { return nil }
    if take("/") {
      let place = at
      skipSpace()
      guard let second = plainNumber(), second != 0 else {
        throw error("a number other than 0 is expected after /", at: place)
      }
      return first / second
    }
    skipSpace()
    if at < characters.count, characters[at] == "@" {
      at = start
      return nil
    }
    return first
  }

  private mutating func plainNumber() -> Double? {
    let start = at
    var word = ""
    while at < characters.count, isOfLabel(characters[at]), characters[at] != "/" {
      word.append(characters[at])
      at += 1
    }
    if word.first.map({ $0.isNumber || $0 == "." }) ?? false, let number = Double(word), number.isFinite {
      return number
    }
    at = start
    return nil
  }

  private mutating func label() throws(MeansError) -> MeansSpecification.Name? {
    skipSpace()
    let start = at
    guard at < characters.count else { return nil }
    let quote = characters[at]
    var label = ""
    if quote == "\"" || quote == "'" {
      at += 1
      while true {
        guard at < characters.count else { throw error("the quote is not closed", at: start) }
        if characters[at] == quote {
          at += 1
          guard at < characters.count, characters[at] == quote else { break }
        }
        label.append(characters[at])
        at += 1
      }
      if label.isEmpty { throw error("the label is empty", at: start) }
    } else {
      while at < characters.count, isOfLabel(characters[at]) {
        label.append(characters[at])
        at += 1
      }
    }
    return label.isEmpty ? nil : MeansSpecification.Name(text: label, position: start + 1)
  }

  private func isOfLabel(_ character: Character) -> Bool {
    !character.isWhitespace && !"@+-*:\"'()".contains(character)
  }
}
