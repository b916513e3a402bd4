package import LinearAlgebra

/// Estimates, standard errors and tests of linear functions of a fitted model's coefficients, by one method.
package struct ModelInference {
  package let fit: any CoefficientFit
  package let method: DegreesOfFreedomMethod
  private let conventions: ProgramConventions
  private let kenwardRoger: KenwardRoger?
  private let satterthwaite: Satterthwaite?
  private let sandwich: Sandwich?
  private let columnDf: [Double]

  /// One function's estimate; `standardError` nil where it has none, `df` nil for the normal distribution or where it
  /// cannot be computed.
  package struct Test: Sendable, Equatable {
    package let estimate: Double
    package let standardError: Double?
    package let df: Double?
  }

  /// An F test of several functions at once.
  package struct JointTest: Sendable, Equatable {
    package let statistic: Double
    package let numeratorDf: Int
    /// Infinite for a χ² test.
    package let denominatorDf: Double
  }

  /// - Parameter sandwich: the coefficients' covariance where it shall not be the model's; its own degrees of freedom
  ///   stand for `satterthwaite`, and there are none by Kenward and Roger.
  /// - Parameter conventions: whose second-order term and whose between-within degrees of freedom.
  /// - Returns: nil where the method needs the information about θ and that is not positive definite, or where there is
  ///   no such method for a sandwich.
  package init?(
    _ fit: any CoefficientFit, method: DegreesOfFreedomMethod, information: CovarianceInformation,
    sandwich: Sandwich? = nil, conventions: ProgramConventions = .endline
  ) {
    self.fit = fit
    self.method = method
    self.conventions = conventions
    self.sandwich = sandwich
    columnDf =
      conventions == .sas && method == .betweenWithin
      ? fit.data.columnDfOfSAS(isUnstructured: (fit as? RepeatedMeasuresFit)?.model.structure is Unstructured)
      : fit.data.columnDf(method)
    switch method {
    case .kenwardRoger, .kenwardRogerLinear:
      guard sandwich == nil,
        let found = KenwardRoger(
          fit, information: information,
          secondOrder: method == .kenwardRoger ? conventions.secondOrderTerm : .absent)
      else {
        return nil
      }
      kenwardRoger = found
      satterthwaite = nil
    case .satterthwaite where sandwich == nil:
      guard let found = Satterthwaite(fit, information: information) else { return nil }
      satterthwaite = found
      kenwardRoger = nil
    case .satterthwaite, .betweenWithin, .containment, .residual, .normal:
      kenwardRoger = nil
      satterthwaite = nil
    }
  }

  /// The method as rows have it: `kenward_roger`, `cr2_satterthwaite`; with the program's name behind where that means
  /// something else by it, `kenward_roger_mmrm`.
  package var rowName: String {
    (sandwich.map { "\($0.kind.rawValue)_" } ?? "") + method.rowName(as: conventions)
  }

  /// Whether Kenward and Roger's adjusted covariance fell back to the one without the second-order term.
  package var fellBackToLinear: Bool { kenwardRoger?.fellBackToLinear ?? false }

  /// The weights on the kept columns of a function given by weights on all columns; nil where aliased columns make it
  /// impossible to estimate.
  package func keptWeights(_ weights: [Double]) -> [Double]? {
    let data = fit.data
    let kept = data.kept.map { weights[$0] }
    for (place, column) in data.aliased.enumerated() {
      let implied = zip(kept, data.aliasCoefficients.column(place)).reduce(0) { $0 + $1.0 * $1.1 }
      let size = zip(kept, data.aliasCoefficients.column(place)).reduce(abs(weights[column])) { $0 + abs($1.0 * $1.1) }
      if abs(implied - weights[column]) > 1e-8 * size { return nil }
    }
    return kept
  }

  /// A function of the coefficients by its weights on all columns; nil where it is not estimable.
  package func test(_ weights: [Double]) -> Test? { keptWeights(weights).map(test(kept:)) }

  /// A function of the coefficients by its weights on the kept columns, the others left out of the model.
  package func test(kept: [Double]) -> Test {
    let estimate = zip(kept, fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    let coordinates = fit.coordinates([kept])
    let vector = coordinates.column(0)
    let variance = covariance(coordinates)[0, 0]
    guard variance > 0 else { return Test(estimate: estimate, standardError: nil, df: nil) }
    return Test(estimate: estimate, standardError: variance.squareRoot(), df: df(vector, coordinates, kept))
  }

  /// The covariance matrix of several functions' estimates in the data's units, as the method has it.
  package func covariance(ofKept functions: [[Double]]) -> Matrix { covariance(fit.coordinates(functions)) }

  /// The variance of one function's estimate.
  func variance(ofKept function: [Double]) -> Double { covariance(ofKept: [function])[0, 0] }

  private func covariance(_ coordinates: Matrix) -> Matrix {
    if let sandwich { return fit.units * coordinates.crossProduct(with: sandwich.middle * coordinates) }
    guard let kenwardRoger else { return fit.units * coordinates.crossProduct() }
    return fit.units * coordinates.crossProduct(with: kenwardRoger.adjustment * coordinates)
  }

  private func df(_ vector: [Double], _ coordinates: Matrix, _ kept: [Double]) -> Double? {
    switch method {
    case .kenwardRoger, .kenwardRogerLinear: return kenwardRoger?.scaledF(coordinates)?.df
    case .satterthwaite: return sandwich.map { $0.df(vector) } ?? satterthwaite?.df(vector)
    case .normal: return nil
    case .residual: return Double(fit.data.observations - fit.data.rank)
    case .betweenWithin, .containment:
      return Self.smallest(of: zip(kept, columnDf).filter { $0.0 != 0 }.map(\.1))
    }
  }

  /// A joint test that all functions are zero; functions that follow from the others are left out.
  package func joint(_ functions: [[Double]]) -> JointTest? {
    let kept = functions.compactMap(keptWeights)
    guard kept.count == functions.count, !kept.isEmpty else { return nil }
    let independent = QR(Matrix(columns: kept)).kept.map { kept[$0] }
    guard !independent.isEmpty else { return nil }
    let coordinates = fit.coordinates(independent)
    let estimates = independent.map { zip($0, fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 } }
    guard let factor = try? Cholesky(of: covariance(coordinates)) else { return nil }
    let quadratic = zip(estimates, factor.solve(estimates)).reduce(0) { $0 + $1.0 * $1.1 }
    let count = independent.count
    let f = quadratic / Double(count)
    switch method {
    case .kenwardRoger, .kenwardRogerLinear:
      guard let scaled = kenwardRoger?.scaledF(coordinates) else { return nil }
      return JointTest(statistic: scaled.scale * f, numeratorDf: count, denominatorDf: scaled.df)
    case .satterthwaite:
      let own = sandwich.map { jointDegreesOfFreedom(coordinates, covariance: covariance(coordinates), df: $0.df) }
      guard let df = own ?? satterthwaite?.jointDf(coordinates) else { return nil }
      return JointTest(statistic: f, numeratorDf: count, denominatorDf: df)
    case .normal: return JointTest(statistic: f, numeratorDf: count, denominatorDf: .infinity)
    case .residual:
      return JointTest(
        statistic: f, numeratorDf: count, denominatorDf: Double(fit.data.observations - fit.data.rank))
    case .betweenWithin, .containment:
      let involved = independent.flatMap { zip($0, columnDf).filter { $0.0 != 0 }.map(\.1) }
      guard let df = Self.smallest(of: involved) else { return nil }
      return JointTest(statistic: f, numeratorDf: count, denominatorDf: df)
    }
  }

  /// The smallest degrees of freedom of the columns that a function has; nil where that leaves none.
  private static func smallest(of degrees: [Double]) -> Double? { degrees.min().flatMap { $0 > 0 ? $0 : nil } }
}
