package import LinearAlgebra

/// The (restricted) log-likelihood as a function of the free numbers of all groups' covariance matrices, in which a fit
/// searches: value, slope and curvature.
package struct FreeSurface: SearchSurface {
  /// Below this share of a visit's variance that the other visits leave, a matrix counts as singular.
  static let singular = 1e-6

  let likelihood: ResidualLikelihood
  let model: CovarianceModel

  init(likelihood: ResidualLikelihood, model: CovarianceModel) {
    self.likelihood = likelihood
    self.model = model
  }

  package init(_ data: CompressedTrial, structure: any CovarianceStructure, isRestricted: Bool) {
    self.init(
      likelihood: ResidualLikelihood(data: data, isRestricted: isRestricted),
      model: CovarianceModel(structure: structure, groups: data.groupCount))
  }

  /// Where the search starts by itself.
  package var start: [Double] {
    StartingCovariance.matrices(likelihood.data).flatMap { model.structure.start(near: $0) }
  }

  /// The log-likelihood in the data's units; nil where a matrix is not positive definite in floating point.
  package func value(at free: [Double]) -> Double? {
    likelihood.point(model.covariance(free: free)).map {
      $0.logLikelihood + likelihood.data.logLikelihoodShift(isRestricted: likelihood.isRestricted)
    }
  }

  /// The first derivatives, and minus the second; nil where a matrix is not positive definite in floating point.
  package func quadratic(at free: [Double]) -> (slope: [Double], information: Matrix)? {
    point(at: free).flatMap { quadratic(at: free, detail(of: $0), isObserved: true) }
  }

  // MARK: - Steps of a search

  struct Detail {
    let derivatives: [PatternDerivatives]
    let score: [Double]
  }

  func point(at free: [Double]) -> ResidualLikelihood.Point? { likelihood.point(model.covariance(free: free)) }

  func value(of point: ResidualLikelihood.Point) -> Double { point.logLikelihood }

  func detail(of point: ResidualLikelihood.Point) -> Detail {
    let derivatives = likelihood.derivatives(point)
    return Detail(derivatives: derivatives, score: likelihood.score(derivatives))
  }

  /// Slope and information; the information of scoring where the observed one is not wanted.
  func quadratic(at free: [Double], _ detail: Detail, isObserved: Bool) -> (slope: [Double], information: Matrix)? {
    let slopes = model.freeDerivatives(at: free, order: isObserved ? .second : .first)
    let slope = slopes.jacobian.crossProduct(with: detail.score)
    let elements =
      isObserved
      ? likelihood.observedInformation(detail.derivatives)
      : likelihood.expectedOfMaximumLikelihood(detail.derivatives)
    var information = slopes.jacobian.crossProduct(with: elements * slopes.jacobian)
    if isObserved { information = information - slopes.curvature(weighting: detail.score) }
    guard slope.allSatisfy(\.isFinite), information.elements.allSatisfy(\.isFinite) else { return nil }
    return (slope, information)
  }

  func isEndless(at free: [Double]) -> Bool {
    UnexplainedVariance(ofGroups: model.covariance(free: free), order: model.structure.order).share < Self.singular
  }
}
