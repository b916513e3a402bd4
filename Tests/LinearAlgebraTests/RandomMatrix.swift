import LinearAlgebra

/// A small seeded generator (SplitMix64), so that a failing test fails again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Elements uniform on (−1, 1).
func randomMatrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
  var generator = SeededGenerator(state: seed)
  return Matrix(
    rows: rows, columns: columns,
    columnMajor: (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &generator) })
}

/// The largest absolute difference of two matrices of one shape; infinite where the shapes differ.
func distance(_ left: Matrix, _ right: Matrix) -> Double {
  guard left.rows == right.rows, left.columns == right.columns else { return .infinity }
  return distance(left.elements, right.elements)
}

func distance(_ left: [Double], _ right: [Double]) -> Double {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

/// The largest difference relative to the largest element of `right`.
func relativeDistance(_ left: [Double], _ right: [Double]) -> Double {
  distance(left, right) / right.reduce(0) { max($0, abs($1)) }
}
