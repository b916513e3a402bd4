import MixedModels
import Testing

@Suite struct FormulaCodingTests {
  private let fixture: FormulaFixture

  init() throws { fixture = try FormulaFixture.read.get() }

  /// R's terms, intercept and coding, and the span that the terms have: in every formula of the fixture.
  @Test func agreesWithR() throws {
    var counts = [0, 0, 0]
    for given in fixture.formulas {
      let formula: ModelFormula
      do throws(FormulaError) {
        formula = try ModelFormula(parsing: given.formula)
      } catch {
        // Refused on purpose, and by nothing else.
        switch error.reason {
        case .takesAwayNothing, .nothingLeft, .nothingToMultiply: continue
        default: throw error
        }
      }
      #expect(formula.hasIntercept == given.intercept, "\(given.formula)")
      let labels = formula.terms.map { $0.map(\.label).joined(separator: ":") }
      #expect(labels == given.labels, "\(given.formula)")
      let design = fixture.design(formula)
      #expect(rank(design) == given.ranksTerms.last, "\(given.formula)")
      counts[0] += 1
      let coding = formula.usesContrasts(categorical: FormulaFixture.isCategorical)
      let reference = given.terms.map(\.contrasts)
      if given.ranksR != given.ranksTerms {
        // R leaves out what the terms say, so that the codings must differ.
        #expect(coding != reference, "\(given.formula)")
        counts[1] += 1
      } else if coding != reference {
        // Without an intercept R makes columns twice.
        let width = zip(given.terms, reference).reduce(0) { $0 + fixture.width($1.0.variables, contrasts: $1.1) }
        #expect(!given.intercept && design.count < width, "\(given.formula)")
        counts[2] += 1
      }
    }
    print(
      "formulas: \(counts[0]) of \(fixture.formulas.count) compared with R, which leaves columns out in \(counts[1])",
      "and makes them twice in \(counts[2])")
    #expect(counts[0] > 400 && counts[1] >= 4 && counts[2] >= 1 && counts[2] < 20)
  }

  /// What R makes of margins depends on the order of writing; ours does not.
  @Test(arguments: ["y ~ a:b + x:b", "y ~ x:b + a:b"]) func orderOfWritingKeepsTheSpan(_ text: String) throws {
    #expect(rank(fixture.design(try ModelFormula(parsing: text))) == 9)
  }

  @Test func numericVariablesAreTrue() throws {
    let formula = try ModelFormula(parsing: "y ~ 0 + x:z + factor(x)")
    #expect(formula.usesContrasts { _ in false } == [[true], [true, true]])
    #expect(formula.usesContrasts { $0 == .factor("x") } == [[false], [true, true]])
    #expect(formula.usesContrasts { _ in true } == [[false], [false, false]])
  }
}
