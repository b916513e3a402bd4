/// Estimates with their intervals one below another on one scale: contrasts by visit, or studies and what they give
/// together.
public struct ForestChart: Chart {
  public struct Row: Sendable {
    public enum Kind: Sendable {
      case estimate
      /// A diamond as wide as the interval.
      case pooled
      /// A bar as wide as the interval: where the effect of a new study is expected.
      case prediction
      /// Words over the rows that follow.
      case heading
    }

    public let label: String
    public let interval: Interval
    public let kind: Kind
    /// Area of the square compared with the other rows': any positive number; nil for squares of one size.
    public let weight: Double?
    /// Cells between label and marks (sizes of arms), and between marks and numbers (weights); as many as there are heads.
    public let before: [String]
    public let after: [String]

    public init(
      label: String, interval: Interval, kind: Kind = .estimate, weight: Double? = nil, before: [String] = [],
      after: [String] = []
    ) {
      self.before = before
      self.after = after
      self.label = label
      self.interval = interval
      self.kind = kind
      self.weight = weight
    }
  }

  public let title: String
  public let subtitle: String
  public let axisName: String
  public let rows: [Row]
  /// Whether equal factors have equal lengths: for ratios, whose `reference` is then 1.
  public let isLogarithmic: Bool
  /// The value of no difference; nil for none.
  public let reference: Double?
  /// Ends of the axis, where the rows' own are too far apart to see what matters; limits beyond are arrows.
  public let limits: ClosedRange<Double>?
  /// What it means to lie below and above the reference, such as `lower under IMR`.
  public let sides: (low: String, high: String)?
  /// Names of the columns, as journals print them; nil for rows with labels and numbers alone.
  public let heads: Heads?
  /// Lines under the axis.
  public let footnotes: [String]

  /// `Study`, then the columns before the marks, those after them, and that of the numbers.
  public struct Heads: Sendable {
    public let label: String
    public let before: [String]
    public let after: [String]
    public let numbers: String

    public init(label: String, before: [String] = [], after: [String] = [], numbers: String) {
      self.label = label
      self.before = before
      self.after = after
      self.numbers = numbers
    }
  }

  public init(
    title: String, subtitle: String = "", axisName: String, rows: [Row], isLogarithmic: Bool = false,
    reference: Double? = 0, limits: ClosedRange<Double>? = nil, sides: (low: String, high: String)? = nil,
    heads: Heads? = nil, footnotes: [String] = []
  ) {
    self.heads = heads
    self.footnotes = footnotes
    self.title = title
    self.subtitle = subtitle
    self.axisName = axisName
    self.rows = rows
    self.isLogarithmic = isLogarithmic
    self.reference = reference
    self.limits = limits
    self.sides = sides
  }

  public func drawing() -> Drawing {
    var canvas = Canvas()
    canvas.heading(title, subtitle)
    let heaviest = rows.compactMap(\.weight).filter { $0.isFinite }.max() ?? 1
    // Ratios have digits of their own: what is near 0 has more of them.
    let spread = isLogarithmic ? nil : TickText.spread(of: rows.map(\.interval))
    let drawn = rows.map { row in
      // The side, so that the area is the weight; never too small to be seen.
      let size = row.weight.map { max(0.45, 1.4 * max($0 / heaviest, 0).squareRoot()) } ?? 0.85
      return IntervalRows.Row(
        label: row.label, interval: row.interval,
        mark: mark(of: row, size: size.isFinite ? size : 0.45), numbers: numbers(of: row, spread: spread),
        before: row.before, after: row.after)
    }
    IntervalRows(
      heads: heads.map { .init(label: $0.label, before: $0.before, after: $0.after, numbers: $0.numbers) },
      rows: drawn, kind: isLogarithmic ? .logarithmic : .linear, reference: reference, limits: limits,
      axisName: axisName, sides: sides
    ).draw(on: &canvas)
    for note in footnotes { canvas.paragraph(note, style: .muted) }
    let lines =
      rows.filter { $0.kind != .heading }.map { "\($0.label): \(numbers(of: $0, spread: spread))." } + footnotes
    let description = ([subtitle.isEmpty ? axisName + "." : subtitle + "."] + lines).joined(separator: " ")
    return Drawing(title: title, description: description, canvas: canvas)
  }

  private func mark(of row: Row, size: Double) -> IntervalRows.Row.Mark {
    switch row.kind {
    case .heading: .none
    case .pooled: .diamond
    case .prediction: .bar
    case .estimate: .square(size: size)
    }
  }

  /// Of a prediction its limits alone.
  private func numbers(of row: Row, spread: Double?) -> String {
    switch row.kind {
    case .heading: return ""
    case .prediction:
      guard let low = row.interval.low, let high = row.interval.high else { return "" }
      let whole = TickText.interval(row.interval, spread: spread)
      return whole.firstIndex(of: "(").map { String(whole[$0...]) }
        ?? "(\(TickText.value(low)) to \(TickText.value(high)))"
    case .estimate, .pooled: return TickText.interval(row.interval, spread: spread)
    }
  }
}
