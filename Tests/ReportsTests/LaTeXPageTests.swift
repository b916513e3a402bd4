import Estimates
import Reports
import Testing

@Test(arguments: [
  ("change", SampleDocuments.change), ("compare", SampleDocuments.compare), ("empty", SampleDocuments.empty),
  ("attack", SampleDocuments.attack),
])
func latexReadsAsApproved(name: String, document: ResultDocument) throws {
  try expectSnapshot(document.rendered(as: .latex), "\(name).tex")
}

@Test func labelsCannotBreakLaTeX() {
  let label = "\\input{x} 50% & $x_1^2$ #~ <a>|b"
  let row = Estimate(outcome: label, measure: .meanChange, estimate: -1.5, standardError: 0.5, pValue: 1.2e-7)
  let text = SampleDocuments.document("change", rows: [row]).rendered(as: .latex)
  #expect(
    text.contains(
      "\\textbackslash{}input\\{x\\} 50\\% \\& \\$x\\_1\\textasciicircum{}2\\$ \\#\\textasciitilde{} "
        + "\\textless{}a\\textgreater{}\\textbar{}b"))
  #expect(!text.contains("\\input{"))
}

@Test func minusAndPowersOfTenAreMathematics() {
  let row = Estimate(
    outcome: "a-b", arm: "e-5", measure: .meanChange, estimate: -1.5, standardError: 0.5, pValue: 1.2e-7,
    confidenceLow: -2.48, confidenceHigh: -0.52, confidenceLevel: 0.95)
  let text = SampleDocuments.document("change", rows: [row]).rendered(as: .latex)
  #expect(text.contains("& $-$1.50 & [$-$2.48, $-$0.52] & 0.50 & 1.2$\\times 10^{-7}$ \\\\"))
  #expect(text.contains("a-b: arm e-5"))
}

@Test func aBracketAtTheStartOfALineIsNoArgument() {
  let rows = ["[2pt]", "*"].map { Estimate(arm: $0, measure: .meanChange, estimate: 1, standardError: 1) }
  let text = SampleDocuments.document("change", rows: rows).rendered(as: .latex)
  #expect(text.contains("\n{}[2pt] &"))
  #expect(text.contains("\n{}* &"))
}
