public import Diagnostics

/// What keeps a text from being a formula, and at which character. The wording stands together below.
public struct FormulaError: Diagnosis, Equatable {
  public enum Reason: Sendable, Equatable {
    // The characters.

    /// A character that is no part of the notation.
    case unknownCharacter(Character)
    case unclosedQuote(Character)
    case emptyName
    /// A word such as `6mwt`.
    case digitFirst(String)
    case unclosedParenthesis
    case strayParenthesis

    // The two sides.

    case noTilde
    case secondTilde
    case noResponse
    /// A number, a function or a sign on the left.
    case responseIsNoColumn
    case noTerms
    case responseOnTheRight(String)
    /// `baseline(x)` where x is not the response.
    case baselineOfAnother(String, response: String)

    // The terms.

    /// What stands here, nil at the end, instead of what is wanted; and the part of the grammar to tell of.
    case expected(String, found: String?, mend: Grammar)
    /// A number other than 0 and 1.
    case number(String)
    /// 0 or 1 with `:`, `*` or `/`.
    case numberInProduct(String)
    /// An operand of a product without terms, such as `(a - a)`.
    case nothingToMultiply
    /// R's `.`.
    case allOtherColumns
    case power
    /// R's `%in%`.
    case within
    case unknownFunction(String)
    /// The sign and what follows it.
    case takesAwayNothing(String)
    /// Neither a term nor an intercept.
    case nothingLeft
    case tooManyTerms
    case tooManyVariables
    case tooDeep

    // The covariance and the random terms.

    case barOutside
    case unknownStructure(String)
    case secondResidual(String, first: Int)
    /// `us(visit)`.
    case noSubject(String, visit: String)
    case notASummand(String)
    case columnTwice(String)
    /// `(0 | id)`.
    case nothingVaries
  }

  /// A part of the grammar.
  public enum Grammar: Sendable, Equatable {
    case sides, terms, operators, functions, groups
    /// By the structure's name.
    case covariance(String)
  }

  /// The whole formula.
  public let text: String
  /// The character that the message is about, counted from 1; one more than there are for what is missing at the end.
  public let position: Int
  public let reason: Reason

  init(text: String, position: Int, reason: Reason) {
    self.text = text
    self.position = position
    self.reason = reason
  }

  public var status: ExitStatus { .usage }

  public var problems: [String] { ["\(Self.place(in: text, at: position)): \(reason.problem)"] }

  public var mend: String? { reason.mend }

  /// `formula "y ~ x": character 5`, or where the formula is long what stands around the position.
  static func place(in text: String, at position: Int) -> String {
    let characters = Array(text)
    var excerpt = text
    if characters.count > 120 {
      let from = max(0, min(position - 61, characters.count - 80))
      let to = min(characters.count, from + 80)
      excerpt = (from > 0 ? "…" : "") + String(characters[from..<to]) + (to < characters.count ? "…" : "")
    }
    return "formula \(inQuotes(excerpt)): character \(position)"
  }
}
