import Diagnostics
import PublishedNumbers

/// The rows of a table of claims.
struct ClaimRows {
  private let table: PublishedTable

  init(_ table: PublishedTable) { self.table = table }

  func claims() throws -> [PublishedClaim] {
    try (0..<table.rowCount).map(claim)
  }

  private func claim(_ row: Int) throws -> PublishedClaim {
    var claim = PublishedClaim(study: table.text(row, "study"), outcome: table.text(row, "outcome"))
    claim.type = try type(row)
    claim.estimate = try table.number(row, "estimate")
    claim.interval = try interval(row)
    claim.standardError = try positive(row, "std_error", "a standard error")
    claim.p = try table.probability(row, "p")
    claim.statistic = try statistic(row, claim.type)
    claim.df = try numbers(row, "df")
    for df in claim.df where df.value <= 0 {
      throw bad(row, "df", "\(inQuotes(df.text)) is no number of degrees of freedom", "give a number above 0")
    }
    claim.n1 = try table.count(row, "n1")
    claim.n2 = try table.count(row, "n2")
    claim.effectSize = try table.number(row, "effect_size")
    claim.effectSizeType = table.text(row, "effect_size_type")
    if claim.type == .meanSD { _ = try positive(row, "effect_size", "an SD") }
    claim.favours = table.text(row, "favours")
    claim.source = table.text(row, "source_url")
    claim.parts = try numbers(row, "parts")
    claim.file = table.name
    claim.line = table.line(ofRow: row)
    return claim
  }

  private func type(_ row: Int) throws -> ClaimType? {
    guard let text = table.text(row, "claim_type") else {
      throw bad(row, "claim_type", "there is none", "say what kind of claim it is, such as mean_difference or p_value")
    }
    guard let type = ClaimType(rawValue: text) else {
      throw AuditInputError.unknownType(table.place(row, "claim_type"), type: text)
    }
    return type
  }

  private func interval(_ row: Int) throws -> PrintedInterval? {
    let low = try table.number(row, "ci_low")
    let high = try table.number(row, "ci_high")
    guard let low, let high else {
      guard let one = low ?? high else { return nil }
      let missing = low == nil ? "ci_low" : "ci_high"
      throw bad(row, missing, "the other limit, \(one.text), stands alone", "give both limits, or neither")
    }
    guard !PrintedInterval(low: low, high: high).isUpsideDown else {
      throw bad(
        row, "ci_low", "the interval \(low.text) to \(high.text) is upside down",
        "give the lower limit first; if that is how it is printed, a sign may be lost")
    }
    let isRange = table.text(row, "ci_level") == "range"
    let level = isRange ? nil : try table.number(row, "ci_level")
    guard let level else { return PrintedInterval(low: low, high: high, isRange: isRange) }
    guard level.value > 0, level.value < 1 else {
      throw bad(
        row, "ci_level", "\(inQuotes(level.text)) is no confidence level",
        "give a number between 0 and 1, such as 0.95, or range for the smallest and the largest value")
    }
    return PrintedInterval(low: low, high: high, level: level.value)
  }

  private func statistic(_ row: Int, _ type: ClaimType?) throws -> PrintedStatistic? {
    guard let number = try table.number(row, "test_statistic") else {
      // The estimate of a correlation is its statistic.
      guard type == .correlation, let r = try table.number(row, "estimate") else { return nil }
      return PrintedStatistic(.r, r)
    }
    let named = table.text(row, "statistic")
    let letters = PrintedStatistic.Letter.allCases
    if let named {
      guard let letter = letters.first(where: { $0.rawValue.lowercased() == named.lowercased() }) else {
        throw bad(
          row, "statistic", "\(inQuotes(named)) is no test statistic",
          "the statistics are \(letters.map(\.rawValue).joined(separator: ", "))")
      }
      return PrintedStatistic(letter, number)
    }
    guard let letter = type?.letter else { return nil }
    return PrintedStatistic(letter, number)
  }

  private func positive(_ row: Int, _ column: String, _ what: String) throws -> PrintedNumber? {
    guard let number = try table.number(row, column) else { return nil }
    guard number.value > 0 || (number.value == 0 && number.decimals > 0) else {
      throw bad(
        row, column, "\(number.text) is not \(what)",
        "give a number above 0, or leave it empty")
    }
    return number
  }

  /// Several numbers in one cell, parted by semicolons or blanks; `1, 58` too.
  private func numbers(_ row: Int, _ column: String) throws -> [PrintedNumber] {
    guard let text = table.text(row, column) else { return [] }
    return try text.split { " ;,|+".contains($0) }.map {
      guard let number = PrintedNumber(String($0)) else {
        throw bad(row, column, "\(inQuotes(String($0))) is not a number", "give numbers parted by semicolons")
      }
      return number
    }
  }

  private func bad(_ row: Int, _ column: String, _ problem: String, _ mend: String) -> AuditInputError {
    .badRow(table.place(row, column), problem, mend: mend)
  }
}
