import Testing
import Trials

@Suite struct ControlArmTests {
  @Test(arguments: [
    (["BtheB", "TAU"], 1), (["DRUG", "PLACEBO"], 1), (["PBO", "TRT"], 0), (["Active", "Waiting list"], 1),
    (["CBT", "Care as usual"], 1), (["imr", "sham stimulation"], 1), (["A", "wait-list"], 1),
    // The whole label wins over a word within one.
    (["CBT + TAU", "TAU"], 1),
    // Of two that match alike, the first.
    (["Control", "Placebo", "X"], 0),
    (["10mg", "Standard of care"], 1),
  ])
  func usualWords(levels: [String], expected: Int) { #expect(usualControl(among: levels) == expected) }

  @Test(arguments: [["A", "B"], ["0", "1"], ["CONTROLLED release", "other"], ["TAUrine", "B"]])
  func wordsAreWhole(levels: [String]) { #expect(usualControl(among: levels) == nil) }
}
