internal import Distributions
internal import Glibc
internal import LinearAlgebra
internal import Optimization

/// Intervals of standard deviations, correlations and residual parameters from the profile of the (restricted)
/// likelihood: all values that, held, cost less than half of the χ²(1) quantile of log-likelihood when everything else is
/// estimated again.
struct VarianceProfile: Sendable {
  /// Nil where the interval is open.
  struct Limits: Equatable, Sendable {
    let low, high: Double?
  }

  private let likelihood: ClusteredLikelihood
  private let parameters: ClusteredParameters
  private let random: [Matrix]
  private let residual: [Double]
  private let residualFree: [Double]
  private let top: Double
  /// Root of the χ²(1) quantile.
  private let reach: Double

  init(_ fit: RandomEffectsFit, level: Double) {
    let trial = fit.trial
    likelihood = ClusteredLikelihood(trial: trial, isRestricted: fit.isRestricted)
    parameters = ClusteredParameters(terms: trial.terms.map(\.covariance), residual: trial.residual)
    random = trial.terms.indices.map { fit.derivatives.point.covariance.random($0) }
    residual = Array(fit.theta[trial.starts[trial.terms.count]...])
    residualFree = fit.residualFree
    top = fit.derivatives.point.logLikelihood
    reach = Normal().quantile((1 - level) / 2, tail: .upper)
  }

  /// In the units inside.
  func limits(of target: HeldParameters.Target) -> Limits? {
    switch target {
    case .deviation(let term, let effect): ofDeviation(target, max(0, random[term][effect, effect]).squareRoot())
    case .correlation(let term, let a, let b): ofCorrelation(target, random[term], a, b)
    case .residual(let index): ofResidual(target, residual[index])
    }
  }

  /// √(2 × the loss of log-likelihood), from where the last search ended.
  private final class Climber {
    private let profile: VarianceProfile
    private let target: HeldParameters.Target
    private var last: [Double]?

    init(_ profile: VarianceProfile, _ target: HeldParameters.Target) {
      self.profile = profile
      self.target = target
    }

    /// NaN where the likelihood cannot be computed.
    func loss(at value: Double) -> Double {
      let held = HeldParameters(profile.parameters, holding: target, at: value)
      let surface = RandomEffectsSurface(likelihood: profile.likelihood, parameters: held)
      let start = held.start(near: profile.random, residual: profile.residualFree)
      let search = ScoringSearch(surface: surface)
      let from = last.flatMap { $0.count == start.count ? $0 : nil } ?? start
      guard let found = search.run(from: from) ?? search.run(from: start) else { return .nan }
      last = found.free
      return max(0, 2 * (profile.top - found.point.logLikelihood)).squareRoot()
    }
  }

  private func ofDeviation(_ target: HeldParameters.Target, _ estimate: Double) -> Limits? {
    let atZero = Climber(self, target).loss(at: 0)
    guard !atZero.isNaN else { return nil }
    let centre = max(estimate, 1e-3)
    let low = atZero <= reach ? 0 : crossing(target, from: log(centre), step: -0.35, until: log(1e-9), exp)
    return Limits(low: low, high: crossing(target, from: log(centre), step: 0.35, until: log(1e9), exp))
  }

  private func ofResidual(_ target: HeldParameters.Target, _ estimate: Double) -> Limits? {
    let centre = log(estimate)
    return Limits(
      low: crossing(target, from: centre, step: -0.3, until: centre - 21, exp) ?? 0,
      high: crossing(target, from: centre, step: 0.3, until: centre + 21, exp))
  }

  private func ofCorrelation(_ target: HeldParameters.Target, _ matrix: Matrix, _ a: Int, _ b: Int) -> Limits? {
    let product = (matrix[a, a] * matrix[b, b]).squareRoot()
    guard product > 0 else { return nil }
    let estimate = max(-1, min(1, matrix[a, b] / product))
    let centre = atanh(max(-1 + 1e-9, min(1 - 1e-9, estimate)))
    func limit(_ sign: Double) -> Double? {
      let atEdge = Climber(self, target).loss(at: sign)
      if atEdge <= reach { return sign }
      return crossing(target, from: centre, step: 0.4 * sign, until: 18 * sign, tanh) ?? sign
    }
    return Limits(low: limit(-1), high: limit(1))
  }

  /// Where the loss reaches the quantile, sought in steps that grow.
  ///
  /// - Returns: nil where it does not up to the end.
  private func crossing(
    _ target: HeldParameters.Target, from start: Double, step: Double, until end: Double,
    _ back: @escaping (Double) -> Double
  ) -> Double? {
    let climber = Climber(self, target)
    var (inside, width) = (start, step)
    while true {
      let outside = step < 0 ? max(end, inside + width) : min(end, inside + width)
      let loss = climber.loss(at: back(outside))
      if loss.isNaN { return nil }
      if loss > reach {
        let bracket = min(inside, outside)...max(inside, outside)
        return findRoot(in: bracket, relativeTolerance: 1e-11) { climber.loss(at: back($0)) - reach }.map(back)
      }
      if outside == end { return nil }
      inside = outside
      width *= 1.3
    }
  }
}

extension RandomEffectsFit {
  /// The residual's free numbers near its θ.
  var residualFree: [Double] {
    let own = Array(theta[trial.starts[trial.terms.count]...])
    switch trial.residual {
    case .independent, .times: return own.map { log($0) }
    case .visits(let structure, let groups):
      let count = structure.parameterCount
      return (0..<groups).flatMap { group in
        structure.start(
          near: structure.covariance(parameters: Array(own[group * count..<(group + 1) * count])))
      }
    }
  }
}
