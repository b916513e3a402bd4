import EffectSizes
import TestSupport
import Testing

private struct Fixture: Decodable {
  struct Value: Decodable {
    let df: Double
    let j: Double
  }
  let values: [Value]
}

@Suite struct SmallSampleCorrectionTests {
  @Test func agreesWithArbitraryPrecision() throws {
    let fixture = try Fixtures.read(Fixture.self, "small-sample-correction.json")
    #expect(fixture.values.count > 20)
    for value in fixture.values {
      let compared = Compared("small-sample correction", nil, "df \(value.df)", by: fixture.reference)
      #expect(compared.agrees("J", smallSampleCorrection(df: value.df), value.j, within: 4e-15), "df \(value.df)")
    }
  }

  @Test(arguments: [1, 0.5, 0, -3]) func isUndefinedWhereTheMeanIs(df: Double) {
    #expect(smallSampleCorrection(df: df) == nil)
  }
}
