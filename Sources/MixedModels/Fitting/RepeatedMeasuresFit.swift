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
  package let root: Cholesky
  /// ∂Σ/∂θ and the second derivatives at the optimum.
  let slopes: CovarianceSlopes
  let point: ResidualLikelihood.Point
  let derivatives: [PatternDerivatives]
  let elementInformation: ElementInformation
  /// About θ, at the optimum.
  package let observedInformation: Matrix
  package let expectedInformation: Matrix
  package let proof: ConvergenceProof
  /// The free numbers at the optimum.
  let free: [Double]
  /// What the search knows of other maxima.
  package internal(set) var trail: SearchTrail

  /// - Parameter start: free numbers for one search from there; nil for as many searches as the data ask for.
  package init?(
    _ data: CompressedTrial, structure: any CovarianceStructure, isRestricted: Bool,
    start: [Double]? = nil
  ) {
    let found =
      if let start {
        RepeatedMeasuresFit(data, structure: structure, isRestricted: isRestricted, from: start)
      } else {
        SeveralStarts(data: data, structure: structure, isRestricted: isRestricted).best
      }
    guard let found else { return nil }
    self = found
  }

  /// One search.
  init?(_ data: CompressedTrial, structure: any CovarianceStructure, isRestricted: Bool, from start: [Double]) {
    let likelihood = ResidualLikelihood(data: data, isRestricted: isRestricted)
    let model = CovarianceModel(structure: structure, groups: data.groupCount)
    let surface = FreeSurface(likelihood: likelihood, model: model)
    guard let found = ScoringSearch(surface: surface).run(from: start) else { return nil }
    self.data = data
    self.isRestricted = isRestricted
    self.model = model
    free = found.free
    iterations = found.iterations
    point = found.point
    derivatives = found.detail.derivatives
    logLikelihood = found.point.logLikelihood + data.logLikelihoodShift(isRestricted: isRestricted)
    coefficients = data.coefficients(fromBasis: found.point.coefficients)
    parameters = model.parameters(free: found.free)
    let units = data.scale * data.scale
    covariance = model.covariance(free: found.free).map { $0.map { $0 * units } }
    root = found.point.root
    slopes = model.parameterDerivatives(at: parameters)
    let elements = likelihood.information(found.detail.derivatives)
    elementInformation = elements
    let jacobian = slopes.jacobian
    expectedInformation = jacobian.crossProduct(with: elements.expected * jacobian)
    observedInformation =
      jacobian.crossProduct(with: elements.observed * jacobian) - slopes.curvature(weighting: found.detail.score)
    proof = ConvergenceProof(
      slope: jacobian.crossProduct(with: found.detail.score), information: observedInformation,
      expected: expectedInformation,
      unexplained: UnexplainedVariance(ofGroups: covariance, order: structure.order),
      leastInformation: Self.leastInformation(model, at: found.free, elements))
    trail = SearchTrail(optima: proof.holds ? [logLikelihood] : [])
  }
}

extension RepeatedMeasuresFit {
  /// The expected information about the free number of which the data say least: about half the number of values, for the
  /// logarithm of a variance. A range that ends before the next visit is an answer, and no information about it none.
  private static func leastInformation(
    _ model: CovarianceModel, at free: [Double], _ elements: ElementInformation
  ) -> Double {
    let jacobian = model.freeDerivatives(at: free, order: .first).jacobian
    let carried = elements.expected * jacobian
    let names = model.structure.parameterNames
    return (0..<carried.columns).reduce(Double.infinity) { least, parameter in
      guard names[parameter % names.count] != "range" else { return least }
      return min(least, zip(jacobian.column(parameter), carried.column(parameter)).reduce(0) { $0 + $1.0 * $1.1 })
    }
  }
}

extension RepeatedMeasuresFit: CoefficientFit {
  package var covarianceCount: Int { model.parameterCount }
  package var isConverged: Bool { proof.holds }
  package var designDerivatives: Matrix { elementInformation.designDerivatives * slopes.jacobian }

  /// U is carried to the elements of Σ first, and each pattern gives one m × m matrix: no matrix for pairs of parameters.
  package func weightedProducts(_ covariance: Matrix) -> Matrix {
    let k = data.rank
    var result = Matrix(rows: k, columns: k)
    let onElements = slopes.jacobian * covariance * slopes.jacobian.transposed
    let elements = packedCount(data.visitCount)
    for part in derivatives {
      let visits = part.pattern.visits
      let (m, r) = (visits.count, part.pattern.rank)
      let start = part.pattern.group * elements
      var middle = Matrix(rows: m, columns: m)
      for a in 0..<m {
        for d in 0...a {
          var sum = 0.0
          for b in 0..<m {
            let row = start + symmetricIndex(visits[a], visits[b])
            for c in 0..<m {
              sum += onElements[row, start + symmetricIndex(visits[c], visits[d])] * part.inverse[b, c]
            }
          }
          middle[a, d] = sum
          middle[d, a] = sum
        }
      }
      let turned = middle * part.design
      result += Matrix(rows: m * r, columns: k, columnMajor: part.design.elements)
        .crossProduct(with: Matrix(rows: m * r, columns: k, columnMajor: turned.elements))
    }
    return result
  }

  package func weightedCurvature(
    _ covariance: Matrix, information: CovarianceInformation, term: SecondOrderTerm
  ) -> Matrix? {
    bend(covariance, information: information, term: term).map { weights in
      Matrix(rows: data.rank, columns: data.rank, columnMajor: elementInformation.designDerivatives * weights)
    }
  }

  /// Σ Uᵢⱼ ∂²Σₑ/∂θᵢ∂θⱼ by element e, in the parameters that the term is taken in; nil where all are zero.
  private func bend(
    _ covariance: Matrix, information: CovarianceInformation, term: SecondOrderTerm
  ) -> [Double]? {
    switch term {
    case .absent: return nil
    case .printedParameters: return slopes.isCurved ? slopes.elements(weighting: covariance) : nil
    case .mmrmParameters:
      guard let other = model.mmrmDerivatives(at: parameters) else { return nil }
      // ∂θ/∂ψ: both have the elements' derivatives. The score by θ vanishes, so the information turns with it.
      let own = QR(slopes.jacobian)
      guard own.rank == slopes.jacobian.columns else { return nil }
      let change = Matrix(columns: (0..<other.jacobian.columns).map { own.solve(other.jacobian.column($0)) })
      let turned = change.crossProduct(with: self.information(information) * change)
      return turned.inverseOfScaled.map { other.elements(weighting: $0) }
    }
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

  /// A slope that is nothing, curvature downwards in every direction, and no variance on its way to 0.
  package var holds: Bool {
    guard let decrement else { return false }
    return decrement < 1e-10 && smallestEigenvalue > 1e-10 && !hasVanishingVariance
  }

  /// A variance that goes to 0 has less and less of a slope in its own standard errors, and never none.
  var hasVanishingVariance: Bool {
    unexplained.ratio < 1e-12 || unexplained.ratio < 1e-6 && relativeGradient > 1e-6
  }

  /// - Parameter leastInformation: about the free number of which the data say least. Where that is nothing, what the
  ///   observed information has of it is rounding, whatever its scale.
  init(
    slope: [Double], information: Matrix, expected: Matrix, unexplained: UnexplainedVariance,
    leastInformation: Double = .infinity
  ) {
    self.unexplained = unexplained
    let deviations = expected.diagonal.map { max($0, 0).squareRoot() }
    relativeGradient = zip(slope, deviations).reduce(0) { $1.1 > 0 ? max($0, abs($1.0) / $1.1) : $0 }
    let scale = information.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 1 }
    var scaled = information
    for j in 0..<scaled.columns { for i in 0..<scaled.rows { scaled[i, j] *= scale[i] * scale[j] } }
    let eigenvalue = ((try? SymmetricEigen(of: scaled))?.values.first) ?? -.infinity
    smallestEigenvalue = leastInformation < 1e-7 ? min(0, eigenvalue) : eigenvalue
    if let factor = try? Cholesky(of: scaled) {
      let turned = zip(slope, scale).map { $0 * $1 }
      decrement = zip(turned, factor.solve(turned)).reduce(0) { $0 + $1.0 * $1.1 }
    } else {
      decrement = nil
    }
  }
}
