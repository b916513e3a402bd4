import Comparisons
import Distributions
import Estimates
import TestSupport
import Testing
import Trials

@Suite struct ReliableChangeTests {
  typealias Options = ReliableChangeOptions

  private func options(
    _ criterion: Options.Criterion = .reliable(.jacobsonTruax), _ direction: Options.Direction = .lower,
    reliability: AssumedReliability = AssumedReliability(0.8), cutoff: ClinicalCutoff? = nil
  ) -> Options {
    Options(
      criterion: criterion, cutoff: cutoff, scale: Options.Scale(direction: direction, reliability: .known(reliability))
    )
  }

  private func classes(_ trial: Trial, _ options: Options) -> [ChangeClass] {
    ReliableChange(of: trial, options: options, keepsSubjects: true).subjects.map(\.changeClass)
  }

  // MARK: Laws

  private static let ofTwoScores = ReliableChangeMethod.allCases.filter(\.needsReliability)

  /// Made-up scores of 60 subjects, two arms, some missing.
  private func columns(seed: UInt64) -> (arms: [String?], before: [Double], after: [Double]) {
    var random = RandomStream(seed: seed)
    var columns: (arms: [String?], before: [Double], after: [Double]) = ([], [], [])
    for subject in 0..<60 {
      let before = 30 + 8 * random.normal()
      columns.arms.append(subject % 2 == 0 ? "A" : "B")
      columns.before.append(random.uniform() < 0.05 ? .nan : before)
      columns.after.append(random.uniform() < 0.15 ? .nan : before - 8 + 9 * random.normal())
    }
    return columns
  }

  @Test(arguments: Self.ofTwoScores, [1, 2, 3] as [UInt64])
  func directionTurnedRoundWithNegatedValuesChangesNothing(method: ReliableChangeMethod, seed: UInt64) {
    let (arms, before, after) = columns(seed: seed)
    let functional = ClinicalCutoff.Population(mean: 10, sd: 6)
    let mirrored = ClinicalCutoff.Population(mean: -10, sd: 6)
    let lower = classes(
      .made(arms: arms, before, after), options(.reliable(method), cutoff: .between(functional)))
    let higher = classes(
      .made(arms: arms, before.map { -$0 }, after.map { -$0 }),
      options(.reliable(method), .higher, cutoff: .between(mirrored)))
    #expect(lower == higher)
    #expect(Set(lower).count > 1)
  }

  @Test(arguments: Self.ofTwoScores)
  func shiftAndScaleChangeNoClass(method: ReliableChangeMethod) {
    let (arms, before, after) = columns(seed: 4)
    func run(shift: Double, scale: Double) -> ReliableChange {
      let population = ClinicalCutoff.Population(mean: 12 * scale + shift, sd: 6 * scale)
      return ReliableChange(
        of: .made(arms: arms, before.map { $0 * scale + shift }, after.map { $0 * scale + shift }),
        options: options(.reliable(method), cutoff: .withinFunctional(population)), keepsSubjects: true)
    }
    let plain = run(shift: 0, scale: 1)
    let moved = run(shift: -700, scale: 0.25)
    #expect(plain.results.rows == moved.results.rows)
    for (one, other) in zip(plain.subjects, moved.subjects) {
      #expect(one.changeClass == other.changeClass)
      #expect(abs((one.index ?? .nan) - (other.index ?? .nan)) < 1e-9)
    }
  }

  @Test(arguments: Self.ofTwoScores)
  func theOrderOfSubjectsDoesNotMatter(method: ReliableChangeMethod) {
    let (arms, before, after) = columns(seed: 5)
    let order = (0..<60).map { ($0 * 37 + 11) % 60 }
    let asked = options(.reliable(method), cutoff: .beyondClinical)
    let plain = ReliableChange(of: .made(arms: arms, before, after), options: asked)
    let permuted = ReliableChange(
      of: .made(arms: order.map { arms[$0] }, order.map { before[$0] }, order.map { after[$0] }), options: asked)
    #expect(plain.results.rows == permuted.results.rows)
  }

  @Test func classesShareOutEverybody() throws {
    let (arms, before, after) = columns(seed: 6)
    let rows = ReliableChange(
      of: .made(arms: arms, before, after), options: options(cutoff: .score(20))
    ).results.rows.filter { $0.contrast == "post - pre" && $0.arm == nil }
    func share(_ measure: Measure) throws -> Double {
      try #require(rows.first { $0.measure == measure }?.estimate)
    }
    let parts = try share(.recovered) + share(.reliablyImproved) + share(.unchanged) + share(.deteriorated)
    #expect(abs(parts - 1) < 1e-14)
    #expect(isClose(try share(.improvedTotal), try share(.recovered) + share(.reliablyImproved), 1e-14))
  }

  // MARK: The cut-off

  /// SD of the baselines 10 and R 0.8: a change of more than 1.96 × 6.32 = 12.4 is reliable.
  private let baselines = [20.0, 30, 40]

  @Test func recoveryEndsPastTheCutoff() {
    // 20 is past the cut-off of 25 already; 30 ends on it; 40 crosses.
    let asked = options(cutoff: .score(25))
    #expect(classes(.made(baselines, [5, 25, 24]), asked) == [.recovered, .unchanged, .recovered])
    #expect(classes(.made(baselines, [5, 12, 25]), asked) == [.recovered, .recovered, .reliablyImproved])
    #expect(classes(.made(baselines, [33, 45, 40]), asked) == [.deteriorated, .deteriorated, .unchanged])
  }

  @Test func notesNameTheNumbers() {
    let found = ReliableChange(of: .made(baselines, [5, 25, 24]), options: options(cutoff: .score(25)))
    #expect(
      found.results.notes == [
        "Improvement is a score that falls: y.",
        "Reliable is an index (Jacobson-Truax) above 1.95996 or below -1.95996 (--rci-level 0.95): y: reliability 0.8 (given), "
          + "SD 10 of 3 baselines, standard error 6.32456, a change of more than 12.3959.",
        "Recovered is who improved and ended past the cut-off: y: cut-off 25.",
        "Subjects whose baseline is at the cut-off or past it already, who count as recovered where they improve: "
          + "y, visit post: 1.",
      ])
  }

  // MARK: Other criteria

  @Test func anImportantDifferenceIsReached() {
    // 1.2 - 0.9 misses 0.3 by rounding.
    var asked = options(.importantDifference)
    asked.scale.importantDifference = .init(0.3)
    #expect(
      classes(.made([1.2, 1.2, 1.2, 0.9], [0.9, 0.91, 1.5, 1.1]), asked)
        == [.improved, .unchanged, .deteriorated, .unchanged])
    let shares = ReliableChange(of: .made([1.2, 1.2], [0.9, 1.2]), options: asked).results.rows.map(\.measure)
    #expect(shares == [.n, .improvedTotal, .unchanged, .deteriorated])
  }

  @Test func deteriorationMayNeedAnotherDifference() {
    var asked = options(.importantDifference)
    asked.scale.importantDifference = .init(5, deterioration: 3)
    let found = ReliableChange(
      of: .made([20, 20, 20, 20], [15, 16, 22, 23]), options: asked, keepsSubjects: true)
    #expect(found.subjects.map(\.changeClass) == [.improved, .unchanged, .unchanged, .deteriorated])
    #expect(
      found.results.notes.contains(
        "Improved is a change of 5 points or more for the better, deteriorated one of 3 or more for the worse: y."))
    asked.scale.importantDifference = nil
    let unknown = ReliableChange(of: .made([20, 20], [15, 16]), options: asked, keepsSubjects: true)
    #expect(unknown.subjects.isEmpty)
    #expect(unknown.results.rows.filter { $0.measure != .n }.allSatisfy { $0.estimate == nil })
    #expect(
      unknown.results.notes.contains(
        "No minimal important difference is known, and nobody is classified: y, visit post."))
  }

  @Test func percentagesAreAboveTheFloor() {
    var asked = options(.percent(50))
    asked.scale.percentFloor = 7
    // Half of 27 - 7 is 10; a baseline on the floor has no percentage.
    let trial = Trial.made([27, 27, 27, 7, 17], [17, 18, 37, 20, .nan])
    #expect(classes(trial, asked) == [.improved, .unchanged, .deteriorated])
    asked.countsMissingAsUnchanged = true
    let all = ReliableChange(of: trial, options: asked, keepsSubjects: true)
    #expect(all.subjects.map(\.changeClass) == [.improved, .unchanged, .deteriorated, .unchanged, .unchanged])
    #expect(all.results.rows.allSatisfy { $0.n == 5 })
    #expect(
      all.results.notes.suffix(2) == [
        "Subjects whose baseline is not above the floor of the scale, of which no percentage is taken, count as unchanged: "
          + "y, visit post: 1.",
        "Subjects without a complete pair of baseline and follow-up count as unchanged: y, visit post: 1.",
      ])
  }

  // MARK: Reliability

  @Test func theReliabilitysIntervalIsCarriedIntoTheShares() {
    let (arms, before, after) = columns(seed: 7)
    let trial = Trial.made(arms: arms, before, after)
    let both = ReliableChange(
      of: trial, options: options(reliability: AssumedReliability(0.85, limits: 0.7...0.92), cutoff: .score(20)))
    for (limit, term) in [(0.7, "reliability 0.7"), (0.92, "reliability 0.92")] {
      let alone = ReliableChange(
        of: trial, options: options(reliability: AssumedReliability(limit), cutoff: .score(20))
      ).results.rows.filter { ReliableChange.measures[1...5].contains($0.measure) }
      var carried = both.results.rows.filter { $0.term == term }
      for row in carried.indices { carried[row].term = nil }
      #expect(carried == alone)
    }
  }

  @Test func fishersInterval() throws {
    // tanh(atanh(0.8) +- qnorm(0.975) / sqrt(47)), by R.
    let limits = try #require(AssumedReliability(0.8, subjects: 50, level: 0.95).limits)
    #expect(isClose(limits.lowerBound, 0.671_089_199_576_462_4, 1e-12))
    #expect(isClose(limits.upperBound, 0.881_955_481_608_882_15, 1e-12))
    #expect(AssumedReliability(0.8, subjects: 3, level: 0.95).limits == nil)
  }

  @Test func theCorrelationOfTwoVisits() {
    let (_, before, after) = columns(seed: 8)
    let screening = before.enumerated().map { $1 + ($0 % 3 == 0 ? 2 : -1) }
    var asked = options(cutoff: .beyondClinical)
    asked.scale.reliability = .visits(0, 1)
    let trial = Trial.made(visits: ["screening", "pre", "post"], baselineVisit: 1, screening, before, after)
    let found = ReliableChange(of: trial, options: asked)
    #expect(found.results.rows.contains { $0.term?.hasPrefix("reliability 0.9") ?? false })
    #expect(found.results.notes.contains { $0.contains("correlation of visits screening and pre, 5") })
  }

  // MARK: What cannot be had

  @Test func noSpreadNoClasses() {
    let found = ReliableChange(
      of: .made(arms: ["A", "B", "A"], [5, 5, 5], [1, 2, 3]), options: options(cutoff: .score(3)), keepsSubjects: true)
    #expect(found.subjects.isEmpty)
    #expect(found.results.rows.allSatisfy { $0.measure == .n || $0.estimate == nil })
    #expect(
      found.results.notes.contains(
        "The baseline does not vary, so there is no SD to judge a change by, and nobody is classified: y, visit post."))
  }

  @Test func changesThatVaryLessThanErrorHaveNoReliability() {
    let found = ReliableChange(
      of: .made([10, 20, 30, 40], [5, 15, 24, 35]),
      options: options(.reliable(.hagemanArrindell), reliability: AssumedReliability(0.5)))
    #expect(found.results.notes.contains { $0.contains("so the reliability of change is not above 0") })
    #expect(found.results.rows.filter { $0.measure != .n }.allSatisfy { $0.estimate == nil })
  }

  @Test func deteriorationIsAlwaysSaid() {
    let found = ReliableChange(
      of: .made(arms: ["A", "A", "B"], baselines, [40, 25, 24]), options: options(cutoff: .score(25)),
      measures: [.recovered])
    #expect(Set(found.results.rows.map(\.measure)) == [.recovered])
    #expect(
      found.results.notes.contains(
        "Deteriorated: y, visit post, arm A: 1 of 2; y, visit post, arm B: 0 of 1; y, visit post, all arms: 1 of 3."))
  }

  @Test func labelsThatWouldBeFormulasAreText() {
    let row = ClassifiedSubject.csv([
      ClassifiedSubject(
        outcome: "=bdi", subject: "-1", arm: "@A", visit: "+x", baseline: 12.5, followup: nil, change: nil, index: nil,
        changeClass: .unchanged)
    ])
    #expect(
      String(decoding: row, as: UTF8.self)
        == "outcome,subject,arm,visit,baseline,followup,change,rci,class\n'=bdi,-1,'@A,'+x,12.5,,,,unchanged\n")
  }
}
