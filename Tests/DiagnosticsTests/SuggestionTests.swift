import Diagnostics
import Testing

private let commands = ["describe", "score", "change", "compare", "mixed", "sites", "reliability"]

@Test(arguments: [
  ("chnage", "change"),  // neighbours swapped
  ("chang", "change"),  // one letter short
  ("changes", "change"),  // one letter long
  ("chance", "change"),  // one letter wrong
  ("COMPARE", "compare"),  // letter case is free
  ("compair", "compare"),  // two edits of seven letters
  ("relability", "reliability"),
])
func suggestsWhatWasMeant(typed: String, meant: String) {
  #expect(nearest(to: typed, among: commands) == meant)
}

@Test(arguments: ["", "x", "cng", "regression", "verbessern", String(repeating: "change", count: 100_000)])
func suggestsNothingForWhatIsFar(typed: String) {
  #expect(nearest(to: typed, among: commands) == nil)
}

@Test func suggestsNothingAmongNothing() {
  #expect(nearest(to: "change", among: []) == nil)
  #expect(nearest(to: "change", among: [""]) == nil)
}

@Test func oneWrongLetterOfTwoIsNear() {
  #expect(nearest(to: "ix", among: ["id"]) == "id")
  #expect(nearest(to: "x", among: ["y"]) == nil)
}

@Test func theNearerWinsAndTiesGoToTheEarlier() {
  #expect(nearest(to: "visit", among: ["visits", "visit"]) == "visit")
  #expect(nearest(to: "gaf_x", among: ["gaf_f", "gaf_s"]) == "gaf_f")
  #expect(nearest(to: "gaf_x", among: ["gaf_s", "gaf_f"]) == "gaf_s")
}

@Test func lettersBeyondASCIIAreLetters() {
  #expect(nearest(to: "Grosse", among: ["Größe", "Weite"]) == nil)
  #expect(nearest(to: "Gröse", among: ["Weite", "Größe"]) == "Größe")
}
