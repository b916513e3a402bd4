import Charts
import Testing

@Suite struct ScaleTests {
  @Test(arguments: [
    ([0.0, 1], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([3, 27], ["0", "5", "10", "15", "20", "25", "30"]),
    ([-7.3, 2.6], ["\u{2212}8", "\u{2212}6", "\u{2212}4", "\u{2212}2", "0", "2", "4"]),
    ([0.00012, 0.00047], ["0.0001", "0.0002", "0.0003", "0.0004", "0.0005"]),
    ([100_000.5, 100_001.5], ["100000.4", "100000.6", "100000.8", "100001.0", "100001.2", "100001.4", "100001.6"]),
    ([2e9, 9e9], ["2e9", "4e9", "6e9", "8e9", "1.0e10"]),
    ([1e-9, 5e-9], ["1", "2", "3", "4", "5"].map { $0 + "e\u{2212}9" }),
    ([5, 5], ["4.4", "4.6", "4.8", "5.0", "5.2", "5.4", "5.6"]),
    ([0, 0], ["\u{2212}1.0", "\u{2212}0.5", "0.0", "0.5", "1.0"]),
    ([], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
  ])
  func ticksAreRoundAndEncloseTheValues(values: [Double], labels: [String]) {
    let scale = Scale(covering: values, from: 0, to: 100)
    #expect(scale.labels == labels)
    for value in values { #expect(scale.low <= value && value <= scale.high) }
  }

  @Test func positionsAreLinear() {
    let scale = Scale(covering: [0, 10], from: 200, to: 100)
    #expect(scale.position(of: 0) == 200 && scale.position(of: 10) == 100 && scale.position(of: 2.5) == 175)
    #expect(scale.position(of: -5) == 200 && scale.position(of: .infinity) == 100)
  }

  @Test(arguments: [
    ([0.5, 2.0], ["0.5", "1", "2"]), ([0.13, 7], ["0.1", "0.2", "0.5", "1", "2", "5", "10"]),
    ([1e-4, 1e5], ["0.0001", "0.01", "1", "100", "10000", "1000000"]), ([1, 1], ["0.5", "1", "2"]),
    ([-1, 0], ["0.5", "1", "2"]),
  ])
  func ratiosHaveTicksAtEqualFactors(values: [Double], labels: [String]) {
    let scale = Scale(covering: values, from: 0, to: 100, kind: .logarithmic)
    #expect(scale.labels == labels)
    if scale.ticks.count == 3 { #expect(abs(scale.position(of: 1) - 50) < 1e-9) }
  }

  /// Every span between the smallest and the largest double gives few, different, rising ticks.
  @Test func anySpanHasTicks() {
    var state: UInt64 = 7
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    for _ in 0..<5000 {
      var values: [Double] = []
      for _ in 0..<2 {
        var value = (random() - 0.5) * 10
        for _ in 0..<Int(random() * 60) { value *= random() < 0.5 ? 1e5 : 1e-5 }
        values.append(value)
      }
      let scale = Scale(covering: values, from: 0, to: 100)
      #expect((2...12).contains(scale.ticks.count), "\(values)")
      #expect(scale.low.isFinite && scale.high.isFinite && scale.low < scale.high, "\(values)")
      #expect(Set(scale.labels).count == scale.labels.count, "\(values) \(scale.labels)")
      #expect(zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy { $0 < $1 }, "\(values)")
    }
  }
}
