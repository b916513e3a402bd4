internal import Diagnostics
internal import Tables

/// What was handed out of one folder so far, so that two releases cannot be subtracted from one another.
///
/// The ledger holds a digest of each subject's label and values, which whoever has a list of the labels can try out: it
/// stays where the data are.
struct ReleaseLedger {
  /// A subject of a cell: digests of the label, and of the label with what the subject has.
  struct Subject: Sendable, Equatable {
    let label: String
    let outcome: String
    let products: String
  }

  struct Cell: Sendable, Equatable {
    let group: String?
    let visits: [String]
    /// Ascending by label.
    let subjects: [Subject]
  }

  struct Release: Sendable, Equatable {
    let release: String
    let outcome: String
    let columns: [String]
    let cells: [Cell]
  }

  static let name = "moments-ledger.json"
  let path: String
  private(set) var releases: [Release]

  static func path(besideFile file: String) -> String {
    (file.lastIndex(of: "/").map { String(file[...$0]) } ?? "") + name
  }

  /// The ledger of the folder in which a file is to be.
  ///
  /// - Throws: `malformed` where what stands there is no ledger.
  init(besideFile file: String) throws(MomentsFileError) {
    path = Self.path(besideFile: file)
    releases = []
    let fields: JSONFields
    do throws(MomentsFileError) {
      fields = try JSONFields(readingFile: path, keys: ["endline_moments_ledger", "releases"])
    } catch {
      if case .unreadable(.notFound) = error { return }
      throw error
    }
    guard try fields.count("endline_moments_ledger") == 1 else {
      throw fields.fault("endline_moments_ledger", "has to be 1")
    }
    for node in try fields.list("releases") { releases.append(try Self.release(node, file: path)) }
  }

  private static func release(_ node: JSONNode, file: String) throws(MomentsFileError) -> Release {
    let fields = try JSONFields(node, keys: ["release", "outcome", "columns", "cells"], file: file)
    var cells: [Cell] = []
    for node in try fields.list("cells") {
      let cell = try JSONFields(node, keys: ["group", "visits", "subjects"], file: file)
      var subjects: [Subject] = []
      for text in try cell.texts("subjects") {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 3 else { throw cell.fault("subjects", "has to hold three digests a subject") }
        subjects.append(Subject(label: parts[0], outcome: parts[1], products: parts[2]))
      }
      cells.append(
        Cell(group: try cell.optionalText("group"), visits: try cell.texts("visits"), subjects: subjects))
    }
    return Release(
      release: try fields.text("release"), outcome: try fields.text("outcome"), columns: try fields.texts("columns"),
      cells: cells)
  }

  /// Notes a release.
  ///
  /// - Throws: `differenced` where it and an earlier release of the same outcome differ, in all or in a cell that both
  ///   have, by somebody but by fewer than `minCell` subjects: by who is in it, by the outcome, and where both have the
  ///   same columns by those.
  mutating func add(_ new: Release, file: String, minCell: Int) throws(MomentsFileError) {
    for old in releases where old.outcome == new.outcome && old.release != new.release {
      let found = Self.tooNear(new, old, minCell: minCell)
      guard found.isEmpty else {
        throw .differenced(file: file, ledger: path, release: old.release, cells: found, minCell: minCell)
      }
    }
    if !releases.contains(where: { $0.release == new.release }) { releases.append(new) }
  }

  private static func tooNear(_ new: Release, _ old: Release, minCell: Int) -> [String] {
    var found: [String] = []
    func judge(_ count: Int, _ where: String) {
      if count > 0, count < minCell { found.append("\(`where`): \(count) differ\(count == 1 ? "s" : "")") }
    }
    for cell in new.cells {
      guard let earlier = old.cells.first(where: { $0.group == cell.group && $0.visits == cell.visits }) else {
        continue
      }
      let known = Dictionary(earlier.subjects.map { ($0.label, $0) }) { first, _ in first }
      var shared = 0
      var changed = 0
      for subject in cell.subjects {
        guard let before = known[subject.label] else { continue }
        shared += 1
        if before.outcome != subject.outcome || (new.columns == old.columns && before.products != subject.products) {
          changed += 1
        }
      }
      let group = cell.group.map { "group \(inQuotes($0)), " } ?? ""
      judge(
        cell.subjects.count + earlier.subjects.count - 2 * shared + changed,
        "\(group)observed at \(cell.visits.joined(separator: ", "))")
    }
    let before = Set(old.cells.flatMap { $0.subjects.map(\.label) })
    judge(before.symmetricDifference(new.cells.flatMap { $0.subjects.map(\.label) }).count, "in all")
    return found
  }

  /// 64 bits of SHA-256 of a label and numbers.
  static func digest(_ label: String, _ values: [Double]) -> String {
    var bytes = Array(label.utf8) + [0]
    for value in values {
      for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift)) }
    }
    return String(hexDigest(bytes).prefix(16))
  }

  var bytes: [UInt8] {
    var out = ByteText(reserving: 4096)
    out.append("{\n\"endline_moments_ledger\": 1,\n\"releases\": [")
    for (index, release) in releases.enumerated() {
      out.append(index == 0 ? "\n{\"release\": " : ",\n{\"release\": ")
      out.appendJSON(release.release)
      out.append(", \"outcome\": ")
      out.appendJSON(release.outcome)
      out.append(", \"columns\": ")
      out.append(texts: release.columns)
      out.append(", \"cells\": [")
      for (index, cell) in release.cells.enumerated() {
        out.append(index == 0 ? "\n{\"group\": " : ",\n{\"group\": ")
        if let group = cell.group { out.appendJSON(group) } else { out.append("null") }
        out.append(", \"visits\": ")
        out.append(texts: cell.visits)
        out.append(", \"subjects\": ")
        out.append(texts: cell.subjects.map { "\($0.label) \($0.outcome) \($0.products)" })
        out.append("}")
      }
      out.append("]}")
    }
    out.append("\n]\n}\n")
    return out.bytes
  }
}

extension MomentsRelease {
  /// Where the ledger of the file's folder is.
  public var ledgerPath: String { ReleaseLedger.path(besideFile: file.name) }

  /// Writes the file under its name, whole or not at all, and notes it in the ledger of its folder first, so that nothing
  /// is handed out that the ledger does not know. Within a trusted network there is no ledger.
  ///
  /// - Parameter inputs: paths that are never overwritten.
  /// - Throws: `MomentsFileError.differenced`, or `OutputError`.
  public func write(inputs: [String] = []) throws {
    let target = OutputTarget.file(file.name, inputs: inputs)
    try target.check()
    if !file.rule.isTrusted {
      var ledger = try ReleaseLedger(besideFile: file.name)
      try ledger.add(
        ReleaseLedger.Release(
          release: file.release, outcome: file.header.outcome, columns: file.columnNames, cells: entries),
        file: file.name, minCell: file.rule.minCell)
      try OutputTarget.file(ledger.path, inputs: inputs).write(ledger.bytes)
    }
    try target.write(file.bytes)
  }
}
