internal import LinearAlgebra

/// How θ follows from the numbers in which a search goes.
protocol ParameterMap: Sendable {
  func theta(_ free: [Double]) -> [Double]
  /// ∂θ/∂free, and Σ over θ of weight × ∂²θ/∂free∂free'.
  func slopes(_ free: [Double], weights: [Double]) -> (jacobian: Matrix, curvature: Matrix)
  /// Where the free numbers of each random term stand.
  var ranges: [Range<Int>] { get }
}

/// How θ follows from the free numbers of a model with random effects: term by term, the residual's last.
struct ClusteredParameters: ParameterMap {
  let terms: [RandomCovariance]
  let residual: ResidualCovariance

  var freeCount: Int { terms.reduce(0) { $0 + $1.freeCount } + residual.parameterCount }

  func theta(_ free: [Double]) -> [Double] {
    parts(free).flatMap { part, own in part.map { $0.parameters(free: own) } ?? residual.parameters(free: own) }
  }

  /// Each block's free numbers; nil for the residual.
  private func parts(_ free: [Double]) -> [(RandomCovariance?, [Double])] {
    var next = 0
    var result: [(RandomCovariance?, [Double])] = []
    for term in terms {
      result.append((term, Array(free[next..<next + term.freeCount])))
      next += term.freeCount
    }
    return result + [(nil, Array(free[next...]))]
  }

  /// Block by block.
  func slopes(_ free: [Double], weights: [Double]) -> (jacobian: Matrix, curvature: Matrix) {
    var jacobian = Matrix(rows: weights.count, columns: free.count)
    var curvature = Matrix(rows: free.count, columns: free.count)
    var (row, column) = (0, 0)
    for (part, own) in parts(free) {
      let variables = Jet.variables(own, order: .second)
      let jets = part.map { $0.parameters(free: variables) } ?? residual.parameters(free: variables)
      for (i, jet) in jets.enumerated() {
        for (j, slope) in jet.gradient.enumerated() { jacobian[row + i, column + j] = slope }
        guard !jet.hessian.isEmpty else { continue }
        for a in own.indices {
          for b in 0...a {
            let value = weights[row + i] * jet.hessian[packedIndex(a, b)]
            curvature[column + a, column + b] += value
            if a != b { curvature[column + b, column + a] += value }
          }
        }
      }
      row += jets.count
      column += own.count
    }
    return (jacobian, curvature)
  }

  var ranges: [Range<Int>] {
    var next = 0
    return terms.map { term in
      defer { next += term.freeCount }
      return next..<next + term.freeCount
    }
  }
}

/// The (restricted) log-likelihood of a model with random effects over its free numbers.
struct RandomEffectsSurface<Parameters: ParameterMap>: SearchSurface {
  let likelihood: ClusteredLikelihood
  let parameters: Parameters

  struct Detail {
    let derivatives: ClusteredDerivatives
    let score: [Double]
  }

  func point(at free: [Double]) -> ClusteredLikelihood.Point? { likelihood.point(parameters.theta(free)) }

  func value(of point: ClusteredLikelihood.Point) -> Double { point.logLikelihood }

  func detail(of point: ClusteredLikelihood.Point) -> Detail {
    let derivatives = ClusteredDerivatives(likelihood, point)
    return Detail(derivatives: derivatives, score: derivatives.score)
  }

  func quadratic(at free: [Double], _ detail: Detail, isObserved: Bool) -> (slope: [Double], information: Matrix)? {
    let slopes = parameters.slopes(free, weights: detail.score)
    let slope = slopes.jacobian.crossProduct(with: detail.score)
    var information: Matrix
    if likelihood.isLarge {
      let theta = detail.derivatives.averageInformation()
      information = slopes.jacobian.crossProduct(with: theta * slopes.jacobian)
      for range in parameters.ranges { addPositivePart(of: slopes.curvature, range, to: &information) }
    } else if isObserved {
      let theta = detail.derivatives.observedInformation()
      information = slopes.jacobian.crossProduct(with: theta * slopes.jacobian) - slopes.curvature
    } else {
      let theta = 0.5 * detail.derivatives.traceProducts()
      information = slopes.jacobian.crossProduct(with: theta * slopes.jacobian)
      // What the factors' own curvature adds where the likelihood falls: it leads to a variance of zero in one step.
      for range in parameters.ranges { addPositivePart(of: slopes.curvature, range, to: &information) }
    }
    guard slope.allSatisfy(\.isFinite), information.elements.allSatisfy(\.isFinite) else { return nil }
    return (slope, information)
  }

  private func addPositivePart(of curvature: Matrix, _ range: Range<Int>, to information: inout Matrix) {
    guard !range.isEmpty else { return }
    var part = Matrix(rows: range.count, columns: range.count)
    for (j, b) in range.enumerated() { for (i, a) in range.enumerated() { part[i, j] = -curvature[a, b] } }
    guard let eigen = try? SymmetricEigen(of: part) else { return }
    let positive = eigen.map { max($0, 0) }
    for (j, b) in range.enumerated() { for (i, a) in range.enumerated() { information[a, b] += positive[i, j] } }
  }

  func isEndless(at free: [Double]) -> Bool { false }
}
