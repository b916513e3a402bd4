import LinearAlgebra
import TestSupport
import Testing

/// Columns 1 (unless left out), x, x², … each rounded once per multiplication.
private func polynomial(_ x: [Double], degree: Int) -> Matrix {
  var columns = [[Double](repeating: 1, count: x.count)]
  for _ in 0..<degree { columns.append(zip(columns[columns.count - 1], x).map { $0 * $1 }) }
  return Matrix(columns: columns)
}

/// NIST StRD, linear regression: the fewest digits that agree, over the coefficients, over their standard errors, and
/// for the residual SD and R².
@Suite struct LeastSquaresNISTTests {
  struct Published: Sendable, CustomTestStringConvertible {
    let name: String
    let y: [Double]
    let x: [Double]
    let degree: Int
    let coefficients: [Double]
    let standardErrors: [Double]
    let residualSD: Double
    let rSquared: Double
    var testDescription: String { name }
  }

  static let wamplerX = (0...20).map(Double.init)
  /// 1 + x + x² + … + x⁵: exact in doubles.
  static let wampler1 = wamplerX.map { x in 1 + x * (1 + x * (1 + x * (1 + x * (1 + x)))) }
  static let wamplerNoise: [Double] = [
    759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 2523, -2048,
    2048, -2048, 759,
  ]
  static func wampler(noise: Double) -> [Double] { zip(wampler1, wamplerNoise).map { $0 + noise * $1 } }
  /// Σ (x/10)ⁱ, whose 5 decimals are exact: from whole hundred-thousandths, rounded once.
  static let wampler2 = wamplerX.map { x in
    (1e5 + x * (1e4 + x * (1e3 + x * (1e2 + x * (10 + x))))) / 1e5
  }

  /// Data by formula, certified values from NIST's pages.
  static let generated: [Published] = [
    Published(
      name: "Wampler1", y: wampler1, x: wamplerX, degree: 5, coefficients: [1, 1, 1, 1, 1, 1],
      standardErrors: [0, 0, 0, 0, 0, 0], residualSD: 0, rSquared: 1),
    Published(
      name: "Wampler2", y: wampler2, x: wamplerX, degree: 5, coefficients: [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5],
      standardErrors: [0, 0, 0, 0, 0, 0], residualSD: 0, rSquared: 1),
    Published(
      name: "Wampler3", y: wampler(noise: 1), x: wamplerX, degree: 5, coefficients: [1, 1, 1, 1, 1, 1],
      standardErrors: [
        2152.32624678170, 2363.55173469681, 779.343524331583, 101.475507550350, 5.64566512170752, 0.112324854679312,
      ], residualSD: 2360.14502379268, rSquared: 0.999995559025820),
    Published(
      name: "Wampler4", y: wampler(noise: 100), x: wamplerX, degree: 5, coefficients: [1, 1, 1, 1, 1, 1],
      standardErrors: [
        215232.624678170, 236355.173469681, 77934.3524331583, 10147.5507550350, 564.566512170752, 11.2324854679312,
      ], residualSD: 236014.502379268, rSquared: 0.957478440825662),
    Published(
      name: "Wampler5", y: wampler(noise: 1e4), x: wamplerX, degree: 5, coefficients: [1, 1, 1, 1, 1, 1],
      standardErrors: [
        21523262.4678170, 23635517.3469681, 7793435.24331583, 1014755.07550350, 56456.6512170752, 1123.24854679312,
      ], residualSD: 23601450.2379268, rSquared: 0.224668921574940e-2),
  ]

  @Test(arguments: generated) func generatedSets(_ set: Published) {
    let fit = LeastSquares(design: polynomial(set.x, degree: set.degree), response: set.y)
    #expect(fit.aliased.isEmpty)
    // Wampler2's response has decimals that doubles do not hold: 13.2 digits are left of them.
    let asked = set.name == "Wampler2" ? 13.0 : 15.0
    let nist = Certified(set.name, isMadeByRule: true)
    for (index, certified) in set.coefficients.enumerated() {
      #expect(nist.digits("coefficients", fit.coefficients[index], certified) >= asked, "B\(index)")
      #expect(
        nist.digits("standard errors", fit.standardErrors[index], set.standardErrors[index]) >= 14, "sd of B\(index)")
    }
    #expect(nist.digits("residual SD", fit.sigma, set.residualSD) >= 14)
    #expect(nist.digits("R²", fit.rSquared(withIntercept: true), set.rSquared) >= 14)
  }

  @Test(arguments: [
    Published(
      name: "NoInt1", y: (130...140).map(Double.init), x: (60...70).map(Double.init), degree: 1,
      coefficients: [2.07438016528926], standardErrors: [0.165289256198347e-1], residualSD: 3.56753034006338,
      rSquared: 0.999365492298663),
    Published(
      name: "NoInt2", y: [3, 4, 4], x: [4, 5, 6], degree: 1, coefficients: [0.727272727272727],
      standardErrors: [0.420827318078432e-1], residualSD: 0.369274472937998, rSquared: 0.993348115299335),
  ]) func throughTheOrigin(_ set: Published) {
    let fit = LeastSquares(design: Matrix(columns: [set.x]), response: set.y)
    let nist = Certified(set.name, isMadeByRule: true)
    #expect(nist.digits("coefficients", fit.coefficients[0], set.coefficients[0]) >= 14)
    #expect(nist.digits("standard errors", fit.standardErrors[0], set.standardErrors[0]) >= 14)
    #expect(nist.digits("residual SD", fit.sigma, set.residualSD) >= 14)
    #expect(nist.digits("R²", fit.rSquared(withIntercept: false), set.rSquared) >= 14)
  }

  struct Filed: Sendable, CustomTestStringConvertible {
    let name: String
    /// Degree of the polynomial in the one predictor; nil where each predictor is a column.
    let degree: Int?
    let coefficients: Double
    let standardErrors: Double
    let residualSD: Double
    let rSquared: Double
    var testDescription: String { name }
  }

  /// Digits asked are what reading decimals into doubles leaves: exact rational arithmetic on Filip's doubles, powers
  /// rounded as here, also gives 7.9.
  @Test(
    .enabled(if: NISTDataset.isAvailable, "needs NIST's files: set ENDLINE_NIST"),
    arguments: [
      Filed(name: "Norris", degree: 1, coefficients: 14, standardErrors: 13.9, residualSD: 14, rSquared: 15),
      Filed(name: "Pontius", degree: 2, coefficients: 13.5, standardErrors: 13.7, residualSD: 13.7, rSquared: 15),
      Filed(name: "Longley", degree: nil, coefficients: 14, standardErrors: 14, residualSD: 14, rSquared: 15),
      Filed(name: "Filip", degree: 10, coefficients: 7.9, standardErrors: 8.6, residualSD: 8.4, rSquared: 10),
    ])
  func filedSets(_ set: Filed) throws {
    let data = try NISTDataset(set.name)
    let rows = data.rows
    let predictors = (1..<rows[0].count).map { column in rows.map { $0[column] } }
    let design =
      set.degree.map { polynomial(predictors[0], degree: $0) }
      ?? Matrix(columns: [[Double](repeating: 1, count: rows.count)] + predictors)
    let fit = LeastSquares(design: design, response: rows.map { $0[0] })
    let certified = data.coefficients
    try #require(certified.count == design.columns)
    #expect(fit.aliased.isEmpty)
    let nist = Certified(set.name, isMadeByRule: false)
    for (index, pair) in certified.enumerated() {
      #expect(nist.digits("coefficients", fit.coefficients[index], pair.estimate) >= set.coefficients, "B\(index)")
      #expect(
        nist.digits("standard errors", fit.standardErrors[index], pair.standardError) >= set.standardErrors,
        "sd of B\(index)")
    }
    #expect(nist.digits("residual SD", fit.sigma, data.certified("Standard", "Deviation")) >= set.residualSD)
    #expect(nist.digits("R²", fit.rSquared(withIntercept: true), data.certified("R-Squared")) >= set.rSquared)
  }
}
