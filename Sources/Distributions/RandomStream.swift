/// A seeded, splittable stream of random numbers: Philox4x32-10, a counter-based generator.
///
/// ```swift
/// let study = RandomStream(seed: 20_231)
/// var replicate = study.split(17)  // the same stream on any thread, whatever was drawn before
/// let z = replicate.normal()
/// ```
///
/// The n-th block of 128 random bits is a function of (seed, stream, n) alone: nothing is carried along but the counter, so a
/// replicate's numbers do not depend on the order in which replicates are run. A stream has 2⁶⁵ numbers of 64 bits.
///
/// Not for secrets: whoever knows the seed knows the stream.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (2011),
/// doi:10.1145/2063384.2063405.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: UInt64
  /// The upper half of the counter: which stream under this key.
  private let stream: UInt64
  /// The lower half of the counter: the next block to make.
  private var block: UInt64 = 0
  /// The second number of the block made last, if it was not given out yet.
  private var kept: UInt64?

  /// - Parameters:
  ///   - seed: the key of the generator.
  ///   - stream: one of 2⁶⁴ streams under that seed that never overlap.
  public init(seed: UInt64, stream: UInt64 = 0) {
    self.key = seed
    self.stream = stream
  }

  /// 64 random bits. Of a block's four 32-bit words w₀…w₃ the first number is w₁:w₀, the second w₃:w₂.
  public mutating func next() -> UInt64 {
    if let number = kept {
      kept = nil
      return number
    }
    let numbers = Self.philox(low: block, high: stream, key: key)
    block &+= 1
    kept = numbers.high
    return numbers.low
  }

  /// Uniform on the open interval (0, 1): one of the 2⁵² midpoints (k + ½)/2⁵², so neither 0 nor 1 and as often u as 1 − u.
  public mutating func uniform() -> Double {
    (Double(next() >> 12) + 0.5) * 0x1p-52
  }

  /// Standard normal, by inverting the distribution function at `uniform()`.
  ///
  /// By inversion, and not by the polar method, because each normal then costs exactly one number of the stream: what is
  /// drawn after it never depends on its value. |z| stays below 8.3.
  public mutating func normal() -> Double {
    Normal().quantile(uniform(), tail: .lower)
  }

  /// Uniform integer in 0 ..< bound, each exactly equally likely.
  ///
  /// - Precondition: `bound` > 0.
  ///
  /// Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019) 3, doi:10.1145/3230636,
  /// algorithm 5.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "integer(below: \(bound)): there is no integer below \(bound) and not below 0")
    let s = UInt64(bound)
    var product = next().multipliedFullWidth(by: s)
    if product.low < s {
      let threshold = (0 &- s) % s
      while product.low < threshold { product = next().multipliedFullWidth(by: s) }
    }
    return Int(product.high)
  }

  /// An independent stream, the same for the same index whatever was drawn before.
  ///
  /// The child's key and stream number are the 128 bits that this stream's generator makes of `index` under a key of its own,
  /// so children of children are streams of their own too.
  public func split(_ index: UInt64) -> RandomStream {
    // Any constant other than 0 keeps these blocks apart from the ones that are drawn; this one is 2⁶⁴ / golden ratio.
    let child = Self.philox(low: index, high: stream, key: key ^ 0x9E37_79B9_7F4A_7C15)
    return RandomStream(seed: child.low, stream: child.high)
  }

  /// What as many calls of `next()` would give, four blocks at a time.
  package mutating func fill(_ numbers: inout [UInt64]) {
    var place = 0
    while place < numbers.count {
      guard kept == nil, place + 8 <= numbers.count else {
        numbers[place] = next()
        place += 1
        continue
      }
      let made = Self.fourBlocks(from: block, high: stream, key: key)
      block &+= 4
      for lane in 0..<4 {
        numbers[place + 2 * lane] = made.low[lane]
        numbers[place + 2 * lane + 1] = made.high[lane]
      }
      place += 8
    }
  }

  /// `philox` of four consecutive blocks. A lane's upper half may hold anything between the rounds: a product takes the
  /// lower halves only.
  private static func fourBlocks(
    from low: UInt64, high: UInt64, key: UInt64
  ) -> (low: SIMD4<UInt64>, high: SIMD4<UInt64>) {
    typealias Lanes = SIMD4<UInt64>
    let lower = Lanes(repeating: 0xFFFF_FFFF)
    let half = Lanes(repeating: 32)
    let blocks = Lanes(low, low &+ 1, low &+ 2, low &+ 3)
    var (c0, c1) = (blocks, blocks &>> half)
    var (c2, c3) = (Lanes(repeating: high), Lanes(repeating: high) &>> half)
    var (k0, k1) = (Lanes(repeating: key), Lanes(repeating: key &>> 32))
    for _ in 0..<10 {
      let p0 = Lanes(repeating: 0xD251_1F53) &* (c0 & lower)
      let p1 = Lanes(repeating: 0xCD9E_8D57) &* (c2 & lower)
      (c0, c1, c2, c3) = (p1 &>> half ^ c1 ^ k0, p1, p0 &>> half ^ c3 ^ k1, p0)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c1 &<< half | c0 & lower, c3 &<< half | c2 & lower)
  }

  /// Ten rounds of Philox4x32. Words are numbered from the least significant, as in Random123.
  package static func philox(low: UInt64, high: UInt64, key: UInt64) -> (low: UInt64, high: UInt64) {
    var (c0, c1) = (UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: low >> 32))
    var (c2, c3) = (UInt32(truncatingIfNeeded: high), UInt32(truncatingIfNeeded: high >> 32))
    var (k0, k1) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53 as UInt32) &* UInt64(c0)
      let p1 = UInt64(0xCD9E_8D57 as UInt32) &* UInt64(c2)
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: p0)
      )
      // Weyl's sequence of the key: the golden ratio, and √3 − 1.
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (UInt64(c1) << 32 | UInt64(c0), UInt64(c3) << 32 | UInt64(c2))
  }
}
