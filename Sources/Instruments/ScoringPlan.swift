/// How many answers of a scale may be missing, where a user says so and not the instrument.
public enum MissingLimit: Sendable, Equatable {
  /// Of the whole scale; subscales keep their own rule.
  case items(Int)
  /// Of the items of each scale and subscale, rounded down.
  case share(Double)
}

/// An instrument with every choice made: what remains is a person's answers.
public struct ScoringPlan: Sendable {
  /// The instrument as the chosen variant has it.
  public let instrument: Instrument
  public let method: Instrument.Method
  public let itemCount: Int
  /// The whole scale first, then the subscales whose items are known.
  public let scales: [Scale]
  /// What an item can be answered with, in the order of the form; nil: not known.
  public let answers: [Instrument.Answers?]
  private let isReversed: [Bool]

  /// One score.
  public struct Scale: Sendable, Equatable {
    /// Nil: of the whole instrument.
    public let subscale: String?
    /// What follows the instrument's key in a column's name.
    public let suffix: String
    /// Places of its items, from 0.
    public let items: [Int]
    public let method: Instrument.Method
    /// How many may be missing.
    public let atMostMissing: Int
    /// Lowest and highest score; nil: not known.
    public let range: ClosedRange<Double>?
  }

  /// - Parameters:
  ///   - itemCount: how many columns there are, in the order of the form, fillers too.
  ///   - method: needed where several are in print.
  ///   - variant: needed where there are some.
  ///   - maxMissing: in place of the instrument's own rule.
  ///   - itemRange: lowest and highest answer, where the instrument does not say.
  /// - Throws: `InstrumentError` with what is missing or contradicts.
  public init(
    _ instrument: Instrument, itemCount: Int, method: Instrument.Method? = nil, variant: String? = nil,
    maxMissing: MissingLimit? = nil, itemRange: ClosedRange<Double>? = nil
  ) throws(InstrumentError) {
    var chosen = try instrument.chosen(variant)
    let key = chosen.key
    let method = try chosen.chosen(method)
    if let count = chosen.items.count, count != itemCount {
      throw .wrongItemCount(key: key, expected: count, found: itemCount)
    }
    chosen.items.count = itemCount
    if let itemRange {
      if let known = chosen.items.range { throw .rangeIsKnown(key: key, range: known) }
      chosen.items.range = itemRange
    }
    let numbers = Array(1...max(itemCount, 1))
    answers = numbers.map { chosen.answers(ofItem: $0) }
    let reversed = Set(chosen.items.reversed ?? [])
    isReversed = numbers.map(reversed.contains)
    for item in numbers where reversed.contains(item) && answers[item - 1] == nil {
      throw .reversedWithoutRange(key: key, item: item)
    }
    scales = chosen.scales(by: method, maxMissing: maxMissing)
    if case .items(let most)? = maxMissing, let whole = scales.first, method != .goalAttainment,
      most >= whole.items.count
    {
      throw .nothingToScore(key: key, items: whole.items.count, mayBeMissing: most)
    }
    self.instrument = chosen
    self.method = method
    self.itemCount = itemCount
  }

  /// An answer as it counts: turned round where the item is reversed.
  public func oriented(_ answer: Double, item: Int) -> Double {
    guard isReversed[item], let bounds = answers[item]?.bounds else { return answer }
    return bounds.lowerBound + bounds.upperBound - answer
  }

  /// The scores of one person at one time, in the order of `scales`.
  ///
  /// - Parameter answers: one for each item in the order of the form; not-a-number where it is missing.
  public func scores(_ answers: [Double]) -> [ScaleScore] {
    scales.map { scale in
      var sum = 0.0
      var missing: [Int] = []
      for item in scale.items {
        if answers[item].isNaN { missing.append(item) } else { sum += oriented(answers[item], item: item) }
      }
      let answered = scale.items.count - missing.count
      let isEnough = answered > 0 && missing.count <= scale.atMostMissing
      return ScaleScore(
        value: isEnough ? score(sum, answered: answered, scale: scale) : nil, answered: answered, missing: missing)
    }
  }

  private func score(_ sum: Double, answered: Int, scale: Scale) -> Double {
    let count = Double(scale.items.count)
    let score: Double =
      switch scale.method {
      case .single: sum
      case .total: answered == scale.items.count ? sum : sum / Double(answered) * count
      case .mean: sum / Double(answered)
      case .goalAttainment:
        goalAttainment(sum, goals: Double(answered), correlation: instrument.scoring.goalCorrelation ?? 0)
      }
    return score * instrument.scoring.times
  }
}

/// T = 50 + 10 Σx / √((1 − ρ)n + ρn²), every goal with the weight 1 (Kiresuk & Sherman 1968).
private func goalAttainment(_ sum: Double, goals: Double, correlation: Double) -> Double {
  50 + 10 * sum / ((1 - correlation) * goals + correlation * goals * goals).squareRoot()
}

/// One score of one person, or why there is none.
public struct ScaleScore: Sendable, Equatable {
  /// Nil: too many answers are missing.
  public let value: Double?
  public let answered: Int
  /// Places of the items that are missing, from 0.
  public let missing: [Int]

  /// Whether the mean of the answered items stood for missing ones.
  public var isProrated: Bool { value != nil && !missing.isEmpty }
}

extension Instrument {
  fileprivate func chosen(_ variant: String?) throws(InstrumentError) -> Instrument {
    let names = variants.map(\.name)
    guard let variant else {
      if names.isEmpty { return self }
      throw .variantNotChosen(key: key, variants: names)
    }
    guard let instrument = self.variant(named: variant) else {
      throw .noSuchVariant(key: key, variant: variant, variants: names)
    }
    return instrument
  }

  fileprivate func chosen(_ method: Method?) throws(InstrumentError) -> Method {
    let methods = scoring.methods
    if let method {
      guard methods.isEmpty || methods.contains(method) else {
        throw .noSuchMethod(key: key, method: method.rawValue, methods: methods)
      }
      return method
    }
    guard let first = methods.first else { throw .noMethod(key: key) }
    if methods.count > 1 { throw .methodNotChosen(key: key, methods: methods) }
    return first
  }

  fileprivate func scales(by method: Method, maxMissing: MissingLimit?) -> [ScoringPlan.Scale] {
    let whole = (scoredItems ?? []).map { $0 - 1 }
    var scales = [
      ScoringPlan.Scale(
        subscale: nil, suffix: suffix(of: method), items: whole, method: method,
        atMostMissing: mostMissing(of: whole.count, by: method, given: maxMissing),
        range: scoreRange(by: method))
    ]
    for subscale in subscales {
      guard let numbers = subscale.items, method == .total || method == .mean else { continue }
      scales.append(
        ScoringPlan.Scale(
          subscale: subscale.name, suffix: subscale.columnName, items: numbers.map { $0 - 1 }, method: method,

          atMostMissing: mostMissing(of: numbers.count, subscale: subscale, by: method, given: maxMissing),
          range: range(of: numbers, by: method) ?? (method == .total ? subscale.range : nil)))
    }
    return scales
  }

  /// How many of `count` items may be missing.
  private func mostMissing(
    of count: Int, subscale: Subscale? = nil, by method: Method, given: MissingLimit?
  ) -> Int {
    if method == .goalAttainment { return count }
    switch given {
    case .share(let share): return Int(share * Double(count) + 1e-9)
    case .items(let items) where subscale == nil: return items
    default: break
    }
    if let own = subscale?.atMostMissing { return own }
    switch missing {
    case .prorate(nil, _): return count
    case .prorate(let atMost?, _): return subscale == nil ? atMost : 0
    case .complete, nil: return 0
    }
  }

  private func suffix(of method: Method) -> String {
    switch method {
    case .single: "score"
    case .total: scoring.times == 1 ? "total" : "score"
    case .mean: scoring.times == 1 ? "mean" : "score"
    case .goalAttainment: "t"
    }
  }
}
