/// Events among the subjects of two independent groups. What compares them stands one family a file: `RiskDifference`,
/// `RiskRatio`, `OddsRatio`, `NumberNeededToTreat`, `Association`.
///
/// Documentation/Methods/binary-outcomes.md gives the formulas.
public struct TwoByTwoTable: Sendable, Equatable {
  public let treatment: Proportion
  public let control: Proportion

  public init(treatment: Proportion, control: Proportion) {
    self.treatment = treatment
    self.control = control
  }

  /// Subjects of both groups.
  public var n: Int { treatment.n + control.n }
  /// Events of both groups.
  public var events: Int { treatment.successes + control.successes }
  /// Whether each group has a subject.
  public var isComparable: Bool { treatment.n > 0 && control.n > 0 }

  /// The four counts in the letters of the textbooks: a events and b others under treatment, c and d under control.
  struct Cells {
    let a, b, c, d: Double
  }

  /// Whether a group has no event or nothing but events, which leaves a ratio without a logarithm or its variance
  /// without a term.
  public var hasEmptyCell: Bool {
    [treatment, control].contains { $0.successes == 0 || $0.successes == $0.n }
  }

  var cells: Cells {
    Cells(
      a: Double(treatment.successes), b: Double(treatment.n - treatment.successes), c: Double(control.successes),
      d: Double(control.n - control.successes))
  }

  /// The counts that ratios are made of: with 0.5 added to all four where one is 0, as `metafor::escalc` does.
  var ratioCells: Cells {
    guard hasEmptyCell else { return cells }
    let cells = cells
    return Cells(a: cells.a + 0.5, b: cells.b + 0.5, c: cells.c + 0.5, d: cells.d + 0.5)
  }
}
