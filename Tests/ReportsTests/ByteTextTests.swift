import Estimates
import Foundation
import Reports
import Testing

/// Doubles of every size, sign and kind: bit patterns drawn at random reach the subnormals and 1e300 alike.
private let doubles: [Double] = {
  var state: UInt64 = 20_260_101
  // SplitMix64 (Steele, Lea & Flood 2014): a fixed seed, so that a failure comes back.
  func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  let random = (0..<20_000).map { _ in Double(bitPattern: next()) }.filter(\.isFinite)
  let subnormal = (0..<1_000).map { _ in Double(bitPattern: next() >> 12) }
  let ordinary = (0..<5_000).map { _ in Double(Int64(bitPattern: next()) % 100_000) / 1_000 }
  let corners: [Double] = [
    0, -0.0, 1, -1, 12, 0.1, 1e15, 1e16, -1e16, 9_007_199_254_740_992, 1e-4, 1e-5, 1e300, -1e-300, 1e22, 1e23,
    .greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude, 1 / 3,
  ]
  return random + subnormal + ordinary + corners
}()

private let rows = doubles.map { Estimate(measure: .mean, estimate: $0) }

@Test func numbersComeBackFromCSVBitForBit() {
  let records = parseCSV(SampleDocuments.document("change", rows: rows).rendered(as: .csv))
  #expect(records.dropFirst().map { Double($0[8])?.bitPattern } == doubles.map(\.bitPattern))
}

@Test func numbersComeBackFromJSONBitForBit() throws {
  let text = SampleDocuments.document("change", rows: rows).rendered(as: .json)
  let number = try Regex("\"estimate\": (-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:e[-+]?[0-9]+)?), ")
  let read = text.matches(of: number).map { Double(String($0.output[1].substring ?? ""))?.bitPattern }
  #expect(read == doubles.map(\.bitPattern))
}

@Test(arguments: [
  (12.0, "12"), (-3, "-3"), (0, "0"), (-0.0, "-0.0"), (0.1, "0.1"), (100, "100"), (1e16, "1e+16"), (1e-5, "1e-05"),
  (.leastNonzeroMagnitude, "5e-324"), (1e-300, "1e-300"), (0.30000000000000004, "0.30000000000000004"),
])
func numbersTakeTheirShortestForm(number: Double, text: String) {
  let csv = SampleDocuments.document("change", rows: [Estimate(measure: .mean, estimate: number)]).rendered(as: .csv)
  #expect(parseCSV(csv)[1][8] == text)
}

@Test func noShorterFormReadsBack() {
  let csv = SampleDocuments.document("change", rows: Array(rows.suffix(3_000))).rendered(as: .csv)
  for (number, record) in zip(doubles.suffix(3_000), parseCSV(csv).dropFirst()) {
    let mantissa = record[8].prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
    let digits = mantissa.count - mantissa.reversed().prefix { $0 == "0" }.count
    let enough = (1...17).first { Double(String(format: "%.\($0 - 1)e", number)) == number } ?? 17
    #expect(digits <= enough, "\(number)")
  }
}
