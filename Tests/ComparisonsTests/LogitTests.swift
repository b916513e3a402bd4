import Comparisons
import Testing

@Suite struct LogitTests {
  @Test func keepsDigitsNearEvenOdds() {
    // log((1 + x)/(1 − x)) = 2 (x + x³/3 + …)
    let x = 1e-9
    #expect(isClose(Logit(1 + x, 1 - x).value, 2 * x, 1e-7))  // 1 ± 1e-9 has 8 digits of x
    #expect(Logit(7, 7).value == 0)
    #expect(isClose(Logit(Double(1 << 40), 1).value, 40 * 0.693147180559945309417, 1e-15))
  }

  @Test(arguments: [1e-12, 0.01, 0.3, 0.5, 0.9]) func inverts(p: Double) {
    #expect(isClose(Logit.inverse(Logit(p, 1 - p).value), p, 1e-13))
    #expect(Logit.inverse(-800) == 0 || Logit.inverse(-800) < 1e-300)
    #expect(Logit.inverse(800) == 1)
  }
}
