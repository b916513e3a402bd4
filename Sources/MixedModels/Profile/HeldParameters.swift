internal import Glibc
internal import LinearAlgebra

/// The parameters of a model with random effects of which one is held at a value: the standard deviation of an effect,
/// the correlation of two effects on one group, or a parameter of the residual.
struct HeldParameters: ParameterMap {
  enum Target: Sendable, Equatable {
    case deviation(term: Int, effect: Int)
    case correlation(term: Int, Int, Int)
    /// By its index among the residual's θ, each of which is e to the power of its own free number.
    case residual(Int)
  }
  private let parameters: ClusteredParameters
  private let target: Target
  private let value: Double

  init(_ parameters: ClusteredParameters, holding target: Target, at value: Double) {
    self.parameters = parameters
    self.target = target
    self.value = value
  }

  /// One block of θ: a random term or the residual.
  private enum Block {
    case term(RandomCovariance)
    case held(HeldCovariance)
    case residual(ResidualCovariance)
    case heldResidual(ResidualCovariance, index: Int, value: Double)

    var freeCount: Int {
      switch self {
      case .term(let covariance): covariance.freeCount
      case .held(let covariance): covariance.freeCount
      case .residual(let residual): residual.parameterCount
      case .heldResidual(let residual, _, _): residual.parameterCount - 1
      }
    }

    func parameters<S: SmoothScalar>(free: [S]) -> [S] {
      switch self {
      case .term(let covariance): return covariance.parameters(free: free)
      case .held(let covariance): return covariance.parameters(free: free)
      case .residual(let residual): return residual.parameters(free: free)
      case .heldResidual(let residual, let index, let value):
        var whole = free
        whole.insert(S.log(S(value)), at: index)
        return residual.parameters(free: whole)
      }
    }
  }

  private var blocks: [Block] {
    let terms = parameters.terms.enumerated().map { index, covariance -> Block in
      switch target {
      case .deviation(index, let effect):
        .held(HeldCovariance(size: covariance.size, isCorrelated: covariance.isCorrelated, .deviation(effect), value))
      case .correlation(index, let a, let b):
        .held(HeldCovariance(size: covariance.size, isCorrelated: true, .correlation(a, b), value))
      default: .term(covariance)
      }
    }
    if case .residual(let index) = target {
      return terms + [.heldResidual(parameters.residual, index: index, value: value)]
    }
    return terms + [.residual(parameters.residual)]
  }

  private var parts: [(block: Block, range: Range<Int>)] {
    var next = 0
    return blocks.map { block in
      defer { next += block.freeCount }
      return (block, next..<next + block.freeCount)
    }
  }

  var ranges: [Range<Int>] { parts.dropLast().map(\.range) }

  func theta(_ free: [Double]) -> [Double] {
    parts.flatMap { block, range in block.parameters(free: Array(free[range])) }
  }

  func slopes(_ free: [Double], weights: [Double]) -> (jacobian: Matrix, curvature: Matrix) {
    var jacobian = Matrix(rows: weights.count, columns: free.count)
    var curvature = Matrix(rows: free.count, columns: free.count)
    var row = 0
    for (block, range) in parts {
      let jets = block.parameters(free: Jet.variables(Array(free[range]), order: .second))
      for (i, jet) in jets.enumerated() {
        for (j, slope) in jet.gradient.enumerated() { jacobian[row + i, range.lowerBound + j] = slope }
        guard !jet.hessian.isEmpty else { continue }
        for a in range.indices {
          for b in range.lowerBound...a {
            let value = weights[row + i] * jet.hessian[packedIndex(a - range.lowerBound, b - range.lowerBound)]
            curvature[a, b] += value
            if a != b { curvature[b, a] += value }
          }
        }
      }
      row += jets.count
    }
    return (jacobian, curvature)
  }

  /// Free numbers near these covariances and residual parameters.
  func start(near random: [Matrix], residual: [Double]) -> [Double] {
    var free: [Double] = []
    for (block, matrix) in zip(blocks, random) {
      switch block {
      case .term(let covariance): free += covariance.free(near: matrix)
      case .held(let covariance): free += covariance.free(near: matrix)
      case .residual, .heldResidual: break
      }
    }
    var own = residual
    if case .residual(let index) = target { own.remove(at: index) }
    return free + own
  }
}

/// The covariance matrix of one random term's effects in which a standard deviation or a correlation is held: a factor
/// whose first row is that effect's, or whose first two rows are those of the two effects.
struct HeldCovariance: Sendable {
  enum Target: Sendable {
    case deviation(Int)
    case correlation(Int, Int)
  }
  private let covariance: RandomCovariance
  private let target: Target
  private let value: Double
  /// The effects in the order of the factor's rows.
  private let order: [Int]

  init(size: Int, isCorrelated: Bool, _ target: Target, _ value: Double) {
    covariance = RandomCovariance(size: size, isCorrelated: isCorrelated)
    self.target = target
    self.value = value
    let first: [Int]
    switch target {
    case .deviation(let effect): first = [effect]
    case .correlation(let a, let b): first = [a, b]
    }
    order = first + (0..<size).filter { !first.contains($0) }
  }

  private var isZero: Bool { if case .deviation = target { value == 0 } else { false } }

  var freeCount: Int {
    let size = covariance.size
    guard covariance.isCorrelated else { return size - 1 }
    return isZero ? packedCount(size - 1) : packedCount(size) - 1
  }

  func parameters<S: SmoothScalar>(free: [S]) -> [S] {
    let held = S(value * value)
    guard covariance.isCorrelated else {
      var rest = free[...]
      return (0..<covariance.size).map { effect in
        guard effect != order[0], let number = rest.popFirst() else { return held }
        return number * number
      }
    }
    let rows = rows(free)
    var place = order
    for (row, effect) in order.enumerated() { place[effect] = row }
    return covariance.pairs.map { a, b in
      let (left, right) = (rows[place[a]], rows[place[b]])
      return zip(left, right).reduce(S(0)) { $0 + $1.0 * $1.1 }
    }
  }

  /// The factor's rows, each as long as it is not zero.
  private func rows<S: SmoothScalar>(_ free: [S]) -> [[S]] {
    var next = 0
    func take(_ count: Int) -> [S] {
      defer { next += count }
      return Array(free[next..<next + count])
    }
    var rows: [[S]]
    switch target {
    case .deviation: rows = [isZero ? [] : [S(value)]]
    case .correlation:
      // Of one sign, or the correlation would be another's.
      let deviations = take(2).map { S.exp($0) }
      rows = [
        [deviations[0]], [S(value) * deviations[1], S(max(0, 1 - value * value).squareRoot()) * deviations[1]],
      ]
    }
    for row in rows.count..<covariance.size { rows.append(take(isZero ? row : row + 1)) }
    return rows
  }

  func free(near matrix: Matrix) -> [Double] {
    let size = covariance.size
    guard covariance.isCorrelated else {
      return covariance.free(near: matrix).indices.filter { $0 != order[0] }.map { covariance.free(near: matrix)[$0] }
    }
    var turned = Matrix(rows: size, columns: size)
    for (j, b) in order.enumerated() { for (i, a) in order.enumerated() { turned[i, j] = matrix[a, b] } }
    let lower = RandomCovariance.factor(near: isZero ? turned.withoutFirst : turned)
    switch target {
    case .deviation:
      let first = isZero ? 0 : 1
      return (first..<lower.rows).flatMap { row in (0...row).map { lower[row, $0] } }
    case .correlation:
      let deviations = (0..<2).map { row in (0...row).reduce(0) { $0 + lower[row, $1] * lower[row, $1] }.squareRoot() }
      return deviations.map { log($0) } + (2..<max(2, size)).flatMap { row in (0...row).map { lower[row, $0] } }
    }
  }
}

extension RandomCovariance {
  /// The smallest share of the outcome's variance with which a search begins, since one that begins at zero stays there.
  private static let least = 1e-4

  /// Free numbers near a covariance matrix, in all of the factor's columns.
  func free(near matrix: Matrix) -> [Double] {
    guard isCorrelated else { return (0..<size).map { max(matrix[$0, $0], Self.least).squareRoot() } }
    let lower = Self.factor(near: matrix)
    return places.map { lower[$0.row, $0.column] }
  }

  /// A lower triangle L with LL' near a matrix that may be singular.
  static func factor(near matrix: Matrix) -> Matrix {
    var raised = matrix
    for index in 0..<raised.rows { raised[index, index] += least }
    return (try? Cholesky(of: raised))?.lower ?? .identity(matrix.rows)
  }
}

extension Matrix {
  fileprivate var withoutFirst: Matrix {
    let rest = Array(1..<rows)
    return selecting(columns: rest).selecting(rows: rest)
  }
}
