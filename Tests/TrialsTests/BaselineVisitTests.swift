import Testing
import Trials

@Suite struct BaselineVisitTests {
  @Test(arguments: [
    (["post", "pre"], "pre"), (["6 months", "Baseline"], "Baseline"), (["month 3", "pre-treatment"], "pre-treatment"),
  ])
  func aLaterVisitMayReadLikeTheBaseline(labels: [String], expected: String) {
    #expect(likelierBaseline(among: labels) == expected)
  }

  @Test(arguments: [["baseline", "post"], ["0", "2"], ["V1", "V2"], ["pre", "post"], ["present", "mid"], []])
  func noDoubt(labels: [String]) {
    #expect(likelierBaseline(among: labels) == nil)
  }
}
