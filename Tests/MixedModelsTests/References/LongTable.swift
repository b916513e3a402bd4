import Foundation
import TestSupport
import Trials

/// A table of one row per subject and visit, by column; the trial that it holds.
struct LongTable {
  var columns: [String: [String]]
  var rowCount: Int { columns.first?.value.count ?? 0 }

  init(columns: [String: [String]]) { self.columns = columns }

  /// A CSV file without quotes.
  init(csv file: URL) throws {
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    columns = [:]
    for (place, name) in rows[0].enumerated() { columns[name] = rows.dropFirst().map { $0[place] } }
  }

  struct Roles {
    var subject: String
    var visit: String
    var outcome: String
    var arm: String?
    var control: String?
    var baselineVisit: String?
    /// Numbers that a subject has one of.
    var numbers: [String] = []
    /// Numbers that differ between visits.
    var varyingNumbers: [String] = []
    var factors: [String] = []
  }

  func trial(_ roles: Roles) -> Trial {
    let subjectOfRow = codes(columns[roles.subject]!)
    let subjects = (subjectOfRow.max() ?? -1) + 1
    let visitLabels = columns[roles.visit]!
    let visits = ordered(visitLabels)
    let visitOfRow = visitLabels.map { visits.firstIndex(of: $0)! }

    func first(_ name: String) -> [String] {
      var values = [String](repeating: "", count: subjects)
      for (row, subject) in subjectOfRow.enumerated() where values[subject].isEmpty {
        values[subject] = columns[name]![row]
      }
      return values
    }
    func byVisit(_ name: String) -> [[Double]] {
      var values = [[Double]](repeating: [Double](repeating: .nan, count: subjects), count: visits.count)
      for row in 0..<rowCount { values[visitOfRow[row]][subjectOfRow[row]] = Double(columns[name]![row]) ?? .nan }
      return values
    }
    func factor(_ name: String) -> (levels: [String], codes: [Int32]) {
      let values = first(name)
      let levels = ordered(values.filter { !$0.isEmpty })
      return (levels, values.map { levels.firstIndex(of: $0).map(Int32.init) ?? -1 })
    }

    let arm = roles.arm.map { name in
      let made = factor(name)
      return Factor(
        name: name, levels: made.levels, codes: made.codes,
        reference: roles.control.flatMap(made.levels.firstIndex) ?? 0)
    }
    var covariates = roles.numbers.map {
      Covariate(name: $0, values: .numeric([first($0).map { Double($0) ?? .nan }]), varies: false)
    }
    covariates += roles.varyingNumbers.map { Covariate(name: $0, values: .numeric(byVisit($0)), varies: true) }
    covariates += roles.factors.map { name in
      let made = factor(name)
      return Covariate(name: name, values: .factor(levels: made.levels, codes: [made.codes]), varies: false)
    }
    let outcome = byVisit(roles.outcome)
    let baseline = roles.baselineVisit.flatMap(visits.firstIndex)
    return Trial(
      source: "made.csv", rowCount: rowCount, sha256: nil, subjectCount: subjects, arm: arm, site: nil, visits: visits,
      baselineVisit: baseline,
      outcomes: [Outcome(name: roles.outcome, values: outcome, baseline: baseline.map { outcome[$0] })],
      covariates: covariates, notes: [])
  }

  /// Each value's place in the order of first appearance.
  private func codes(_ values: [String]) -> [Int] {
    var places: [String: Int] = [:]
    return values.map { value in
      let place = places[value] ?? places.count
      places[value] = place
      return place
    }
  }

  /// The different values, as numbers where all are.
  private func ordered(_ values: [String]) -> [String] {
    let different = Array(Set(values))
    let numbers = different.compactMap(Double.init)
    guard numbers.count == different.count else { return different.sorted() }
    return different.sorted { Double($0)! < Double($1)! }
  }
}

/// Published trials that are not ours to ship, in the folder that ENDLINE_TRIALS names, else `shared/trials` beside the
/// project; tests that need them are skipped, visibly, where there are none.
enum SharedTrial {
  private static let folder: URL = {
    if let named = ProcessInfo.processInfo.environment["ENDLINE_TRIALS"] { return URL(filePath: named) }
    return Fixtures.root.deletingLastPathComponent().appending(path: "shared/trials")
  }()

  static func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: name).path)
  }

  static func table(_ name: String) throws -> LongTable { try LongTable(csv: folder.appending(path: name)) }
}
