import ClaimAudit
import PublishedNumbers
import Testing

private func printed(_ text: String) throws -> PrintedNumber { try #require(PrintedNumber(text)) }

struct MeanGranularityTests {
  private func granularity(
    _ mean: String, _ n: Int, items: Int = 1, low: Int? = nil, high: Int? = nil
  ) throws -> MeanGranularity {
    let scale = AnswerScale(items: items, low: low.map { ExactDecimal($0) }, high: high.map { ExactDecimal($0) })
    let checked = try #require(scale)
    return try #require(MeanGranularity(mean: printed(mean), n: n, scale: checked))
  }

  /// 71/15 is 4.73 and 70/15 is 4.67.
  @Test func theNearestPossibleMeansAreNamed() throws {
    let found = try granularity("4.70", 15)
    #expect(found.verdict == .impossible)
    #expect(found.nearest.below == 70.0 / 15 && found.nearest.above == 71.0 / 15)
  }

  @Test func severalItemsMakeTheStepsFiner() throws {
    #expect(try granularity("4.70", 15, items: 2).verdict == .possible)
    #expect(try granularity("4.70", 15, items: 7).verdict == .saysNothing)
    #expect(try granularity("4.7", 15).verdict == .saysNothing)
  }

  /// Half-way cases round either way: 5/8 is 0.625.
  @Test func tiesAreBothTheirNeighbours() throws {
    #expect(try granularity("0.62", 8).verdict == .possible)
    #expect(try granularity("0.63", 8).verdict == .possible)
    #expect(try granularity("0.64", 8).verdict == .impossible)
  }

  @Test func theEndsOfTheScaleHold() throws {
    #expect(try granularity("5.5", 4, low: 1, high: 5).verdict == .outsideScale)
    #expect(try granularity("0.9", 4, low: 1, high: 5).verdict == .outsideScale)
    let found = try granularity("4.9", 4, low: 1, high: 5)
    #expect(found.verdict == .impossible)
    #expect(found.nearest.below == 4.75 && found.nearest.above == 5)
    #expect(try granularity("5.5", 4, low: 1, high: 5).nearest.above == nil)
    #expect(try granularity("5.5", 4, low: 1, high: 5).nearest.below == 5)
  }

  @Test func aScaleOfHalvesAndOneThatStartsElsewhere() throws {
    let unit = try #require(ExactDecimal(printed("0.5")))
    let half = try #require(AnswerScale(unit: unit))
    #expect(try MeanGranularity(mean: printed("2.17"), n: 3, scale: half)?.verdict == .possible)
    #expect(try MeanGranularity(mean: printed("2.10"), n: 3, scale: half)?.verdict == .impossible)
    let odd = try #require(AnswerScale(unit: ExactDecimal(2), low: ExactDecimal(1), high: ExactDecimal(7)))
    #expect(try MeanGranularity(mean: printed("2.00"), n: 2, scale: odd)?.verdict == .possible)
    #expect(try MeanGranularity(mean: printed("2.00"), n: 1, scale: odd)?.verdict == .impossible)
  }

  /// Item means of 15 groups rated in whole numbers, of which three cannot be: 2.52, 2.28 and 2.83.
  @Test func sizesThatCouldHaveTheMeanAreListed() throws {
    let scale = try #require(AnswerScale(low: ExactDecimal(1), high: ExactDecimal(5)))
    func sizes(_ mean: String) throws -> [Int] {
      try MeanGranularity.possibleSizes(of: printed(mean), among: 1...15, scale: scale)
    }
    #expect(try sizes("2.52") == [])
    #expect(try sizes("2.28") == [])
    #expect(try sizes("2.83") == [6, 12])
  }

  @Test func countsOfAPercentage() throws {
    func counts(_ percentage: String, of n: Int) throws -> ClosedRange<Int>? {
      try ClaimAudit.counts(of: n, printedAs: printed(percentage))
    }
    #expect(try counts("63", of: 99) == 62...62)
    #expect(try counts("62.6", of: 99) == 62...62)
    #expect(try counts("62.5", of: 99) == nil)
    #expect(try counts("48.5", of: 4000) == 1938...1942)
    #expect(try counts("101", of: 99) == nil)
  }

  @Test(arguments: ["1e300", "123456789012345678"]) func numbersBeyondReachGiveNoAnswer(text: String) throws {
    #expect(try MeanGranularity(mean: printed(text), n: 9) == nil)
    #expect(try MeanGranularity(mean: printed("1.5"), n: 0) == nil)
  }
}

struct SampleReasonTests {
  private func outcome(
    _ mean: String, _ spread: String, _ n: Int, low: Int? = nil, high: Int? = nil,
    kind: SampleSearch.Spread = .standardDeviation
  ) throws -> SampleSearch.Outcome {
    let scale = AnswerScale(low: low.map { ExactDecimal($0) }, high: high.map { ExactDecimal($0) })
    let checked = try #require(scale)
    return try #require(SampleSearch(mean: printed(mean), spread: printed(spread), kind: kind, n: n, scale: checked))
      .outcome()
  }

  /// Ten answers of 1 to 5 with mean 3 differ most as five 1s and five 5s: SD √(40/9).
  @Test func theLargestAndTheSmallestPossibleSpreadAreNamed() throws {
    guard case .impossible(.spreadTooLarge(let largest)) = try outcome("3.0", "2.2", 10, low: 1, high: 5) else {
      Issue.record("not too large")
      return
    }
    #expect(abs(largest - (40.0 / 9).squareRoot()) < 1e-12)
    guard case .impossible(.spreadTooSmall(let smallest)) = try outcome("2.5", "0.3", 10) else {
      Issue.record("not too small")
      return
    }
    #expect(smallest == 0.5)
  }

  /// Three whole numbers of sum 9: Σ(x − 3)² is 2, 6, 8 …, never 4, so the SD is 1 or √3 (n − 1), 0.82 or √2 (n).
  @Test func theNearestPossibleSpreadsAreNamed() throws {
    guard case .impossible(.spread(let below?, let above?)) = try outcome("3.00", "1.15", 3) else {
      Issue.record("not between")
      return
    }
    #expect(abs(below - 1) < 1e-12 && abs(above - 2.0.squareRoot()) < 1e-12)
  }

  @Test func anImpossibleMeanIsTheReasonWhereItIsOne() throws {
    #expect(try outcome("3.14", "1.0", 10) == .impossible(.mean(.impossible)))
    #expect(try outcome("6.1", "1.0", 10, low: 1, high: 5) == .impossible(.mean(.outsideScale)))
  }

  @Test func aStandardErrorIsItsSDOverTheRootOfN() throws {
    // 2, 3, 3, 4: SD √(2/3), SE 0.41.
    guard case .possible(let sample) = try outcome("3.00", "0.41", 4, kind: .standardErrorOfMean) else {
      Issue.record("not possible")
      return
    }
    #expect(sample.witness()?.description == "1×2, 2×3, 1×4")
    #expect(try outcome("3.00", "0.44", 4, kind: .standardErrorOfMean) != .notDecided)
  }

  @Test func aWitnessLooksLikeData() throws {
    guard case .possible(let sample) = try outcome("2.95", "1.12", 40, low: 1, high: 5) else {
      Issue.record("not possible")
      return
    }
    #expect(sample.witness()?.description == "3×1, 13×2, 11×3, 9×4, 4×5")
  }

  /// Shifting the scale and the mean changes nothing.
  @Test func aShiftOfTheScaleChangesNoVerdict() throws {
    for spread in stride(from: 5, through: 22, by: 1) {
      let text = "\(spread / 10).\(spread % 10)"
      var verdicts: [String] = []
      for shift in [0, 40, 300] {
        switch try outcome("\(2 + shift).4", text, 5, low: shift, high: 4 + shift) {
        case .possible(let sample):
          verdicts.append("\(sample.witness()?.entries.map { Int($0.score) - shift } ?? [])")
        case .impossible: verdicts.append("impossible")
        case .notDecided: verdicts.append("not decided")
        }
      }
      #expect(Set(verdicts).count == 1, "SD \(text): \(verdicts)")
    }
  }

  /// Numbers of any size: whatever the answer, nothing traps.
  @Test func numbersOfAnySizeAreTaken() throws {
    var state: UInt64 = 3
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let texts = [
      "0", "0.00", "-3", "3.14", "99.9", "1e14", "123456789012345", "0.000000000000001", "5e-15", "12345.678", "1e15",
      "7e9",
      "0.5", "4503599627370497", "2.50",
    ]
    let sizes = [1, 2, 3, 4, 5, 40, 999, 100_000, 1 << 31, 1 << 40, .max]
    for _ in 0..<200 {
      let numbers = try (0..<5).map { _ in try printed(texts[next(texts.count)]) }
      let scale = AnswerScale(
        items: [1, 3, 1_000_000][next(3)], unit: ExactDecimal(numbers[0]) ?? ExactDecimal(1),
        low: next(2) == 0 ? nil : ExactDecimal(numbers[1]), high: next(2) == 0 ? nil : ExactDecimal(numbers[2]))
      let search = SampleSearch(
        mean: numbers[3], spread: numbers[4], kind: next(2) == 0 ? .standardDeviation : .standardErrorOfMean,
        n: sizes[next(sizes.count)], scale: scale ?? .wholeNumbers)
      if case .possible(let sample)? = search?.outcome() { _ = sample.witness() }
    }
  }
}
