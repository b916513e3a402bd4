import Estimates
import PublishedEffects
import Testing

/// Thousands of sets of figures, most of them enough and many of them absurd: a result is a number or absent, its limits stand
/// in order, and its range holds it.
@Suite struct EffectStressTests {
  private static let sets: [[String]] = [
    ["n1", "n2", "mean1", "mean2", "sd1", "sd2"], ["n1", "n2", "mean1", "mean2", "se1", "sd2"],
    ["n1", "n2", "low1", "high1", "low2", "high2"], ["n1", "n2", "events1", "events2"], ["a", "b", "c", "d"],
    ["n", "pre", "post", "sd_pre", "sd_post"], ["n", "change", "sd_pre", "sd_post", "sd_change"], ["n", "change", "t"],
    ["n1", "n2", "change1", "change2", "sd_pre1", "sd_pre2"], ["n1", "n2", "u"], ["n1", "n2", "u1"],
    ["n1", "n2", "chi2"],
    ["n1", "n2", "t"], ["n1", "n2", "f"], ["n1", "n2", "p"], ["n1", "n2", "r"], ["n1", "n2", "eta2"],
    ["n1", "n2", "z"],
    ["n", "p"], ["n", "t"], ["n1", "n2", "min1", "median1", "max1", "q1_2", "median2", "q3_2"], ["or_low", "or_high"],
    ["n1", "n2", "diff_low", "diff_high"], ["n1", "n2", "diff", "diff_se"], ["n1", "n2", "d"], ["n1", "n2", "g"],
    ["n1", "n2", "diff", "sd"],
  ]

  private static func values(_ key: String) -> [String] {
    switch key {
    case "n", "n1", "n2": ["1", "2", "3", "5", "40", "121", "100000", "4000000000"]
    case "a", "b", "c", "events1", "events2": ["0", "1", "2", "3", "17", "40"]
    case "p": ["0.5", "1", "0.03", ".001", "1e-30", "<0.001", ">0.05"]
    case "r", "r_prepost": ["0.3", "-0.99", "0", "0.9999999", "1e-9"]
    case "eta2": ["0", "0.04", "0.9999999", "1e-12"]
    case "f", "chi2", "u", "u1": ["0", "0.0", "4.2", "7", "1e-8", "1e9"]
    case "direction": ["+", "-"]
    case _ where key.hasPrefix("s") || key.hasPrefix("or"):
      ["0.5", "1", "2.2", "13.7", "1e-9", "1e9", "1e-300", "1e300"]
    default: ["0", "1", "2.2", "-3.4", "50.6", "0.001", "-1e9", "1e-12", "1e300", "7"]
    }
  }

  @Test func everySetGivesNumbersOrWords() throws {
    var state: UInt64 = 20_261_121
    func pick(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let extra = ["direction", "r_prepost", "mean1", "t", "p", "diff", "n1", "sd_change"]
    var results = 0
    for _ in 0..<4_000 {
      var keys = Self.sets[pick(Self.sets.count)]
      if pick(3) == 0 { keys.append(extra[pick(extra.count)]) }
      var seen: Set<String> = []
      let pieces = keys.filter { seen.insert($0).inserted }.map { key in
        let known = Self.values(key)
        let value = known[pick(known.count)]
        return key + (value.hasPrefix("<") || value.hasPrefix(">") ? value : "=" + value)
      }
      let text = pieces.joined(separator: ", ")
      guard let found = try? PublishedEffects(from: [text], level: 0.95) else { continue }
      results += 1
      for row in found.rows { expectSound(row, text) }
    }
    #expect(results > 1_000)
  }

  private func expectSound(_ row: Estimate, _ text: String) {
    let numbers = [
      row.estimate, row.standardError, row.df, row.statistic, row.pValue, row.confidenceLow, row.confidenceHigh,
    ]
    #expect(numbers.allSatisfy { $0?.isFinite ?? true }, "\(text): \(row)")
    #expect(row.pValue.map { (0...1).contains($0) } ?? true, "\(text): \(row)")
    #expect(row.standardError ?? 0 >= 0, "\(text): \(row)")
    if let low = row.confidenceLow, let high = row.confidenceHigh {
      #expect(low <= high, "\(text): \(row)")
      if let estimate = row.estimate {
        #expect(low <= estimate + abs(estimate) * 1e-9 && estimate - abs(estimate) * 1e-9 <= high, "\(text): \(row)")
      }
    }
  }
}
