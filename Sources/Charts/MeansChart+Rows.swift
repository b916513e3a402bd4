public import Estimates

extension MeansChart {
  /// Which rows of the results a chart of means is made of.
  public struct Selection: Sendable {
    /// A row for each arm and visit.
    public let value: Measure
    /// A row for each contrast of two arms and visit; nil for no lower panel.
    public let difference: Measure?
    /// Where there are several rows for a difference, the one by this method; else the first.
    public let method: String?
    /// A value of the upper panel that gets a line.
    public let reference: Double?

    public init(value: Measure, difference: Measure? = nil, method: String? = nil, reference: Double? = nil) {
      self.value = value
      self.difference = difference
      self.method = method
      self.reference = reference
    }
  }

  /// A chart of one outcome's rows; nil where none of them has an estimate.
  ///
  /// Arms and visits stand in the order of the rows. Rows of all arms together are drawn where there are no others.
  public init?(
    _ selection: Selection, of rows: [Estimate], outcome: String?, title: String, subtitle: String, valueName: String,
    visitName: String, differenceName: String = "Difference"
  ) {
    let own = rows.filter { $0.outcome == outcome }
    var means = own.filter { $0.measure == selection.value }
    if means.contains(where: { $0.arm != nil || $0.term != nil }) {
      means.removeAll { $0.arm == nil && $0.term == nil }
    }
    guard means.contains(where: { $0.estimate != nil }) else { return nil }
    let visits = Self.distinct(means.map { $0.visit ?? "" })
    let labels = Self.distinct(means.map(Self.label))
    let series = labels.enumerated().map { style, label in
      let rows = visits.map { visit in means.first { ($0.visit ?? "") == visit && Self.label($0) == label } }
      return Series(label: label, points: rows.map(Self.interval), counts: rows.map { $0?.n }, style: style)
    }
    var differences: [Series] = []
    if let measure = selection.difference {
      let all = own.filter { $0.measure == measure && $0.term == nil && visits.contains($0.visit ?? "") }
      for (style, treatment) in labels.enumerated() {
        for control in labels where control != treatment {
          let contrast = "\(treatment) - \(control)"
          let found = all.filter { $0.contrast == contrast }
          guard found.contains(where: { $0.estimate != nil }) else { continue }
          let rows = visits.map { visit in
            let here = found.filter { ($0.visit ?? "") == visit }
            return here.first { selection.method != nil && $0.method == selection.method } ?? here.first
          }
          differences.append(Series(label: contrast, points: rows.map(Self.interval), style: style))
        }
      }
    }
    self.init(
      title: title, subtitle: subtitle, valueName: valueName, visits: visits,
      visitName: visits == [""] ? "" : visitName, series: series,
      differences: differences,
      differenceName: differences.count == 1 ? "\(differenceName), \(differences[0].label)" : differenceName,
      reference: selection.reference)
  }

  private static func label(_ row: Estimate) -> String {
    [row.arm, row.term].compactMap { $0 }.joined(separator: ", ").nonEmpty ?? "All subjects"
  }

  private static func interval(_ row: Estimate?) -> Interval {
    Interval(row?.estimate, low: row?.confidenceLow, high: row?.confidenceHigh)
  }

  private static func distinct(_ labels: [String]) -> [String] {
    var seen: Set<String> = []
    return labels.filter { seen.insert($0).inserted }
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
