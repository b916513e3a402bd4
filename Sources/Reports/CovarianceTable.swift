import Estimates

/// The variances and correlations of a model's visits as a triangle: a line per visit, its variance and its correlation
/// with each earlier one.
struct CovarianceTable {
  /// Whether a row is one of such a triangle: a variance, or a correlation that says with which visit.
  static func holds(_ row: Estimate) -> Bool {
    guard !row.isInferential, !RandomEffectsTable.holds(row) else { return false }
    switch row.measure {
    case .variance: return true
    case .correlation: return row.term.map { other(in: $0) != nil } ?? false
    default: return false
    }
  }

  /// `2` of `with 2`, or of `drug[Yes] with 2`.
  static func other(in term: String) -> (group: String, visit: String)? {
    for group in ["", "residual"] {
      let start = group.isEmpty ? "with " : group + " with "
      if term.hasPrefix(start) { return (group, String(term.dropFirst(start.count))) }
    }
    let mark = Array("] with ")
    let characters = Array(term)
    guard characters.count > mark.count else { return nil }
    for start in 0..<(characters.count - mark.count) where Array(characters[start..<start + mark.count]) == mark {
      return (String(characters[...start]), String(characters[(start + mark.count)...]))
    }
    return nil
  }

  private struct Key: Hashable {
    let arm, method: String?
    let group: String
  }

  private static func key(_ row: Estimate) -> Key {
    let group = row.measure == .variance ? row.term ?? "" : row.term.flatMap { other(in: $0)?.group } ?? ""
    return Key(arm: row.arm, method: row.method, group: group)
  }

  /// One for each covariance.
  static func tables(of rows: [Estimate]) -> [Page.Table] {
    grouped(rows, by: key).map { key, rows in
      var lines: [String?] = []
      var others: [String] = []
      for row in rows {
        if !lines.contains(row.visit) { lines.append(row.visit) }
        if let other = row.term.flatMap({ Self.other(in: $0)?.visit }), !others.contains(other) { others.append(other) }
      }
      let variances = rows.filter { $0.measure == .variance }
      let format = ColumnFormat(values: variances.map(\.estimate), scales: [])
      let cells = lines.map { visit in
        let own = variances.first { $0.visit == visit }.map { format.text($0.estimate) } ?? ""
        let correlations = others.map { other in
          rows.first {
            $0.visit == visit && $0.measure == .correlation && Self.other(in: $0.term ?? "")?.visit == other
          }
          .map { $0.estimate.map { NumberFormat.fixed($0, decimals: 2) } ?? "NA" } ?? ""
        }
        return [visit ?? ""] + (variances.isEmpty ? [] : [own]) + correlations
      }
      let what = [
        variances.isEmpty ? nil : "variances", others.isEmpty ? nil : "correlations",
      ].compactMap { $0 }
      // What stands beside random effects says so in its name.
      let isResidual = key.group == "residual" || key.group.hasPrefix("residual ")
      let group = isResidual ? String(key.group.dropFirst("residual ".count)) : key.group
      let around = isResidual ? "Around the model's mean and the random effects" : "Around the model's mean"
      let of = [key.arm, group.isEmpty ? nil : group, key.method].compactMap { $0 }.joined(separator: ", ")
      return Page.Table(
        caption: "\(around): \(what.joined(separator: " and "))" + (of.isEmpty ? "" : " (\(of))"),
        columns: [Page.Column(title: "Visit", role: .label)]
          + (variances.isEmpty ? [] : [Page.Column(title: "Variance", role: .number)])
          + others.map { Page.Column(title: "with \($0)", role: .number) },
        groups: [Page.Group(title: nil, lines: cells)])
    }
  }
}
