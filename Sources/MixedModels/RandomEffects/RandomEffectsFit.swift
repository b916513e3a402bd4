internal import Glibc
package import LinearAlgebra

/// A fitted model with random effects: the optimum, the proof that it is one, and what inference needs.
package struct RandomEffectsFit {
  let trial: ClusteredTrial
  /// Units of each term's random columns.
  let scales: ClusteredTrial.Scales
  package let isRestricted: Bool
  package let iterations: Int
  /// In the data's units, as the conventions have it (without log|X'X|/2).
  package let logLikelihood: Double
  /// Of the kept columns, in the data's units.
  package let coefficients: [Double]
  /// θ inside, in units of the outcome's residual standard deviation and of each random column's root mean square.
  let theta: [Double]
  /// The factors' columns that are left: fewer than a term has effects where its covariance is singular.
  let parameters: ClusteredParameters
  let derivatives: ClusteredDerivatives
  let information: ClusteredInformation
  /// ∂θ/∂η: of the parameters that have a covariance, η, which are θ but for the factors of singular terms.
  let jacobian: Matrix
  /// About η, at the optimum.
  package let observedInformation: Matrix
  package let expectedInformation: Matrix
  package let proof: ConvergenceProof
  /// Of each term that lies on the boundary: the largest slope into the region, in its standard errors; not positive at
  /// a maximum.
  let boundarySlopes: [Int: Double]

  package var data: CompressedTrial { trial.data }

  /// Whether random effects may have negative variances.
  var isUnconstrained: Bool { parameters.terms.contains { $0.isUnconstrained } }

  /// - Parameters:
  ///   - isUnconstrained: whether the random effects' variances may be negative.
  ///   - start: free numbers where the search begins; nil: the usual ones.
  /// - Returns: nil where the likelihood cannot be computed at the start.
  init?(
    _ trial: ClusteredTrial, scales: ClusteredTrial.Scales, isRestricted: Bool, isUnconstrained: Bool = false,
    isLarge: Bool? = nil, start: [Double]? = nil
  ) {
    let likelihood = ClusteredLikelihood(trial: trial, isRestricted: isRestricted, isLarge: isLarge)
    var parameters = ClusteredParameters(terms: trial.terms.map(\.covariance), residual: trial.residual)
    var surface = RandomEffectsSurface(likelihood: likelihood, parameters: parameters)
    guard var found = ScoringSearch(surface: surface).run(from: start ?? StartingEffects.free(trial)) else {
      return nil
    }
    var iterations = found.iterations
    // A term may have to leave the boundary again when another has reached it, so twice at most for each effect.
    for _ in 0..<2 * trial.terms.reduce(1, { $0 + $1.covariance.size }) {
      guard let reduced = parameters.reduced(at: found.free) else { break }
      let smaller = RandomEffectsSurface(likelihood: likelihood, parameters: reduced.parameters)
      guard let again = ScoringSearch(surface: smaller).run(from: reduced.free),
        again.point.logLikelihood > found.point.logLikelihood - 1e-6
      else { break }
      iterations += again.iterations
      (parameters, surface, found) = (reduced.parameters, smaller, again)
    }
    if isUnconstrained {
      // From the best covariance that is one: there the likelihood is computable, and it falls only on the far side.
      let wider = parameters.unconstrained(at: found.free)
      surface = RandomEffectsSurface(likelihood: likelihood, parameters: wider.parameters)
      guard let again = ScoringSearch(surface: surface).run(from: wider.free) else { return nil }
      iterations += again.iterations
      (parameters, found) = (wider.parameters, again)
    }
    self.trial = trial
    self.scales = scales
    self.isRestricted = isRestricted
    self.iterations = iterations
    self.parameters = parameters
    theta = found.point.theta
    logLikelihood = found.point.logLikelihood + trial.data.logLikelihoodShift(isRestricted: isRestricted)
    coefficients = trial.data.coefficients(fromBasis: found.point.coefficients)
    derivatives = found.detail.derivatives
    let score = found.detail.score
    information = derivatives.information()
    let map = parameters.inferenceMap(free: found.free, score: score)
    jacobian = map.jacobian
    expectedInformation = jacobian.crossProduct(with: information.expected * jacobian)
    observedInformation = jacobian.crossProduct(with: information.observed * jacobian) - map.curvature
    proof = ConvergenceProof(
      slope: jacobian.crossProduct(with: score), information: observedInformation, expected: expectedInformation,
      unexplained: UnexplainedVariance(ofGroups: [[1]], order: 1))
    boundarySlopes = parameters.boundarySlopes(theta: theta, score: score, information: information.expected)
  }
}

extension RandomEffectsFit {
  /// A model of analysed rows, with a structure of the residual covariance over visits where one is given.
  ///
  /// - Parameter isLarge: whether to go the way of many outer effects; nil: where there are many.
  /// - Returns: nil where the likelihood cannot be computed.
  package init?(
    _ rows: AnalysedRows, structure: (any CovarianceStructure)? = nil, isRestricted: Bool,
    isUnconstrained: Bool = false,
    isLarge: Bool? = nil
  ) throws(MixedModelError) {
    let made = try ClusteredTrial.make(rows, structure: structure)
    self.init(
      made.trial, scales: made.scales, isRestricted: isRestricted, isUnconstrained: isUnconstrained, isLarge: isLarge)
  }
}

extension RandomEffectsFit: CoefficientFit {
  package var root: Cholesky { derivatives.point.root }
  package var covarianceCount: Int { trial.parameterCount }
  package var isConverged: Bool { proof.holds && boundarySlopes.values.allSatisfy { $0 <= 1e-4 } }
  package var designDerivatives: Matrix { information.designDerivatives * jacobian }

  package func weightedProducts(_ covariance: Matrix) -> Matrix {
    derivatives.weightedProducts(jacobian * covariance * jacobian.transposed)
  }

  /// In the printed parameters always: mmrm has no random effects.
  package func weightedCurvature(
    _ covariance: Matrix, information: CovarianceInformation, term: SecondOrderTerm
  ) -> Matrix? {
    guard term != .absent else { return nil }
    return derivatives.weightedCurvature(jacobian * covariance * jacobian.transposed)
  }
}

extension ClusteredParameters {
  /// The parameters with every random term's variances and covariances free, and the free numbers of the same θ.
  func unconstrained(at free: [Double]) -> (parameters: ClusteredParameters, free: [Double]) {
    let numbers = zip(terms, ranges).flatMap { $0.parameters(free: Array(free[$1])) }
    let rest = ranges.last.map { Array(free[$0.upperBound...]) } ?? free
    return (ClusteredParameters(terms: terms.map(\.unconstrained), residual: residual), numbers + rest)
  }

  /// Below this eigenvalue (of a matrix in units of the outcome's variance) a matrix may be singular.
  private static let nothing = 1e-8

  /// The parameters without the columns of factors that are nothing, and free numbers near; nil where all are something.
  func reduced(at free: [Double]) -> (parameters: ClusteredParameters, free: [Double])? {
    var changed = false
    var terms: [RandomCovariance] = []
    var numbers: [Double] = []
    for (term, range) in zip(self.terms, ranges) {
      let own = Array(free[range])
      guard let (smaller, factor) = term.reduced(at: own, below: Self.nothing) else {
        terms.append(term)
        numbers += own
        continue
      }
      changed = true
      terms.append(smaller)
      numbers += factor
    }
    guard changed else { return nil }
    let rest = ranges.last.map { Array(free[$0.upperBound...]) } ?? free
    return (ClusteredParameters(terms: terms, residual: residual), numbers + rest)
  }

  /// ∂θ/∂η and what the score makes of the second derivatives.
  func inferenceMap(free: [Double], score: [Double]) -> (jacobian: Matrix, curvature: Matrix) {
    let slopes = slopes(free, weights: score)
    let starts = terms.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.parameterCount) }
    var columns: [(source: Int?, theta: Int)] = []
    for (index, range) in ranges.enumerated() {
      if terms[index].columns.count == terms[index].size {
        columns += (0..<terms[index].parameterCount).map { (nil, starts[index] + $0) }
      } else {
        columns += range.map { ($0, 0) }
      }
    }
    columns += (0..<residual.parameterCount).map { (nil, starts[terms.count] + $0) }
    var jacobian = Matrix(rows: score.count, columns: columns.count)
    var curvature = Matrix(rows: columns.count, columns: columns.count)
    for (j, column) in columns.enumerated() {
      guard let source = column.source else {
        jacobian[column.theta, j] = 1
        continue
      }
      for i in 0..<score.count { jacobian[i, j] = slopes.jacobian[i, source] }
      for (i, other) in columns.enumerated() {
        if let row = other.source { curvature[i, j] = slopes.curvature[row, source] }
      }
    }
    return (jacobian, curvature)
  }

  /// For each singular term the largest slope of the log-likelihood into the region, in standard errors.
  func boundarySlopes(theta: [Double], score: [Double], information: Matrix) -> [Int: Double] {
    var result: [Int: Double] = [:]
    var start = 0
    for (index, term) in terms.enumerated() {
      defer { start += term.parameterCount }
      guard term.columns.count < term.size else { continue }
      let range = start..<start + term.parameterCount
      if !term.isCorrelated {
        let absent = (0..<term.size).filter { !term.columns.contains($0) }
        result[index] = absent.map { score[start + $0] / max(information[start + $0, start + $0], 1e-300).squareRoot() }
          .max()
        continue
      }
      let matrix = BlockCovariance.matrix(term, theta[range])
      var slope = Matrix(rows: term.size, columns: term.size)
      for (offset, (a, b)) in term.pairs.enumerated() {
        let value = a == b ? score[start + offset] : 0.5 * score[start + offset]
        slope[a, b] = value
        slope[b, a] = value
      }
      guard let eigen = try? SymmetricEigen(of: matrix) else { continue }
      let null = eigen.vectors.selecting(columns: Array(0..<term.size - term.columns.count))
      guard let inner = try? SymmetricEigen(of: null.crossProduct(with: slope * null)) else { continue }
      let scale = range.map { information[$0, $0] }.max() ?? 1
      result[index] = (inner.values.last ?? 0) / max(scale, 1e-300).squareRoot()
    }
    return result
  }
}

extension RandomCovariance {
  /// The same with the columns of the factor that are something, and its free numbers; nil where all are.
  func reduced(at free: [Double], below limit: Double) -> (RandomCovariance, [Double])? {
    guard !columns.isEmpty, !isUnconstrained else { return nil }
    if !isCorrelated {
      let left = columns.indices.filter { free[$0] * free[$0] >= limit }
      guard left.count < columns.count else { return nil }
      return (
        RandomCovariance(size: size, isCorrelated: false, columns: left.map { columns[$0] }), left.map { free[$0] }
      )
    }
    let matrix = BlockCovariance.matrix(self, parameters(free: free)[...])
    guard let eigen = try? SymmetricEigen(of: matrix) else { return nil }
    // The smallest first; those beyond the factor's columns are zero as it is.
    let kept = (size - columns.count..<size).filter { eigen.values[$0] >= limit }
    guard kept.count < columns.count else { return nil }
    var root = eigen.vectors.selecting(columns: kept)
    for (j, place) in kept.enumerated() {
      let scale = max(eigen.values[place], 0).squareRoot()
      for i in 0..<size { root[i, j] *= scale }
    }
    let smaller = RandomCovariance(size: size, isCorrelated: true, columns: Array(0..<kept.count))
    let lower = root.rotatedToLowerTriangle
    return (smaller, smaller.places.map { lower[$0.row, $0.column] })
  }
}

extension Matrix {
  /// RQ with an orthonormal Q that makes it zero above the diagonal.
  fileprivate var rotatedToLowerTriangle: Matrix {
    var basis: [[Double]] = []
    for row in 0..<rows where basis.count < columns {
      var vector = self.row(row)
      let size = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for _ in 0..<2 {
        for known in basis {
          let along = zip(vector, known).reduce(0) { $0 + $1.0 * $1.1 }
          vector = zip(vector, known).map { $0 - along * $1 }
        }
      }
      let left = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard left > 1e-10 * size, left > 0 else { continue }
      basis.append(vector.map { $0 / left })
    }
    guard basis.count == columns else { return self }
    return self * Matrix(columns: basis)
  }
}

/// Where the search for a model with random effects begins: half of the outcome's variance with the residual, the other
/// half shared by the random columns.
enum StartingEffects {
  static func free(_ trial: ClusteredTrial) -> [Double] {
    let columns = trial.terms.reduce(0) { $0 + $1.covariance.size }
    let share = columns > 0 ? 0.5 : 1
    let each = (0.5 / Double(max(1, columns))).squareRoot()
    var free: [Double] = []
    for term in trial.terms {
      free += term.covariance.places.map { place in
        term.covariance.isCorrelated && place.row != place.column ? 0 : each
      }
    }
    switch trial.residual {
    case .independent: free.append(Glibc.log(share))
    case .times:
      let times = trial.patterns.flatMap(\.times)
      let spread = (times.max() ?? 1) - (times.min() ?? 0)
      free += [Glibc.log(share), Glibc.log(spread > 0 ? spread / 4 : 1)]
    case .visits(let structure, _):
      free += StartingCovariance.matrices(trial.data).flatMap { structure.start(near: $0.map { share * $0 }) }
    }
    return free
  }
}
