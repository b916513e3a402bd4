import Diagnostics
import PublishedNumbers

/// The rows of a table of arm summaries.
struct ArmRows {
  private let table: PublishedTable

  init(_ table: PublishedTable) { self.table = table }

  func arms() throws -> [ArmSummary] {
    let arms = try (0..<table.rowCount).map(arm)
    try checkDirections(arms)
    return arms
  }

  private func arm(_ row: Int) throws -> ArmSummary {
    var arm = ArmSummary(
      study: table.text(row, "study"), outcome: table.text(row, "outcome"), arm: table.text(row, "arm"),
      timepoint: table.text(row, "timepoint"))
    arm.analysis = table.text(row, "analysis")
    arm.instrument = table.text(row, "instrument")
    arm.higherIsBetter = try direction(row)
    arm.n = try table.count(row, "n")
    if arm.n == 0 { throw bad(row, "n", "0 is no size of an arm", "give a whole number from 1 up, or leave it empty") }
    arm.mean = try table.number(row, "mean")
    arm.sd = try spread(row, "sd", "an SD", of: arm)
    arm.se = try spread(row, "se", "a standard error", of: arm)
    arm.file = table.name
    arm.line = table.line(ofRow: row)
    return arm
  }

  private func spread(
    _ row: Int, _ column: String, _ what: String, of arm: ArmSummary
  ) throws -> PrintedNumber? {
    guard let number = try table.number(row, column) else { return nil }
    // Ratings can all be the same; then their mean is one of them.
    // And 0.0 stands for all that rounds to it.
    let canBeZero =
      number.decimals > 0 || column == "sd" && (arm.mean.map { $0.value == $0.value.rounded() } ?? true)
    guard number.value > 0 || (number.value == 0 && canBeZero) else {
      throw bad(
        row, column, "\(number.text) is not \(what)",
        number.value == 0 && column == "sd"
          ? "0 would say that all values are the same, and \(arm.mean?.text ?? "") is no whole number; leave it empty"
          : "give a number above 0, or leave it empty")
    }
    return number
  }

  private func direction(_ row: Int) throws -> Bool? {
    guard let text = table.text(row, "higher_is_better") else { return nil }
    switch text.lowercased() {
    case "true", "yes", "1": return true
    case "false", "no", "0": return false
    default:
      throw bad(
        row, "higher_is_better", "\(inQuotes(text)) is neither true nor false", "give true or false, or leave it empty")
    }
  }

  /// One outcome of one study has one direction.
  private func checkDirections(_ arms: [ArmSummary]) throws {
    var seen: [[String?]: (row: Int, higher: Bool)] = [:]
    for (row, arm) in arms.enumerated() {
      guard let higher = arm.higherIsBetter else { continue }
      let key = [arm.study, arm.outcome, arm.instrument]
      if let first = seen[key], first.higher != higher {
        throw bad(
          row, "higher_is_better",
          "\(higher) here and \(first.higher) in line \(table.line(ofRow: first.row)), of the same outcome",
          "give all rows of an outcome the same direction")
      }
      if seen[key] == nil { seen[key] = (row, higher) }
    }
  }

  private func bad(_ row: Int, _ column: String, _ problem: String, _ mend: String) -> AuditInputError {
    .badRow(table.place(row, column), problem, mend: mend)
  }
}
