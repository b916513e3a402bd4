extension FormulaParser {
  /// `us(visit | id)` or `us(visit | arm / id)`.
  mutating func covariance(_ structure: String) throws(FormulaError) {
    try checkStandsAlone("\(structure)()", from: at, to: tokens[at + 1].closing)
    if residual != nil { throw error(.secondResidual(structure, first: residualPosition)) }
    residualPosition = token.position
    at += 2
    let start = at
    let mend = FormulaError.Grammar.covariance(structure)
    let visit = try column("the column of the \(structure == "sp_exp" ? "times" : "visits")", mend)
    if token.isSign(")") { throw error(.noSubject(structure, visit: visit)) }
    try take("|", or: "|", mend)
    var columns = [try column("the column of the subjects", mend)]
    if token.isSign("/") {
      at += 1
      columns.append(try column("the column of the subjects", mend))
    }
    try checkDiffer([visit] + columns, from: start)
    try take(")", or: columns.count == 1 ? ") or /" : ")", mend)
    residual = ResidualTerm(
      structure: structure == "un" ? "us" : structure, visit: visit, group: columns.count == 2 ? columns[0] : nil,
      subject: columns[columns.count - 1])
  }

  /// `(1 + time | id)`: a part of its own.
  mutating func random() throws(FormulaError) -> TermList {
    try checkStandsAlone("a random term", from: at, to: token.closing)
    let fixed = part
    part = Part()
    at += 1
    part.list = try deeper { (parser) throws(FormulaError) in try parser.sum() }
    let isCorrelated = token.isSign("|")
    guard token.isSign("|", "||") else { throw unexpected("| or an operator", .groups) }
    if part.list.isEmpty, !part.hasIntercept { throw error(at: part.number, .nothingVaries) }
    at += 1
    randomTerms.append(
      RandomTerm(
        hasIntercept: part.hasIntercept, slopes: part.terms, isCorrelated: isCorrelated, groups: try groups()))
    part = fixed
    return TermList()
  }

  /// `site/id)`: what stands behind the bar of a random term.
  private mutating func groups() throws(FormulaError) -> [String] {
    let start = at
    var groups = [try column("the column of the groups", .groups)]
    while token.isSign("/") {
      at += 1
      groups.append(try column("the column of the groups", .groups))
    }
    try checkDiffer(groups, from: start)
    try take(")", or: ") or /", .groups)
    return groups
  }

  /// Columns at every second token from `start`.
  private func checkDiffer(_ names: [String], from start: Int) throws(FormulaError) {
    var seen: Set<String> = []
    for (i, name) in names.enumerated() where !seen.insert(name).inserted {
      throw error(at: tokens[start + 2 * i].position, .columnTwice(name))
    }
  }

  /// A covariance and a random term are summands: nothing multiplies them, takes them away or puts them in parentheses.
  private func checkStandsAlone(_ what: String, from first: Int, to last: Int?) throws(FormulaError) {
    guard depth == 0, tokens[first - 1].isSign("~", "+"), let last, !tokens[last + 1].isSign("*", "/", ":") else {
      throw error(at: tokens[first].position, .notASummand(what))
    }
  }
}
