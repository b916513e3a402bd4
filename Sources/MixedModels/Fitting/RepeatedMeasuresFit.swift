package import LinearAlgebra

/// A fitted repeated-measures model: the optimum, the proof that it is one, and what inference needs.
package struct RepeatedMeasuresFit {
  package let data: CompressedTrial
  package let isRestricted: Bool
  package let model: CovarianceModel
  package let iterations: Int
  /// In the data's units, as the conventions have it (without log|X'X|/2).
  package let logLikelihood: Double
  /// Of the kept columns, in the data's units.
  package let coefficients: [Double]
  /// θ in the data's units is `scale`-dependent; inside, in units of the residual standard deviation.
  package let parameters: [Double]
  /// Each group's packed matrix in the data's units.
  package let covariance: [[Double]]
  /// L of X'V⁻¹X = LL' over the orthonormal basis, in the units inside.
  let root: Cholesky
  /// ∂Σ/∂θ and the second derivatives at the optimum.
  let slopes: CovarianceSlopes
  let point: ResidualLikelihood.Point
  let derivatives: [PatternDerivatives]
  let elementInformation: ElementInformation
  /// About θ, at the optimum.
  package let observedInformation: Matrix
  package let expectedInformation: Matrix
  package let proof: ConvergenceProof

  package init?(
    _ data: CompressedTrial, structure: any CovarianceStructure, isRestricted: Bool,
    start: [Double]? = nil
  ) {
    let likelihood = ResidualLikelihood(data: data, isRestricted: isRestricted)
    let model = CovarianceModel(structure: structure, groups: data.groupCount)
    let start = start ?? StartingCovariance.matrices(data).flatMap { structure.start(near: $0) }
    guard let found = ScoringSearch(likelihood: likelihood, model: model).run(from: start) else { return nil }
    self.data = data
    self.isRestricted = isRestricted
    self.model = model
    iterations = found.iterations
    point = found.point
    derivatives = found.derivatives
    logLikelihood = found.point.logLikelihood + data.logLikelihoodShift(isRestricted: isRestricted)
    coefficients = data.coefficients(fromBasis: found.point.coefficients)
    parameters = model.parameters(free: found.free)
    let units = data.scale * data.scale
    covariance = model.covariance(free: found.free).map { $0.map { $0 * units } }
    root = found.point.root
    slopes = model.parameterDerivatives(at: parameters)
    let elements = likelihood.information(found.derivatives)
    elementInformation = elements
    let jacobian = slopes.jacobian
    expectedInformation = jacobian.crossProduct(with: elements.expected * jacobian)
    observedInformation =
      jacobian.crossProduct(with: elements.observed * jacobian) - slopes.curvature(weighting: found.score)
    proof = ConvergenceProof(
      slope: jacobian.crossProduct(with: found.score), information: observedInformation, expected: expectedInformation,
      unexplained: UnexplainedVariance(ofGroups: covariance, order: structure.order))
  }

  /// Covariance of the coefficients' estimates in the orthonormal basis is L⁻ᵀL⁻¹ `units`.
  package var units: Double { data.scale * data.scale }

  /// L⁻¹R⁻ᵀc for each function c of the kept columns' coefficients, k × functions: coordinates in which the
  /// coefficients' covariance is the identity (times `units`).
  func coordinates(_ functions: [[Double]]) -> Matrix {
    let rank = data.rank
    var columns: [Double] = []
    for function in functions { columns += data.functionOnBasis(function) }
    let onBasis = Matrix(rows: rank, columns: functions.count, columnMajor: columns)
    return (try? root.lower.solve(.lower, onBasis)) ?? onBasis
  }
}

/// How we know that the search ended at a maximum.
package struct ConvergenceProof: Sendable, Equatable {
  /// s'J⁻¹s: twice what a quadratic surface could still gain; nil where J is not positive definite.
  package let decrement: Double?
  /// The largest |sᵢ| / √Iᵢᵢ: the slope in units of its own standard deviation.
  package let relativeGradient: Double
  /// The smallest eigenvalue of J scaled to a unit diagonal; 0 or less: no maximum inside the parameters' region.
  package let smallestEigenvalue: Double
  /// How near to singular the covariance matrices are.
  let unexplained: UnexplainedVariance

  /// A slope that is nothing, and curvature downwards in every direction.
  package var holds: Bool {
    guard let decrement else { return false }
    return decrement < 1e-8 && smallestEigenvalue > 1e-10
  }

  init(slope: [Double], information: Matrix, expected: Matrix, unexplained: UnexplainedVariance) {
    self.unexplained = unexplained
    let deviations = expected.diagonal.map { max($0, 0).squareRoot() }
    relativeGradient = zip(slope, deviations).reduce(0) { $1.1 > 0 ? max($0, abs($1.0) / $1.1) : $0 }
    let scale = information.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 1 }
    var scaled = information
    for j in 0..<scaled.columns { for i in 0..<scaled.rows { scaled[i, j] *= scale[i] * scale[j] } }
    smallestEigenvalue = ((try? SymmetricEigen(of: scaled))?.values.first) ?? -.infinity
    if let factor = try? Cholesky(of: scaled) {
      let turned = zip(slope, scale).map { $0 * $1 }
      decrement = zip(turned, factor.solve(turned)).reduce(0) { $0 + $1.0 * $1.1 }
    } else {
      decrement = nil
    }
  }
}
