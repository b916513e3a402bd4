/// Estimates with their intervals one below another on one scale: contrasts by visit, or studies and what they give
/// together.
public struct ForestChart: Chart {
  public struct Row: Sendable {
    public enum Kind: Sendable {
      case estimate
      /// A diamond as wide as the interval.
      case pooled
      /// Words over the rows that follow.
      case heading
    }

    public let label: String
    public let interval: Interval
    public let kind: Kind
    /// Area of the square compared with the other rows': any positive number; nil for squares of one size.
    public let weight: Double?

    public init(label: String, interval: Interval, kind: Kind = .estimate, weight: Double? = nil) {
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

  public init(
    title: String, subtitle: String = "", axisName: String, rows: [Row], isLogarithmic: Bool = false,
    reference: Double? = 0, limits: ClosedRange<Double>? = nil, sides: (low: String, high: String)? = nil
  ) {
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
        mark: row.kind == .heading
          ? .none : row.kind == .pooled ? .diamond : .square(size: size.isFinite ? size : 0.45),
        numbers: row.kind == .heading ? "" : TickText.interval(row.interval, spread: spread))
    }
    IntervalRows(
      rows: drawn, kind: isLogarithmic ? .logarithmic : .linear, reference: reference, limits: limits,
      axisName: axisName, sides: sides
    ).draw(on: &canvas)
    let lines = rows.filter { $0.kind != .heading }.map {
      "\($0.label): \(TickText.interval($0.interval, spread: spread))."
    }
    let description = ([subtitle.isEmpty ? axisName + "." : subtitle + "."] + lines).joined(separator: " ")
    return Drawing(title: title, description: description, canvas: canvas)
  }
}
