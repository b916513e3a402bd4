import Foundation
import Testing

/// `mixed --as`: a page says whose conventions made which number.
@Suite struct ConventionsCommandTests {
  private let trial = "Datasets/beat-the-blues/beat-the-blues.csv"
  private let roles = [
    "--subject", "subject", "--visit", "month", "--arm", "treatment", "--outcome", "bdi", "--visits", "0,2,3,5,8",
    "--control", "TAU",
  ]

  private func run(_ scratch: Scratch, _ more: [String]) throws -> Scratch.Outcome {
    try scratch.run(["mixed", trial] + roles + more, in: Scratch.project)
  }

  private func fit(_ json: String) throws -> String {
    String(try #require(json.split(separator: "\n").first { $0.hasPrefix("\"fit\": {") }))
  }

  @Test func thePageSaysWhoseConventions() throws {
    let scratch = try Scratch()
    let sas = try run(scratch, ["--as", "sas"])
    #expect(sas.status == 0)
    #expect(sas.output.contains("Tests        t distribution, between-within degrees of freedom\n"))
    #expect(sas.output.contains("Conventions  those of SAS; the notes say which numbers they make\n"))
    for note in [
      "As SAS: tests have between-within degrees of freedom, its own where none are asked for; Endline's own are "
        + "kenward-roger.",
      "As SAS: with an unstructured covariance all between-within degrees of freedom are those between subjects; "
        + "Endline's own go by whether a column varies within subjects.",
      "bdi, as SAS: BIC counts 100 subjects, those whose outcomes are all missing too; Endline's own counts 97.",
    ] {
      #expect(sas.errors.contains(note), "\(sas.errors)")
    }
    let lme4 = try run(scratch, ["--as", "lme4", "--covariance", "cs"])
    #expect(
      lme4.errors.contains(
        "bdi, as lme4: AIC and BIC count 14 parameters, the coefficients among them, and BIC the 280 observations; "
          + "Endline's own count 2 and the 97 subjects."))
    #expect(lme4.output.contains("AIC 1892.17, BIC 1943.05"))
    let mmrm = try run(scratch, ["--as", "mmrm", "--ml", "--covariance", "cs"])
    #expect(mmrm.output.contains("AIC 1871.84, BIC 1876.99"))
    #expect(mmrm.errors.contains("AIC and BIC count the 2 parameters of the covariance alone, under ML too"))
  }

  @Test func rowsNameAMethodThatIsAnothers() throws {
    let scratch = try Scratch()
    let csv = ["--format", "csv"]
    let mmrm = try run(scratch, ["--as", "mmrm", "--df", "kenward-roger"] + csv)
    #expect(mmrm.output.contains(",coefficient,kenward_roger_mmrm,"))
    #expect(mmrm.output.contains(",joint_test,kenward_roger_mmrm,"))
    #expect(mmrm.output.contains(",contrast,kenward_roger_mmrm,"))
    let title = try run(scratch, ["--as", "mmrm", "--df", "kenward-roger"])
    #expect(title.output.contains("Kenward-Roger (mmrm)"))
    #expect(try run(scratch, ["--as", "sas"] + csv).output.contains(",coefficient,between_within_sas,"))
    #expect(try run(scratch, ["--as", "mmrm"] + csv).output.contains(",coefficient,satterthwaite,"))
  }

  /// Without --as and with --as endline: the same bytes.
  @Test func endlinesOwnAreTheDefault() throws {
    let scratch = try Scratch()
    let json = ["--format", "json"]
    let (plain, named) = (try run(scratch, json), try run(scratch, ["--as", "endline"] + json))
    #expect(plain.status == 0 && plain.output == named.output && plain.errors == named.errors)
    #expect(try fit(plain.output).contains("\"conventions\": \"endline\""))
    #expect(try fit(run(scratch, ["--as", "sas"] + json).output).contains("\"conventions\": \"sas\""))
  }

  /// The same from moments, but for whom the files do not hold.
  @Test(arguments: ["sas", "mmrm", "lme4"]) func momentsFollowConventionsToo(program: String) throws {
    let scratch = try Scratch()
    let saved = try run(
      scratch, ["--save-moments", scratch.path("all.json"), "--within-trusted-network", "--covariance", "cs"])
    #expect(saved.status == 0, "\(saved.errors)")
    func rows(_ outcome: Scratch.Outcome) -> [[Double]] {
      outcome.output.split(separator: "\n").dropFirst().filter {
        $0.contains(",coefficient,") || $0.contains(",contrast,")
      }
      .map { $0.split(separator: ",").compactMap { Double($0) } }
    }
    let more = ["--as", program, "--df", "kenward-roger", "--covariance", "cs", "--format", "csv"]
    let (direct, pooled) = (
      try run(scratch, more), try scratch.run(["mixed", "--moments", "all.json"] + more)
    )
    #expect(pooled.status == 0, "\(pooled.errors)")
    #expect(rows(direct).count == 12 + 4 && rows(direct).count == rows(pooled).count)
    for (one, other) in zip(rows(direct).joined(), rows(pooled).joined()) {
      #expect(abs(one - other) <= 1e-9 * max(1, abs(one)))
    }
    let note = "bdi, as SAS: BIC would count subjects without an outcome too, whom moments files do not hold."
    #expect(pooled.errors.contains(note) == (program == "sas"))
  }
}
