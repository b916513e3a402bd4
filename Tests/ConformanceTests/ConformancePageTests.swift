import Estimates
import Foundation
import TestSupport
import Testing

@Suite struct ConformancePageTests {
  private func compared(
    _ measure: String, _ method: String, _ place: String, _ difference: Double, area: String = "EffectSizes"
  ) -> Record {
    .compared(
      Record.Comparison(
        area: area, measure: measure, method: method, reference: "R 4.2.2", place: place, difference: difference))
  }

  private func certified(_ name: String, _ quantity: String, _ digits: Double, rule: Bool = true) -> Record {
    .certified(Record.Dataset(dataset: name, quantity: quantity, isMadeByRule: rule, digits: digits))
  }

  private var records: [Record] {
    [
      compared("normal distribution", "cdf_lower", "b", 3.16e-15, area: "Distributions"),
      compared("g_z", "scaled", "a", 1e-3),
      compared("d_z", "noncentral_t", "a", 0), compared("d_z", "noncentral_t", "b", 2.34e-13),
      compared("d_z", "noncentral_t", "b", 1.2e-13), certified("NumAcc3", "SD", 9.38), certified("NumAcc3", "mean", 16),
      certified("NumAcc3", "SD", 9.47), certified("Lew", "SD", 14.04, rule: false),
      certified("Lew", "mean", 15, rule: false), .given(measure: "d_z", method: "noncentral_t"),
      .given(measure: "d_z", method: "other"), .given(measure: "n", method: ""),
    ]
  }

  @Test func countsEachComparisonOnceWithTheLargestDifference() {
    let page = ConformancePage(records: records, current: "").markdown
    #expect(page.contains("| `d_z` | `noncentral_t` | R 4.2.2 | 2 | 2.3e-13 | 12.6 |\n| `g_z` | `scaled` |"))
    #expect(page.contains("## Distributions\n"))
    #expect(page.contains("| normal distribution | cdf lower | R 4.2.2 | 1 | 3.2e-15 | 14.5 |"))
    #expect(page.contains("| data set | data | mean | SD |\n"))
    #expect(page.contains("| Lew | NIST's file | 15.0 | 14.0 |\n| NumAcc3 | a rule | 16.0 | 9.3 |"))
    #expect(page.contains("* `d_z` by `other`: ") && !page.contains("* `d_z`:") && page.contains("* `n`: "))
  }

  @Test func doesNotDependOnTheOrderOfTheTests() {
    let page = ConformancePage(records: records, current: "").markdown
    #expect(ConformancePage(records: records.reversed(), current: "").markdown == page)
    #expect(ConformancePage(records: records + records, current: page).markdown == page)
  }

  @Test func keepsWhatNeedsNISTsFiles() {
    let page = ConformancePage(records: records, current: "").markdown
    let without = records.filter {
      if case .certified(let it) = $0 { it.isMadeByRule } else { true }
    }
    #expect(ConformancePage(records: without, current: page).markdown == page)
    #expect(!ConformancePage(records: without, current: "").markdown.contains("| Lew |"))
  }

  @Test func recordsAreLinesOfText() {
    for record in records { #expect(Record(line: record.line[...]) == record) }
    let spread = compared("a\tb", "c", "d\ne", 1)
    #expect(Record(line: spread.line[...]) == compared("a b", "c", "d e", 1))
    #expect(Record(line: "compared\tx") == nil)
  }

  @Test func aTableThatIsNotTheSameIsNotCurrent() {
    let page = "| `a` | `b` | R 4.2.2 | 12 | 2.2e-16 | 15.6 |"
    #expect(ConformanceFile.outline(page) == ConformanceFile.outline("| `a` | `b` | R 4.2.2 | 12 | 0 | 16.0 |"))
    #expect(ConformanceFile.outline(page) != ConformanceFile.outline("| `a` | `b` | R 4.2.2 | 13 | 2.2e-16 | 15.6 |"))
    #expect(ConformanceFile.outline(page) != ConformanceFile.outline("| `a` | `b` | R 4.3 | 12 | 2.2e-16 | 15.6 |"))
  }

  /// Each is compared, or among those of which the page says why not.
  @Test(arguments: Measure.allCases) func thePageHasEveryMeasure(measure: Measure) throws {
    let lines = try ConformanceFile.text().split(separator: "\n")
    let name = "`\(measure.rawValue)`"
    #expect(
      lines.contains { $0.hasPrefix("| \(name) |") || $0.hasPrefix("* \(name): ") },
      "Documentation/Conformance.md lacks \(name): make verify")
  }
}
