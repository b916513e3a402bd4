import TestSupport

/// `ranks-small.json`: R's `wilcox.test` on small vectors.
struct RankReference: Decodable, Sendable {
  struct Limits: Decodable, Sendable {
    let level: Double
    let rank: Int
    let low, high: Double
    let achieved: Double?
  }
  struct Case: Decodable, Sendable {
    let name, kind: String
    let earlier, later, treatment, control: [Double]?
    let n: Int
    let exact: Bool
    let statistic: Double
    let pValue: Double?
    let hodgesLehmann: Double
    let limits: [Limits]
  }
  let cases: [Case]

  static func cases(_ kind: String) throws -> (cases: [Case], reference: Reference) {
    let fixture = try Fixtures.read(RankReference.self, "ranks-small.json")
    return (fixture.cases.filter { $0.kind == kind }, fixture.reference)
  }
}
