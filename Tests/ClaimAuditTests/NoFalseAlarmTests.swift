import ClaimAudit
import Distributions
import Estimates
import Foundation
import PublishedNumbers
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
    seed: UInt64, of checks: [String], count: Int = Self.count,
    _ make: (inout MadeUpClaims) -> (PublishedClaim?, [ArmSummary])
  ) {
    let (alarms, asked, _) = audit(seed: seed, count: count, make)
    #expect(alarms.isEmpty, "\(alarms.joined(separator: "\n"))")
    for check in checks { #expect(asked[check] ?? 0 >= Self.count, "\(check): \(asked[check] ?? 0)") }
  }

  @Test func intervalsOfTrueFiguresAgree() {
    expectSilence(
      seed: 1, of: ["interval_contains_estimate", "interval_centre", "interval_se", "interval_p"], count: 24_000
    ) { ($0.wald(), []) }
  }

  @Test func pValuesOfTrueStatisticsAgree() {
    expectSilence(seed: 2, of: ["p_from_statistic"], count: 22_000) { ($0.test(), []) }
  }

  @Test func pValuesOfTrueRankSumsAgree() {
    expectSilence(seed: 3, of: ["p_from_statistic"], count: 28_000) { ($0.rankSum(), []) }
  }

  @Test func differencesOfTrueArmsAgree() {
    expectSilence(
      seed: 4, of: ["arms_difference", "arms_interval", "arms_p", "effect_size_from_arms"], count: 30_000
    ) { $0.arms() }
  }

  @Test func effectSizesOfTrueFiguresAgree() {
    expectSilence(
      seed: 5, of: ["effect_size_from_statistic", "effect_size_interval", "change"], count: 45_000
    ) { $0.effect() }
  }

  @Test func sharesOfTrueCountsAgree() { expectSilence(seed: 6, of: ["percent_count"]) { ($0.share(), []) } }

  @Test func sumsOfTrueSharesAgree() { expectSilence(seed: 7, of: ["shares_sum"]) { ($0.shares(), []) } }

  @Test func answersOnAScaleAgree() {
    expectSilence(seed: 8, of: ["scale_range", "se_sd_n", "grimmer"], count: 24_000) { (nil, [$0.answers()]) }
  }

  @Test func oneSDInTwoPlacesAgrees() {
    var world = MadeUpClaims(seed: 9)
    let claims = (0..<Self.count).flatMap { index -> [PublishedClaim] in
      let sd = exp(world.uniform(-3, 4))
      let mean = world.printed(world.uniform(-5, 50))
      return ["first", "second"].map { place in
        var claim = PublishedClaim(study: "s\(index)", outcome: "duration, \(place)", type: .meanSD)
        (claim.estimate, claim.effectSize, claim.n1) = (mean, world.positive(sd), 12)
        return claim
      }
    }
    let found = Audit(Evidence(claims: claims, arms: [])).entries.filter { $0.finding.check == "two_sds" }
    #expect(found.count == Self.count && found.allSatisfy { $0.finding.verdict == .consistent })
  }

  /// The shares of planted errors that are found, as the documentation gives them.
  @Test(arguments: [
    (MadeUpClaims.Plant.turnedInterval, "interval_centre", 0.85), (.spreadForError, "interval_se", 0.99),
  ])
  func errorsInIntervalsAreFound(plant: MadeUpClaims.Plant, check: String, documented: Double) {
    let (_, asked, found) = audit(seed: 11, count: 2_000) { ($0.wald(plant: plant), []) }
    expect(check, documented, asked, found)
  }

  @Test(arguments: [(MadeUpClaims.Plant.otherDigit, 0.92), (.oneSided, 0.32)])
  func errorsInTestsAreFound(plant: MadeUpClaims.Plant, documented: Double) {
    let (_, asked, found) = audit(seed: 12, count: 2_000) { ($0.test(plant: plant), []) }
    expect("p_from_statistic", documented, asked, found)
  }

  @Test(arguments: [(MadeUpClaims.Plant.otherDigit, 0.71), (.spreadForError, 0.81)])
  func errorsInArmsAreFound(plant: MadeUpClaims.Plant, documented: Double) {
    let (_, asked, found) = audit(seed: 13, count: 2_000) { $0.arms(plant: plant) }
    expect("arms_p", documented, asked, found)
  }

  private func expect(_ check: String, _ documented: Double, _ asked: [String: Int], _ found: [String: Int]) {
    let rate = Double(found[check] ?? 0) / Double(max(1, asked[check] ?? 0))
    #expect(abs(rate - documented) <= 0.006, "\(check): \(rate)")
  }
}
