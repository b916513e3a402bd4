import Estimates
import Reports
import Testing

private func row(
  _ measure: Measure, contrast: String, reference: Estimate.Reference?, visit: String? = "1", value: Double = 1.25
) -> Estimate {
  Estimate(
    outcome: "y", contrast: contrast, reference: reference, visit: visit, measure: measure, method: "delta",
    estimate: value, standardError: 0.25, n: 20)
}

private func page(_ rows: [Estimate], as format: ResultFormat = .table) -> String {
  SampleDocuments.document("compare", rows: rows).rendered(as: format)
}

private let people: [ResultFormat] = [.table, .markdown, .latex, .html]

/// Arms 0 and 1 at visits 0 and 1: the labels alone cannot tell `1 - 0` of arms from `1 - 0` of visits.
@Test(arguments: people)
func armsThatAreCodedAsVisitsStayArms(format: ResultFormat) {
  let arms = ["0", "1"].map {
    row(.meanDifference, contrast: "1 - 0", reference: .arm("0"), visit: $0)
  }
  let text = page(arms, as: format)
  #expect(text.contains("1 - 0") && !text.lowercased().contains("change from"))
  let change = page([row(.meanChange, contrast: "1 - 0", reference: .visit("0"))], as: format)
  #expect(change.contains("change from 0") && !change.contains("1 - 0"))
}

/// Labels that hold the separator: `2 - 1` of the visit "2" and of the visit "2 - 1 week" begin alike.
@Test func aChangeIsTakenFromItsReferenceAndNotFromItsLabel() {
  let text = page([row(.meanChange, contrast: "2 - 1 - 0 - x", reference: .visit("0 - x"), visit: "2 - 1")])
  #expect(text.contains("change from 0 - x, visit 2 - 1"))
  #expect(page([row(.meanChange, contrast: "1 - 0", reference: nil)]).contains("y: 1 - 0, visit 1"))
}

@Test(arguments: people)
func ratiosAreOverAndDifferencesMinus(format: ResultFormat) {
  let ratio = row(.rateRatio, contrast: "A - 1 - B - 2", reference: .arm("B - 2"))
  let difference = row(.rateDifference, contrast: "A - 1 - B - 2", reference: .arm("B - 2"))
  #expect(page([ratio], as: format).contains("A - 1 / B - 2"))
  #expect(!page([ratio], as: format).contains("A - 1 - B"))
  #expect(!page([difference], as: format).contains("/ B"))
  #expect(page([ratio, difference], as: format).contains("A - 1 - B - 2 (ratios A - 1 / B - 2)"))
  #expect(page([ratio], as: .csv).contains(",A - 1 - B - 2,"))
}

/// With several contrasts each line has its own.
@Test func aColumnOfContrastsSaysOverForRatios() {
  let rows = ["B", "C"].flatMap { arm in
    [Measure.rateRatio, .rateDifference].map { row($0, contrast: "\(arm) - A", reference: .arm("A")) }
  }
  let text = page(rows)
  for label in ["B / A", "C / A", "B - A", "C - A"] { #expect(text.contains(label)) }
}
