import Estimates

/// The ways in which rows of results differ that are not numbers, in the order in which a reader wants them.
enum RowLabel: CaseIterable {
  /// The published study.
  case study
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
    case .study: row.study
    case .site: row.site
    case .arm: row.arm
    case .contrast: row.changeFrom == nil ? row.contrast : nil
    case .changeFrom: row.changeFrom
    case .visit: row.visit
    case .term: row.term
    }
  }

  /// The value as it stands on the line of the row: `A / B` for a ratio.
  func cell(of row: Estimate) -> String {
    guard let value = value(in: row) else { return whole }
    return self == .contrast ? row.ratio ?? value : value
  }

  /// Head of the column where the label varies within a table.
  var title: String {
    switch self {
    case .study: "Study"
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
    case .study, .contrast, .changeFrom, .visit, .term: ""
    }
  }

  /// The label in a heading, where it is the same for all rows below.
  func phrase(_ value: String) -> String {
    switch self {
    case .study: "\(value)"
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

  /// `A / B` where the row is a ratio and its contrast `A - B` of arms.
  fileprivate var ratio: String? {
    guard isRatio, let contrast, case .arm(let control) = reference, contrast.hasSuffix(" - " + control) else {
      return nil
    }
    return contrast.dropLast(control.count + 3) + " / " + control
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
        constant[label] = label == .contrast ? Self.contrast(value, of: rows) : value
      }
    }
  }

  /// `A - B`, for ratios `A / B`, and where there are both `A - B (ratios A / B)`.
  private static func contrast(_ difference: String, of rows: [Estimate]) -> String {
    guard let ratio = rows.lazy.compactMap(\.ratio).first else { return difference }
    let hasDifferences = rows.contains { $0.contrast != nil && $0.ratio == nil }
    return hasDifferences ? "\(difference) (ratios \(ratio))" : ratio
  }

  /// `change from pre, arm IMR`, without the labels in `said`; empty where nothing is left to say.
  func phrase(besides said: RowLabels? = nil) -> String {
    Self.phraseOrder.compactMap { label in
      guard let value = constant[label], said?.constant[label] == nil else { return nil }
      return label.phrase(value)
    }
    .joined(separator: ", ")
  }

  private static let phraseOrder: [RowLabel] = [.study, .contrast, .changeFrom, .visit, .term, .arm, .site]

  func cells(of row: Estimate) -> [String] { varying.map { $0.cell(of: row) } }
}
