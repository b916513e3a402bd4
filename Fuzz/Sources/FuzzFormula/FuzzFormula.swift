import Endline
import Expectation

// Any text after `--formula` is a model or a `FormulaError` of one line that points into the text; a model written out
// term by term is the same model.

private func quoted(_ name: String) -> String {
  "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
}

private func written(_ variable: FormulaVariable) -> String {
  switch variable {
  case .column(let name): quoted(name)
  case .factor(let name): "factor(\(quoted(name)))"
  case .baseline(let name): "baseline(\(quoted(name)))"
  }
}

private func written(_ hasIntercept: Bool, _ terms: [[FormulaVariable]]) -> String {
  ([hasIntercept ? "1" : "0"] + terms.map { $0.map(written).joined(separator: ":") }).joined(separator: " + ")
}

private func written(_ formula: ModelFormula) -> String {
  var parts = [written(formula.hasIntercept, formula.terms)]
  if let residual = formula.residual {
    let subject = (residual.group.map { quoted($0) + "/" } ?? "") + quoted(residual.subject)
    parts.append("\(residual.structure)(\(quoted(residual.visit)) | \(subject))")
  }
  for random in formula.randomTerms {
    let bar = random.isCorrelated ? "|" : "||"
    let groups = random.groups.map(quoted).joined(separator: "/")
    parts.append("(\(written(random.hasIntercept, random.slopes)) \(bar) \(groups))")
  }
  return quoted(formula.response) + " ~ " + parts.joined(separator: " + ")
}

/// The order of a term's variables is that of their first appearance, which writing out may change.
private func sets(_ terms: [[FormulaVariable]]) -> [Set<FormulaVariable>] { terms.map { Set($0) } }

private func expectTerms(_ terms: [[FormulaVariable]]) {
  expect(terms.count <= 512 && Set(sets(terms)).count == terms.count, "too many terms, or one of them twice")
  expect(
    terms.allSatisfy { !$0.isEmpty && Set($0).count == $0.count }, "a term without variables, or one of them twice")
  expect(zip(terms, terms.dropFirst()).allSatisfy { $0.count <= $1.count }, "terms that are not by degree")
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard let text = String(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) else { return 0 }
  do throws(FormulaError) {
    let formula = try ModelFormula(parsing: text)
    expectTerms(formula.terms)
    for random in formula.randomTerms { expectTerms(random.slopes) }
    let coding = formula.usesContrasts { if case .factor = $0 { true } else { $0.hashValue & 1 == 0 } }
    expect(coding.map(\.count) == formula.terms.map(\.count), "a coding of other terms")
    let again = try ModelFormula(parsing: written(formula))
    expect(
      again.response == formula.response && again.hasIntercept == formula.hasIntercept
        && sets(again.terms) == sets(formula.terms) && again.residual == formula.residual
        && again.randomTerms.map { written($0.hasIntercept, []) }
          == formula.randomTerms.map { written($0.hasIntercept, []) }
        && again.randomTerms.map { sets($0.slopes) } == formula.randomTerms.map { sets($0.slopes) }
        && again.randomTerms.map(\.groups) == formula.randomTerms.map(\.groups)
        && again.randomTerms.map(\.isCorrelated) == formula.randomTerms.map(\.isCorrelated),
      "another model when written out: \(written(formula))")
  } catch {
    expectOneLineEach(error)
    expect((1...text.count + 1).contains(error.position), "a character outside the text: \(error.position)")
    expect(!error.text.isEmpty || text.isEmpty, "an error of another text")
    expect(error.text == text, "a model that cannot be read when written out: \(error)")
  }
  return 0
}
