import ClaimAudit
import PublishedNumbers
import TestSupport
import Testing

private struct Fixture: Decodable {
  struct Statistic: Decodable {
    let letter, value: String
    let df: [Double]
    let p: Double
  }
  struct RankSum: Decodable {
    let n1, n2: Int
    let u, p: Double
  }
  struct Arms: Decodable {
    let n1, n2: Int
    let mean1, sd1, mean2, sd2: String
    let p: Double
  }
  struct Interval: Decodable {
    let type, estimate, low, high: String
    let p: Double
  }
  let statistics: [Statistic]
  let sums: [RankSum]
  let arms: [Arms]
  let intervals: [Interval]

  static func read() throws -> Referenced<Fixture> { try Fixtures.read(Fixture.self, "p-values.json") }
}

/// What is recomputed from printed figures, against R; each claim prints a p-value that the check has to compare.
struct PValueTests {
  private func finding(_ check: String, _ claim: PublishedClaim, _ arms: [ArmSummary] = []) throws -> Finding {
    let audit = Audit(Evidence(claims: [claim], arms: arms))
    return try #require(audit.entries.first { $0.finding.check == check }).finding
  }

  private func number(_ text: String) throws -> PrintedNumber { try #require(PrintedNumber(text)) }

  private func claim(_ type: ClaimType?) throws -> PublishedClaim {
    var claim = PublishedClaim(study: "s", outcome: "score", type: type)
    claim.p = PrintedProbability("0.5")
    return claim
  }

  @Test func statisticsAgreeWithR() throws {
    let fixture = try Fixture.read()
    #expect(fixture.statistics.count == 35)
    for reference in fixture.statistics {
      var claim = try claim(nil)
      let letter = try #require(PrintedStatistic.Letter(rawValue: reference.letter))
      claim.statistic = PrintedStatistic(letter, try number(reference.value))
      claim.df = try reference.df.map { try #require(PrintedNumber("\($0)")) }
      let compared = Compared(
        "claim", "p_from_statistic", "\(reference.letter) \(reference.value) \(reference.df)", by: fixture.reference)
      let finding = try finding("p_from_statistic", claim)
      #expect(compared.agrees("p", finding.recomputed, reference.p, within: 1e-12), "\(reference) \(finding)")
      #expect(try #require(finding.allowed).contains(reference.p))
    }
  }

  @Test func rankSumsAgreeWithR() throws {
    let fixture = try Fixture.read()
    for reference in fixture.sums {
      var claim = try claim(.mannWhitney)
      (claim.n1, claim.n2) = (reference.n1, reference.n2)
      claim.statistic = PrintedStatistic(.u, try #require(PrintedNumber("\(reference.u)")))
      let compared = Compared("claim", "u_normal", "\(reference.n1), \(reference.n2)", by: fixture.reference)
      let finding = try finding("p_from_statistic", claim)
      #expect(compared.agrees("p", finding.recomputed, reference.p, within: 1e-12), "\(reference) \(finding)")
    }
  }

  @Test func armsAgreeWithR() throws {
    let fixture = try Fixture.read()
    for reference in fixture.arms {
      var claim = try claim(.pValue)
      (claim.n1, claim.n2) = (reference.n1, reference.n2)
      let arms = try [
        ("A", reference.n1, reference.mean1, reference.sd1), ("B", reference.n2, reference.mean2, reference.sd2),
      ].map { name, n, mean, sd in
        MadeUpClaims.arm(
          name, n: n, mean: try number(mean), sd: try number(sd))
      }
      let compared = Compared("claim", "student", "\(reference.mean1), \(reference.mean2)", by: fixture.reference)
      let finding = try finding("arms_p", claim, arms)
      #expect(compared.agrees("p", finding.recomputed, reference.p, within: 1e-12), "\(reference) \(finding)")
    }
  }

  @Test func intervalsAgreeWithR() throws {
    let fixture = try Fixture.read()
    for reference in fixture.intervals {
      var claim = try claim(ClaimType(rawValue: reference.type))
      claim.estimate = try number(reference.estimate)
      claim.interval = PrintedInterval(
        low: try number(reference.low), high: try number(reference.high), level: 0.95)
      let compared = Compared("claim", "wald", "\(reference.type) \(reference.estimate)", by: fixture.reference)
      let finding = try finding("interval_p", claim)
      #expect(compared.agrees("p", finding.recomputed, reference.p, within: 1e-12), "\(reference) \(finding)")
    }
  }
}
