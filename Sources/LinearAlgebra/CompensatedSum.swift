/// An unevaluated sum of two doubles, about 32 digits: sums and dot products as if computed in twice the working
/// precision and rounded once. Without a term it is 0.
///
/// The error-free steps are Knuth's two-sum and the fused two-product; the accumulations are Sum2 and Dot2 of Ogita,
/// Rump & Oishi (2005), Accurate sum and dot product, SIAM J. Sci. Comput. 26, algorithms 4.4 and 5.3. The result's
/// relative error is at most ε + n²ε² Σ|aᵢbᵢ| / |Σaᵢbᵢ|: full precision unless the terms cancel to 1 part in 10¹⁴ or so.
/// A fused multiply-add costs a library call on processors older than 2013 or binaries built for them, and is still
/// cheaper than splitting.
public struct CompensatedSum: Sendable {
  public private(set) var high = 0.0
  public private(set) var low = 0.0

  public init(_ value: Double = 0) { high = value }

  /// The sum, rounded once.
  @inline(__always) public var value: Double { high + low }

  @inline(__always) public mutating func add(_ term: Double) {
    let sum = high + term
    let back = sum - high
    low += (high - (sum - back)) + (term - back)
    high = sum
  }

  @inline(__always) public mutating func addProduct(_ left: Double, _ right: Double) {
    let product = left * right
    low += (-product).addingProduct(left, right)
    add(product)
  }
}

/// Σ values in about twice the working precision.
public func compensatedSum(_ values: some Sequence<Double>) -> Double {
  var sum = CompensatedSum()
  for value in values { sum.add(value) }
  return sum.value
}
