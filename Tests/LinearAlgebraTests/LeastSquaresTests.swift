import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite struct LeastSquaresTests {
  struct Lm: Decodable {
    struct Fit: Decodable {
      let name: String
      let columns: [[Double]]
      let coefficients: [Double?]
      let aliased: [Int]
      let rank: Int
      let sigma: Double
      let unscaledCovariance: [[Double]]
      let keptStandardErrors: [Double]
      let leverages: [Double]
      let hc3: [[Double]]
    }
    let response: [Double]
    let fits: [Fit]
  }

  /// R 4.2's `lm` and `sandwich`, printed to 15 digits; what `lm` loses to the condition leaves 1e-11.
  @Test func agreesWithLm() throws {
    let reference = try Fixtures.read(Lm.self, "qr-aliasing.json", keys: .useDefaultKeys)
    #expect(reference.fits.count == 10)
    for lm in reference.fits {
      let fit = LeastSquares(design: Matrix(columns: lm.columns), response: reference.response)
      #expect(fit.aliased == lm.aliased, "\(lm.name)")
      #expect(fit.rank == lm.rank, "\(lm.name)")
      func compared(_ quantity: String) -> Compared {
        Compared("least squares", quantity, lm.name, by: reference.reference)
      }
      // A coefficient that is small beside its standard error is compared with that.
      let least = lm.keptStandardErrors.min()!
      for (place, pair) in zip(fit.coefficients, lm.coefficients).enumerated() {
        #expect(
          compared("coefficients").agrees("\(place)", pair.0, pair.1, within: 1e-11, floor: least), "\(lm.name)")
      }
      let errors = fit.standardErrors.compactMap { $0 }
      #expect(errors.count == lm.rank)
      for (place, pair) in zip(errors, lm.keptStandardErrors).enumerated() {
        #expect(compared("standard errors").agrees("\(place)", pair.0, pair.1, within: 1e-11), "\(lm.name)")
      }
      #expect(compared("residual SD").agrees("sigma", fit.sigma, lm.sigma, within: 1e-12))
      #expect(relativeDistance(fit.leverages, lm.leverages) < 1e-11, "\(lm.name)")
      #expect(agree(compared("(X'X)⁻¹"), fit.unscaledCovariance, lm.unscaledCovariance), "\(lm.name)")
      #expect(agree(compared("HC3 covariance"), try #require(fit.covarianceHC3), lm.hc3), "\(lm.name)")
    }
  }

  /// Two covariances, element by element, over the root of the two variances.
  private func agree(_ compared: Compared, _ ours: Matrix, _ theirs: [[Double]]) -> Bool {
    guard ours.rows == theirs.count else { return false }
    return theirs.indices.allSatisfy { i in
      theirs.indices.allSatisfy { j in
        compared.agrees(
          "\(i), \(j)", ours[i, j], theirs[i][j], within: 1e-11, unit: (theirs[i][i] * theirs[j][j]).squareRoot())
      }
    }
  }

  /// The largest difference of two covariances, as correlations: units of the columns cancel.
  private func scaledDistance(_ ours: Matrix, _ theirs: [[Double]]) -> Double {
    guard ours.rows == theirs.count else { return .infinity }
    var largest = 0.0
    for i in theirs.indices {
      for j in theirs.indices {
        largest = max(largest, abs(ours[i, j] - theirs[i][j]) / (theirs[i][i] * theirs[j][j]).squareRoot())
      }
    }
    return largest
  }

  struct Exact: Decodable {
    struct Fit: Decodable {
      let name: String
      let columns: [[Double]]
      let response: [Double]
      let coefficients: [Double]
      let residuals: [Double]
      let residualSumOfSquares: Double
      let unscaledCovariance: [[Double]]
      let leverages: [Double]
    }
    let fits: [Fit]
  }

  /// Rational arithmetic on ill-conditioned designs: every figure to working precision, where the unrefined solution
  /// is checked to be worse, so that the refinement is what is tested.
  @Test func refinedToWorkingPrecision() throws {
    let fixture = try Fixtures.read(Exact.self, "refinement.json", keys: .useDefaultKeys)
    for exact in fixture.fits {
      let compared = Compared("least squares", "refined, ill-conditioned", exact.name, by: fixture.reference)
      let design = Matrix(columns: exact.columns)
      let fit = LeastSquares(design: design, response: exact.response)
      let coefficients = fit.coefficients.compactMap { $0 }
      #expect(fit.conditionNumber > 1e6, "\(exact.name)")
      for (place, pair) in zip(coefficients, exact.coefficients).enumerated() {
        #expect(compared.agrees("coefficient \(place)", pair.0, pair.1, within: 1e-14), "\(exact.name)")
      }
      #expect(relativeDistance(fit.residuals, exact.residuals) < 1e-14, "\(exact.name)")
      let squares = (fit.residualSumOfSquares, exact.residualSumOfSquares)
      #expect(compared.agrees("residual sum of squares", squares.0, squares.1, within: 1e-14), "\(exact.name)")
      #expect(scaledDistance(fit.unscaledCovariance, exact.unscaledCovariance) < 1e-13, "\(exact.name)")
      #expect(distance(fit.leverages, exact.leverages) < 1e-13, "\(exact.name)")
      let unrefined = QR(design).solve(exact.response)
      #expect(zip(unrefined, exact.coefficients).contains { Certified.digits($0, $1) < 12 }, "\(exact.name)")
    }
  }

  /// y on 1 and x at 0, 1, 2, 3 with y = 1, 3, 2, 5: b = (1.1, 1.1), RSS 2.7, h = 0.7, 0.3, 0.3, 0.7.
  @Test func byHand() throws {
    let fit = LeastSquares(design: Matrix(columns: [[1, 1, 1, 1], [0, 1, 2, 3]]), response: [1, 3, 2, 5])
    #expect(distance(fit.coefficients.map { $0! }, [1.1, 1.1]) < 1e-15)
    #expect(abs(fit.residualSumOfSquares - 2.7) < 1e-15)
    #expect(fit.residualDegreesOfFreedom == 2)
    #expect(abs(fit.sigma! - Double(1.35).squareRoot()) < 1e-15)
    #expect(distance(fit.leverages, [0.7, 0.3, 0.3, 0.7]) < 1e-15)
    #expect(distance(fit.fitted, [1.1, 2.2, 3.3, 4.4]) < 1e-15)
    #expect(distance(fit.unscaledCovariance, Matrix(columns: [[0.7, -0.3], [-0.3, 0.2]])) < 1e-15)
    #expect(abs(fit.rSquared(withIntercept: true)! - 6.05 / 8.75) < 1e-15)
    #expect(abs(fit.rSquared(withIntercept: false)! - 36.3 / 39) < 1e-15)
    // (−0.1, 0.8, −1.3, 0.6) / (0.3, 0.7, 0.7, 0.3) squared, on the slope's weights (−0.3, −0.1, 0.1, 0.3).
    let u = [-1.0 / 3, 8.0 / 7, -13.0 / 7, 2]
    let slope = zip(u, [-0.3, -0.1, 0.1, 0.3]).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }
    #expect(abs(fit.standardErrorsHC3[1]! - slope.squareRoot()) < 1e-15)
  }

  @Test func leverageOfOne() {
    // The last column is 1 for one row alone.
    let fit = LeastSquares(design: Matrix(columns: [[1, 1, 1, 1], [0, 0, 0, 1]]), response: [1, 2, 4, 9])
    #expect(abs(fit.leverages[3] - 1) < 1e-15)
    #expect(fit.covarianceHC3 == nil)
    #expect(fit.standardErrorsHC3 == [nil, nil])
    #expect(fit.sigma != nil)
  }

  @Test func saturatedAndEmpty() {
    let saturated = LeastSquares(design: Matrix(columns: [[1, 1], [0, 1]]), response: [3, 5])
    #expect(saturated.coefficients == [3, 2])
    #expect(saturated.sigma == nil)
    #expect(saturated.standardErrors == [nil, nil])
    #expect(saturated.covarianceHC3 == nil)
    let none = LeastSquares(design: Matrix(rows: 2, columns: 1), response: [3, 5])
    #expect(none.coefficients == [nil])
    #expect(none.residuals == [3, 5])
    #expect(none.leverages == [0, 0])
    #expect(none.rSquared(withIntercept: false) == 0)
    let nothing = LeastSquares(design: Matrix(rows: 0, columns: 0), response: [])
    #expect(nothing.residualDegreesOfFreedom == 0)
    #expect(nothing.rSquared(withIntercept: true) == nil)
  }

  @Test func responseThatIsNotFinite() {
    let fit = LeastSquares(design: Matrix(columns: [[1, 1, 1]]), response: [1, .infinity, 2])
    #expect(fit.coefficients[0]!.isNaN)
    #expect(fit.sigma!.isNaN)
  }

  /// A shift of the response moves the intercept; a change of units of a column divides its coefficient.
  @Test func followsLocationAndScale() {
    let base = randomMatrix(60, 3, seed: 21)
    let ones = [Double](repeating: 1, count: 60)
    let y = base.column(2)
    let plain = LeastSquares(design: Matrix(columns: [ones, base.column(0), base.column(1)]), response: y)
    let moved = LeastSquares(
      design: Matrix(columns: [ones, base.column(0).map { $0 * 1024 }, base.column(1)]), response: y.map { $0 + 8 })
    #expect(abs(moved.coefficients[0]! - plain.coefficients[0]! - 8) < 1e-14)
    #expect(abs(moved.coefficients[1]! * 1024 - plain.coefficients[1]!) < 1e-14)
    #expect(abs(moved.sigma! - plain.sigma!) < 1e-14)
  }
}
