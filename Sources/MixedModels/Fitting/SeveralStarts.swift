internal import LinearAlgebra

/// What is known of the maxima of a likelihood from the searches that a fit took.
package struct SearchTrail: Sendable, Equatable {
  /// Searches, the first one included.
  package var starts: Int
  /// The log-likelihoods of the different maxima that were met, highest first; the fit is the first one's.
  package var optima: [Double]
  /// Whether the first search followed a likelihood that rises above every maximum met, towards a singular matrix.
  package var risesBeyond: Bool

  package init(starts: Int = 1, optima: [Double] = [], risesBeyond: Bool = false) {
    self.starts = starts
    self.optima = optima
    self.risesBeyond = risesBeyond
  }
}

/// Searches again from other matrices where one search may not be enough: it ended without a proof, or at a maximum at
/// which few data determine the covariance, so that the likelihood may have another.
struct SeveralStarts {
  let data: CompressedTrial
  let structure: any CovarianceStructure
  let isRestricted: Bool

  /// Fewer subjects than this for each parameter of a group: the curvature says whether they determine it.
  private static let subjectsPerParameter = 10
  /// Beyond this standard error of a logarithm of a standard deviation, or of a correlation's hyperbolic arctangent,
  /// a quadratic surface says little of what lies two of them away. Some 12 or 25 subjects' worth.
  private static let vague = 0.2

  /// The highest maximum; without one, where the first search ended.
  var best: RepeatedMeasuresFit? {
    let surface = FreeSurface(data, structure: structure, isRestricted: isRestricted)
    guard let first = fit(from: surface.start) else { return nil }
    if first.proof.holds, !isVague(first, surface) { return first }
    let cautious = CautiousSearch(surface: surface)
    var maxima = first.proof.holds ? [first] : []
    let starts = furtherStarts
    for start in starts {
      guard let near = cautious.run(from: start), let found = fit(from: near), found.proof.holds else { continue }
      let isNew = maxima.allSatisfy { abs($0.logLikelihood - found.logLikelihood) > 1e-6 }
      if isNew { maxima.append(found) }
    }
    var best = maxima.max { $0.logLikelihood < $1.logLikelihood } ?? first
    best.trail = SearchTrail(
      starts: 1 + starts.count, optima: maxima.map(\.logLikelihood).sorted(by: >),
      risesBeyond: !maxima.isEmpty && !first.proof.holds && first.logLikelihood > best.logLikelihood)
    return best
  }

  private func fit(from start: [Double]) -> RepeatedMeasuresFit? {
    RepeatedMeasuresFit(data, structure: structure, isRestricted: isRestricted, from: start)
  }

  /// The residuals' own products in short steps, no correlation, signs that alternate, neighbours much alike.
  private var furtherStarts: [[Double]] {
    var matrices = [StartingCovariance.matrices(data)]
    for neighbour in [0, -0.5, 0.8] { matrices.append(StartingCovariance.matrices(data, neighbour: neighbour)) }
    return matrices.map { $0.flatMap { structure.start(near: $0) } }
  }

  private func isVague(_ fit: RepeatedMeasuresFit, _ surface: FreeSurface) -> Bool {
    guard data.subjects < Self.subjectsPerParameter * fit.model.parameterCount else { return false }
    guard let information = surface.quadratic(at: fit.free)?.information, let factor = try? Cholesky(of: information)
    else { return true }
    return factor.inverse.diagonal.contains { $0 > Self.vague * Self.vague }
  }
}
