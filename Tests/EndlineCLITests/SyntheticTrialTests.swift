import Foundation
import Testing

/// `Datasets/imr-trial-synthetic` is what its README says, and has the published figures to the printed digit.
@Suite struct SyntheticTrialTests {
  private static let folder = "Datasets/imr-trial-synthetic"
  private static let study = ["--study", "\(folder)/study.yaml"]

  /// Rows of a file of plain commas, by the columns' names.
  private static func rows(_ path: String) throws -> [[String: String]] {
    let text = try String(contentsOf: Scratch.project.appendingPathComponent(path), encoding: .utf8)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    try #require(lines.count > 1 && lines.allSatisfy { $0.count == lines[0].count })
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  private func trial() throws -> [[String: String]] { try Self.rows("\(Self.folder)/imr-trial-synthetic.csv") }

  /// Whether a value rounds to what is printed.
  private func rounds(_ value: Double?, to printed: String) -> Bool {
    let decimals = printed.split(separator: ".").dropFirst().first?.count ?? 0
    guard let value, let expected = Double(printed) else { return false }
    return abs(value - expected) < 0.5 * pow(10, Double(-decimals))
  }

  @Test func numbersMeansAndSDsArePublished() throws {
    struct Result: Decodable {
      struct Row: Decodable {
        let outcome, arm, visit: String?
        let measure: String
        let estimate: Double?
      }
      let rows: [Row]
    }
    let published = try Self.rows("Tests/EndlineCLITests/Fixtures/imr-trial-published.csv")
    let outcomes = Set(published.compactMap { $0["outcome"] }).sorted()
    #expect(published.count == 38 && outcomes.count == 10)
    let outcome = try Scratch().run(
      ["compare"] + Self.study + outcomes.flatMap { ["--outcome", $0] }
        + ["--measures", "n,mean,sd", "--format", "json"],
      in: Scratch.project)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let results = try JSONDecoder().decode(Result.self, from: Data(outcome.output.utf8)).rows
    for line in published {
      for measure in ["n", "mean", "sd"] {
        let printed = try #require(line[measure])
        if printed.isEmpty { continue }
        let found = results.filter {
          $0.outcome == line["outcome"] && $0.arm == line["arm"] && $0.visit == line["visit"] && $0.measure == measure
        }
        #expect(found.count == 1)
        let value = found.first?.estimate
        #expect(rounds(value, to: printed), "\(line) \(measure) \(String(describing: value))")
      }
    }
  }

  @Test func sizesAndGroups() throws {
    let rows = try trial()
    let bySubject = Dictionary(grouping: rows) { $0["subject"] ?? "" }
    #expect(rows.count == 594 && bySubject.count == 198)
    for (subject, own) in bySubject {
      #expect(own.map { $0["visit"] } == ["baseline", "post", "followup"], "\(subject)")
      #expect(own.map { $0["month"] } == ["0", "9", "21"], "\(subject)")
      for trait in ["center", "arm", "therapy_group", "age", "sex", "diagnosis"] {
        #expect(Set(own.map { $0[trait] }).count == 1, "\(subject) \(trait)")
      }
    }
    let people = bySubject.values.compactMap(\.first)
    let counts = Dictionary(grouping: people) { "\($0["center"] ?? "") \($0["arm"] ?? "")" }.mapValues(\.count)
    #expect(counts == ["A IMR": 36, "A TAU": 36, "B IMR": 33, "B TAU": 33, "C IMR": 30, "C TAU": 30])
    #expect(people.allSatisfy { ($0["arm"] == "TAU") == ($0["therapy_group"] == "") })
    let groups = Dictionary(grouping: people.filter { $0["arm"] == "IMR" }) { $0["therapy_group"] ?? "" }
    #expect(groups.count == 11 && groups.values.allSatisfy { (8...10).contains($0.count) })
    #expect(groups.allSatisfy { name, members in members.allSatisfy { name.hasPrefix($0["center"] ?? "?") } })
  }

  @Test func valuesAreWholeNumbersWithinTheirBounds() throws {
    let bounds: [String: ClosedRange<Double>] = [
      "gaf_f": 1...100, "gaf_s": 1...100, "psp": 1...100, "panss": 30...210, "ham_d6": 0...22, "ymrs": 0...60,
      "mhrm": 0...120, "hope": 6...48, "csq": 8...32,
    ]
    let items = (1...15).map { "imrs\($0)" }
    var broken: [String] = []
    for row in try trial() {
      for (column, bounds) in bounds where row[column] != "" {
        let value = try #require(row[column].flatMap(Double.init))
        #expect(bounds.contains(value), "\(column) \(value)")
        if value != value.rounded() { broken.append("\(column) \(row["arm"] ?? "") \(row["visit"] ?? "") \(value)") }
      }
      #expect((row["csq"] == "") || row["visit"] != "baseline")
      let answers = items.compactMap { Int(row[$0] ?? "") }
      #expect(answers.allSatisfy { (1...5).contains($0) })
      #expect(answers.isEmpty || answers.count == 15)
    }
    // The one value that the printed mean of this arm and visit asks for.
    #expect(broken == ["ham_d6 TAU post 8.4"])
  }

  /// At baseline the arms are alike, and everybody has every outcome but the CSQ.
  @Test func armsStartAlike() throws {
    let start = try trial().filter { $0["visit"] == "baseline" }
    for column in ["gaf_f", "gaf_s", "psp", "panss", "ham_d6", "ymrs", "mhrm", "hope"] {
      var means: [Double] = []
      for arm in ["IMR", "TAU"] {
        let values = start.filter { $0["arm"] == arm }.compactMap { Double($0[column] ?? "") }
        #expect(values.count == 99)
        means.append(values.reduce(0, +) / 99)
      }
      let difference = abs(means[0] - means[1])
      #expect(difference < 0.1, "\(column)")
    }
  }

  /// The README's commands.
  @Test(arguments: [
    ["describe"] + study + ["--outcome", "gaf_f"], ["compare"] + study + ["--outcome", "gaf_f"],
    ["mixed"] + study + ["--outcome", "gaf_f"],
    [
      "mixed", "\(folder)/imr-trial-synthetic.csv", "--subject", "subject", "--visit", "visit", "--visits",
      "baseline,post,followup", "--arm", "arm", "--outcome", "gaf_f", "--group", "therapy_group",
    ],
    ["compare"] + study + ["--outcome", "csq"], ["compare"] + study + ["--outcome", "imrs_client"],
    ["sites"] + study + ["--outcome", "gaf_f"],
  ])
  func commandsRun(arguments: [String]) throws {
    let outcome = try Scratch().run(arguments, in: Scratch.project)
    #expect(outcome.status == 0 && !outcome.output.isEmpty, "\(outcome.errors)")
    #expect(arguments[0] != "mixed" || outcome.errors.contains("ignoring therapy_group would have claimed"))
  }
}
