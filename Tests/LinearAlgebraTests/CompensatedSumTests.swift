import LinearAlgebra
import Testing

@Suite struct CompensatedSumTests {
  @Test func sumsThatCancel() {
    #expect(compensatedSum([1e16, 1, -1e16, 1]) == 2)
    #expect(compensatedSum([0.1, 0.2, -0.3]) == 0x1p-55)
    #expect(compensatedSum([]) == 0)
  }

  /// (1 + u)(1 − u) − 1 = −u² with u = 2⁻³⁰: the product needs 61 bits.
  @Test func productsBeyondADouble() {
    var sum = CompensatedSum()
    sum.addProduct(1 + 0x1p-30, 1 - 0x1p-30)
    sum.add(-1)
    #expect(sum.value == -0x1p-60)
  }
}
