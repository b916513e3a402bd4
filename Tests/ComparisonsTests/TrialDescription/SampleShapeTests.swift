import Comparisons
import Testing

@Suite struct SampleShapeTests {
  @Test func quantilesAreOfType7() {
    let shape = SampleShape([7, 1, 3, 10])
    #expect(shape.values == [1, 3, 7, 10])
    #expect([0, 0.25, 0.5, 0.75, 1].map { shape.quantile($0) } == [1, 2.5, 5, 7.75, 10])
    #expect(SampleShape([4]).quantile(0.25) == 4)
    #expect(SampleShape([]).quantile(0.5) == nil)
  }

  @Test func quantilesOfHugeValuesAreFinite() {
    let big = Double.greatestFiniteMagnitude
    #expect(SampleShape([-big, big]).quantile(0.5) == 0)
  }

  @Test func outliersLieBeyondTheOuterFences() {
    // Quartiles 2 and 4, fences −4 and 10: on a fence is not beyond it.
    #expect(SampleShape([-4, 2, 2, 3, 4, 4, 10]).outliers == 0)
    #expect(SampleShape([-4.5, 2, 2, 3, 4, 4, 10.5]).outliers == 2)
    #expect(SampleShape([]).outliers == 0)
  }

  @Test func skewnessIsTheAdjustedOne() throws {
    // 0, 0, 1: m₂ = 2/9, m₃ = 2/27, g₁ = 1/√2; G₁ = √6 g₁ = √3.
    #expect(isClose(SampleShape([0, 0, 1]).skewness, 3.0.squareRoot(), 1e-14))
    #expect(isClose(SampleShape([0, -1, 0]).skewness, -3.0.squareRoot(), 1e-14))
    #expect(SampleShape([1, 2]).skewness == nil)
    #expect(SampleShape([0.1 + 0.2, 0.3, 0.3]).skewness == nil)
    #expect(abs(try #require(SampleShape([1, 2, 3, 4]).skewness)) < 1e-15)
  }

  @Test func shareAtALimit() {
    #expect(SampleShape([0, 0, 3, 5]).share(at: 0) == 0.5)
    #expect(SampleShape([]).share(at: 0) == nil)
  }
}
