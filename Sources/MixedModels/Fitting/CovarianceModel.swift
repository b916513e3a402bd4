internal import LinearAlgebra

/// The covariance matrices of all groups: one structure, a set of parameters for each group.
///
/// Everything per element is in the order of the packed lower triangles, one group's after another's, and everything per
/// parameter in the order of θ, one group's after another's.
package struct CovarianceModel: Sendable {
  package let structure: any CovarianceStructure
  package let groups: Int

  var parametersOfGroup: Int { structure.parameterCount }
  package var parameterCount: Int { groups * parametersOfGroup }
  var elementsOfGroup: Int { packedCount(structure.order) }

  func part(_ numbers: [Double], of group: Int) -> [Double] {
    Array(numbers[group * parametersOfGroup..<(group + 1) * parametersOfGroup])
  }

  /// θ at the free numbers.
  package func parameters(free: [Double]) -> [Double] {
    (0..<groups).flatMap { structure.parameters(free: part(free, of: $0)) }
  }

  /// Each group's packed matrix at the free numbers.
  package func covariance(free: [Double]) -> [[Double]] {
    (0..<groups).map { structure.covariance(parameters: structure.parameters(free: part(free, of: $0))) }
  }

  /// Σ's elements by the free numbers.
  func freeDerivatives(at free: [Double], order: Jet.Order) -> CovarianceSlopes {
    CovarianceSlopes((0..<groups).map { structure.freeDerivatives(at: part(free, of: $0), order: order) })
  }

  /// Σ's elements by θ, to the second order.
  func parameterDerivatives(at parameters: [Double]) -> CovarianceSlopes {
    CovarianceSlopes((0..<groups).map { structure.parameterDerivatives(at: part(parameters, of: $0), order: .second) })
  }
}

/// Derivatives of all groups' elements.
struct CovarianceSlopes: Sendable {
  private let parts: [CovarianceDerivatives]
  /// Elements × parameters, block by block.
  let jacobian: Matrix

  init(_ parts: [CovarianceDerivatives]) {
    self.parts = parts
    guard parts.count > 1 else {
      jacobian = parts[0].jacobian
      return
    }
    var jacobian = Matrix(
      rows: parts.reduce(0) { $0 + $1.jacobian.rows }, columns: parts.reduce(0) { $0 + $1.jacobian.columns })
    var (row, column) = (0, 0)
    for part in parts {
      for j in 0..<part.jacobian.columns {
        for i in 0..<part.jacobian.rows { jacobian[row + i, column + j] = part.jacobian[i, j] }
      }
      row += part.jacobian.rows
      column += part.jacobian.columns
    }
    self.jacobian = jacobian
  }

  /// Whether any element's second derivative may differ from zero.
  var isCurved: Bool { parts.contains { $0.isCurved } }

  /// Σ over elements e of weightₑ ∂²Σₑ/∂θ∂θ', parameters × parameters.
  func curvature(weighting elements: [Double]) -> Matrix {
    var result = Matrix(rows: jacobian.columns, columns: jacobian.columns)
    var (row, column) = (0, 0)
    for part in parts {
      for (element, packed) in (part.hessians ?? []).enumerated() where !packed.isEmpty {
        let weight = elements[row + element]
        for i in 0..<part.jacobian.columns {
          for j in 0...i {
            let value = weight * packed[packedIndex(i, j)]
            result[column + i, column + j] += value
            if i != j { result[column + j, column + i] += value }
          }
        }
      }
      row += part.jacobian.rows
      column += part.jacobian.columns
    }
    return result
  }

  /// For each element e Σ over i, j of weightᵢⱼ ∂²Σₑ/∂θᵢ∂θⱼ.
  func elements(weighting parameters: Matrix) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(jacobian.rows)
    var column = 0
    for part in parts {
      let count = part.jacobian.columns
      let hessians = part.hessians ?? [[Double]](repeating: [], count: part.jacobian.rows)
      for packed in hessians {
        var sum = 0.0
        if !packed.isEmpty {
          for i in 0..<count {
            for j in 0...i {
              let value = parameters[column + i, column + j] * packed[packedIndex(i, j)]
              sum += i == j ? value : 2 * value
            }
          }
        }
        result.append(sum)
      }
      column += count
    }
    return result
  }
}
