internal import LinearAlgebra

/// Σ of each pattern and its derivatives at one θ.
struct BlockCovariance {
  let trial: ClusteredTrial
  let theta: [Double]
  /// By group: the derivatives of a structure over all visits; empty without one.
  private let structures: [CovarianceDerivatives]

  init(_ trial: ClusteredTrial, theta: [Double]) {
    self.trial = trial
    self.theta = theta
    let own = Array(theta[trial.starts[trial.terms.count]...])
    switch trial.residual {
    case .visits(let structure, let groups):
      let count = structure.parameterCount
      structures = (0..<groups).map {
        structure.parameterDerivatives(at: Array(own[$0 * count..<($0 + 1) * count]), order: .second)
      }
    case .independent, .times: structures = []
    }
  }

  private var residualStart: Int { trial.starts[trial.terms.count] }

  /// The residual's variance where it is one.
  var residualVariance: Double { theta[residualStart] }

  /// G of a term, q × q.
  static func matrix(_ covariance: RandomCovariance, _ theta: ArraySlice<Double>) -> Matrix {
    var result = Matrix(rows: covariance.size, columns: covariance.size)
    for (pair, value) in zip(covariance.pairs, theta) {
      result[pair.0, pair.1] = value
      result[pair.1, pair.0] = value
    }
    return result
  }

  /// G of the term with this index.
  func random(_ index: Int) -> Matrix {
    let covariance = trial.terms[index].covariance
    let start = trial.starts[index]
    return Self.matrix(covariance, theta[start..<start + covariance.parameterCount])
  }

  /// Σ of a pattern.
  func matrix(_ pattern: BlockPattern) -> Matrix {
    let m = pattern.rows
    var sum = residual(pattern)
    for (index, term) in trial.terms.enumerated() {
      guard case .inner(let place) = term.place else { continue }
      let q = term.covariance.size
      let design = Matrix(rows: m, columns: q, columnMajor: pattern.designs[place])
      sum += design * random(index) * design.transposed
    }
    return sum
  }

  private func residual(_ pattern: BlockPattern) -> Matrix {
    switch trial.residual {
    case .independent: return residualVariance * .identity(pattern.rows)
    case .visits: return ResidualLikelihood.matrix(structures[pattern.group].elements, visits: pattern.visits)
    case .times:
      let packed = ResidualCovariance.spatial(pattern.times).covariance(parameters: Array(theta[residualStart...]))
      return ResidualLikelihood.matrix(packed, visits: Array(pattern.times.indices))
    }
  }

  /// ∂Σ/∂θ of a pattern, by index of θ; what is zero throughout is left out.
  func slopes(_ pattern: BlockPattern) -> [(parameter: Int, matrix: Matrix)] {
    var found: [(Int, Matrix)] = []
    let m = pattern.rows
    for (index, term) in trial.terms.enumerated() {
      guard case .inner(let place) = term.place else { continue }
      let design = pattern.designs[place]
      for (offset, pair) in term.covariance.pairs.enumerated() {
        var matrix = Matrix(rows: m, columns: m)
        for j in 0..<m {
          for i in 0..<m {
            let direct = design[i + m * pair.0] * design[j + m * pair.1]
            matrix[i, j] = pair.0 == pair.1 ? direct : direct + design[i + m * pair.1] * design[j + m * pair.0]
          }
        }
        found.append((trial.starts[index] + offset, matrix))
      }
    }
    switch trial.residual {
    case .independent: found.append((residualStart, .identity(m)))
    case .visits(let structure, _):
      let derivatives = structures[pattern.group]
      for offset in 0..<structure.parameterCount {
        let matrix = ResidualLikelihood.matrix(derivatives.jacobian.column(offset), visits: pattern.visits)
        guard matrix.elements.contains(where: { $0 != 0 }) else { continue }
        found.append((residualStart + pattern.group * structure.parameterCount + offset, matrix))
      }
    case .times:
      let derivatives = spatialDerivatives(pattern)
      for offset in 0..<derivatives.jacobian.columns {
        found.append(
          (
            residualStart + offset,
            ResidualLikelihood.matrix(derivatives.jacobian.column(offset), visits: Array(0..<m))
          ))
      }
    }
    return found
  }

  /// Whether Σ has second derivatives by θ at all.
  var isCurved: Bool {
    switch trial.residual {
    case .independent: false
    case .visits: structures.contains { $0.isCurved }
    case .times: true
    }
  }

  /// For parameters (i, j) the sum over a pattern's elements of weight × ∂²Σ/∂θᵢ∂θⱼ, added to `sum`.
  func addCurvature(of pattern: BlockPattern, weight: Matrix, to sum: inout Matrix) {
    forEachSecondDerivative(pattern) { i, j, matrix in
      let value = zip(weight.elements, matrix.elements).reduce(0) { $0 + $1.0 * $1.1 }
      sum[i, j] += value
      if i != j { sum[j, i] += value }
    }
  }

  /// Σ over i, j of weightᵢⱼ ∂²Σ/∂θᵢ∂θⱼ of a pattern.
  func secondDerivative(of pattern: BlockPattern, weighting weights: Matrix) -> Matrix {
    var sum = Matrix(rows: pattern.rows, columns: pattern.rows)
    forEachSecondDerivative(pattern) { i, j, matrix in
      sum += (i == j ? weights[i, j] : 2 * weights[i, j]) * matrix
    }
    return sum
  }

  private func forEachSecondDerivative(_ pattern: BlockPattern, _ body: (Int, Int, Matrix) -> Void) {
    let derivatives: CovarianceDerivatives
    let visits: [Int]
    var start = residualStart
    switch trial.residual {
    case .independent: return
    case .visits(let structure, _):
      derivatives = structures[pattern.group]
      visits = pattern.visits
      start += pattern.group * structure.parameterCount
    case .times:
      derivatives = spatialDerivatives(pattern)
      visits = Array(0..<pattern.rows)
    }
    guard derivatives.isCurved, let hessians = derivatives.hessians else { return }
    for i in 0..<derivatives.jacobian.columns {
      for j in 0...i {
        let packed = hessians.map { $0.isEmpty ? 0 : $0[packedIndex(i, j)] }
        guard packed.contains(where: { $0 != 0 }) else { continue }
        body(start + i, start + j, ResidualLikelihood.matrix(packed, visits: visits))
      }
    }
  }

  private func spatialDerivatives(_ pattern: BlockPattern) -> CovarianceDerivatives {
    ResidualCovariance.spatial(pattern.times).parameterDerivatives(
      at: Array(theta[residualStart...]), order: .second)
  }
}
