import Diagnostics

extension FormulaError.Reason {
  var problem: String {
    switch self {
    case .unknownCharacter(let character): "\(inQuotes(String(character))) is no sign of a formula"
    case .unclosedQuote(let quote):
      "the \(quote == "`" ? "backtick" : "double quote") that opens a name here is not closed"
    case .emptyName: "a name without letters"
    case .digitFirst(let word): "\(inQuotes(word)) starts with a digit"
    case .unclosedParenthesis: "the parenthesis that opens here is not closed"
    case .strayParenthesis: "a parenthesis is closed here that was not opened"
    case .noTilde: "there is no ~"
    case .secondTilde: "a second ~"
    case .noResponse: "there is no outcome before ~"
    case .responseIsNoColumn: "before ~ stands one column's name and nothing else"
    case .noTerms: "there is nothing behind ~"
    case .responseOnTheRight(let name): "\(inQuotes(name)) is the outcome and stands before ~ only"
    case .baselineOfAnother(let name, let response):
      "baseline() is of the outcome \(inQuotes(response)), not of \(inQuotes(name))"
    case .expected(let wanted, nil, _): "the formula ends where \(wanted) should stand"
    case .expected(let wanted, let found?, _): "\(inQuotes(found)) stands where \(wanted) should"
    case .number(let number): "\(inQuotes(number)): the only numbers in a formula are 0 and 1, for the intercept"
    case .numberInProduct(let number): "\(inQuotes(number)) cannot be multiplied"
    case .nothingToMultiply: "one side of what is multiplied here has no terms"
    case .allOtherColumns: "\".\" for all other columns is not known"
    case .power: "^ is not known"
    case .within: "%in% is not known"
    case .unknownFunction(let name): "there is no function \(inQuotes(name))"
    case .takesAwayNothing(let text): "\(inQuotes(text)) takes away what is not there"
    case .nothingLeft: "no term is left, and no intercept"
    case .tooManyTerms: "with this the formula has more than \(TermList.limit) terms, or too many products"
    case .tooManyVariables: "with this the formula has more than \(VariableSet.capacity) variables"
    case .tooDeep: "more than \(FormulaParser.deepest) parentheses in one another"
    case .barOutside: "a bar stands only within parentheses"
    case .unknownStructure(let name): "there is no covariance structure \(inQuotes(name))"
    case .secondResidual(let structure, let first):
      "\(structure)() is a second covariance of the repeated measures; the first stands at character \(first)"
    case .noSubject(let structure, let visit): "\(structure)(\(written(visit))) does not say whose measures these are"
    case .notASummand(let what): "\(what) has to be a summand of its own"
    case .columnTwice(let name): "\(inQuotes(name)) stands here again"
    case .nothingVaries: "no effect is left that could vary"
    }
  }

  var mend: String? {
    switch self {
    case .unknownCharacter("="): Self.example
    case .unknownCharacter(let character):
      Self.lookalikes[character].map { "write the plain \($0) of the keyboard" } ?? Self.quoting
    case .unclosedQuote(let quote): "close it with \(quote); one inside the name is doubled"
    case .emptyName: "name a column"
    case .digitFirst(let word): "if it is a column, put it in backticks: \(inBackticks(word))"
    case .unclosedParenthesis: "add )"
    case .strayParenthesis: "remove it, or add ( before"
    case .noTilde, .noResponse, .noTerms: Self.example
    case .secondTilde: "a formula has one ~, between the outcome and the terms"
    case .responseIsNoColumn:
      "compute what you need as a column of the data; a name with other characters stands in backticks"
    case .responseOnTheRight(let name): "its value at baseline is baseline(\(written(name)))"
    case .baselineOfAnother(let name, _): "if \(inQuotes(name)) is a covariate, give its baseline value as a column"
    case .expected(_, _, let grammar): grammar.rule
    case .number(let number): "if it is a column, put it in backticks: \(inBackticks(number))"
    case .numberInProduct: "add it: + 0 or - 1 leaves the intercept out, + 1 keeps it"
    case .nothingToMultiply: "remove it, or name the terms"
    case .allOtherColumns: "name the columns"
    case .power: "write the terms out, as in a*b + a*c + b*c; compute a square as a column of the data"
    case .within: "write a/b for b within a, or a:b"
    case .unknownFunction(let name):
      (nearest(to: name, among: ["factor", "baseline"] + ResidualTerm.structures).map {
        "did you mean \($0)()? if not, "
      }
        ?? "") + "compute it as a column of the data; the functions are factor() and baseline()"
    case .takesAwayNothing: "remove it; a name with a hyphen stands in backticks, as in `BDI-II`"
    case .nothingLeft, .nothingVaries: "leave an intercept or a term in"
    case .tooManyTerms: "multiply fewer variables with one another"
    case .tooManyVariables: "name fewer columns"
    case .tooDeep: "remove some of them"
    case .barOutside: "write us(visit | id) or (1 | id)"
    case .unknownStructure(let name):
      (nearest(to: name, among: ResidualTerm.structures).map { "did you mean \($0)? " } ?? "")
        + "the structures are \(ResidualTerm.structures.joined(separator: " "))"
    case .secondResidual: "keep one of them"
    case .noSubject(let structure, let visit):
      "write \(structure)(\(written(visit)) | SUBJECT), with the column of the subjects"
    case .notASummand:
      "let it stand beside the terms, not within parentheses or products: … + us(visit | id) + (1 | site)"
    case .columnTwice: "name each column once"
    }
  }

  fileprivate static let quoting = "a name with blanks or signs stands in backticks, as in `visit day`"
  private static let example = #"write OUTCOME ~ TERMS, such as "bdi ~ arm*visit + us(visit | id)""#

  /// What word processors put in the place of plain characters.
  private static let lookalikes: [Character: String] = [
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "∼": "~", "˜": "~", "～": "~", "×": "*", "∗": "*", "·": ":",
    "“": "\"", "”": "\"", "„": "\"", "‘": "`", "’": "`", "'": "`", "´": "`", "：": ":", "＋": "+", "（": "(", "）": ")",
    "∣": "|", "¦": "|",
  ]
}

extension FormulaError.Grammar {
  fileprivate var rule: String {
    switch self {
    case .sides: "write OUTCOME ~ TERMS; \(FormulaError.Reason.quoting)"
    case .terms: "a term is a column, factor(COL), baseline(OUTCOME) or a sum of them in parentheses"
    case .operators: "terms are joined by + : * or /; \(FormulaError.Reason.quoting)"
    case .functions: "write factor(COL) or baseline(OUTCOME); \(FormulaError.Reason.quoting)"
    case .groups: "write (1 | site), (1 | site/id) or (1 + time | id)"
    case .covariance("sp_exp"): "write sp_exp(days | id) or sp_exp(days | arm / id)"
    case .covariance(let structure): "write \(structure)(visit | id) or \(structure)(visit | arm / id)"
    }
  }
}

private func inBackticks(_ name: String) -> String {
  "`" + onOneLine(name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``")) + "`"
}

/// The name as a formula takes it.
func written(_ name: String) -> String {
  FormulaLexer.isWord(name) ? onOneLine(name) : inBackticks(name)
}
