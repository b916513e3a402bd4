/// Which scores one subject can have: the mean of so many answers, each a multiple of a unit away from the lowest.
///
/// A score that is the sum of its items has `items` 1 and the range of the sum. Where neither end is known, answers are
/// multiples of the unit, negative ones too.
public struct AnswerScale: Sendable, Equatable {
  /// Answers whose mean is the score.
  public let items: Int
  /// The distance between neighbouring answers.
  public let unit: ExactDecimal
  public let low: ExactDecimal?
  public let high: ExactDecimal?

  /// Nil without an item, with a unit that is not above 0 or with ends in the wrong order.
  public init?(
    items: Int = 1, unit: ExactDecimal = ExactDecimal(1), low: ExactDecimal? = nil, high: ExactDecimal? = nil
  ) {
    guard items >= 1, items <= 1_000_000, unit.digits > 0 else { return nil }
    if let low, let high, low.value > high.value { return nil }
    self.init(of: items, unit, low, high)
  }

  private init(of items: Int, _ unit: ExactDecimal, _ low: ExactDecimal?, _ high: ExactDecimal?) {
    self.items = items
    self.unit = unit
    self.low = low
    self.high = high
  }

  /// Whole numbers without a known end.
  public static let wholeNumbers = AnswerScale(of: 1, ExactDecimal(1), nil, nil)
  /// 0 or 1, whose mean is a share.
  public static let zeroOne = AnswerScale(of: 1, ExactDecimal(1), ExactDecimal(0), ExactDecimal(1))
  /// 0 or 100, whose mean is a percentage.
  public static let percentage = AnswerScale(of: 1, ExactDecimal(100), ExactDecimal(0), ExactDecimal(100))

  /// The score from which steps of `unit` / `items` are counted.
  var origin: ExactDecimal { low ?? high ?? ExactDecimal(0) }

  /// The steps that one subject's score can be away from the origin; nil for an end that is not known.
  var steps: (low: Int?, high: Int?) {
    guard let high else { return (low == nil ? nil : 0, nil) }
    guard let low else { return (nil, 0) }
    let decimals = max(low.decimals, high.decimals, unit.decimals)
    let range = high.digits(at: decimals) - low.digits(at: decimals)
    return (0, Int(clamping: wideProduct([Int128(items), range / unit.digits(at: decimals)]) ?? .max))
  }

  /// The score so many steps from the origin; a mean has a fraction of steps.
  func score(atStep step: Double) -> Double { origin.value + unit.value * step / Double(items) }

  /// The distance between neighbouring scores of one subject.
  public var step: Double { unit.value / Double(items) }
}
