internal import Estimates
internal import Glibc

/// Where the values of an axis lie on the page, with ticks at round numbers that enclose all of them.
package struct Scale: Sendable {
  package enum Kind: Sendable {
    case linear
    /// For ratios: equal factors have equal lengths.
    case logarithmic
  }

  package let kind: Kind
  /// The values at the two ends.
  package let low: Double
  package let high: Double
  /// Where they lie.
  package let start: Double
  package let end: Double
  package let ticks: [Double]
  package let labels: [String]

  /// Beyond this a span cannot be counted on, so larger values are drawn there.
  private static let largest = 1e300

  /// The scale on which all `values` lie; those that are not finite (on a logarithmic scale not positive) count for
  /// nothing. Values that are all the same lie in the middle; without values the scale runs from 0 to 1 (0.5 to 2).
  ///
  /// - Parameter ticks: about how many there should be.
  package init(
    covering values: some Sequence<Double>, from start: Double, to end: Double, ticks wanted: Int = 5,
    kind: Kind = .linear
  ) {
    self.kind = kind
    self.start = start
    self.end = end
    let usable = values.filter { $0.isFinite && (kind == .linear || $0 > 0) }
      .map { min(max($0, -Self.largest), Self.largest) }
    let least = usable.min()
    let greatest = usable.max()
    switch kind {
    case .linear:
      let axis = LinearTicks(from: least ?? 0, to: greatest ?? 1, wanted: wanted)
      (low, high, ticks, labels) = (axis.low, axis.high, axis.values, axis.labels)
    case .logarithmic:
      let axis = LogarithmicTicks(from: least ?? 0.5, to: greatest ?? 2, wanted: wanted)
      (low, high, ticks, labels) = (axis.low, axis.high, axis.values, axis.labels)
    }
  }

  /// Where a value lies; values beyond the ends lie at them.
  package func position(of value: Double) -> Double {
    let share =
      switch kind {
      case .linear: (value - low) / (high - low)
      case .logarithmic: log(max(value, low / 2) / low) / log(high / low)
      }
    return start + (end - start) * min(max(share, 0), 1)
  }

  /// The same with the page's other end first, or at another place.
  func moved(from start: Double, to end: Double) -> Scale { Scale(self, start: start, end: end) }

  private init(_ other: Scale, start: Double, end: Double) {
    (kind, low, high, ticks, labels) = (other.kind, other.low, other.high, other.ticks, other.labels)
    self.start = start
    self.end = end
  }

  var widestLabel: Double { labels.map(TextStyle.label.width).max() ?? 0 }
}

/// Ticks at multiples of 1, 2 or 5 times a power of ten, the first and the last at or beyond the values.
private struct LinearTicks {
  let low: Double
  let high: Double
  let values: [Double]
  let labels: [String]

  init(from least: Double, to greatest: Double, wanted: Int) {
    var (least, greatest) = (least, greatest)
    let size = max(least.magnitude, greatest.magnitude)
    // Nothing that a double could tell apart lies between: the value stands in the middle of a tenth of itself.
    if greatest - least <= 1e-12 * size || greatest - least < 1e-290 {
      let middle = least / 2 + greatest / 2
      let room = middle.magnitude < 1e-280 ? 1 : middle.magnitude / 10
      (least, greatest) = (middle - room, middle + room)
    }
    let raw = (greatest - least) / Double(max(wanted, 1))
    var exponent = Int(log10(raw).rounded(.down))
    let fraction = raw / pow(10, Double(exponent))
    var mantissa = 1.0
    switch fraction {
    case ...1.0001: mantissa = 1
    case ...2.0001: mantissa = 2
    case ...5.0001: mantissa = 5
    default: exponent += 1
    }
    let unit = pow(10, Double(exponent.magnitude))
    func value(_ multiple: Double) -> Double {
      exponent < 0 ? multiple * mantissa / unit : multiple * mantissa * unit
    }
    let step = value(1)
    // A value within a millionth of a step of a tick lies on it.
    let first = (least / step + 1e-6).rounded(.down)
    let last = max((greatest / step - 1e-6).rounded(.up), first + 1)
    low = value(first)
    high = value(last)
    values = (0...Int(min(last - first, 100))).map { value(first + Double($0)) }
    let ends = max(low.magnitude, high.magnitude)
    labels = values.map { TickText.text(of: $0, unitExponent: exponent, largest: ends) }
  }
}

/// Ticks at 1, 2 and 5 times powers of ten, thinned to powers of ten or of a thousand where there would be too many.
private struct LogarithmicTicks {
  let low: Double
  let high: Double
  let values: [Double]
  let labels: [String]

  init(from least: Double, to greatest: Double, wanted: Int) {
    let least = max(least, 1e-300)
    let greatest = max(greatest, least)
    let first = Int(log10(least).rounded(.down)) - 1
    let last = Int(log10(greatest).rounded(.up)) + 1
    func candidates(_ mantissas: [Double], every: Int) -> [Double] {
      (first...last).filter { $0 % every == 0 }.flatMap { exponent in
        let unit = pow(10, Double(exponent.magnitude))
        return mantissas.map { exponent < 0 ? $0 / unit : $0 * unit }
      }
    }
    /// Those that lie between the values and one on either side, so that the ends are ticks.
    func enclosing(_ ticks: [Double]) -> [Double] {
      let from = ticks.lastIndex { $0 <= least * 1.0001 } ?? 0
      let to = ticks.firstIndex { $0 >= greatest / 1.0001 } ?? ticks.count - 1
      return to > from
        ? Array(ticks[from...to]) : Array(ticks[max(from - 1, 0)...min(to + 1, ticks.count - 1)])
    }
    let steps: [([Double], Int)] = [([1, 2, 5], 1), ([1], 1), ([1], 2), ([1], 5), ([1], 20), ([1], 100)]
    var chosen = enclosing(candidates([1, 2, 5], every: 1))
    for (mantissas, every) in steps {
      let all = candidates(mantissas, every: every)
      guard all.count > 1 else { break }
      chosen = enclosing(all)
      if chosen.count <= wanted + 2 { break }
    }
    values = chosen
    low = min(chosen.first ?? least, least)
    high = max(chosen.last ?? greatest, greatest)
    labels = chosen.map { value in
      TickText.text(of: value, unitExponent: Int((log10(value) + 1e-9).rounded(.down)), largest: value)
    }
  }
}

/// Numbers as charts print them, with a true minus sign.
enum TickText {
  /// With the digits that tell ticks apart whose steps are multiples of ten to the `unitExponent`.
  static func text(of value: Double, unitExponent: Int, largest: Double) -> String {
    let digits = DecimalDigits(of: value)
    if largest >= 1e7 || unitExponent < -5, largest > 0 {
      let leading = Int(log10(largest).rounded(.down))
      let own = value == 0 ? leading : Int(log10(value.magnitude).rounded(.down))
      return withMinus(
        value == 0 ? "0" : digits.scientific(significant: min(max(own - unitExponent + 1, 1), 15)))
    }
    return withMinus(digits.fixed(decimals: max(-unitExponent, 0)))
  }

  /// A value of the data, rounded by what it is uncertain by; three significant digits where that is not known.
  static func value(_ value: Double, uncertainty: Double? = nil) -> String {
    let decimals =
      uncertainty.flatMap { NumberFormat.decimals(scale: $0) } ?? NumberFormat.decimals(significant: 3, of: value) ?? 0
    return withMinus(NumberFormat.fixed(value, decimals: min(decimals, 8)))
  }

  /// A number that somebody chose, such as a threshold: six significant digits, none that says nothing.
  static func exact(_ value: Double) -> String { withMinus(value.sixDigits) }

  /// `−3.95 (−7.34 to −0.57)`, an open limit as `..`; all rounded alike.
  ///
  /// - Parameter spread: what rounds the numbers, as `spread(of:)` gives it; nil for three digits of each.
  static func interval(_ interval: Interval, spread: Double?) -> String {
    guard let estimate = interval.estimate else { return "not estimable" }
    let text = value(estimate, uncertainty: spread)
    guard interval.low != nil || interval.high != nil else { return text }
    let limits = [interval.low, interval.high].map { $0.map { value($0, uncertainty: spread) } ?? ".." }
    return "\(text) (\(limits[0]) to \(limits[1]))"
  }

  static func interval(_ interval: Interval) -> String { self.interval(interval, spread: spread(of: interval)) }

  /// About the standard error: a 95 % interval is four of them wide.
  static func spread(of interval: Interval) -> Double? {
    guard let estimate = interval.estimate else { return nil }
    return switch (interval.low, interval.high) {
    case (let low?, let high?): (high - low) / 4
    case (let low?, nil): (estimate - low) / 2
    case (nil, let high?): (high - estimate) / 2
    case (nil, nil): nil
    }
  }

  /// One for rows that stand in a column, so that they are rounded alike: the middle one.
  static func spread(of intervals: [Interval]) -> Double? {
    let spreads = intervals.compactMap { spread(of: $0) }.filter { $0 > 0 }.sorted()
    return spreads.isEmpty ? nil : spreads[(spreads.count - 1) / 2]
  }

  private static func withMinus(_ text: String) -> String {
    String(text.map { $0 == "-" ? "\u{2212}" : $0 })
  }
}
