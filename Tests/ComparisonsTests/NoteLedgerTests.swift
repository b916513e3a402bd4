import Comparisons
import Estimates
import Testing

@Suite struct NoteLedgerTests {
  @Test func oneNoteForEachCause() {
    var ledger = NoteLedger()
    ledger.add("No pair", at: "bdi, visit 2")
    ledger.add("No baseline")
    ledger.add("No pair", at: "bdi, visit 3")
    ledger.add("No pair", at: "bdi, visit 3")
    #expect(ledger.notes == ["No pair: bdi, visit 2; bdi, visit 3.", "No baseline."])
  }
}
