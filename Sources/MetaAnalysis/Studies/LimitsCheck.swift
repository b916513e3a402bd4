internal import PublishedNumbers

extension EffectReader {
  /// What there is to say of limits that do not lie as the scale has it, whatever was rounded: evenly about a difference, and
  /// about a ratio's logarithm.
  ///
  /// Half their distance over the quantile is taken for the standard error, which is wrong of limits that lie otherwise.
  ///
  /// - Throws: `badCell` where nothing says what the effects are and they look like ratios.
  func limitNotes(rows: [Int]) throws(MetaAnalysisError) -> [String] {
    guard case .limits(let effect, let low, let high, _) = request.source else { return [] }
    let isRatio = request.measure?.isRatio ?? false
    var uneven: [(row: Int, isOtherScale: Bool)] = []
    var allAboveZero = true
    for row in rows {
      guard let figures = try limitFigures(row, effect, low, high) else { continue }
      allAboveZero = allAboveZero && figures.low.value > 0
      let isEven = (plain: figures.isEven, logarithm: figures.isEvenOnLogScale)
      guard !(isRatio ? isEven.logarithm : isEven.plain) else { continue }
      uneven.append((row, isRatio ? isEven.plain : isEven.logarithm))
    }
    guard !uneven.isEmpty else { return [] }
    let alike = uneven.filter(\.isOtherScale)
    if request.measure == nil, allAboveZero, let first = alike.first, 2 * alike.count >= uneven.count {
      throw bad(
        first.row, effect,
        "\(text(first.row, effect)) is not in the middle of its interval, \(text(first.row, low)) to "
          + "\(text(first.row, high)), but is so on the log scale, as ratios are",
        "--measure or, rr or rom pools logarithms; of effects that are no ratios correct the limits, or name what they are, "
          + "as --measure md or smd does")
    }
    let scale = isRatio ? "in the middle of their limits on the log scale" : "in the middle of their limits"
    let names = uneven.map { studyLabel($0.row) }
    return [
      "Effects are not \(scale), whatever was rounded, and half the limits' distance is taken for the error all the same; "
        + "look for a slip of the pen or another scale: \(named(names))"
    ]
  }

  /// Labels for a note, and where better ones come from.
  func named(_ labels: [String]) -> String {
    abridged(labels) + (studyColumn == nil ? "; --study COL names them" : "")
  }

  private func limitFigures(
    _ row: Int, _ effect: String, _ low: String, _ high: String
  ) throws(MetaAnalysisError) -> LimitFigures? {
    do {
      guard let effect = try table.number(row, effect), let low = try table.number(row, low),
        let high = try table.number(row, high), low.value < high.value
      else { return nil }
      return LimitFigures(effect: effect, low: low, high: high)
    } catch { throw .table(error) }
  }
}

/// An effect and its limits as printed.
private struct LimitFigures {
  let effect: PrintedNumber
  let low: PrintedNumber
  let high: PrintedNumber

  /// Whether the effect can be the middle of its limits.
  var isEven: Bool {
    holds((low.enclosure.low + high.enclosure.low) / 2, (low.enclosure.high + high.enclosure.high) / 2)
  }

  /// Whether it can be their geometric mean.
  var isEvenOnLogScale: Bool {
    guard low.value > 0 else { return false }
    return holds(
      (max(0, low.enclosure.low) * high.enclosure.low).squareRoot(),
      (low.enclosure.high * high.enclosure.high).squareRoot())
  }

  /// Whether the effect can be between the two; a billionth of the width is left to whoever wrote unrounded numbers.
  private func holds(_ from: Double, _ to: Double) -> Bool {
    let slack = 1e-9 * (high.value - low.value)
    return effect.enclosure.high >= from - slack && effect.enclosure.low <= to + slack
  }
}
