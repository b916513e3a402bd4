/// Reads the tokens of a formula, and multiplies out as it goes.
///
///     formula     = name "~" sum
///     sum         = [sign] product { ("+" | "-") [sign before a number] product }
///     product     = interaction { ("*" | "/") interaction }
///     interaction = operand { ":" operand }
///     operand     = "0" | "1" | variable | "(" sum ")" | covariance | "(" sum ("|" | "||") groups ")"
///
/// Only parentheses recurse, and they are bounded.
struct FormulaParser {
  static let deepest = 50
  /// Products of two terms in one formula.
  static let mostProducts = 1 << 19

  /// What a sum says: the fixed part, or the left of a bar.
  struct Part {
    var places: [FormulaVariable: Int] = [:]
    var variables: [FormulaVariable] = []
    var list = TermList()
    /// Where the last number stands.
    var number = 1
    var hasIntercept = true

    var terms: [[FormulaVariable]] {
      list.byDegree.map { term in variables.indices.filter { term.contains($0) }.map { variables[$0] } }
    }
  }

  let text: String
  let tokens: [FormulaToken]
  let response: String
  var at = 0
  var residual: ResidualTerm?
  var residualPosition = 1
  var randomTerms: [RandomTerm] = []

  var part = Part()
  /// Whether what is read is added, not taken away: R lets `- 1` and `- (a + 1)` end the intercept.
  var isAdding = true
  var depth = 0
  var products = 0

  init(_ text: String) throws(FormulaError) {
    self.text = text
    tokens = try FormulaLexer.tokens(text)
    func error(_ token: FormulaToken, _ reason: FormulaError.Reason) -> FormulaError {
      FormulaError(text: text, position: token.position, reason: reason)
    }
    guard tokens.contains(where: { $0.isSign("~") }) else { throw error(tokens[tokens.count - 1], .noTilde) }
    if tokens[0].isSign("~") { throw error(tokens[0], .noResponse) }
    guard case .name(let name, _) = tokens[0].kind, !tokens[1].isSign("(") else {
      throw error(tokens[0], .responseIsNoColumn)
    }
    guard tokens[1].isSign("~") else {
      throw error(tokens[1], .expected("~", found: tokens[1].shownText, mend: .sides))
    }
    response = name
    at = 2
  }

  /// The fixed part; what stands beside it is in `residual` and `randomTerms` afterwards.
  mutating func formula() throws(FormulaError) -> Part {
    if token.kind == .end { throw error(.noTerms) }
    part.list = try sum()
    switch token.kind {
    case .end: break
    case .sign("~"): throw error(.secondTilde)
    case .sign("|"), .sign("||"): throw error(.barOutside)
    default: throw unexpected("+ or another operator", .operators)
    }
    if part.list.isEmpty, !part.hasIntercept { throw error(at: part.number, .nothingLeft) }
    return part
  }

  var token: FormulaToken { tokens[at] }

  func error(_ reason: FormulaError.Reason) -> FormulaError { error(at: token.position, reason) }

  func error(at position: Int, _ reason: FormulaError.Reason) -> FormulaError {
    FormulaError(text: text, position: position, reason: reason)
  }

  /// The error that says what stands here instead of what could.
  func unexpected(_ wanted: String, _ mend: FormulaError.Grammar) -> FormulaError {
    switch token.kind {
    case .sign("^"): error(.power)
    case .sign("%in%"): error(.within)
    default: error(.expected(wanted, found: token.shownText, mend: mend))
    }
  }

  mutating func take(_ sign: String, or wanted: String, _ mend: FormulaError.Grammar) throws(FormulaError) {
    guard token.isSign(sign) else { throw unexpected(wanted, mend) }
    at += 1
  }

  /// The name of a column; `what` says which.
  mutating func column(_ what: String, _ mend: FormulaError.Grammar) throws(FormulaError) -> String {
    guard case .name(let name, _) = token.kind, !tokens[at + 1].isSign("(") else { throw unexpected(what, mend) }
    if name == response { throw error(.responseOnTheRight(name)) }
    at += 1
    return name
  }
}
