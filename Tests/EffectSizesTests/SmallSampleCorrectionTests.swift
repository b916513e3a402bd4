import EffectSizes
import Foundation
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
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Fixtures/small-sample-correction.json")
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    #expect(fixture.values.count > 20)
    for value in fixture.values {
      #expect(isClose(smallSampleCorrection(df: value.df), value.j, 4e-15), "df \(value.df)")
    }
  }

  @Test(arguments: [1, 0.5, 0, -3]) func isUndefinedWhereTheMeanIs(df: Double) {
    #expect(smallSampleCorrection(df: df) == nil)
  }
}
