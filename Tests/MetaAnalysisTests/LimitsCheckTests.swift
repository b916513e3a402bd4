import MetaAnalysis
import PublishedNumbers
import Testing

@Suite struct LimitsCheckTests {
  private func read(_ rows: String, _ measure: EffectMeasure? = nil) throws -> EffectTable {
    try EffectTable(
      reading: try published("study,y,lo,hi\n" + rows),
      request: EffectRequest(source: .limits(effect: "y", low: "lo", high: "hi", level: 0.95), measure: measure))
  }

  private func uneven(_ rows: String, _ measure: EffectMeasure? = nil) throws -> String? {
    try read(rows, measure).notes.first { $0.hasPrefix("Effects are not in the middle") }
  }

  /// 1.5 (0.9 to 2.5): the middle is 1.7, the geometric mean exactly 1.5.
  @Test func ratiosWithoutAMeasureAreRefused() throws {
    #expect(throws: MetaAnalysisError.self) { try read("a,1.5,0.9,2.5\n") }
    #expect(throws: MetaAnalysisError.self) { try read("a,0.50,0.10,0.90\nb,1.5,0.9,2.5\n") }
    #expect(try uneven("a,1.5,0.9,2.5\n", .or) == nil)
    #expect(
      try uneven("a,1.5,0.9,2.5\nb,0.5,0.1,0.9\n", .md)?.hasSuffix("look for a slip of the pen or another scale: a")
        ?? false)
  }

  /// A limit of 0 or below is no ratio's.
  @Test func differencesAreNotTakenForRatios() throws {
    let note = try uneven("a,1.5,0.9,2.5\nb,-0.2,-0.6,0.2\nc,0.3,0.0,0.6\n")
    #expect(note?.hasSuffix(": a") ?? false)
  }

  @Test func whatRoundingAllowsIsNotNoted() throws {
    // The middle is 1.55, printed as 1.5 or 1.6.
    #expect(try uneven("a,1.5,1.2,1.9\nb,1.6,1.2,1.9\n") == nil)
    // The middle of 1.20 and 1.90 is 1.55, from 1.545 to 1.555, which is not 1.50.
    #expect(try uneven("a,1.50,0.00,1.90\nb,1.55,1.20,1.90\n")?.hasSuffix(": a") ?? false)
    // Unrounded numbers of a program.
    #expect(try uneven("a,0.5,0.108007203,0.891992797\nb,0.1,-0.095996398454005423,0.29599639845400543\n") == nil)
  }

  @Test func limitsThatFitNoScaleAreNamed() throws {
    let rows = "a,2.0,1.2,4.9\nb,1.0,0.5,1.5\n"
    #expect(try uneven(rows)?.hasSuffix(": a") ?? false)
    let ratios = try uneven(rows, .rr)
    #expect(ratios?.hasPrefix("Effects are not in the middle of their limits on the log scale") ?? false)
    #expect(ratios?.hasSuffix(": a, b") ?? false)
  }

  @Test func rowsWithoutNamesSayHowToNameThem() throws {
    let table = try EffectTable(
      reading: try published("y,v\n1,0.1\n,0.2\n"),
      request: EffectRequest(source: .variance(effect: "y", variance: "v")))
    #expect(table.notes == ["Left out, since a figure is missing: 1 of 2 studies (row 2; --study COL names them)"])
  }
}
