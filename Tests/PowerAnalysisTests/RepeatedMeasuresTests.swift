import LinearAlgebra
import PowerAnalysis
import TestSupport
import Testing

private struct Fixture: Decodable {
  struct Case: Decodable {
    let correlation: [[Double]]
    let sd, retention, retentionControl, phi: [Double]
    let baseline: [Double]?
    let n1, n2, difference, asymptotic, df, t: Double
  }
  struct Table: Decodable {
    let visits: Int
    let inflation: [[Double]]
  }
  let cases: [Case]
  let lost: [Double]
  let lastCorrelations: [Double]
  let table2: [Table]

  static func read() throws -> Referenced<Fixture> { try Fixtures.read(Fixture.self, "repeated-measures.json") }
}

private func matrix(_ rows: [[Double]]) -> Matrix { Matrix(columns: rows) }

@Suite struct RepeatedMeasuresTests {
  @Test func agreesWithTheFormulaInR() throws {
    let fixture = try Fixture.read()
    #expect(fixture.cases.count == 5)
    for (place, reference) in fixture.cases.enumerated() {
      let plan = try #require(
        VisitPlan(
          sds: reference.sd, correlation: matrix(reference.correlation), baseline: reference.baseline,
          retention: reference.retention, controlRetention: reference.retentionControl))
      let sizes = ArmSizes(treatment: reference.n1, control: reference.n2)
      for (isAsymptotic, power) in [(true, reference.asymptotic), (false, reference.t)] {
        let design = RepeatedMeasuresDesign(plan, isAsymptotic: isAsymptotic)
        let compared = Compared("power", design.formula, "case \(place + 1)", by: fixture.reference)
        let found = try #require(
          TestOfMeans(design, test: PlannedTest()).power(difference: reference.difference, sizes: sizes))
        #expect(compared.agrees("power", found.power, power, within: 1e-9), "case \(place + 1)")
        #expect(compared.agrees("phi", design.inflation.treatment, reference.phi[0], within: 1e-12))
        #expect(compared.agrees("phi control", design.inflation.control, reference.phi[1], within: 1e-12))
        if !isAsymptotic { #expect(compared.agrees("df", found.df, reference.df, within: 1e-12)) }
      }
    }
  }

  /// Lu, Luo and Chen (2008), Table 2.
  @Test func inflationIsThatOfThePaper() throws {
    let fixture = try Fixture.read()
    var count = 0
    for table in fixture.table2 {
      for (row, lost) in fixture.lost.enumerated() {
        for (column, last) in fixture.lastCorrelations.enumerated() {
          let t = table.visits
          var correlation = Matrix.identity(t)
          for a in 0..<t {
            for b in 0..<t where a != b {
              correlation[a, b] = power(last, Double(abs(a - b)) / Double(t - 1))
            }
          }
          let plan = try #require(
            VisitPlan(
              sds: [Double](repeating: 1, count: t), correlation: correlation, baseline: nil,
              retention: (0..<t).map { 1 - lost * Double($0) / Double(t - 1) }))
          let found = RepeatedMeasuresDesign(plan, isAsymptotic: true).inflation.treatment
          let compared = Compared(
            "power", "lu_luo_chen", "Table 2, \(t) visits, \(lost) lost, correlation \(last)", by: fixture.reference)
          #expect(compared.agrees("phi", found, table.inflation[row][column], within: 1e-12))
          count += 1
        }
      }
    }
    #expect(count == 48)
  }

  private func power(_ base: Double, _ exponent: Double) -> Double {
    if base == 0 { return 0 }
    var result = 1.0
    for _ in 0..<Int((exponent * 3).rounded()) { result *= cubeRoot(base) }
    return exponent == 1 ? base : result
  }

  private func cubeRoot(_ x: Double) -> Double {
    var root = x
    for _ in 0..<200 { root -= (root * root * root - x) / (3 * root * root) }
    return root
  }

  @Test func completeItIsTheTTestAndTheAncova() throws {
    for r in [nil, 0.5] {
      let plan = try #require(
        VisitPlan(
          sds: [10, 12], correlation: matrix([[1, 0.6], [0.6, 1]]), baseline: r.map { [$0, $0] }, retention: [1, 1]))
      let sizes = ArmSizes(treatment: 17, control: 23)
      let own = RepeatedMeasuresDesign(plan, isAsymptotic: false).precision(sizes)
      let simple = r.map { AncovaDesign(sd: 12, correlation: $0).precision(sizes) } ?? TwoMeans(sd: 12).precision(sizes)
      #expect(abs(own.standardError - simple.standardError) < 1e-12 && abs(own.df - simple.df) < 1e-9)
    }
  }

  @Test func aMatrixThatIsNoneIsRefused() {
    let impossible = matrix([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    let stays = [1.0, 1, 1]
    #expect(VisitPlan(sds: [1, 1, 1], correlation: impossible, baseline: nil, retention: stays) == nil)
    let equal = matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    #expect(VisitPlan(sds: [1, 1, 1], correlation: equal, baseline: [0.6, 0.6, 0.6], retention: stays) == nil)
  }
}
