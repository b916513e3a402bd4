/// The algebra of the fixed part and of the left of bars.
extension FormulaParser {
  mutating func sum() throws(FormulaError) -> TermList {
    var result = TermList()
    var isFirst = true
    repeat {
      let start = token
      let isOperator = token.isSign("+", "-")
      if isOperator { at += 1 }
      let wasAdding = isAdding
      if start.isSign("-") { isAdding.toggle() }
      if isOperator, token.isSign("+", "-"), case .number = tokens[at + 1].kind {
        if token.isSign("-") { isAdding.toggle() }
        at += 1
      }
      let right = try product()
      isAdding = wasAdding
      if start.isSign("-") {
        if !right.isEmpty, !result.remove(right) {
          throw error(at: start.position, .takesAwayNothing(written(from: start)))
        }
      } else if isFirst {
        result = right
      } else {
        result.add(right)
      }
      try check(result, at: start.position)
      isFirst = false
    } while token.isSign("+", "-")
    return result
  }

  /// What was read from a token on.
  private func written(from start: FormulaToken) -> String {
    var read = text.dropFirst(start.position - 1).prefix(token.position - start.position)
    while read.last?.isWhitespace == true { read.removeLast() }
    return String(read)
  }

  private mutating func product() throws(FormulaError) -> TermList {
    var result = try interaction()
    while token.isSign("*", "/") {
      let sign = token
      try notANumber(at - 1)
      at += 1
      try notANumber(at)
      let right = try interaction()
      try checkFactors(result, right, at: sign.position)
      result = sign.isSign("*") ? result.crossed(right) : result.nesting(right)
      try check(result, at: sign.position)
    }
    return result
  }

  private mutating func interaction() throws(FormulaError) -> TermList {
    var result = try operand()
    while token.isSign(":") {
      let sign = token
      try notANumber(at - 1)
      at += 1
      try notANumber(at)
      let right = try operand()
      try checkFactors(result, right, at: sign.position)
      result = result.interaction(right)
      try check(result, at: sign.position)
    }
    return result
  }

  private func notANumber(_ index: Int) throws(FormulaError) {
    if case .number(let number) = tokens[index].kind {
      throw error(at: tokens[index].position, .numberInProduct(number))
    }
  }

  private func check(_ list: TermList, at position: Int) throws(FormulaError) {
    if list.isTooLong { throw error(at: position, .tooManyTerms) }
  }

  /// What is multiplied is not nothing, as `(a - a)` is, and the work stays within bounds where the same products are
  /// made again and again.
  private mutating func checkFactors(_ a: TermList, _ b: TermList, at position: Int) throws(FormulaError) {
    if a.isEmpty || b.isEmpty { throw error(at: position, .nothingToMultiply) }
    products += a.terms.count * b.terms.count
    if products > Self.mostProducts { throw error(at: position, .tooManyTerms) }
  }

  private mutating func operand() throws(FormulaError) -> TermList {
    switch token.kind {
    case .number(let number):
      guard number == "0" || number == "1" else { throw error(.number(number)) }
      part.hasIntercept = (number == "1") == isAdding
      part.number = token.position
      at += 1
      return TermList()
    case .name(let name, let isQuoted):
      if !isQuoted, tokens[at + 1].isSign("(") { return try function(name) }
      return try variable(.column(column("a term", .terms)))
    case .sign("("):
      if token.holdsBar { return try random() }
      at += 1
      let result = try deeper { (parser) throws(FormulaError) in try parser.sum() }
      try take(")", or: ") or an operator", .operators)
      return result
    default: throw unexpected("a term", .terms)
    }
  }

  /// What stands one parenthesis deeper.
  mutating func deeper<T>(_ read: (inout Self) throws(FormulaError) -> T) throws(FormulaError) -> T {
    guard depth < Self.deepest else { throw error(at: tokens[at - 1].position, .tooDeep) }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  private mutating func variable(_ variable: FormulaVariable) throws(FormulaError) -> TermList {
    if let place = part.places[variable] { return TermList(VariableSet(place: place)) }
    let place = part.variables.count
    guard place < VariableSet.capacity else { throw error(at: tokens[at - 1].position, .tooManyVariables) }
    part.places[variable] = place
    part.variables.append(variable)
    return TermList(VariableSet(place: place))
  }

  private mutating func function(_ name: String) throws(FormulaError) -> TermList {
    if ResidualTerm.structures.contains(name.lowercased()) {
      try covariance(name.lowercased())
      return TermList()
    }
    switch name {
    case "factor":
      at += 2
      let column = try column("a column's name", .functions)
      try take(")", or: ")", .functions)
      return try variable(.factor(column))
    case "baseline":
      at += 2
      guard case .name(let outcome, _) = token.kind else { throw unexpected("the outcome's name", .functions) }
      if outcome != response { throw error(.baselineOfAnother(outcome, response: response)) }
      at += 1
      try take(")", or: ")", .functions)
      return try variable(.baseline(outcome))
    default: throw error(tokens[at + 1].holdsBar ? .unknownStructure(name) : .unknownFunction(name))
    }
  }
}
