/// Which marginal means: `arm | visit`, `visit`, `sex*arm | visit`. Factors are joined by `*`, `+` or `:`, those after `|`
/// are the BY factors, and a name with other characters stands in quotes as in a formula.
public struct MeansSpecification: Sendable, Equatable {
  /// As it was given.
  public let text: String
  /// Whose levels are contrasted.
  let factors: [Name]
  /// Within whose levels.
  let by: [Name]

  struct Name: Sendable, Equatable {
    let text: String
    let position: Int
  }

  /// - Throws: ``MeansError``, which points at the first character that cannot be right.
  public init(parsing text: String) throws(MeansError) {
    let tokens: [FormulaToken]
    do {
      tokens = try FormulaLexer.tokens(text)
    } catch {
      throw Self.error(text, error.position, error.reason.problem)
    }
    self.text = text
    var at = 0
    func names() throws(MeansError) -> [Name] {
      var names: [Name] = []
      while true {
        guard case .name(let name, _) = tokens[at].kind else {
          throw Self.error(text, tokens[at].position, "a variable is expected" + Self.found(tokens[at]))
        }
        names.append(Name(text: name, position: tokens[at].position))
        at += 1
        guard tokens[at].isSign("*", "+", ":") else { return names }
        at += 1
      }
    }
    factors = try names()
    if tokens[at].isSign("|") {
      at += 1
      by = try names()
    } else {
      by = []
    }
    guard tokens[at].kind == .end else {
      throw Self.error(text, tokens[at].position, "*, | or the end is expected" + Self.found(tokens[at]))
    }
    let all = factors + by
    for (place, name) in all.enumerated() where all[..<place].contains(where: { $0.text == name.text }) {
      throw Self.error(text, name.position, "\(name.text) stands twice")
    }
  }

  /// Without characters to point at.
  init(factors: [String], by: [String]) {
    text = factors.joined(separator: "*") + (by.isEmpty ? "" : " | " + by.joined(separator: "*"))
    self.factors = factors.map { Name(text: $0, position: 1) }
    self.by = by.map { Name(text: $0, position: 1) }
  }

  static func error(_ text: String, _ position: Int, _ problem: String) -> MeansError {
    MeansError(
      option: "--means", text: text, position: position, problem: problem,
      mend: "write factors as in \"arm | visit\", \"visit\" or \"sex*arm | visit\"")
  }

  private static func found(_ token: FormulaToken) -> String { token.shownText.map { ", not \($0)" } ?? "" }
}
