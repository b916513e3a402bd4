import Foundation
import LinearAlgebra
import MixedModels

/// Matrices and derivatives made by `Fixtures/covariance-structures.py`.
struct CovarianceFixture: Decodable {
  struct AtParameters: Decodable {
    let structure: String
    let order: Int
    let times: [Double]?
    let theta: [Double]
    let sigma: [Double]
    let jacobian: [[Double]]
    let hessians: [[Double]]
  }
  struct AtFree: Decodable {
    let structure: String
    let order: Int
    let times: [Double]?
    let free: [Double]
    let sigma: [Double]
    let jacobian: [[Double]]
  }
  struct Operations: Decodable {
    let at: [Double]
    let value: Double
    let gradient: [Double]
    let hessian: [Double]
  }
  let parameters: [AtParameters]
  let free: [AtFree]
  let operations: Operations

  static func read() throws -> CovarianceFixture {
    try JSONDecoder().decode(CovarianceFixture.self, from: covarianceFixtureFile("covariance-structures.json"))
  }
}

func covarianceFixtureFile(_ name: String) throws -> Data {
  try Data(contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)"))
}

/// The structure by its name in a formula, as the fixture has it.
func covarianceStructure(_ name: String, _ order: Int, _ times: [Double]? = nil) throws -> any CovarianceStructure {
  guard let family = CovarianceFamily(named: name) else { throw NoSuchStructure(name: name) }
  return try family.structure(order: order, times: times)
}

private struct NoSuchStructure: Error { let name: String }

/// Every family at this order, with times that differ unequally.
func everyCovarianceStructure(_ order: Int) throws -> [(CovarianceFamily, any CovarianceStructure)] {
  let times = (0..<order).map { Double($0) + 0.3 * Double($0 % 3) }
  return try CovarianceFamily.allCases.map { ($0, try $0.structure(order: order, times: times)) }
}

/// The symmetric matrix of a packed lower triangle.
func symmetricMatrix(_ packed: [Double], _ order: Int) -> Matrix {
  var result = Matrix(rows: order, columns: order)
  var index = 0
  for row in 0..<order {
    for column in 0...row {
      result[row, column] = packed[index]
      result[column, row] = packed[index]
      index += 1
    }
  }
  return result
}

/// The lower triangle, row by row.
func packedLower(_ matrix: Matrix) -> [Double] {
  (0..<matrix.rows).flatMap { row in (0...row).map { matrix[row, $0] } }
}

/// The largest difference, relative to the largest element of `right`; infinite where the counts differ.
func covarianceDistance(_ left: [Double], _ right: [Double]) -> Double {
  guard left.count == right.count else { return .infinity }
  let scale = right.reduce(0) { max($0, abs($1)) }
  let difference = zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
  return scale > 0 ? difference / scale : difference
}

/// Uniform on (−1, 1), the same in every run (SplitMix64).
struct SeededNumbers {
  var state: UInt64

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double(z ^ (z >> 31)) * 0x1p-63 - 1
  }

  mutating func next(_ count: Int, within bound: Double) -> [Double] { (0..<count).map { _ in bound * next() } }
}
