import Foundation
import TestSupport

/// The section on NIST's datasets: a table for each list of quantities, a line for each set.
struct CertifiedTables {
  private struct Set {
    let name: String
    let isMadeByRule: Bool
    /// The fewest digits of each quantity.
    var digits: [String: String] = [:]
  }

  private static let (rule, file) = ("a rule", "NIST's file")
  private var fewest: [String: [String: Double]] = [:]
  private var ruled: [String: Bool] = [:]
  private var kept: [Set] = []

  var hasFiles: Bool { ruled.values.contains(false) }

  mutating func add(_ record: Record.Dataset) {
    ruled[record.dataset] = record.isMadeByRule
    let before = fewest[record.dataset]?[record.quantity] ?? .infinity
    fewest[record.dataset, default: [:]][record.quantity] = min(before, record.digits)
  }

  /// Rows of sets from NIST's files on a page that a run with those files wrote.
  mutating func keepFiles(of page: String) {
    var header: [String] = []
    for line in page.split(separator: "\n") {
      let cells = Self.cells(line)
      if cells.first == "data set" { header = cells }
      guard cells.count == header.count, cells.count > 2, cells[1] == Self.file else { continue }
      kept.append(
        Set(
          name: cells[0], isMadeByRule: false,
          digits: Dictionary(zip(header, cells).dropFirst(2)) { first, _ in first }))
    }
  }

  static func cells(_ line: some StringProtocol) -> [String] {
    guard line.hasPrefix("|") else { return [] }
    return line.dropFirst().dropLast().components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// To one decimal, downwards, at most 16.
  static func text(_ digits: Double) -> String {
    String(format: "%.1f", min(16, (digits * 10).rounded(.down) / 10))
  }

  var markdown: String {
    let sets =
      kept
      + fewest.map { name, digits in
        Set(name: name, isMadeByRule: ruled[name] ?? false, digits: digits.mapValues(Self.text))
      }
    let tables = Dictionary(grouping: sets) { $0.digits.keys.sorted(by: Self.isBefore) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key, by: Self.isBefore) }
    return """
      ## NIST's Statistical Reference Datasets

      Digits that agree with the certified value: −log₁₀ of the relative error (of the absolute one where the certified value is 0), the fewest over the coefficients, at most 16; the certified values have 15. Sets made by a rule need no file. The others are compared where NIST's files are at hand (`ENDLINE_NIST=folder make verify`); a run without them leaves their lines as they are.

      \(tables.map { table($0.key, $0.value) }.joined(separator: "\n\n"))

      Some sets are beyond what decimals read into doubles can carry, whatever the method:

      * `NumAcc3` and `NumAcc4` have tenths at 10⁶ and 10⁷, of which doubles keep 9 and 8 digits of the SD.
      * `SmLs04`–`SmLs06` have 7 constant leading digits and `SmLs07`–`SmLs09` 13: about 10 and 4 digits of the variation are left. `AtmWtAg` has 7 as well.
      * `Filip` is a polynomial of degree 10 whose powers, rounded to doubles, determine the coefficients to about 8 digits: exact rational arithmetic on the same doubles gives no more.
      * `Wampler2` has a response with five decimals, of which doubles leave 13 digits of the coefficients.

      """
  }

  /// Quantities in the order in which one reads them, then any others by name.
  private static func isBefore(_ a: String, _ b: String) -> Bool {
    let order = ["mean", "SD", "coefficients", "standard errors", "F", "residual SD", "R²"]
    let (x, y) = (order.firstIndex(of: a) ?? order.count, order.firstIndex(of: b) ?? order.count)
    return x == y ? a < b : x < y
  }

  private func table(_ quantities: [String], _ sets: [Set]) -> String {
    let rows = sets.sorted { $0.name < $1.name }.map { set in
      row([set.name, set.isMadeByRule ? Self.rule : Self.file] + quantities.map { set.digits[$0] ?? "" })
    }
    return
      ([row(["data set", "data"] + quantities), "|" + String(repeating: "---|", count: quantities.count + 2)] + rows)
      .joined(separator: "\n")
  }

  private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}
