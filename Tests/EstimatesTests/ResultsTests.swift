import Estimates
import Testing

@Test func resultsBeginEmpty() {
  #expect(Results().rows.isEmpty && Results().notes.isEmpty)
  #expect(ResultDocument.Input(file: "trial.csv").sha256 == nil)
}
