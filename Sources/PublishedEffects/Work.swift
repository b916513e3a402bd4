internal import Estimates
internal import PublishedNumbers

/// One derivation: the printed figures, what was used of them, and each step with its formula and numbers.
struct Work {
  let figures: PrintedFigures
  /// Of the intervals to be given, not of those printed.
  let level: Double
  private(set) var steps: [Derivation.Step] = []
  private(set) var used: Set<EffectKey> = []
  private(set) var notes: [String] = []

  init(_ figures: PrintedFigures, level: Double) {
    self.figures = figures
    self.level = level
  }

  func has(_ keys: EffectKey...) -> Bool { keys.allSatisfy(figures.has) }

  func hasAny(_ keys: EffectKey...) -> Bool { keys.contains(where: figures.has) }

  // MARK: - Taking figures

  /// A figure as printed.
  mutating func take(_ key: EffectKey) -> Figure? {
    guard let number = figures.numbers[key] else { return nil }
    used.insert(key)
    return switch key.kind {
    case .size, .count, .level: Figure(exactly: number.value)
    case .positive: Figure(number).atLeast(key == .df ? number.value : 0)
    case .square: Figure(number).atLeast(0)
    default: Figure(number)
    }
  }

  /// A number of subjects or events.
  mutating func count(_ key: EffectKey) -> Int? {
    guard let count = figures.count(key) else { return nil }
    used.insert(key)
    return count
  }

  mutating func probability() -> PrintedProbability? {
    if figures.probability != nil { used.insert(.p) }
    return figures.probability
  }

  mutating func label(_ key: EffectKey) -> String? {
    if figures.labels[key] != nil { used.insert(key) }
    return figures.labels[key]
  }

  /// The level of printed intervals.
  mutating func printedLevel() -> Double { take(.level)?.value ?? 0.95 }

  /// Both sizes.
  mutating func sizes() -> (Int, Int)? {
    guard let n1 = figures.count(.n1), let n2 = figures.count(.n2) else { return nil }
    used.formUnion([.n1, .n2, .n])
    return (n1, n2)
  }

  // MARK: - Telling

  /// Says how a number was made, and hands it on.
  @discardableResult
  mutating func step(_ name: String, _ formula: String, _ figure: Figure, as symbol: String? = nil) -> Figure {
    steps.append(Derivation.Step(name: name, text: (symbol.map { "\($0) = " } ?? "") + "\(formula) = \(figure.text)"))
    return figure
  }

  mutating func say(_ name: String, _ text: String) { steps.append(Derivation.Step(name: name, text: text)) }

  mutating func note(_ text: String) { notes.append(text) }

  mutating func noteOnce(_ text: String) { if !notes.contains(text) { notes.append(text) } }
}
