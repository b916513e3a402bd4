import Foundation
import MixedModels
import Testing

/// `formula-terms.json`: what R makes of formulas.
struct FormulaFixture: Decodable {
  struct Term: Decodable {
    let variables: [String]
    let contrasts: [Bool]
  }
  struct Case: Decodable, CustomTestStringConvertible {
    let formula: String
    let intercept: Bool
    let labels: [String]
    let terms: [Term]
    /// Up to each term, from the intercept on: of R's model matrix, and of all indicators of all terms.
    let ranksR, ranksTerms: [Int]

    var testDescription: String { formula }
  }
  let data: [String: [Double]]
  let formulas: [Case]

  static let read = Result {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Self.self, from: Data(contentsOf: folder.appending(path: "Fixtures/formula-terms.json")))
  }

  static func isCategorical(_ variable: FormulaVariable) -> Bool {
    switch variable {
    case .column(let name): ["a", "b", "g"].contains(name)
    case .factor: true
    case .baseline: false
    }
  }

  /// The columns of a variable: itself, or an indicator for each level but the first where it has contrasts.
  func columns(_ variable: FormulaVariable, contrasts: Bool) -> [[Double]] {
    let values =
      switch variable {
      case .column(let name), .factor(let name): data[name] ?? []
      case .baseline: data["baseline"] ?? []
      }
    guard Self.isCategorical(variable) else { return [values] }
    return Set(values).sorted().dropFirst(contrasts ? 1 : 0).map { level in values.map { $0 == level ? 1 : 0 } }
  }

  /// How many columns a term has by a coding; the variables by their labels.
  func width(_ labels: [String], contrasts: [Bool]) -> Int {
    zip(labels, contrasts).reduce(1) { width, part in
      guard let variable = try? ModelFormula(parsing: "y ~ " + part.0).terms.first?.first else { return 0 }
      return width * columns(variable, contrasts: part.1).count
    }
  }

  /// The design of a formula by our coding.
  func design(_ formula: ModelFormula) -> [[Double]] {
    let rows = data["y"]?.count ?? 0
    let ones = [Double](repeating: 1, count: rows)
    var design = formula.hasIntercept ? [ones] : []
    for (term, coding) in zip(formula.terms, formula.usesContrasts(categorical: Self.isCategorical)) {
      var block = [ones]
      for (variable, contrasts) in zip(term, coding) {
        let own = columns(variable, contrasts: contrasts)
        block = block.flatMap { a in own.map { b in zip(a, b).map { $0 * $1 } } }
      }
      design += block
    }
    return design
  }
}

/// The number of linearly independent columns, by orthogonalisation done twice.
func rank(_ columns: [[Double]]) -> Int {
  var basis: [[Double]] = []
  func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  for column in columns {
    let length = dot(column, column).squareRoot()
    guard length > 0 else { continue }
    var rest = column
    for _ in 0..<2 {
      for direction in basis {
        let part = dot(rest, direction)
        rest = zip(rest, direction).map { $0 - part * $1 }
      }
    }
    let left = dot(rest, rest).squareRoot()
    if left > 1e-8 * length { basis.append(rest.map { $0 / left }) }
  }
  return basis.count
}
