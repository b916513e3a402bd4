/// A word or sign of a formula.
struct FormulaToken {
  enum Kind: Equatable {
    case name(String, isQuoted: Bool)
    case number(String)
    /// `~ + - * / : ( ) | || , ^ %in%`
    case sign(String)
    case end
  }

  let kind: Kind
  /// The character it starts at, from 1.
  let position: Int
  /// For `(`: the token that closes it.
  fileprivate(set) var closing: Int?
  /// For `(`: whether a bar stands directly within.
  fileprivate(set) var holdsBar = false

  func isSign(_ signs: String...) -> Bool {
    if case .sign(let sign) = kind { signs.contains(sign) } else { false }
  }

  /// What a message shows of it, nil at the end.
  var shownText: String? {
    switch kind {
    case .name(let text, _), .number(let text), .sign(let text): text
    case .end: nil
    }
  }
}

/// Cuts a formula into tokens, the last of which is the end.
struct FormulaLexer {
  private let text: String
  private let characters: [Character]
  private var at = 0

  static func tokens(_ text: String) throws(FormulaError) -> [FormulaToken] {
    var lexer = FormulaLexer(text)
    var tokens: [FormulaToken] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return try lexer.matched(tokens)
  }

  private init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  private func error(_ position: Int, _ reason: FormulaError.Reason) -> FormulaError {
    FormulaError(text: text, position: position, reason: reason)
  }

  /// Whether a name needs no quotes.
  static func isWord(_ name: String) -> Bool {
    var lexer = FormulaLexer(name)
    return (try? lexer.next().kind) == .name(name, isQuoted: false)
  }

  private mutating func next() throws(FormulaError) -> FormulaToken {
    while at < characters.count, characters[at].isWhitespace { at += 1 }
    let start = at
    func token(_ kind: FormulaToken.Kind) -> FormulaToken { FormulaToken(kind: kind, position: start + 1) }
    guard at < characters.count else { return token(.end) }
    switch characters[at] {
    case "`", "\"": return token(.name(try quoted(by: characters[at]), isQuoted: true))
    case "~", "+", "-", "*", "/", ":", "(", ")", ",", "^":
      at += 1
      return token(.sign(String(characters[start])))
    case "|":
      at += at + 1 < characters.count && characters[at + 1] == "|" ? 2 : 1
      return token(.sign(String(characters[start..<at])))
    case "%" where characters[at...].starts(with: "%in%"):
      at += 4
      return token(.sign("%in%"))
    case let first where first.isLetter || first.isNumber || first == "_" || first == ".":
      return token(try word())
    case let other: throw error(start + 1, .unknownCharacter(other))
    }
  }

  /// A name in quotes, in which the quote itself stands twice.
  private mutating func quoted(by quote: Character) throws(FormulaError) -> String {
    let start = at
    var name = ""
    while true {
      at += 1
      guard at < characters.count else { throw error(start + 1, .unclosedQuote(quote)) }
      if characters[at] == quote {
        at += 1
        guard at < characters.count, characters[at] == quote else { break }
      }
      name.append(characters[at])
    }
    if name.isEmpty { throw error(start + 1, .emptyName) }
    return name
  }

  private mutating func word() throws(FormulaError) -> FormulaToken.Kind {
    let start = at
    while at < characters.count, isOfWord(characters[at]) { at += 1 }
    let word = String(characters[start..<at])
    if word == "." { throw error(start + 1, .allOtherColumns) }
    if word.allSatisfy({ $0.isNumber || $0 == "." }), word.contains(where: \.isNumber) { return .number(word) }
    if characters[start].isNumber { throw error(start + 1, .digitFirst(word)) }
    return .name(word, isQuoted: false)
  }

  private func isOfWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "."
  }

  /// The tokens with each parenthesis knowing its other half.
  private func matched(_ tokens: [FormulaToken]) throws(FormulaError) -> [FormulaToken] {
    var tokens = tokens
    var open: [Int] = []
    for (i, token) in tokens.enumerated() {
      if token.isSign("(") {
        open.append(i)
      } else if token.isSign("|", "||"), let last = open.last {
        tokens[last].holdsBar = true
      } else if token.isSign(")") {
        guard let last = open.popLast() else { throw error(token.position, .strayParenthesis) }
        tokens[last].closing = i
      }
    }
    if let last = open.last { throw error(tokens[last].position, .unclosedParenthesis) }
    return tokens
  }
}
