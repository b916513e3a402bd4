import Diagnostics
import Foundation
import MixedModels
import Testing

@Suite struct FormulaErrorTests {
  /// A formula, the line that says what is wrong with it, and its mend.
  struct Broken: CustomTestStringConvertible {
    let formula, problem, mend: String
    var testDescription: String { formula }
  }

  /// `broken-formulas.txt`: three lines each, with a blank line between.
  static let broken: [Broken] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let text = try? String(contentsOf: folder.appending(path: "Fixtures/broken-formulas.txt"), encoding: .utf8)
    return (text ?? "").split(separator: "\n\n").map { block in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let formula = lines[0].replacing("\\n", with: "\n").replacing("\\u{7}", with: "\u{7}")
        .replacing("\\u{202e}", with: "\u{202E}")
      return Broken(formula: formula.replacing("(empty)", with: ""), problem: lines[1], mend: lines[2])
    }
  }()

  @Test(arguments: broken) func saysWhatIsWrongAndWhere(_ broken: Broken) throws {
    let error = try #require(throws: FormulaError.self) { try ModelFormula(parsing: broken.formula) }
    #expect(error.problems == [broken.problem])
    #expect(error.mend == broken.mend)
    #expect(error.status == .usage)
    #expect((1...broken.formula.count + 1).contains(error.position))
  }

  @Test func manyAreBroken() { #expect(Self.broken.count >= 80) }

  /// As many as would be, if the work were done: an answer at once all the same.
  @Test func refusesWhatHasNoEnd() throws {
    func error(_ terms: String) throws -> FormulaError {
      try #require(throws: FormulaError.self) { try ModelFormula(parsing: "y ~ " + terms) }
    }
    let thirty = (1...30).map { "v\($0)" }.joined(separator: "*")
    #expect(try error(thirty).reason == .tooManyTerms)
    #expect(try error((1...513).map { "v\($0)" }.joined(separator: "+")).reason == .tooManyVariables)
    #expect(try error((1...600).map { "v\($0)" }.joined(separator: ":")).reason == .tooManyVariables)
    let square = "(a*b*c*d*e*f*g*h*i)"
    #expect(try error([String](repeating: square, count: 2_000).joined(separator: ":")).reason == .tooManyTerms)
    #expect(try error([String](repeating: square, count: 2_000).joined(separator: "*")).reason == .tooManyTerms)
    let half = 100_000
    let deep = String(repeating: "(", count: half) + "a" + String(repeating: ")", count: half)
    #expect(try error(deep).reason == .tooDeep)
    #expect(try error(deep).position == 55)
    #expect(try error(String(repeating: "(", count: half)).reason == .unclosedParenthesis)
    #expect(try error(String(repeating: "-", count: half)).reason == .expected("a term", found: "-", mend: .terms))
    #expect(try error(String(repeating: "x(", count: half)).reason == .unclosedParenthesis)
  }

  /// A long formula is shown around the place.
  @Test func showsTheSurroundings() throws {
    let terms = (1...100).map { "covariate_\($0)" }
    let text = "y ~ " + (terms[..<50] + ["log(x)"] + terms[50...]).joined(separator: " + ")
    let error = try #require(throws: FormulaError.self) { try ModelFormula(parsing: text) }
    #expect(error.problems[0].contains("covariate_50 + log(x) + cov"))
    #expect(error.problems[0].count < 200)
  }
}
