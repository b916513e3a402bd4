import ClaimAudit
import Distributions
import Estimates
import Testing

/// True figures are never called inconsistent, however they are rounded, and errors that are put in are found.
struct NoFalseAlarmTests {
  private static let count = 20_000

  /// Findings against `count` made-up claims, of all checks; and how many times each check was asked.
  private func audit(
    seed: UInt64, count: Int = Self.count, _ make: (inout MadeUpClaims) -> (PublishedClaim?, [ArmSummary])
  ) -> (alarms: [String], asked: [String: Int], found: [String: Int]) {
    var world = MadeUpClaims(seed: seed)
    var claims: [PublishedClaim] = []
    var arms: [ArmSummary] = []
    for index in 0..<count {
      let made = make(&world)
      // Each a study of its own, so that it is held against its own arms alone.
      if var claim = made.0 {
        claim.study = "s\(index)"
        claim.source = claim.study
        claims.append(claim)
      }
      for var arm in made.1 {
        arm.study = "s\(index)"
        arms.append(arm)
      }
    }
    var alarms: [String] = []
    var asked: [String: Int] = [:]
    var found: [String: Int] = [:]
    for entry in Audit(Evidence(claims: claims, arms: arms)).entries where entry.finding.verdict != .notCheckable {
      asked[entry.finding.check, default: 0] += 1
      if entry.finding.verdict != .consistent {
        found[entry.finding.check, default: 0] += 1
        if alarms.count < 10 { alarms.append("\(entry.finding.check): \(entry.finding.words) \(entry.subject)") }
      }
    }
    return (alarms, asked, found)
  }

  private func expectSilence(
    seed: UInt64, of checks: [String], least: Int = Self.count,
    _ make: (inout MadeUpClaims) -> (PublishedClaim?, [ArmSummary])
  ) {
    let (alarms, asked, _) = audit(seed: seed, make)
    #expect(alarms.isEmpty, "\(alarms.joined(separator: "\n"))")
    for check in checks { #expect(asked[check] ?? 0 >= least, "\(check): \(asked[check] ?? 0)") }
  }

  @Test func intervalsOfTrueFiguresAgree() {
    expectSilence(
      seed: 1, of: ["interval_contains_estimate", "interval_centre", "interval_se"]
    ) { ($0.wald(), []) }
  }

  @Test func pValuesOfTrueStatisticsAgree() {
    expectSilence(seed: 2, of: ["p_from_statistic"], least: 19_000) { ($0.test(), []) }
  }

  @Test func pValuesOfTrueRankSumsAgree() {
    expectSilence(seed: 3, of: ["p_from_statistic"], least: 15_000) { ($0.rankSum(), []) }
  }

  @Test func differencesOfTrueArmsAgree() {
    expectSilence(seed: 4, of: ["arms_difference", "arms_interval", "arms_p"], least: 19_000) { $0.arms() }
  }

  @Test func effectSizesOfTrueFiguresAgree() {
    expectSilence(seed: 5, of: ["effect_size_from_statistic"]) { $0.effect() }
  }

  @Test func sharesOfTrueCountsAgree() { expectSilence(seed: 6, of: ["percent_count"]) { ($0.share(), []) } }

  @Test func sumsOfTrueSharesAgree() { expectSilence(seed: 7, of: ["shares_sum"]) { ($0.shares(), []) } }

  @Test func answersWithinTheRangeAgree() {
    expectSilence(seed: 8, of: ["scale_range"]) { (nil, [$0.answers()]) }
  }

  @Test(arguments: [
    (MadeUpClaims.Plant.turnedInterval, ["interval_centre"], 0.5), (.spreadForError, ["interval_se"], 0.9),
  ])
  func errorsInIntervalsAreFound(plant: MadeUpClaims.Plant, checks: [String], least: Double) {
    let (_, asked, found) = audit(seed: 11, count: 2_000) { ($0.wald(plant: plant), []) }
    for check in checks {
      let rate = Double(found[check] ?? 0) / Double(max(1, asked[check] ?? 0))
      #expect(rate >= least, "\(check): \(rate)")
    }
  }

  @Test(arguments: [(MadeUpClaims.Plant.otherDigit, 0.8), (.oneSided, 0.2)])
  func errorsInTestsAreFound(plant: MadeUpClaims.Plant, least: Double) {
    let (_, asked, found) = audit(seed: 12, count: 2_000) { ($0.test(plant: plant), []) }
    let rate = Double(found["p_from_statistic"] ?? 0) / Double(max(1, asked["p_from_statistic"] ?? 0))
    #expect(rate >= least, "\(rate)")
  }

  @Test(arguments: [(MadeUpClaims.Plant.otherDigit, 0.5), (.spreadForError, 0.5)])
  func errorsInArmsAreFound(plant: MadeUpClaims.Plant, least: Double) {
    let (_, asked, found) = audit(seed: 13, count: 2_000) { $0.arms(plant: plant) }
    let rate = Double(found["arms_p"] ?? 0) / Double(max(1, asked["arms_p"] ?? 0))
    #expect(rate >= least, "\(rate)")
  }
}
