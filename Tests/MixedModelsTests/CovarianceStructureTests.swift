import Foundation
import LinearAlgebra
import MixedModels
import Testing

/// What every covariance structure promises, over random numbers.
@Suite struct CovarianceStructureTests {
  @Test(arguments: 2...10) func anyFreeNumbersArePositiveDefinite(_ order: Int) throws {
    var numbers = SeededNumbers(state: UInt64(order))
    for (family, structure) in try everyCovarianceStructure(order) {
      for draw in 0..<20 {
        let free = numbers.next(structure.parameterCount, within: draw < 10 ? 1.5 : 4 / Double(order).squareRoot())
        let matrix = structure.covariance(parameters: structure.parameters(free: free))
        #expect(matrix.count == order * (order + 1) / 2)
        #expect(throws: Never.self, "\(family), free numbers \(free)") {
          try Cholesky(of: symmetricMatrix(matrix, order))
        }
      }
    }
  }

  /// Moderate steps far out: variances of e⁶ or e⁻⁶, correlations of 0.9999.
  @Test func farOut() throws {
    for (family, structure) in try everyCovarianceStructure(3) where family != .us {
      for sign in [-5.0, 5.0] {
        let free = [Double](repeating: sign, count: structure.parameterCount)
        let matrix = structure.covariance(parameters: structure.parameters(free: free))
        #expect(throws: Never.self, "\(family) \(sign)") { try Cholesky(of: symmetricMatrix(matrix, 3)) }
      }
    }
  }

  @Test(arguments: 1...10) func startFindsAMatrixOfTheFamily(_ order: Int) throws {
    var numbers = SeededNumbers(state: 100 + UInt64(order))
    for (family, structure) in try everyCovarianceStructure(order) {
      for _ in 0..<20 {
        let free = numbers.next(structure.parameterCount, within: 1)
        let matrix = structure.covariance(parameters: structure.parameters(free: free))
        let start = structure.start(near: matrix)
        let again = structure.covariance(parameters: structure.parameters(free: start))
        #expect(covarianceDistance(again, matrix) < 1e-10, "\(family)")
      }
    }
  }

  @Test(arguments: 2...10) func startNearAnyMatrix(_ order: Int) throws {
    var numbers = SeededNumbers(state: 200 + UInt64(order))
    for _ in 0..<20 {
      let root = Matrix(rows: order, columns: order, columnMajor: numbers.next(order * order, within: 3))
      let matrix = packedLower(root.crossProduct() + 0.01 * Matrix.identity(order))
      let trace = symmetricMatrix(matrix, order).diagonal.reduce(0, +)
      for (family, structure) in try everyCovarianceStructure(order) {
        let start = structure.start(near: matrix)
        #expect(start.count == structure.parameterCount)
        #expect(start.allSatisfy { $0.isFinite }, "\(family)")
        let near = symmetricMatrix(structure.covariance(parameters: structure.parameters(free: start)), order)
        #expect(throws: Never.self, "\(family)") { try Cholesky(of: near) }
        // Every family keeps the sum of the variances.
        #expect(abs(near.diagonal.reduce(0, +) / trace - 1) < 1e-12, "\(family)")
      }
    }
  }

  /// The means of these correlations by lag, 0.33, 0 and −0.99, are no correlation matrix: they are shrunk alike.
  @Test func startShrinksCorrelationsThatDisagree() throws {
    let matrix = [1, 0, 1, 0, 0.99, 1, -0.99, 0, 0, 1]
    #expect(try Cholesky(of: symmetricMatrix(matrix, 4)).order == 4)
    let toeplitz = Toeplitz(order: 4)
    let theta = toeplitz.parameters(free: toeplitz.start(near: matrix))
    let shrunk = theta[1] / 0.33
    #expect(shrunk < 0.95 && shrunk > 0.45)
    #expect(abs((10 * shrunk).rounded() - 10 * shrunk) < 1e-12)
    #expect(covarianceDistance(theta, [1, 0.33 * shrunk, 0, -0.99 * shrunk]) < 1e-12)
  }

  @Test func everyAdmissibleNegativeCorrelation() {
    for order in 2...10 {
      let bound = -1 / Double(order - 1)
      let csh = HeterogeneousCompoundSymmetry(order: order)
      let low = csh.parameters(free: [Double](repeating: 0, count: order) + [-12])[order]
      let high = csh.parameters(free: [Double](repeating: 0, count: order) + [12])[order]
      #expect(low > bound && low < bound + 1e-8)
      #expect(high < 1 && high > 1 - 1e-8)
      let cs = CompoundSymmetry(order: order).parameters(free: [-20, 0])
      #expect(cs[0] / (cs[0] + cs[1]) > bound)
      #expect(cs[0] / (cs[0] + cs[1]) < bound + 1e-8)
    }
  }

  @Test func linearStructuresHaveNoSecondDerivatives() throws {
    let linear: Set<CovarianceFamily> = [.us, .cs, .toep, .vc, .vch]
    for (family, structure) in try everyCovarianceStructure(4) {
      let theta = structure.parameters(free: [Double](repeating: 0.2, count: structure.parameterCount))
      #expect(structure.parameterDerivatives(at: theta, order: .second).isCurved == !linear.contains(family))
    }
  }

  /// ∂Σ/∂free = ∂Σ/∂θ · ∂θ/∂free, and the second derivatives in the free numbers against differences of the first.
  @Test func chainRule() throws {
    var numbers = SeededNumbers(state: 7)
    for (family, structure) in try everyCovarianceStructure(4) {
      let free = numbers.next(structure.parameterCount, within: 0.8)
      let direct = structure.freeDerivatives(at: free, order: .second)
      let inside = structure.parameterDerivatives(at: structure.parameters(free: free), order: .first)
      let product = inside.jacobian * structure.parameterJacobian(at: free)
      #expect(covarianceDistance(product.elements, direct.jacobian.elements) < 1e-13, "\(family)")
      let hessians = try #require(direct.hessians)
      for k in free.indices {
        let columns = [1.0, -1.0].map { sign in
          var moved = free
          moved[k] += sign * 1e-5
          return structure.freeDerivatives(at: moved).jacobian
        }
        let slope = (0.5 / 1e-5) * (columns[0] - columns[1])
        for (element, hessian) in hessians.enumerated() {
          for l in 0...k {
            let second = hessian.isEmpty ? 0 : hessian[k * (k + 1) / 2 + l]
            #expect(abs(second - slope[element, l]) < 1e-8, "\(family)")
          }
        }
      }
    }
  }

  /// Variances take the square of a unit; correlations, and the shape of the matrix, do not change.
  @Test func unitsOfTheOutcome() throws {
    var numbers = SeededNumbers(state: 8)
    let root = Matrix(rows: 5, columns: 5, columnMajor: numbers.next(25, within: 2))
    let matrix = packedLower(root.crossProduct() + 0.5 * Matrix.identity(5))
    for (family, structure) in try everyCovarianceStructure(5) {
      let sigma = [matrix, matrix.map { 100 * $0 }].map {
        structure.covariance(parameters: structure.parameters(free: structure.start(near: $0)))
      }
      #expect(covarianceDistance(sigma[1], sigma[0].map { 100 * $0 }) < 1e-12, "\(family)")
    }
  }

  @Test func spatialExponentialOfEqualDistancesIsAutoregressive() {
    let spatial = SpatialExponential(times: [10, 12, 14, 16])
    let expected = Autoregressive(order: 4).covariance(parameters: [3, exp(-2 / 1.7)])
    #expect(covarianceDistance(spatial.covariance(parameters: [3, 1.7]), expected) < 1e-15)
    let weeks = SpatialExponential(times: [70, 84, 98, 112])
    #expect(covarianceDistance(weeks.covariance(parameters: [3, 7 * 1.7]), expected) < 1e-15)
    // Correlations that are not positive have no range: a third of the shortest distance.
    #expect(spatial.start(near: [1, -0.1, 1, 0, -0.1, 1, 0, 0, -0.1, 1]) == [0, log(2.0 / 3)])
  }
}
