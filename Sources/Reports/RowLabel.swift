import Estimates

/// The ways in which rows of results differ that are not numbers, in the order in which a reader wants them.
enum RowLabel: CaseIterable {
  case site
  case arm
  /// The contrast of two arms.
  case contrast
  /// The earlier visit of a change, where the row names the later.
  case changeFrom
  case visit
  case term

  func value(in row: Estimate) -> String? {
    switch self {
    case .site: row.site
    case .arm: row.arm
    case .contrast: row.changeFrom == nil ? row.contrast : nil
    case .changeFrom: row.changeFrom
    case .visit: row.visit
    case .term: row.term
    }
  }

  /// Head of the column where the label varies within a table.
  var title: String {
    switch self {
    case .site: "Site"
    case .arm: "Arm"
    case .contrast: "Contrast"
    case .changeFrom: "Change from"
    case .visit: "Visit"
    case .term: "Term"
    }
  }

  /// What stands in such a column for a row without the label.
  var whole: String {
    switch self {
    case .site: "all sites"
    case .arm: "all arms"
    case .contrast, .changeFrom, .visit, .term: ""
    }
  }

  /// The label in a heading, where it is the same for all rows below.
  func phrase(_ value: String) -> String {
    switch self {
    case .site: "site \(value)"
    case .arm: "arm \(value)"
    case .contrast: value
    case .changeFrom: "change from \(value)"
    case .visit: "visit \(value)"
    case .term: "term \(value)"
    }
  }
}

extension Estimate {
  /// `pre` where the contrast is a change to the row's visit from `pre`.
  fileprivate var changeFrom: String? {
    guard visit != nil, case .visit(let earlier) = reference else { return nil }
    return earlier
  }
}

/// Which labels vary among some rows, and so need a column, and which are the same for all, and so go into a heading.
struct RowLabels {
  private(set) var varying: [RowLabel] = []
  private(set) var constant: [RowLabel: String] = [:]

  init(of rows: [Estimate]) {
    for label in RowLabel.allCases {
      let values = Set(rows.map { label.value(in: $0) })
      // A mean at baseline may come without the contrast that its change has: that alone needs no column.
      let needsColumn = label == .changeFrom ? values.subtracting([nil]).count > 1 : values.count > 1
      if needsColumn {
        varying.append(label)
      } else if let value = values.compactMap({ $0 }).first {
        constant[label] = value
      }
    }
  }

  /// `change from pre, arm IMR`, without the labels in `said`; empty where nothing is left to say.
  func phrase(besides said: RowLabels? = nil) -> String {
    Self.phraseOrder.compactMap { label in
      guard let value = constant[label], said?.constant[label] == nil else { return nil }
      return label.phrase(value)
    }
    .joined(separator: ", ")
  }

  private static let phraseOrder: [RowLabel] = [.contrast, .changeFrom, .visit, .term, .arm, .site]

  func cells(of row: Estimate) -> [String] { varying.map { $0.value(in: row) ?? $0.whole } }
}
