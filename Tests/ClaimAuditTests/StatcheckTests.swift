import ClaimAudit
import Estimates
import PublishedNumbers
import TestSupport
import Testing

/// What statcheck finds in sentences of its forms, and the p-values it computes of them.
struct StatcheckTests {
  struct Found: Decodable, Sendable {
    let type, relation: String
    let df1, df2, p: Double?
    let value, computed: Double

    var letter: String { ["Z": "z", "Chi2": "chi2"][type] ?? type }
  }

  struct Sentence: Decodable, Sendable {
    let text: String
    let found: [Found]
  }

  private struct Sentences: Decodable {
    let sentences: [Sentence]
  }

  @Test func statisticsAreThoseThatStatcheckFindsWithItsPValues() throws {
    let fixture = try Fixtures.read(Sentences.self, "statcheck.json")
    var compared = 0
    for sentence in fixture.sentences {
      let claims = try Prose(Array(sentence.text.utf8), name: "sentence").claims.map(\.claim)
      #expect(claims.map { $0.statistic?.letter.rawValue } == sentence.found.map(\.letter), "\(sentence.text)")
      for (claim, found) in zip(claims, sentence.found) {
        #expect(claim.statistic?.number.value == found.value, "\(sentence.text)")
        #expect(claim.df.map(\.value) == [found.df1, found.df2].compactMap { $0 }, "\(sentence.text)")
        let isBound = found.relation == "ns"
        #expect(claim.p?.relation.rawValue == (isBound ? ">" : found.relation), "\(sentence.text)")
        #expect(claim.p?.number.value == (isBound ? 0.05 : found.p), "\(sentence.text)")
        let finding = Audit(Evidence(claims: [claim], arms: [])).entries.first {
          $0.finding.check == "p_from_statistic"
        }
        let ours = try #require(finding?.finding.recomputed)
        let comparison = Compared("claim", "p_from_statistic", sentence.text, by: fixture.reference)
        #expect(comparison.agrees("p_value", ours, found.computed, within: 1e-12), "\(sentence.text): \(ours)")
        compared += 1
      }
    }
    #expect(compared == 30)
  }
}
