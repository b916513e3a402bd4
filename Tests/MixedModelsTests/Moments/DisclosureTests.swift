import Distributions
import Foundation
import MixedModels
import Testing
import Trials

/// Attacks on moments files: each recovers a person's score from a file written within a trusted network, and finds no
/// file where the rule holds.
@Suite struct DisclosureTests {
  /// Sixty people, one visit. `marked` have the rare property.
  private func sixty(marked: Set<Int>, leaving: Set<Int> = [], changed: [Int: Int] = [:]) -> String {
    var random = RandomStream(seed: 99)
    var text = "id,arm,rare,visit,y\n"
    for subject in 1...60 {
      let score = changed[subject] ?? score(&random)
      if changed[subject] != nil { _ = self.score(&random) }
      if leaving.contains(subject) { continue }
      text += "\(subject),\(subject % 2 == 0 ? "A" : "C"),\(marked.contains(subject) ? "yes" : "no"),1,\(score)\n"
    }
    return text
  }

  private func score(_ random: inout RandomStream) -> Int { random.integer(below: 64) }

  private func score(of subject: Int, in text: String) throws -> Double {
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(subject),") })
    return try #require(Double(line.split(separator: ",")[4]))
  }

  private func release(
    _ text: String, _ formula: String, _ rule: DisclosureRule, name: String = "a.json"
  ) throws -> MomentsRelease {
    let trial = try MomentsTrials.trial(text, covariates: ["rare"], levels: ["rare=no,yes", "arm=C,A"])
    return try MomentsFile.release(
      of: trial, outcome: 0, request: MomentsTrials.request(formula, visit: "visit"), rule: rule, name: name)
  }

  /// Σ d y of an indicator d that one person has is that person's score.
  @Test func aLevelThatOnePersonHas() throws {
    let text = sixty(marked: [17])
    let formula = "y ~ arm + rare + vc(visit | id)"
    let raw = try RawMoments(release(text, formula, MomentsTrials.trusted).file.bytes)
    let cell = raw.cells[0]
    let rare = try #require(raw.columns.firstIndex(of: "rare[yes]"))
    let outcome = cell.columns.count
    let count = Double(cell.count) * cell.mean[rare]
    #expect(abs(count - 1) < 1e-9)
    let recovered = cell.cross(rare, outcome) + Double(cell.count) * cell.mean[rare] * cell.mean[outcome]
    #expect(abs(recovered - (try score(of: 17, in: text))) < 1e-9)

    #expect(
      refusal { try release(text, formula, DisclosureRule()) } == """
        a.json: not written, for it could give away single persons
        observed at 1: rare[yes]: 1 subject
        observed at 1: arm[C] and rare[yes]: 1 subject
        mend: --drop-small leaves those subjects out, and the file says so; where all who see it may see the data, \
        --within-trusted-network turns the rule off, and the file says so too
        """)
  }

  /// The same by the complement, and by the one person who has two levels together.
  @Test(arguments: [
    (Set(1...60).subtracting([17]), "observed at 1: rare[no]: 1 subject"),
    (Set([1, 3, 5, 7, 9, 11, 13, 16]), "observed at 1: arm[A] and rare[yes]: 1 subject"),
  ]) func aComplementOrAPair(marked: Set<Int>, line: String) {
    let found = refusal { try release(sixty(marked: marked), "y ~ arm*rare + vc(visit | id)", DisclosureRule()) }
    #expect(found?.contains(line) == true, "\(found ?? "written")")
  }

  /// A factor's reference has no column of its own and is what the others leave.
  @Test func aReferenceLevelIsALevel() {
    let text = sixty(marked: Set(1...60).subtracting([3, 4]))
    #expect(
      refusal { try release(text, "y ~ rare + vc(visit | id)", DisclosureRule()) }?
        .contains("observed at 1: rare[no]: 2 subjects") == true)
  }

  /// A number that all but one share is an indicator too, as a covariate and as the outcome.
  @Test func aValueThatAllButOneShare() {
    var text = "id,visit,age,y\n"
    for subject in 1...40 { text += "\(subject),1,\(subject == 9 ? 44 : 20),\(subject % 7)\n" }
    #expect(
      refusal { try made(text, "y ~ age + vc(visit | id)") }?.contains("observed at 1: age = 44: 1 subject") == true)
    text = "id,visit,age,y\n"
    for subject in 1...40 { text += "\(subject),1,\(subject % 13),\(subject == 9 ? 31 : subject == 8 ? 12 : 0)\n" }
    #expect(
      refusal { try made(text, "y ~ age + vc(visit | id)") }?
        .contains("observed at 1: the outcome at 1: one value for all but 2 subjects") == true)
  }

  private func made(_ text: String, _ formula: String, _ rule: DisclosureRule = DisclosureRule()) throws
    -> MomentsRelease
  {
    let trial = try MomentsTrials.trial(text, covariates: ["age"])
    return try MomentsFile.release(
      of: trial, outcome: 0, request: MomentsTrials.request(formula, visit: "visit"), rule: rule, name: "a.json")
  }

  /// Three people's whole-number scores at two visits are what their mean and products leave.
  @Test func threePeopleAreDeterminedByTheirMoments() throws {
    let scores = [(11, 4), (25, 19), (42, 38)]
    var text = "id,visit,age,y\n"
    for (subject, score) in zip(1..., scores) { text += "\(subject),1,,\(score.0)\n\(subject),2,,\(score.1)\n" }
    let formula = "y ~ factor(visit) + vc(visit | id)"
    let cell = try #require(RawMoments(made(text, formula, MomentsTrials.trusted).file.bytes).cells.first)
    #expect(cell.count == 3)
    var found: [[(Int, Int)]] = []
    let sums = cell.mean.map { Int((3 * $0).rounded()) }
    for a in 0...63 {
      for b in a...63 {
        let c = sums[0] - a - b
        guard c >= b, c <= 63, close(spread([a, b, c]), cell.cross(0, 0)) else { continue }
        for x in 0...63 {
          for y in 0...63 {
            let z = sums[1] - x - y
            guard (0...63).contains(z), close(spread([x, y, z]), cell.cross(1, 1)) else { continue }
            let mean = (Double(sums[0]) / 3, Double(sums[1]) / 3)
            let cross = zip([a, b, c], [x, y, z]).reduce(0) { $0 + (Double($1.0) - mean.0) * (Double($1.1) - mean.1) }
            if close(cross, cell.cross(0, 1)) { found.append([(a, x), (b, y), (c, z)]) }
          }
        }
      }
    }
    #expect(found.count == 1)
    #expect(found.first?.map { "\($0)" } == scores.map { "\($0)" })
    #expect(
      refusal { try made(text, formula) }?.contains(
        "observed at 1, 2: 3 subjects, and 6 are needed (3 for each of 2 columns)") == true)
  }

  private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-6 }

  private func spread(_ values: [Int]) -> Double {
    let mean = Double(values.reduce(0, +)) / Double(values.count)
    return values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
  }

  /// Two releases that differ by one person, subtracted; the ledger refuses the second.
  @Test func twoReleasesCannotBeSubtracted() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "endline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appending(path: name).path }
    let formula = "y ~ arm + vc(visit | id)"
    let whole = sixty(marked: [])
    let without = sixty(marked: [], leaving: [23])
    func write(_ text: String, _ rule: DisclosureRule, _ name: String) throws {
      try release(text, formula, rule, name: path(name)).write()
    }
    func cell(_ name: String) throws -> RawMoments.Cell {
      try RawMoments(Array(Data(contentsOf: folder.appending(path: name)))).cells[0]
    }
    try write(whole, MomentsTrials.trusted, "t1.json")
    try write(without, MomentsTrials.trusted, "t2.json")
    #expect(!FileManager.default.fileExists(atPath: path("moments-ledger.json")))
    let (one, two) = (try cell("t1.json"), try cell("t2.json"))
    let recovered = Double(one.count) * one.mean[1] - Double(two.count) * two.mean[1]
    #expect(abs(recovered - (try score(of: 23, in: whole))) < 1e-9)

    try write(whole, DisclosureRule(), "a.json")
    let first = try MomentsFile(reading: path("a.json")).release.prefix(12)
    #expect(
      refusal { try write(without, DisclosureRule(), "b.json") } == """
        \(path("b.json")): not written, for beside release \(first) (\(path("moments-ledger.json"))) it could give away \
        single persons, since fewer than 5 subjects differ
        observed at 1: 1 differs
        in all: 1 differs
        mend: hand out the earlier release, or wait until more subjects differ
        """)
    #expect(!FileManager.default.fileExists(atPath: path("b.json")))
    // One changed score is as good to a thief; four people are too few, five enough; the same release may go out again.
    #expect(refusal { try write(sixty(marked: [], changed: [23: 200]), DisclosureRule(), "b.json") } != nil)
    #expect(refusal { try write(sixty(marked: [], leaving: [1, 2, 3, 4]), DisclosureRule(), "b.json") } != nil)
    try write(whole, DisclosureRule(), "c.json")
    #expect(
      try Data(contentsOf: folder.appending(path: "c.json")) == Data(contentsOf: folder.appending(path: "a.json")))
    try write(sixty(marked: [], leaving: [1, 2, 3, 4, 5]), DisclosureRule(), "d.json")
    // Two from d.json, seven from a.json.
    #expect(
      refusal { try write(sixty(marked: [], leaving: [1, 2, 3, 4, 5, 6, 7]), DisclosureRule(), "e.json") } != nil)
    // Another formula has other columns and the same scores.
    #expect(
      refusal { try release(without, "y ~ 1 + vc(visit | id)", DisclosureRule(), name: path("f.json")).write() } != nil)
  }

  @Test func aLedgerThatIsNoneIsAnError() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "endline-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let ledger = folder.appending(path: "moments-ledger.json")
    try Data("{\"releases\": []}\n".utf8).write(to: ledger)
    let text = sixty(marked: [])
    #expect(
      refusal {
        try release(text, "y ~ arm + vc(visit | id)", DisclosureRule(), name: folder.appending(path: "a.json").path)
          .write()
      }
        == "\(ledger.path):1: key \"endline_moments_ledger\" is missing\nmend: write it anew with --save-moments")
  }

  /// Cells that may not leave are left out, counted, and the file says that it is not all.
  @Test func dropsSmallCells() throws {
    let request = try MomentsTrials.request(
      "bdi ~ baseline(bdi) + treatment + factor(month) + us(month | subject)", visit: "month")
    let trial = try MomentsTrials.beatTheBlues()
    let file = try MomentsTrials.file(trial, request, rule: DisclosureRule(dropsSmall: true))
    let raw = try RawMoments(file.bytes)
    #expect(raw.cells.map(\.visits) == [["2"], ["2", "3"], ["2", "3", "5", "8"]])
    #expect(raw.cells.map(\.count) == [24, 15, 52])
    #expect(!raw.identical)
    #expect(!raw.withinTrustedNetwork)
    #expect(raw.minCell == 5)
    #expect(file.leftOut.cells == 1)
    #expect(file.leftOut.subjects == 6)
    let pool = try MomentsPool([file])
    #expect(pool.notes == ["a.json leaves out 6 subjects of 1 cell, so this is not the fit on all subjects."])
    #expect(
      refusal { try MomentsTrials.file(trial, request, rule: DisclosureRule(minCell: 200, dropsSmall: true)) }
        == "a.json: not written, for no cell is left\nmend: fewer covariates need fewer subjects a cell")
  }
}

/// The message of what is thrown; nil where nothing is.
func refusal(_ work: () throws -> some Any) -> String? {
  do {
    _ = try work()
    return nil
  } catch {
    return "\(error)"
  }
}
