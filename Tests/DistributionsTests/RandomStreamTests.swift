import Distributions
import Testing

@Suite struct RandomStreamTests {
  /// Known answers of Random123 (`kat_vectors`, philox4x32 10), words from the least significant.
  @Test(arguments: [
    (
      counter: [0, 0, 0, 0] as [UInt64], key: [0, 0] as [UInt64],
      result: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8] as [UInt64]
    ),
    (
      [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
      [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
    ),
    (
      [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
      [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
    ),
  ])
  func knownAnswers(_ vector: (counter: [UInt64], key: [UInt64], result: [UInt64])) {
    let c = vector.counter
    let block = RandomStream.philox(
      low: c[1] << 32 | c[0], high: c[3] << 32 | c[2], key: vector.key[1] << 32 | vector.key[0])
    #expect(block.low == vector.result[1] << 32 | vector.result[0])
    #expect(block.high == vector.result[3] << 32 | vector.result[2])
  }

  @Test func numbersAreTheBlocksInTurn() {
    var stream = RandomStream(seed: 5, stream: 9)
    for n in 0..<3 as Range<UInt64> {
      let block = RandomStream.philox(low: n, high: 9, key: 5)
      #expect(stream.next() == block.low)
      #expect(stream.next() == block.high)
    }
  }

  /// Four blocks at once are the blocks one by one, whatever was drawn before; keys and counters with all bits set too.
  @Test(arguments: [0, 1, 0x1234_5678_9ABC_DEF0, UInt64.max], [0, 0xFFFF_FFFF, UInt64.max])
  func numbersMadeTogetherAreTheSame(seed: UInt64, stream: UInt64) {
    for drawn in 0..<4 {
      for count in [0, 1, 7, 8, 9, 16, 64, 67] {
        var together = RandomStream(seed: seed, stream: stream)
        for _ in 0..<drawn { _ = together.next() }
        var single = together
        var numbers = [UInt64](repeating: 0, count: count)
        together.fill(&numbers)
        #expect(numbers == numbers.map { _ in single.next() })
        #expect(together.next() == single.next())
      }
    }
  }

  @Test func splittingForgetsWhatWasDrawn() {
    let fresh = RandomStream(seed: 1)
    var used = fresh
    for _ in 0..<101 { _ = used.normal() }
    for index in [0, 1, 2, UInt64.max] {
      var (a, b) = (fresh.split(index), used.split(index))
      for _ in 0..<10 { #expect(a.next() == b.next()) }
    }
  }

  @Test func streamsDiffer() {
    var seen: Set<UInt64> = []
    let root = RandomStream(seed: 1)
    var family = [root, RandomStream(seed: 2), RandomStream(seed: 1, stream: 1)]
    family += (0..<100).map { root.split($0) }
    family += (0..<100).map { root.split(3).split($0) }
    for member in family {
      var stream = member
      for _ in 0..<20 { seen.insert(stream.next()) }
    }
    #expect(seen.count == 203 * 20)
  }

  /// Pearson's χ² over equally likely classes; the seeds are fixed, so the answer is too.
  private func pValue(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let statistic = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    return ChiSquared(df: Double(counts.count - 1)).probability(statistic, tail: .upper)
  }

  @Test(arguments: 1...4)
  func drawsFallEvenly(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    var (uniform, normal, six, bit) = (
      [Int](repeating: 0, count: 100), [Int](repeating: 0, count: 100), [0, 0, 0, 0, 0, 0], 0
    )
    var pairs = [Int](repeating: 0, count: 64)
    for _ in 0..<100_000 {
      let u = stream.uniform()
      #expect(u > 0 && u < 1)
      uniform[Int(u * 100)] += 1
      normal[min(99, Int(Normal().probability(stream.normal()) * 100))] += 1
      six[stream.integer(below: 6)] += 1
      bit += Int(stream.next() & 1)
      pairs[stream.integer(below: 8) * 8 + stream.integer(below: 8)] += 1
    }
    for p in [pValue(uniform), pValue(normal), pValue(six), pValue([bit, 100_000 - bit]), pValue(pairs)] {
      #expect(p > 1e-3 && p < 1 - 1e-3)
    }
  }

  /// First draws of neighbouring streams, taken together, are as even as one stream.
  @Test func splitStreamsFallEvenly() {
    let root = RandomStream(seed: 20)
    var pairs = [Int](repeating: 0, count: 100)
    for index in 0..<50_000 as Range<UInt64> {
      var (a, b) = (root.split(index), root.split(index + 1))
      pairs[a.integer(below: 10) * 10 + b.integer(below: 10)] += 1
    }
    let p = pValue(pairs)
    #expect(p > 1e-3 && p < 1 - 1e-3)
  }

  @Test func normalHasTheMomentsOfANormal() {
    var stream = RandomStream(seed: 8)
    let n = 200_000.0
    var (mean, square, fourth) = (0.0, 0.0, 0.0)
    for _ in 0..<Int(n) {
      let z = stream.normal()
      mean += z / n
      square += z * z / n
      fourth += z * z * z * z / n
    }
    // Four standard errors each.
    #expect(abs(mean) < 4 * (1 / n).squareRoot())
    #expect(abs(square - 1) < 4 * (2 / n).squareRoot())
    #expect(abs(fourth - 3) < 4 * (96 / n).squareRoot())
  }

  /// A bound of ¾ 2⁶³: taking a remainder would give the lower third twice as often.
  @Test func largeBoundsAreUnbiased() {
    var stream = RandomStream(seed: 30)
    let bound = 3 << 61
    var thirds = [0, 0, 0]
    for _ in 0..<30_000 {
      let k = stream.integer(below: bound)
      #expect(k >= 0 && k < bound)
      thirds[k / (1 << 61)] += 1
    }
    #expect(pValue(thirds) > 1e-3)
    #expect(stream.integer(below: 1) == 0)
  }
}
