package import LinearAlgebra

/// A fitted model as inference about its coefficients needs it, whatever its covariance is made of.
///
/// Matrices of the design are k × k in coordinates where the coefficients' covariance Φ is the identity; θ are the
/// parameters of the covariance.
package protocol CoefficientFit: Sendable {
  var data: CompressedTrial { get }
  var isRestricted: Bool { get }
  /// In the data's units, as the conventions have it (without log|X'X|/2).
  var logLikelihood: Double { get }
  /// Of the kept columns, in the data's units.
  var coefficients: [Double] { get }
  /// L of X'V⁻¹X = LL' over the orthonormal basis, in the units inside.
  var root: Cholesky { get }
  var iterations: Int { get }
  /// How many parameters the covariance has, whether or not they are on a boundary.
  var covarianceCount: Int { get }
  /// About θ, at the optimum.
  var observedInformation: Matrix { get }
  var expectedInformation: Matrix { get }
  /// Whether the search ended at a maximum.
  var isConverged: Bool { get }
  var proof: ConvergenceProof { get }

  /// X'V⁻¹VᵢV⁻¹X of each θ by column, k² × θ.
  var designDerivatives: Matrix { get }
  /// Σ Uᵢⱼ X'V⁻¹VᵢV⁻¹VⱼV⁻¹X.
  func weightedProducts(_ covariance: Matrix) -> Matrix
  /// Σ Uᵢⱼ X'V⁻¹(∂²V/∂θᵢ∂θⱼ)V⁻¹X in the parameters that the term is taken in; nil where V is linear in them.
  ///
  /// - Parameter information: what U is the inverse of, for parameters of another program.
  func weightedCurvature(
    _ covariance: Matrix, information: CovarianceInformation, term: SecondOrderTerm
  ) -> Matrix?
}

extension CoefficientFit {
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

  func information(_ kind: CovarianceInformation) -> Matrix {
    kind == .observed ? observedInformation : expectedInformation
  }
}
