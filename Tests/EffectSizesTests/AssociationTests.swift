import EffectSizes
import Testing

@Suite struct AssociationTests {
  @Test func pearsonAgreesWithR() throws {
    for pair in try BinaryFixture.read().pairs { expect(pair.table.pearson, pair.chiSquared, pair.testDescription) }
  }

  @Test func fisherIsARatioOfIntegers() throws {
    for reference in try BinaryFixture.exact() {
      let test = try #require(reference.table.fisherExact)
      #expect(isClose(test.pValue, reference.fisher, 1e-12), "\(reference.testDescription) \(test)")
      #expect(test.statistic == Double(reference.x1))
    }
  }

  @Test func marginsThatAllowOneTableHaveNoTest() {
    #expect(TwoByTwoTable(0, 5, 0, 7).pearson == nil)
    #expect(TwoByTwoTable(5, 5, 7, 7).pearson == nil)
    #expect(TwoByTwoTable(0, 5, 0, 7).fisherExact?.pValue == 1)
    #expect(TwoByTwoTable(0, 0, 3, 7).fisherExact == nil)
  }
}
