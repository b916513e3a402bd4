/// How many elements the packed lower triangle of a matrix of an order has.
@inline(__always) func packedCount(_ order: Int) -> Int { order * (order + 1) / 2 }

/// Where element (a, b), in either order, stands in a lower triangle packed row by row.
@inline(__always) func symmetricIndex(_ a: Int, _ b: Int) -> Int { packedIndex(max(a, b), min(a, b)) }
