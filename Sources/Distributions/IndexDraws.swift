/// Draws of indices from a stream, two to each 64 random bits: what resampling spends its time on.
package struct IndexDraws {
  private var random: RandomStream
  /// Numbers of the stream that were made together, and the first that was not given out.
  private var numbers = [UInt64](repeating: 0, count: 64)
  private var place = 64
  private var word: UInt64 = 0
  private var hasHalf = false

  package init(_ random: RandomStream) { self.random = random }

  /// 64 random bits; a half that was kept is not used up.
  @inline(__always)
  package mutating func bits() -> UInt64 {
    if place == numbers.count {
      random.fill(&numbers)
      place = 0
    }
    defer { place &+= 1 }
    return numbers[place]
  }

  @inline(__always)
  private mutating func half() -> UInt64 {
    if hasHalf {
      hasHalf = false
      return word >> 32
    }
    word = bits()
    hasHalf = true
    return word & 0xFFFF_FFFF
  }

  /// Uniform on 0 ..< bound, each exactly equally likely (Lemire 2019, algorithm 5, with words of 32 bits).
  @inline(__always)
  private mutating func index(below bound: UInt64) -> UInt32 {
    var product = half() &* bound
    if product & 0xFFFF_FFFF < bound {
      let threshold = (0x1_0000_0000 &- bound) % bound
      while product & 0xFFFF_FFFF < threshold { product = half() &* bound }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }

  /// Fills the array with independent indices below `bound`: a resample with replacement.
  package mutating func fill(_ indices: inout [UInt32], below bound: Int) {
    precondition(bound > 0 && bound <= Int(UInt32.max), "indices below \(bound)")
    for i in indices.indices { indices[i] = index(below: UInt64(bound)) }
  }

  /// Sets `indices[i]` to a uniform index in i ..< count: the exchanges of a Fisher–Yates shuffle that go on until as
  /// many places are settled as the array is long.
  package mutating func fillExchanges(_ indices: inout [UInt32], of count: Int) {
    precondition(indices.count <= count && count <= Int(UInt32.max), "\(indices.count) exchanges of \(count)")
    for i in indices.indices { indices[i] = UInt32(i) &+ index(below: UInt64(count - i)) }
  }
}
