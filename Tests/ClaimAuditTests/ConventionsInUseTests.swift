import ClaimAudit
import Estimates
import Tables
import Testing

/// True figures by conventions that are in use, each of which was once taken for an error.
struct ConventionsInUseTests {
  private func findings(_ claims: String, _ arms: String? = nil) throws -> [Finding] {
    let inputs = try ([("claims.csv", claims)] + (arms.map { [("arms.csv", $0)] } ?? [])).map {
      try AuditInput(reading: .bytes(Array($0.1.utf8), name: $0.0))
    }
    return Audit(Evidence(claims: inputs.flatMap(\.claims), arms: inputs.flatMap(\.arms))).entries.map(\.finding)
  }

  private func against(_ findings: [Finding]) -> [String] {
    findings.filter { [.inconsistent, .impossible].contains($0.verdict) }.map { "\($0.check): \($0.words)" }
  }

  /// Student's test of 2.658 (SE 0.144, n 146) and 2.167 (SE 0.202, n 18): SDs of 1.740 and 0.857, pooled SE 0.417.
  @Test func studentsTestBesideStandardErrors() throws {
    let found = try findings(
      "study,outcome,claim_type,estimate,ci_low,ci_high,ci_level,p,n1,n2\nA,score,mean_difference,0.491,-0.325,1.306,0.95,0.2381,146,18\n",
      "study,outcome,arm,timepoint,n,mean,se\nA,score,IMR,post,146,2.658,0.144\nA,score,TAU,post,18,2.167,0.202\n")
    #expect(found.contains { $0.check.hasPrefix("arms_") })
    #expect(against(found) == [])
  }

  /// J(8) = 0.902703 by the gamma functions, 0.903226 by the approximation.
  @Test(arguments: ["2.284", "2.285"])
  func bothFormsOfHedgesCorrection(g: String) throws {
    let head = "study,outcome,claim_type,test_statistic,df,n1,n2,effect_size,effect_size_type\n"
    let found = try findings(head + "A,score,t_test,4.000,8,5,5,\(g),Hedges g\n")
    #expect(found.contains { $0.check == "effect_size_from_statistic" && $0.verdict == .consistent })
    #expect(against(found) == [])
    #expect(try against(findings(head + "A,score,t_test,4.000,8,5,5,2.275,Hedges g\n")).count == 1)
  }

  /// With 5.05 degrees of freedom, which round to 5.1, t = 3.89 has p = 0.0113; with 5.1, p is 0.0110 or 0.0111.
  @Test func degreesOfFreedomWithDecimalsAreRounded() throws {
    let head = "study,outcome,claim_type,p,test_statistic,df\n"
    #expect(try against(findings(head + "A,score,t_test,.0112,3.89,5.1\n")) == [])
    #expect(try against(findings(head + "A,score,t_test,.0120,3.89,5.1\n")).count == 1)
    #expect(try against(findings(head + "A,score,t_test,.6726,0.489,2.0\n")) == [])
  }

  /// 0.0 stands for all that rounds to it, so it ends no audit.
  @Test func aStandardErrorOfNoughtPointNoughtRulesNothingOut() throws {
    let found = try findings(
      "study,outcome,claim_type,estimate,ci_low,ci_high,ci_level\nA,score,mean_difference,0.1,0.0,0.1,0.95\n",
      "study,outcome,arm,timepoint,n,mean,sd,se\nA,score,IMR,post,20,49.9,0.0,\nB,score,IMR,post,20,3.1,,0.0\n")
    #expect(against(found) == [])
  }
}
