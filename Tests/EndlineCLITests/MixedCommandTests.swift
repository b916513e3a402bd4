import Endline
import Foundation
import Testing

private let trial = "Datasets/beat-the-blues/beat-the-blues.csv"
private let roles = ["--subject", "subject", "--visit", "month", "--arm", "treatment", "--outcome", "bdi"]
private let model = "bdi ~ baseline(bdi)*factor(month) + treatment*factor(month) + us(month | subject)"

/// The rows of a JSON result, as text.
private func rows(_ json: String) -> [Substring] {
  json.split(separator: "\n").filter { $0.hasPrefix("{\"outcome\"") && !$0.contains("\"formula\"") }
}

private func fit(_ json: String) throws -> Substring {
  try #require(json.split(separator: "\n").first { $0.hasPrefix("\"fit\": {") })
}

/// A trial of four visits and two arms, as text: `keep` says which cells have a value.
private func made(subjects: Int, visits: Int = 4, keep: (_ subject: Int, _ visit: Int) -> Bool = { _, _ in true })
  -> String
{
  var stream = RandomStream(seed: 7)
  var text = "id,visit,arm,age,years,y\n"
  for subject in 1...subjects {
    let own = 4 * stream.uniform()
    let age = 20 + Int(40 * stream.uniform())
    for visit in 0..<visits {
      let value = 10 + own - Double(visit) + 2 * stream.uniform()
      text += "\(subject),v\(visit),\(subject % 2 == 0 ? "IMR" : "TAU"),\(age),\(2 * age + 1),"
      text += (keep(subject, visit) ? "\(value)" : "") + "\n"
    }
  }
  return text
}

private let madeRoles = ["--subject", "id", "--visit", "visit", "--arm", "arm", "--outcome", "y"]

/// Data for which the default model has no estimate, and what is said of them.
struct Hopeless: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let data: String
  let notes: [String]

  private static let lead = "not estimated; coefficients and tests stay empty, since no covariance could be estimated."
  private static let advice =
    "a covariance with fewer parameters may do: --covariance us,toeph,cs, decided before the results are seen."

  static let all: [Hopeless] = [
    Hopeless(
      testDescription: "a visit observed once", data: made(subjects: 20) { $1 < 3 || $0 == 4 },
      notes: [
        "the model leaves out baseline(y):visit[v3] and visit[v3]:arm[IMR], which follow from other columns of the model.",
        lead, "analysed values: visit v1: IMR 10, TAU 10; visit v2: IMR 10, TAU 10; visit v3: IMR 1, TAU 0.",
        "visit v3 has one analysed value, which cannot tell how much values vary there; --where leaves a visit out.",
        advice,
      ]),
    Hopeless(
      testDescription: "two visits that nobody shares", data: made(subjects: 20) { $1 != ($0 <= 10 ? 3 : 2) },
      notes: [
        lead, "analysed values: visit v1: IMR 10, TAU 10; visit v2: IMR 5, TAU 5; visit v3: IMR 5, TAU 5.",
        "no subject has values at both visits v2 and v3, so the data cannot tell how these are correlated.", advice,
      ]),
    Hopeless(
      testDescription: "fewer subjects than parameters", data: made(subjects: 6, visits: 6),
      notes: [
        lead,
        "analysed values: visit v1: IMR 3, TAU 3; visit v2: IMR 3, TAU 3; visit v3: IMR 3, TAU 3; visit v4: IMR 3, "
          + "TAU 3; visit v5: IMR 3, TAU 3.",
        "6 subjects cannot carry 15 covariance parameters beside 15 coefficients.", advice,
      ]),
    Hopeless(
      testDescription: "as many values as coefficients", data: made(subjects: 2),
      notes: [
        "not estimated, since 6 analysed values of 2 subjects are too few for 9 coefficients; a formula with fewer terms "
          + "needs less.",
        "analysed values: visit v1: IMR 1, TAU 1; visit v2: IMR 1, TAU 1; visit v3: IMR 1, TAU 1.",
      ]),
    Hopeless(
      testDescription: "no value at all", data: made(subjects: 4) { $1 == 0 },
      notes: ["not estimated, since the outcome has no value at the model's visits."]),
  ]
}

@Suite struct MixedCommandTests {
  /// Every example that the help prints, run as printed from a folder that has the data sets.
  @Test func theHelpsExamplesRun() throws {
    let scratch = try Scratch()
    // Examples that write files leave them in the scratch folder.
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("Datasets"), withDestinationPath: Scratch.project.appendingPathComponent("Datasets").path)
    let help = try scratch.run(["mixed", "--help"])
    let examples = help.output.components(separatedBy: "\n\n").filter { $0.contains("EXAMPLE") }
    #expect(examples.count >= 4)
    for example in examples {
      let command = example.components(separatedBy: ":\n").dropFirst().joined(separator: ":\n")
      try scratch.write(
        "#!/bin/bash\nset -e\nendline() { \"$program\" \"$@\"; }\nprogram=$1\n" + command + "\n", to: "example.sh")
      let outcome = try scratch.run([], through: "example.sh")
      #expect(outcome.status == 0 && outcome.output.hasPrefix("bdi: model\n"), "\(example)\n\(outcome.errors)")
      #expect(outcome.output.contains("converged in "))
    }
  }

  @Test(arguments: ResultFormat.allCases) func everyFormatIsWritten(format: ResultFormat) throws {
    let outcome = try Scratch().run(["mixed", trial] + roles + ["--format", format.rawValue], in: Scratch.project)
    #expect(outcome.status == 0 && outcome.output.count > 1000)
    #expect(!outcome.output.lowercased().contains("nan,") && !outcome.output.contains("inf,"))
    #expect(outcome.output.contains("converged") == (format != .csv))
  }

  /// The roles that a formula gives are those of the options, and the default model is the one that is printed.
  @Test func theDefaultModelIsItsFormula() throws {
    let scratch = try Scratch()
    let json = ["--format", "json"]
    let byOptions = try scratch.run(["mixed", trial] + roles + json, in: Scratch.project)
    let byFormula = try scratch.run(
      ["mixed", trial, "--arm", "treatment", "--formula", model] + json, in: Scratch.project)
    #expect(byOptions.status == 0 && byOptions.output == byFormula.output)
    #expect(try fit(byOptions.output).contains("\"formula\": \"\(model)\""))
    #expect(rows(byOptions.output).count == 12 + 5 + 8 + 4 + 4 + 6)
  }

  @Test func wideAndLongGiveTheSameModel() throws {
    let scratch = try Scratch()
    let formula = ["--formula", model, "--format", "json"]
    let long = try scratch.run(["mixed", trial, "--arm", "treatment"] + formula, in: Scratch.project)
    let wide = try scratch.run(
      [
        "mixed", "Datasets/beat-the-blues/beat-the-blues-wide.csv", "--arm", "treatment",
        "--wide", "bdi=bdi_pre:0,bdi_2m:2,bdi_3m:3,bdi_5m:5,bdi_8m:8",
      ] + formula, in: Scratch.project)
    #expect(wide.status == 0, "\(wide.errors)")
    #expect(!rows(long.output).isEmpty && rows(long.output) == rows(wide.output))
    let standard = try scratch.run(
      [
        "mixed", "Datasets/beat-the-blues/beat-the-blues-wide.csv", "--arm", "treatment", "--subject", "subject",
        "--wide", "bdi=bdi_pre:0,bdi_2m:2,bdi_3m:3,bdi_5m:5,bdi_8m:8", "--format", "json",
      ], in: Scratch.project)
    // The visit has no column in wide format, and terms name it "visit".
    let terms = [("visit[", "month["), ("\"visit (", "\"month ("), (":visit (", ":month ("), ("\"visit:", "\"month:")]
    let renamed = rows(standard.output).map { row in
      terms.reduce(String(row)) { $0.replacing($1.0, with: $1.1) }
    }
    #expect(renamed == rows(long.output).map(String.init))
  }

  @Test func aFormulaWithoutBaselineHasNoBaselineVisit() throws {
    let outcome = try Scratch().run(
      ["mixed", trial, "--arm", "treatment", "--formula", "bdi ~ treatment*month + ar1(month | subject)"],
      in: Scratch.project)
    #expect(outcome.output.contains("380 observations of 100 subjects at visits 0, 2, 3, 5, 8; 4\n"))
    #expect(
      outcome.errors == """
        note: control arm: "TAU" (a usual word for control); --control changes it
        note: month is one slope in the fixed part and categorical in ar1(); factor(month) makes it categorical.

        """)
  }

  /// An arm of numbers is categorical by its role, and a group of a covariance by being one.
  @Test func numbersAreLabelsWhereTheirRoleSaysSo() throws {
    let scratch = try Scratch()
    let text = made(subjects: 40).replacing("IMR", with: "2").replacing("TAU", with: "1")
    try scratch.write(text, to: "trial.csv")
    let outcome = try scratch.run([
      "mixed", "trial.csv", "--arm", "arm", "--formula", "y ~ arm*visit + cs(visit | arm / id)", "--format", "csv",
    ])
    #expect(outcome.status == 0 && outcome.output.contains("arm[2]:visit[v3]"), "\(outcome.errors)")
    #expect(outcome.output.contains("y,2,,v3,,,variance,cs,"))
    let other = try scratch.run([
      "mixed", "trial.csv", "--formula", "y ~ visit + cs(visit | arm / id)", "--format", "csv",
    ])
    #expect(other.status == 0 && other.output.contains("y,,,v3,,arm[2] with v2,correlation,cs,"), "\(other.errors)")
  }

  @Test func severalOutcomesHaveAFitEach() throws {
    let scratch = try Scratch()
    let text = made(subjects: 20).split(separator: "\n").enumerated().map { $0 == 0 ? $1 + ",z" : $1 + "," }
    try scratch.write(text.joined(separator: "\n") + "\n", to: "trial.csv")
    let outcome = try scratch.run(["mixed", "trial.csv"] + madeRoles + ["--outcome", "z", "--format", "json"])
    #expect(outcome.status == 0)
    #expect(try fit(outcome.output).contains("\"outcome\": \"y\""))
    #expect(outcome.output.contains("\n\"fits\": [\n{\"outcome\": \"y\""))
    #expect(outcome.output.contains("\n{\"outcome\": \"z\", \"formula\": "))
    #expect(outcome.output.contains("y\", \"term\"") == false)
    #expect(outcome.errors.contains("note: z: not estimated, since the outcome has no value at the model's visits.\n"))
  }

  @Test func otherCommandsHaveNoFit() throws {
    let outcome = try Scratch().run(["change", trial] + roles + ["--format", "json"], in: Scratch.project)
    #expect(outcome.status == 0 && !outcome.output.contains("\"fit"))
  }

  @Test func aFollowingColumnIsLeftOutByName() throws {
    let scratch = try Scratch()
    try scratch.write(made(subjects: 30), to: "trial.csv")
    let both = try scratch.run(
      ["mixed", "trial.csv"] + madeRoles + ["--covariate", "age", "--covariate", "years", "--format", "csv"])
    let one = try scratch.run(["mixed", "trial.csv"] + madeRoles + ["--covariate", "age", "--format", "csv"])
    #expect(
      both.errors.contains("note: y: the model leaves out years, which follows from other columns of the model.\n"))
    let lines = both.output.split(separator: "\n")
    let left = try #require(lines.first { $0.contains(",years,") })
    #expect(left == "y,,,,,years,coefficient,kenward_roger,,,,,,,,,30")
    // Beside its copy, age has no test of its own.
    #expect(lines.contains("y,,,,,age,joint_test,kenward_roger,,,,,,,,,30"))
    func isOfBoth(_ line: Substring) -> Bool { !line.contains(",years,") && !line.contains(",age,joint") }
    let ours = lines.filter(isOfBoth)
    let theirs = one.output.split(separator: "\n").filter { !$0.contains(",age (numerator df 1),joint") }
    #expect(ours.count == theirs.count)
    for (a, b) in zip(
      ours.joined(separator: ",").split(separator: ","), theirs.joined(separator: ",").split(separator: ","))
    {
      guard let x = Double(a), let y = Double(b) else {
        #expect(a == b)
        continue
      }
      #expect(abs(x - y) <= 1e-9 * abs(y), "\(a), \(b)")
    }
  }

  /// What a reader is told where nothing can be estimated: rows without numbers, and the data's part in it.
  @Test(arguments: Hopeless.all) func whatCannotBeEstimatedIsExplained(_ hopeless: Hopeless) throws {
    let scratch = try Scratch()
    try scratch.write(hopeless.data, to: "trial.csv")
    let outcome = try scratch.run(["mixed", "trial.csv"] + madeRoles + ["--format", "json"])
    #expect(outcome.status == 0)
    for note in hopeless.notes { #expect(outcome.errors.contains("note: y: \(note)\n"), "\(note)\n\(outcome.errors)") }
    #expect(try fit(outcome.output).contains("\"converged\": false"))
    #expect(try fit(outcome.output).contains("\"log_likelihood\": null"))
    #expect(!rows(outcome.output).isEmpty)
    for row in rows(outcome.output) {
      #expect(row.contains("\"measure\": \"coefficient\"") && row.contains("\"estimate\": null"))
    }
  }

  @Test func anOutcomeThatNeverVariesIsExplained() throws {
    let scratch = try Scratch()
    let text = made(subjects: 10).split(separator: "\n").enumerated().map { line in
      line.offset == 0
        ? String(line.element) : line.element.split(separator: ",").dropLast().joined(separator: ",") + ",5"
    }
    try scratch.write(text.joined(separator: "\n") + "\n", to: "trial.csv")
    let outcome = try scratch.run(["mixed", "trial.csv"] + madeRoles)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("note: y: not estimated, since every analysed value is 5: nothing varies.\n"))
    #expect(outcome.output.contains("Convergence  not converged: nothing is estimated; the notes say why\n"))
  }

  /// The first structure that can be estimated answers, and the page says what became of the others.
  @Test func aLadderAnswersAndKeepsItsTrail() throws {
    let scratch = try Scratch()
    try scratch.write(made(subjects: 6, visits: 6), to: "trial.csv")
    let table = try scratch.run(
      ["mixed", "trial.csv", "--formula", "y ~ visit + us(visit | id)", "--covariance", "us,cs"])
    #expect(table.status == 0)
    #expect(table.output.contains("Covariance   compound symmetry (cs), 2 parameters\n"), "\(table.output)")
    #expect(table.output.contains("Tried        us: not used, "))
    #expect(table.errors.contains("note: y: covariance us (unstructured) is not used: "))
    let json = try scratch.run(
      ["mixed", "trial.csv", "--formula", "y ~ visit + us(visit | id)", "--covariance", "us,cs", "--format", "json"])
    #expect(
      try fit(json.output).contains("\"ladder\": [{\"covariance\": \"us\", \"used\": false, \"reason\": \""))
    #expect(try fit(json.output).contains("{\"covariance\": \"cs\", \"used\": true, \"reason\": null}]"))
  }

  @Test func mlHasSatterthwaitesDegreesOfFreedomAndSaysSo() throws {
    let outcome = try Scratch().run(["mixed", trial] + roles + ["--ml", "--format", "csv"], in: Scratch.project)
    #expect(outcome.status == 0 && outcome.output.contains(",coefficient,satterthwaite,"))
    #expect(
      outcome.errors.contains(
        "note: ML: tests have Satterthwaite's degrees of freedom, since Kenward and Roger's are for REML; --df changes it."
      ))
  }

  @Test func robustStandardErrorsAreNamed() throws {
    let outcome = try Scratch().run(["mixed", trial] + roles + ["--robust", "cr2"], in: Scratch.project)
    #expect(outcome.status == 0 && outcome.output.contains("Coefficient (CR2 Satterthwaite)\n"), "\(outcome.output)")
    #expect(
      outcome.output.contains(
        "t distribution, Satterthwaite degrees of freedom, standard errors\n             by CR2\n"))
    #expect(
      outcome.errors.contains("note: Standard errors by CR2: tests have their own Satterthwaite degrees of freedom;"))
  }

  @Test func aStudyDescriptionsRolesGoWithAFormula() throws {
    let scratch = try Scratch()
    let file = Scratch.project.appendingPathComponent(trial).path
    try scratch.write(
      """
      title: Beat the Blues
      data: \(file)
      subject: subject
      arm: {column: treatment, control: TAU}
      visit: {column: month, order: [0, 2, 3, 5, 8], baseline: 0}
      outcomes: [bdi]
      covariates: [drug]

      """, to: "study.yaml")
    let described = try scratch.run(["mixed", "--study", "study.yaml", "--formula", model, "--format", "csv"])
    let given = try scratch.run(["mixed", file] + roles + ["--format", "csv"])
    #expect(described.status == 0 && described.output == given.output, "\(described.errors)")
  }
}
