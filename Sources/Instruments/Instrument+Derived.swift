extension Instrument {
  /// The instrument as one of its variants scores it; nil where there is no variant of that name.
  public func variant(named name: String) -> Instrument? {
    guard let variant = variants.first(where: { $0.name == name }) else { return nil }
    var instrument = self
    instrument.variants = []
    let (given, score) = (variant.items, variant.scoring)
    if let count = given.count { instrument.items.count = count }
    if let range = given.range { instrument.items.range = range }
    if !given.exceptions.isEmpty { instrument.items.exceptions = given.exceptions }
    if let scored = given.scored { instrument.items.scored = scored }
    if let reversed = given.reversed { instrument.items.reversed = reversed }
    if !score.methods.isEmpty { instrument.scoring.methods = score.methods }
    if let range = score.range { instrument.scoring.range = range }
    if let floor = score.percentFloor { instrument.scoring.percentFloor = floor }
    if let remark = score.remark { instrument.scoring.remark = remark }
    return instrument
  }

  /// Numbers (from 1) of the items that count; nil where the number of items is not known.
  public var scoredItems: [Int]? { items.scored ?? items.count.map { Array(1...max($0, 1)) } }

  /// What an item (from 1) can be answered with; nil where that is not known.
  public func answers(ofItem item: Int) -> Answers? {
    if let exception = items.exceptions.first(where: { $0.items.contains(item) }) { return exception.answers }
    if let range = items.range { return .range(range) }
    return scoring.methods == [.single] ? scoring.range.map { .range($0) } : nil
  }

  /// Lowest and highest score by a method, from the items where their answers are known, else as printed; nil where neither
  /// is known.
  public func scoreRange(by method: Method) -> ClosedRange<Double>? {
    switch method {
    case .single: return scoring.range ?? answers(ofItem: 1)?.bounds
    case .goalAttainment: return scoring.range
    case .total, .mean:
      if let scored = scoredItems, let range = range(of: scored, by: method) { return range }
      return scoring.methods == [method] ? scoring.range : nil
    }
  }

  /// Lowest and highest score of some items; nil where the answers of one are not known.
  public func range(of numbers: [Int], by method: Method) -> ClosedRange<Double>? {
    var (low, high) = (0.0, 0.0)
    for item in numbers {
      guard let bounds = answers(ofItem: item)?.bounds else { return nil }
      low += bounds.lowerBound
      high += bounds.upperBound
    }
    let divisor = method == .mean ? Double(max(numbers.count, 1)) : 1
    return low / divisor * scoring.times...high / divisor * scoring.times
  }

  /// What is not known here, in words, for a page that says so.
  public var unknown: [String] {
    var missing: [String] = []
    func add(_ isUnknown: Bool, _ what: String) { if isUnknown { missing.append(what) } }
    let isOne = scoring.methods == [.single]
    // Each person has goals of their own.
    let isOfGoals = scoring.methods == [.goalAttainment]
    add(items.count == nil && !isOfGoals, "number of items")
    if !isOne {
      let needsRange = items.range == nil && !variants.contains { $0.items.range != nil }
      add(needsRange, "answers of the items")
      let needsReversed = items.reversed == nil && !variants.contains { $0.items.reversed != nil }
      add(needsReversed, "which items are reversed")
      add(self.missing == nil && !isOfGoals, "what to do about missing answers")
    }
    add(scoring.methods.isEmpty, "how it is scored")
    add(scoring.direction == nil, "which way is better")
    let hasRange =
      scoring.range != nil || scoring.methods.contains { scoreRange(by: $0) != nil }
      || variants.contains { $0.scoring.range != nil || $0.items.range != nil }
    add(!hasRange && !isOfGoals, "range of the score")
    let unplaced = subscales.filter { $0.items == nil }.map(\.name)
    add(!unplaced.isEmpty, "items of \(unplaced.joined(separator: ", "))")
    for kind in Reliability.Kind.allCases where !(kind == .alpha && isOne) {
      add(!reliabilities.contains { $0.kind == kind && $0.subscale == nil }, kind.title)
    }
    add(norms.isEmpty, "norms")
    add(cutoffs.isEmpty, "cut-offs")
    add(!differences.contains { $0.kind == .minimalImportant }, "minimal important difference")
    return missing
  }
}

extension Instrument.Reliability.Kind {
  public var title: String {
    switch self {
    case .alpha: "Cronbach's alpha"
    case .testRetest: "test-retest reliability"
    case .interRater: "inter-rater reliability"
    }
  }
}

extension Instrument.Difference.Kind {
  public var title: String {
    switch self {
    case .minimalImportant: "minimal important difference"
    case .reliableChange: "reliable change"
    case .hypothesised: "hypothesised in a trial"
    }
  }
}

extension Instrument.Subscale {
  /// The name as part of a column's: letters and digits in lower case, underscores between.
  public var columnName: String { columnPart(name) }
}

/// Letters and digits in lower case, everything between them one underscore.
func columnPart(_ text: String) -> String {
  text.lowercased().split { !($0.isLetter || $0.isNumber) }.joined(separator: "_")
}
