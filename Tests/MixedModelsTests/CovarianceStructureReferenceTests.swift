import Foundation
import LinearAlgebra
import MixedModels
import Testing

/// Matrices and derivatives against sympy, mpmath and nlme.
@Suite struct CovarianceStructureReferenceTests {
  /// Relative to the largest of the numbers that are compared at a time.
  static let tolerance = 2e-14

  @Test func derivativesInTheParameters() throws {
    let cases = try CovarianceFixture.read().parameters
    #expect(cases.count == 72)
    for given in cases {
      let structure = try covarianceStructure(given.structure, given.order, given.times)
      let name: Comment = "\(given.structure), order \(given.order)"
      let first = structure.parameterDerivatives(at: given.theta, order: .first)
      let second = structure.parameterDerivatives(at: given.theta, order: .second)
      #expect(covarianceDistance(structure.covariance(parameters: given.theta), given.sigma) < Self.tolerance, name)
      #expect(first.hessians == nil)
      #expect(first.elements == second.elements)
      #expect(first.jacobian == second.jacobian)
      #expect(covarianceDistance(first.elements, given.sigma) < Self.tolerance, name)
      for (row, expected) in given.jacobian.enumerated() {
        #expect(covarianceDistance(first.jacobian.row(row), expected) < Self.tolerance, name)
      }
      let hessians = try #require(second.hessians)
      #expect(hessians.count == given.hessians.count)
      for (hessian, expected) in zip(hessians, given.hessians) {
        // Second derivatives that vanish may be left out, or be zeros.
        let zeros = [Double](repeating: 0, count: max(hessian.count, expected.count))
        let found = hessian.isEmpty ? zeros : hessian
        #expect(covarianceDistance(found, expected.isEmpty ? zeros : expected) < Self.tolerance, name)
      }
    }
  }

  @Test func derivativesInTheFreeNumbers() throws {
    let cases = try CovarianceFixture.read().free
    #expect(cases.count == 36)
    for given in cases {
      let structure = try covarianceStructure(given.structure, given.order, given.times)
      let name: Comment = "\(given.structure), order \(given.order)"
      let found = structure.freeDerivatives(at: given.free)
      #expect(covarianceDistance(found.elements, given.sigma) < Self.tolerance, name)
      for (row, expected) in given.jacobian.enumerated() {
        #expect(covarianceDistance(found.jacobian.row(row), expected) < Self.tolerance, name)
      }
    }
  }

  /// nlme's correlation matrices, times a variance.
  @Test func matricesOfNlme() throws {
    struct Reference: Decodable {
      let cs: [Double]
      let ar1: [Double]
      let spExp: [Double]
      enum CodingKeys: String, CodingKey {
        case cs, ar1
        case spExp = "sp_exp"
      }
    }
    let nlme = try JSONDecoder().decode(Reference.self, from: covarianceFixtureFile("covariance-nlme.json"))
    // ρ = c/(c + r) = −0.2.
    let cs = CompoundSymmetry(order: 4).covariance(parameters: [-0.8, 4.8])
    #expect(covarianceDistance(cs, nlme.cs.map { 4 * $0 }) < 1e-15)
    let ar1 = Autoregressive(order: 4).covariance(parameters: [4, -0.6])
    #expect(covarianceDistance(ar1, nlme.ar1.map { 4 * $0 }) < 1e-15)
    let spExp = SpatialExponential(times: [0, 1.5, 2, 5]).covariance(parameters: [4, 2.5])
    #expect(covarianceDistance(spExp, nlme.spExp.map { 4 * $0 }) < 1e-15)
  }
}
