import MixedModels
import Testing

@Suite struct JetTests {
  @Test func documentedExample() {
    let x = Jet.variables([3, 4], order: .second)
    let z = x[0] * x[0] * x[1]
    #expect(z.value == 36)
    #expect(z.gradient == [24, 9])
    #expect(z.hessian == [8, 6, 0])
  }

  @Test func everyOperation() throws {
    let expected = try CovarianceFixture.read().operations
    func formula<S: SmoothScalar>(_ x: S, _ y: S, _ z: S) -> S {
      let first = S.exp(x) * S.log(y) / S.sqrt(x * z) + S.tanh(y - z * x)
      return first - (S(3) - y) / (x + S(2) * z) - -z * S(5)
    }
    #expect(abs(formula(expected.at[0], expected.at[1], expected.at[2]) - expected.value) < 1e-15 * 4)
    for order in [Jet.Order.first, .second] {
      let variables = Jet.variables(expected.at, order: order)
      let found = formula(variables[0], variables[1], variables[2])
      #expect(abs(found.value - expected.value) < 4e-15)
      #expect(covarianceDistance(found.gradient, expected.gradient) < 1e-14)
      if order == .second {
        #expect(covarianceDistance(found.hessian, expected.hessian) < 1e-14)
      } else {
        #expect(found.hessian.isEmpty)
      }
    }
  }

  @Test func constantsAndLinearFormulasKeepNothing() {
    let x = Jet.variables([3, 4], order: .second)
    #expect((Jet(2) * Jet(3)).gradient.isEmpty)
    #expect((Jet(2) * x[0] - x[1] + Jet(1)).hessian.isEmpty)
    #expect((Jet(2) * x[0] - x[1] + Jet(1)).gradient == [2, -1])
    #expect((Jet(1) / x[1]).hessian == [0, 0, 2.0 / 64])
  }
}
