import Comparisons
import Inference
import TestSupport
import Testing

@Suite struct MultiplicityAdjustmentTests {
  struct Lists: Decodable {
    struct List: Decodable {
      let p, bonferroni, holm, hochberg, hommel, bh: [Double]
    }
    let lists: [List]
  }

  /// R's `p.adjust`.
  @Test func agreesWithR() throws {
    let fixture = try Fixtures.read(Lists.self, "multiplicity.json")
    let lists = fixture.lists
    #expect(lists.count == 8)
    for (number, list) in lists.enumerated() {
      let references: [(MultiplicityAdjustment, [Double])] = [
        (.bonferroni, list.bonferroni), (.holm, list.holm), (.hochberg, list.hochberg), (.hommel, list.hommel),
        (.bh, list.bh), (.none, list.p),
      ]
      for (method, expected) in references {
        let ours = method.adjusted(list.p)
        let compared = Compared("p.adjust", method.rawValue, "list \(number)", by: fixture.reference)
        let places = zip(ours, expected).enumerated()
        #expect(
          ours.count == expected.count
            && places.allSatisfy { compared.agrees("\($0)", $1.0, $1.1, within: 1e-14) },
          "\(method.rawValue): \(ours) where R has \(expected)")
      }
    }
  }

  /// Hommel ≤ Hochberg ≤ Holm ≤ Bonferroni, and no adjustment lowers a p-value.
  @Test func standInTheirOrder() {
    let lists: [[Double]] = [[0.01, 0.02, 0.022, 0.6], [0.3], [0.04, 0.04, 0.04], [0.2, 0.1, 0.05, 0.01, 0.001]]
    for p in lists {
      let ladder = [MultiplicityAdjustment.none, .hommel, .hochberg, .holm, .bonferroni].map { $0.adjusted(p) }
      for (lower, upper) in zip(ladder, ladder.dropFirst()) {
        for (a, b) in zip(lower, upper) { #expect(a <= b * (1 + 1e-15)) }
      }
    }
    #expect(MultiplicityAdjustment.holm.adjusted([]) == [])
  }
}
