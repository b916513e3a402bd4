import EffectSizes
import TestSupport
import Testing

@Suite struct AssociationTests {
  @Test func pearsonAgreesWithR() throws {
    let fixture = try BinaryFixture.read()
    for pair in fixture.pairs {
      let compared = Compared("chi_squared", "pearson", pair.testDescription, by: fixture.reference)
      expect(pair.table.pearson, pair.chiSquared, pair.testDescription, compared)
    }
  }

  @Test func fisherIsARatioOfIntegers() throws {
    let fixture = try BinaryFixture.exact()
    for reference in fixture.cases {
      let test = try #require(reference.table.fisherExact)
      let compared = Compared("fisher_exact", "exact", reference.testDescription, by: fixture.reference)
      #expect(
        compared.agrees("p_value", test.pValue, reference.fisher, within: 1e-12), "\(reference.testDescription) \(test)"
      )
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
