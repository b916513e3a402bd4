import Endline
import Foundation
import Testing

private let trial = "Datasets/beat-the-blues/beat-the-blues.csv"
private let roles = ["--subject", "subject", "--visit", "month", "--arm", "treatment", "--outcome", "bdi"]

/// 20 subjects, two arms, visits v0 to v3. `change` makes a row of `id,visit,arm,age,zero,y` another.
private func made(visits: Int = 4, _ change: (_ subject: Int, _ visit: Int, _ row: inout [String]) -> Void) -> String {
  var stream = RandomStream(seed: 11)
  var text = "id,visit,arm,age,zero,y\n"
  for subject in 1...20 {
    let own = 4 * stream.uniform()
    let age = "\(20 + Int(40 * stream.uniform()))"
    for visit in 0..<visits {
      let value = 10 + own - Double(visit) + 2 * stream.uniform()
      var row = ["s\(subject)", "v\(visit)", subject % 2 == 0 ? "IMR" : "TAU", age, "0", "\(value)"]
      change(subject, visit, &row)
      text += row.joined(separator: ",") + "\n"
    }
  }
  return text
}

private let madeRoles = ["--subject", "id", "--visit", "visit", "--arm", "arm", "--outcome", "y"]

/// What a page and its notes say of what was done, and of whom.
@Suite struct MixedNotesTests {
  private func run(_ options: [String], on text: String? = nil) throws -> Scratch.Outcome {
    let scratch = try Scratch()
    guard let text else { return try scratch.run(["mixed", trial] + options, in: Scratch.project) }
    try scratch.write(text, to: "trial.csv")
    return try scratch.run(["mixed", "trial.csv"] + options)
  }

  @Test func subjectsWithoutAnAnalysedRowAreCounted() throws {
    let outcome = try run(roles)
    #expect(outcome.output.contains("Data         280 observations of 97 of 100 subjects at visits 2, 3, 5, 8; 12\n"))
    #expect(
      outcome.errors.contains(
        "note: bdi: 3 of 100 subjects have no analysed row: 3 without a value of bdi at any of visits 2, 3, 5 and 8 "
          + "(subjects "), "\(outcome.errors)")
    let json = try run(roles + ["--format", "json"])
    #expect(json.output.contains("\"subjects\": 97,") && json.output.contains("\"subjects_in_trial\": 100,"))
    #expect(json.output.contains("\"baseline_constrained\": false,"))
  }

  @Test func missingVariablesAreNamed() throws {
    let text = made { subject, visit, row in
      if subject == 3 || subject == 8 { row[3] = "" }
      if subject == 8, visit == 2 { row[5] = "" }
      if subject == 5, visit > 0 { row[5] = "" }
    }
    let outcome = try run(madeRoles + ["--covariate", "age"], on: text)
    #expect(
      outcome.errors.contains(
        "note: y: rows with an outcome left out because a variable of the model is missing: 5 (age missing: 5 rows of 2 "
          + "subjects).\n"), "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "note: y: 3 of 20 subjects have no analysed row: 1 without a value of y at any of visits v1, v2 and v3 (subject "
          + "s5), 2 without a variable of the model on any row with an outcome (subjects s3 and s8).\n"))
    #expect(outcome.output.contains("51 observations of 17 of 20 subjects"))
  }

  @Test func theFormulaHasTheCovarianceThatWasUsed() throws {
    let text = made(visits: 6) { subject, _, row in if subject > 6 { row[5] = "" } }
    let outcome = try run(
      ["--formula", "y ~ visit + UN(visit|id)", "--covariance", "us,cs", "--format", "json"], on: text)
    #expect(outcome.output.contains("\"formula\": \"y ~ visit + cs(visit|id)\""), "\(outcome.output)\(outcome.errors)")
    let first = try run(["--formula", "y ~ visit + UN(visit|id)", "--format", "json"], on: made { _, _, _ in })
    #expect(first.output.contains("\"formula\": \"y ~ visit + UN(visit|id)\""), "\(first.output)\(first.errors)")
  }

  @Test func aConstrainedBaselineIsPartOfTheModel() throws {
    let outcome = try run(roles + ["--constrain-baseline", "--contrast", "overall"])
    #expect(outcome.output.contains("\nBaseline     an outcome with one mean for all arms (constrained)\n"))
    #expect(
      outcome.errors.contains(
        "note: bdi: means over visits leave out visit 0, the constrained baseline, where the arms have one mean.\n"))
    let json = try run(roles + ["--constrain-baseline", "--format", "json"])
    #expect(json.output.contains("\"baseline_constrained\": true,"))
    #expect(!json.errors.contains("means over visits"))
  }

  @Test func aFamilyOfOneIsNotCalledAdjusted() throws {
    for method in ["holm", "mvt", "bonferroni"] {
      let outcome = try run(roles + ["--adjust", method, "--measures", "contrast", "--format", "csv"])
      #expect(outcome.output.contains(",contrast,kenward_roger,") && !outcome.output.contains(method))
      #expect(
        outcome.errors.contains(
          "note: --adjust \(method) changes nothing in a family of one contrast, whose p-value stays as it was; --family "
            + "all makes one family of all contrasts.\n"))
    }
  }

  @Test func holmHasNoIntervalsAndSaysSo() throws {
    let note = "note: holm adjusts p-values alone, and no interval goes with them (--adjust bonferroni, dunnett, tukey"
    let options = ["--family", "all", "--measures", "contrast", "--format", "csv"]
    let holm = try run(roles + ["--adjust", "holm"] + options)
    #expect(holm.output.contains(",contrast,kenward_roger_holm,") && holm.errors.contains(note))
    #expect(!(try run(roles + ["--adjust", "bonferroni"] + options)).errors.contains("no interval goes with them"))
  }

  @Test func aFactorThatCouldBeTheArmIsHintedAt() throws {
    let formula = ["--formula", "bdi ~ drug*factor(month) + us(month | subject)"]
    let hint =
      "note: bdi: no column is named as the arm, so there is no contrast between arms: --arm drug names it, if that is "
      + "one; --means \"drug | month\" contrasts the levels of drug in any case.\n"
    #expect(try run(formula).errors.contains(hint))
    for more in [["--arm", "drug"], ["--means", "drug | month"], ["--measures", "coefficient"]] {
      #expect(!(try run(formula + more)).errors.contains("no column is named as the arm"))
    }
  }

  @Test func standardDeviationsThatAreNotThere() throws {
    let formula = ["--formula", "bdi ~ treatment*factor(month) + us(month | subject)", "--arm", "treatment"]
    let none = try run(formula + ["--sd", "baseline"])
    #expect(
      none.errors.contains(
        "note: bdi: standardized contrasts stay empty, since there is no baseline of bdi, which a formula has by "
          + "baseline(bdi) (--sd residual, total and visit need none).\n"), "\(none.errors)")
    #expect(!none.errors.contains("are divided by"))
    let visit = try run(roles + ["--sd", "visit", "--contrast", "overall"])
    #expect(visit.errors.contains("note: bdi: a contrast of no one visit has no standardized form by --sd visit.\n"))
    let baseline = try run(roles + ["--sd", "baseline"])
    #expect(
      baseline.errors.contains("at baseline, pooled within arms, 10.8221, which their standard errors take as known"))
  }

  @Test func zerosAndASingleVisitAreNamedAsSuch() throws {
    let zeros = try run(madeRoles + ["--covariate", "zero"], on: made { _, _, _ in })
    #expect(
      zeros.errors.contains("note: y: the model leaves out zero, which is 0 in every analysed row.\n"),
      "\(zeros.errors)")
    let single = try run(madeRoles, on: made(visits: 2) { _, _, _ in })
    #expect(
      single.errors.contains("note: y: there is one analysed visit, v1, so visit has no effect in the model.\n"),
      "\(single.errors)")
  }

  /// What is not asked for has no notes.
  @Test func notesAreOfWhatIsWanted() throws {
    let options = roles + ["--constrain-baseline", "--where", "subject <= 10"]
    #expect(try run(options).errors.contains("the joint test of"))
    #expect(!(try run(options + ["--measures", "contrast"])).errors.contains("the joint test of"))
  }
}
