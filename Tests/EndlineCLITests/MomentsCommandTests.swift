import Foundation
import Testing

/// Moments files by the command line: sites write, somebody else pools.
@Suite struct MomentsCommandTests {
  private let trial = "Datasets/beat-the-blues/beat-the-blues.csv"
  private let roles = [
    "--subject", "subject", "--visit", "month", "--arm", "treatment", "--outcome", "bdi", "--visits", "0,2,3,5,8",
    "--control", "TAU",
  ]

  private func save(_ scratch: Scratch, _ name: String, _ more: [String]) throws -> Scratch.Outcome {
    try scratch.run(["mixed", trial] + roles + ["--save-moments", scratch.path(name)] + more, in: Scratch.project)
  }

  @Test func sitesPoolWithoutTheirPatients() throws {
    let scratch = try Scratch()
    for (name, filters) in [
      ("a.json", ["subject <= 30"]), ("b.json", ["subject > 30", "subject <= 70"]), ("c.json", ["subject > 70"]),
    ] {
      let outcome = try save(scratch, name, ["--within-trusted-network"] + filters.flatMap { ["--where", $0] })
      #expect(outcome.status == 0)
      #expect(
        outcome.errors.contains("\(name): written within a trusted network: it may give away single persons' values"))
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("moments-ledger.json")))
    func pool(_ names: [String]) throws -> Scratch.Outcome {
      try scratch.run(["mixed"] + names.flatMap { ["--moments", $0] } + ["--format", "csv"])
    }
    let pooled = try pool(["a.json", "b.json", "c.json"])
    #expect(pooled.status == 0)
    #expect(try pool(["c.json", "a.json", "b.json"]).output == pooled.output)
    let whole = try scratch.run(["mixed", trial] + roles + ["--format", "csv"], in: Scratch.project)
    let (rows, references) = (pooled.output.split(separator: "\n"), whole.output.split(separator: "\n"))
    #expect(rows.count == references.count)
    for (row, reference) in zip(rows, references) {
      let (fields, wanted) = (
        row.split(separator: ",", omittingEmptySubsequences: false),
        reference.split(separator: ",", omittingEmptySubsequences: false)
      )
      for (field, other) in zip(fields, wanted) where field != other {
        let (value, expected) = (try #require(Double(field)), try #require(Double(other)))
        #expect(abs(value - expected) <= 1e-9 * max(abs(expected), 1e-3), "\(row)\n\(reference)")
      }
    }
  }

  @Test func refusesSmallCellsAndKeepsALedger() throws {
    let scratch = try Scratch()
    let refused = try save(scratch, "a.json", ["--covariate", "drug"])
    #expect(refused.status == 65)
    #expect(refused.output.isEmpty)
    #expect(refused.errors.contains("a.json: not written, for it could give away single persons\nobserved at 2: "))
    #expect(!FileManager.default.fileExists(atPath: scratch.path("a.json")))
    let saved = try save(scratch, "a.json", ["--covariate", "drug", "--drop-small"])
    #expect(saved.status == 0)
    #expect(saved.errors.contains("left out (--drop-small): 45 subjects of 3 cells"))
    #expect(saved.errors.contains("moments-ledger.json: the ledger of what was handed out; keep it, and keep it here"))
    let again = try save(scratch, "b.json", ["--covariate", "drug", "--drop-small", "--where", "subject != 2"])
    #expect(again.status == 65)
    #expect(again.errors.contains("since fewer than 5 subjects differ\nobserved at 2, 3, 5, 8: 1 differs\n"))
    #expect(!FileManager.default.fileExists(atPath: scratch.path("b.json")))
    let fitted = try scratch.run(["mixed", "--moments", "a.json"])
    #expect(fitted.errors.contains("a.json leaves out 45 subjects of 3 cells, so this is not the fit on all subjects."))
  }
}
