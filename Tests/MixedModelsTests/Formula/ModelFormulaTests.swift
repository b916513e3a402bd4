import MixedModels
import Testing

@Suite struct ModelFormulaTests {
  private func labels(_ text: String) throws -> String {
    let formula = try ModelFormula(parsing: text)
    let terms = formula.terms.map { $0.map(\.label).joined(separator: ":") }
    return ((formula.hasIntercept ? ["1"] : ["0"]) + terms).joined(separator: " ")
  }

  @Test func readsAModelOfATrial() throws {
    let text = "FEV1 ~ baseline(FEV1)*visit + arm*factor(visit) + us(visit | arm / id) + (1 | site/therapist)"
    let formula = try ModelFormula(parsing: text)
    #expect(formula.text == text)
    #expect(formula.response == "FEV1")
    #expect(formula.hasIntercept)
    let baseline = FormulaVariable.baseline("FEV1")
    let visit = FormulaVariable.column("visit")
    let arm = FormulaVariable.column("arm")
    #expect(
      formula.terms == [
        [baseline], [visit], [arm], [.factor("visit")], [baseline, visit], [arm, .factor("visit")],
      ])
    let residual = try #require(formula.residual)
    #expect(residual.structure == "us" && residual.visit == "visit" && residual.group == "arm")
    #expect(residual.subject == "id")
    let random = try #require(formula.randomTerms.first)
    #expect(random.hasIntercept && random.slopes.isEmpty && random.isCorrelated)
    #expect(random.groups == ["site", "therapist"])
  }

  /// The same formula in other letters.
  @Test(arguments: [
    "y~a*b+us(v|id)", " y ~ a * b + us ( v | id ) ", "y ~ us(v | id) + a*b", "y ~ a + us(v | id) + b + a:b",
    "y\n~\ta * b\r\n+ UN(v | id)", "`y` ~ \"a\" * `b` + Us(`v` | \"id\")", "y ~ ((a) * (b)) + un(v | id)",
    "y ~ +a*b + us(v | id) - 0", "y ~ 1 + a*b + us(v | id)", "y ~ a*b + us(v | id) - (c - c)",
    "y ~ a/b + us(v | id) + b", "y ~ a + us(v | id) - 1 + b + 1 + a:b",
  ])
  func isFreeInItsWriting(_ text: String) throws {
    let formula = try ModelFormula(parsing: text)
    #expect(formula.response == "y")
    #expect(try labels(text) == "1 a b a:b")
    let residual = try #require(formula.residual)
    #expect(residual.structure == "us" && residual.visit == "v" && residual.group == nil && residual.subject == "id")
    #expect(formula.randomTerms.isEmpty)
  }

  @Test func namesMayBeQuotedAndForeign() throws {
    let formula = try ModelFormula(
      parsing: #"`GAF-F ``x```~ "time ""point"" 1":größe.2_a + 訪問 + .b + _c + `6mwt` + `a + b`"#)
    #expect(formula.response == "GAF-F `x`")
    let names = ["größe.2_a", "訪問", ".b", "_c", "6mwt", "a + b"].map { [FormulaVariable.column($0)] }
    #expect(formula.terms == names.dropFirst() + [[.column("time \"point\" 1"), .column("größe.2_a")]])
  }

  /// Words that mean something before a parenthesis are names elsewhere.
  @Test func functionsAreNamesWithoutParentheses() throws {
    #expect(try labels("factor ~ us + baseline:ar1") == "1 us baseline:ar1")
    #expect(try labels("y ~ factor(factor) + `us`") == "1 factor(factor) us")
  }

  @Test(arguments: [
    ("us", "us"), ("un", "us"), ("UN", "us"), ("cs", "cs"), ("csh", "csh"), ("ar1", "ar1"), ("AR1h", "ar1h"),
    ("toep", "toep"), ("toeph", "toeph"), ("ad", "ad"), ("adh", "adh"), ("vc", "vc"), ("vch", "vch"),
    ("sp_exp", "sp_exp"),
  ])
  func knowsTheStructures(_ written: String, _ structure: String) throws {
    let formula = try ModelFormula(parsing: "y ~ arm + \(written)(days | id)")
    #expect(formula.residual?.structure == structure)
    #expect(formula.residual?.visit == "days")
  }

  @Test func readsRandomTerms() throws {
    let formula = try ModelFormula(
      parsing: "y ~ x*arm + (1 + time | id) + (0 + x*time || site/`ward 7`/id) + (time - 1 | a)+(factor(v)|b)")
    let random = formula.randomTerms
    let time = FormulaVariable.column("time")
    #expect(random.map(\.hasIntercept) == [true, false, false, true])
    #expect(random.map(\.isCorrelated) == [true, false, true, true])
    #expect(random.map(\.groups) == [["id"], ["site", "ward 7", "id"], ["a"], ["b"]])
    #expect(
      random.map(\.slopes) == [[[time]], [[.column("x")], [time], [.column("x"), time]], [[time]], [[.factor("v")]]])
    #expect(formula.terms.map(\.count) == [1, 1, 2] && formula.hasIntercept)
  }

  /// The intercept of a random term is its own affair, and so is the order of its variables.
  @Test func partsDoNotMeddle() throws {
    #expect(try labels("y ~ (0 + b:a | id) + a:b") == "1 a:b")
    #expect(try labels("y ~ 0 + a + (1 + b | id)") == "0 a")
    #expect(try ModelFormula(parsing: "y ~ 0 + a + (b | id)").randomTerms.first?.hasIntercept == true)
  }

  @Test func anInterceptAloneIsAModel() throws {
    #expect(try labels("y ~ 1") == "1")
    #expect(try labels("y ~ us(v | id)") == "1")
    #expect(try labels("y ~ a - a") == "1")
  }

  /// Terms in the hundreds, products that fall together, long sums and deep parentheses are within bounds.
  @Test func largeFormulas() throws {
    let nine = (1...9).map { "v\($0)" }.joined(separator: "*")
    #expect(try ModelFormula(parsing: "y ~ \(nine)").terms.count == 511)
    let many = (1...512).map { "v\($0)" }
    let sum = try ModelFormula(parsing: "y ~ " + many.joined(separator: "+"))
    #expect(sum.terms.count == 512 && sum.terms.last == [.column("v512")])
    let product = try ModelFormula(parsing: "y ~ " + many.joined(separator: ":"))
    #expect(product.terms.map(\.count) == [512])
    #expect(product.usesContrasts { _ in true } == [[Bool](repeating: false, count: 512)])
    #expect(try labels("y ~ " + [String](repeating: "a", count: 20_000).joined(separator: " + ")) == "1 a")
    #expect(try labels("y ~ " + [String](repeating: "a", count: 20_000).joined(separator: "*")) == "1 a")
    let deep = String(repeating: "(", count: 50) + "a" + String(repeating: ")", count: 50)
    #expect(try labels("y ~ \(deep)") == "1 a")
  }
}
