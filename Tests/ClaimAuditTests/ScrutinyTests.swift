import ClaimAudit
import PublishedNumbers
import TestSupport
import Testing

/// The R package scrutiny's verdicts beside ours.
struct ScrutinyTests {
  struct Case: Decodable, Sendable {
    let test, mean, spread, reason: String
    let n, items: Int
    let consistent: Bool
  }

  private struct Cases: Decodable {
    let cases: [Case]
  }

  private static func cases(_ test: String) throws -> [Case] {
    try Fixtures.read(Cases.self, "scrutiny.json").cases.filter { $0.test == test }
  }

  private static func outcome(_ test: Case, _ scale: AnswerScale) throws -> SampleSearch.Outcome {
    let (mean, spread) = (try #require(PrintedNumber(test.mean)), try #require(PrintedNumber(test.spread)))
    return try #require(SampleSearch(mean: mean, spread: spread, n: test.n, scale: scale)).outcome()
  }

  @Test func meansArePossibleWhereGRIMSaysSo() throws {
    let cases = try Self.cases("grim")
    #expect(cases.count == 300)
    for test in cases {
      let mean = try #require(PrintedNumber(test.mean))
      let scale = try #require(AnswerScale(items: test.items))
      let ours = try #require(MeanGranularity(mean: mean, n: test.n, scale: scale))
      #expect((ours.verdict != .impossible) == test.consistent, "\(test)")
    }
  }

  /// Its third test calls possible pairs inconsistent, as the package itself warns; and it does not search, so that it
  /// lets pass what no sample has. Every pair of ours is either shown by a sample or searched to the end.
  @Test func pairsDifferFromGRIMMEROnlyWhereASampleShowsIt() throws {
    var (shown, both) = (0, 0)
    for test in try Self.cases("grimmer") {
      switch try Self.outcome(test, .wholeNumbers) {
      case .possible(let sample):
        let table = try #require(sample.witness())
        #expect(table.n == test.n)
        if !test.consistent { shown += 1 }
        #expect(test.consistent || test.reason.contains("test 3") || sample.denominator == .all, "\(test) \(table)")
      case .impossible: if !test.consistent { both += 1 }
      case .notDecided: Issue.record("not decided: \(test)")
      }
    }
    #expect(shown > 0 && both > 0)
  }

  /// DEBIT takes the share for any number inside its rounding; whole counts are fewer.
  @Test func sharesAndTheirSDsArePossibleOnlyWhereDEBITSaysSo() throws {
    var agreed = 0
    for test in try Self.cases("debit") {
      switch try Self.outcome(test, .zeroOne) {
      case .possible(let sample):
        // scrutiny divides by n − 1 alone.
        #expect(test.consistent || sample.denominator == .all, "\(test)")
        agreed += 1
      case .impossible: agreed += test.consistent ? 0 : 1
      case .notDecided: Issue.record("not decided: \(test)")
      }
    }
    #expect(agreed > 150)
  }
}
