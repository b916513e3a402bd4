import Estimates
import Foundation
import Testing

@Test(arguments: [
  (-8.2471, 2, "-8.25"), (0, 2, "0.00"), (-0.001, 2, "0.00"), (0.005, 2, "0.01"), (0.0049, 2, "0.00"),
  (9.995, 2, "10.00"), (99.96, 1, "100.0"), (0.95, 0, "1"), (0.05, 0, "0"), (123456, 0, "123456"), (123.456, 0, "123"),
  (2.675, 2, "2.68"), (1.5, 4, "1.5000"), (0.000123, 6, "0.000123"), (0.000123, 5, "0.00012"), (12, 1, "12.0"),
  (1_234_567_890, 0, "1234567890"),
])
func fixedRoundsHalfAwayFromZero(value: Double, decimals: Int, text: String) {
  let expected = value >= 1e9 ? "1.235e9" : text
  #expect(NumberFormat.fixed(value, decimals: decimals) == expected)
}

/// The C library rounds the binary number, this the decimal one that is printed elsewhere: they may differ on ties only.
@Test func fixedAgreesWithTheCLibrary() {
  for index in 1...20_000 {
    let value = Double(index * 7919 % 1_000_003) * 1.00000123e-3 * (index % 2 == 0 ? 1 : -1)
    let decimals = index % 7
    let expected = String(format: "%.\(decimals)f", value)
    #expect(NumberFormat.fixed(value, decimals: decimals) == expected.replacing(/^-(0\.?0*)$/) { $0.output.1 })
  }
}

@Test func hugeAndTinyNumbersUsePowersOfTen() {
  #expect(NumberFormat.fixed(1.23456e12, decimals: 2) == "1.235e12")
  #expect(NumberFormat.fixed(-1.7976931348623157e308, decimals: 2) == "-1.798e308")
  #expect(NumberFormat.fixed(1.23456e-9, decimals: 11) == "1.23e-9")
  #expect(NumberFormat.fixed(.nan, decimals: 1) == "NA")
  #expect(NumberFormat.fixed(.leastNonzeroMagnitude, decimals: 15) == "5.00e-324")
}

@Test(arguments: [
  (1.3118, 2), (0.1627, 3), (2.2, 1), (10.84, 1), (0.45, 2), (500, 0), (20, 0), (19.9, 1), (0.0013, 5), (1e-30, 15),
])
func decimalsFollowTheStandardError(error: Double, decimals: Int) {
  #expect(NumberFormat.decimals(scale: error) == decimals)
}

@Test func theUnitIsAtMostATwentiethOfTheStandardErrorAndNoFiner() throws {
  for exponent in stride(from: -9.0, through: 3, by: 0.013) {
    let error = pow(10, exponent)
    let decimals = try #require(NumberFormat.decimals(scale: error))
    #expect(pow(10, Double(-decimals)) <= error / 20 * (1 + 1e-9) || decimals == 0 && error < 20 || error >= 20)
    if decimals > 0 { #expect(pow(10, Double(1 - decimals)) > error / 20 * (1 - 1e-9)) }
  }
}

@Test(arguments: [0, -1, Double.nan, .infinity])
func aScaleThatIsNoneGivesNoDecimals(scale: Double) {
  #expect(NumberFormat.decimals(scale: scale) == nil)
}

@Test(arguments: [
  (1.0, "1.000"), (0.3142, "0.314"), (0.0314, "0.0314"), (0.00312, "0.0031"), (0.001, "0.0010"), (0.00012, "1.2e-4"),
  (0.00099, "9.9e-4"), (0.000999, "1.0e-3"), (1e-300, "1.0e-300"), (.leastNonzeroMagnitude, "5.0e-324"),
  (0, "<5e-324"), (.nan, "NA"),
])
func pValuesKeepTheirSize(p: Double, text: String) {
  #expect(NumberFormat.pValue(p) == text)
}

@Test(arguments: [(51.0, "51"), (95.4321, "95.4"), (2.3456, "2.35"), (.infinity, "NA")])
func degreesOfFreedomAreShort(df: Double, text: String) {
  #expect(NumberFormat.degreesOfFreedom(df) == text)
}

@Test(arguments: [(-6.1837, "-6.18"), (171.5, "171.5"), (171, "171"), (0.001, "0.00")])
func statisticsAreShort(value: Double, text: String) {
  #expect(NumberFormat.statistic(value) == text)
}

@Test(arguments: [(0.95, "95%"), (0.9, "90%"), (0.999, "99.9%"), (0.975, "97.5%"), (0.29, "29%"), (1, "100%")])
func levelsReadAsPercentages(level: Double, text: String) {
  #expect(NumberFormat.percentage(level) == text)
}
