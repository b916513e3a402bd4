import Endline
import Foundation
import Testing

private let trial = "Datasets/beat-the-blues/beat-the-blues.csv"
private let wide = "Datasets/beat-the-blues/beat-the-blues-wide.csv"
private let random = ["--arm", "treatment", "--formula", "bdi ~ treatment*month + (1 + month | subject)"]

/// 40 people at three visits in two arms at four sites; `row` is a level for every row, `w` the people by another name,
/// `x` always 2 and `z` always 0.
private func made(visits: Int = 3, sites: Int = 4) -> String {
  var stream = RandomStream(seed: 11)
  let levels = (0..<40).map { _ in 8 * stream.uniform() }
  let places = (0..<sites).map { _ in 6 * stream.uniform() }
  var text = "id,site,arm,visit,x,z,row,w,y\n"
  for (subject, level) in levels.enumerated() {
    for visit in 0..<visits {
      let value = 10 + level + places[subject % sites] - Double(visit) + 3 * stream.uniform()
      text += "p\(subject),s\(subject % sites),\(subject / sites % 2 == 0 ? "TAU" : "IMR"),\(visit),2,0,"
      text += "r\(subject)-\(visit),\(subject),\(value)\n"
    }
  }
  return text
}

/// A model of random effects that the data do not determine, and what is said of it.
struct HopelessRandom: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var visits = 3
  let formula: String
  let notes: [String]

  private static let flat =
    "not estimated; coefficients and tests stay empty, since the data do not determine this model: its likelihood is flat "
    + "in some direction of the covariance."

  static let all: [HopelessRandom] = [
    HopelessRandom(
      testDescription: "a factor that is fixed and random", formula: "y ~ arm*visit + (1 | arm) + (1 | id)",
      notes: [
        "not estimated, since the fixed effects say everything about the levels of arm, so that the data cannot show how "
          + "much these vary; take (1 | arm) or those effects out of the formula."
      ]),
    HopelessRandom(
      testDescription: "arms with people in them, the arm being fixed", formula: "y ~ arm + (1 | arm/id)",
      notes: [
        "not estimated, since the fixed effects say everything about the levels of arm, so that the data cannot show how "
          + "much these vary; take (1 | arm) or those effects out of the formula."
      ]),
    HopelessRandom(
      testDescription: "an effect that nobody's rows can show", formula: "y ~ arm*visit + (1 + arm | id)",
      notes: [
        flat,
        "arm[IMR] never changes within a level of id, so none of them shows an effect of it; take arm[IMR] out of "
          + "(1 + arm | id).",
      ]),
    HopelessRandom(
      testDescription: "a slope over what is one number", formula: "y ~ visit + (1 + x | id)",
      notes: [
        flat, "x is 2 in every analysed row, so no level of id shows a slope over it; take x out of (1 + x | id).",
      ]),
    HopelessRandom(
      testDescription: "a slope over nothing", formula: "y ~ visit + (0 + z | id)",
      notes: [
        flat, "z is 0 in every analysed row, so (0 + z | id) has no effect that could be seen; take it out.",
      ]),
    HopelessRandom(
      testDescription: "two names of one thing", formula: "y ~ visit + (1 | id) + (1 | w)",
      notes: [
        flat, "id and w group the rows alike, so (1 | id) and (1 | w) cannot be told apart; keep one of them.",
      ]),
    HopelessRandom(
      testDescription: "as many random effects as values", visits: 2, formula: "y ~ visit + (1 + visit | id)",
      notes: [
        flat,
        "(1 + visit | id) has 80 random effects (2 effects of 40 levels) for 80 analysed values; fewer effects, or || in "
          + "place of |, ask for less.",
      ]),
  ]
}

@Suite struct MixedRandomCommandTests {
  private func scratch(_ text: String) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(text, to: "trial.csv")
    return scratch
  }

  private func fit(_ json: String) throws -> Substring {
    try #require(json.split(separator: "\n").first { $0.hasPrefix("\"fit\": {") })
  }

  /// Every example on the page, run as printed from a folder that has the data sets.
  @Test func thePagesExamplesRun() throws {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("Datasets"), withDestinationPath: Scratch.project.appendingPathComponent("Datasets").path)
    let page = try String(
      contentsOf: Scratch.project.appendingPathComponent("Documentation/Methods/random-effects.md"), encoding: .utf8)
    let examples = page.components(separatedBy: "```sh\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    #expect(examples.count >= 4)
    for example in examples {
      try scratch.write(
        "#!/bin/bash\nset -e\nendline() { \"$program\" \"$@\"; }\nprogram=$1\n" + example + "\n", to: "example.sh")
      let outcome = try scratch.run([], through: "example.sh")
      #expect(outcome.status == 0 && outcome.output.hasPrefix("bdi: model\n"), "\(example)\n\(outcome.errors)")
      #expect(outcome.output.contains("converged in "), "\(example)\n\(outcome.errors)")
    }
  }

  @Test(arguments: HopelessRandom.all) func whatCannotBeEstimatedIsExplained(_ hopeless: HopelessRandom) throws {
    let outcome = try scratch(made(visits: hopeless.visits)).run([
      "mixed", "trial.csv", "--arm", "arm", "--formula", hopeless.formula, "--explain", "--format", "json",
    ])
    #expect(outcome.status == 0)
    for note in hopeless.notes { #expect(outcome.errors.contains("note: y: \(note)\n"), "\(note)\n\(outcome.errors)") }
    #expect(try fit(outcome.output).contains("\"converged\": false"))
    #expect(try fit(outcome.output).contains("\"subjects\": 40"))
    #expect(try fit(outcome.output).contains("There are no estimates: the data do not determine this model"))
    for row in outcome.output.split(separator: "\n") where row.hasPrefix("{\"outcome\"") {
      #expect(row.contains("\"measure\": \"coefficient\"") && row.contains("\"estimate\": null"))
    }
  }

  @Test func aValueBeyondSquaresIsNamed() throws {
    let text = made().split(separator: "\n").enumerated().map { $0.offset == 9 ? $0.element + "e200" : $0.element }
    let outcome = try scratch(text.joined(separator: "\n") + "\n").run([
      "mixed", "trial.csv", "--formula", "y ~ visit + (1 | id)", "--format", "csv",
    ])
    #expect(
      outcome.status == 0 && outcome.errors.contains(", its largest value, cannot be squared in double precision;"))
  }

  /// The first covariance with which the model holds answers, and the page says what became of the others.
  @Test func aLadderGoesOnBesideRandomEffects() throws {
    let scratch = try scratch(made())
    let line = ["mixed", "trial.csv", "--arm", "arm", "--formula", "y ~ visit + us(visit | id) + (1 | id)"]
    let json = try scratch.run(line + ["--covariance", "us,cs,vc", "--format", "json"])
    #expect(json.status == 0, "\(json.errors)")
    #expect(try fit(json.output).contains("\"covariance_structure\": \"vc\""))
    #expect(try fit(json.output).contains("\"ladder\": [{\"covariance\": \"us\", \"used\": false, \"reason\": \""))
    #expect(try fit(json.output).contains("{\"covariance\": \"vc\", \"used\": true, \"reason\": null}]"))
    #expect(json.errors.contains("note: y: covariance cs (compound symmetry) is not used: "))
    let alone = try scratch.run(line + ["--format", "csv"])
    #expect(alone.errors.contains("note: y: us() has whatever (1 | id) could add; keep one of them.\n"))
    // One variance beside (1 | id) is (1 | id) alone.
    func numbers(_ output: String) -> [Double] {
      output.split(separator: "\n").filter { $0.contains(",coefficient,") }
        .flatMap { $0.split(separator: ",").compactMap { Double($0) } }
    }
    let ladder = try scratch.run(line + ["--covariance", "us,vc", "--format", "csv"])
    let simple = try scratch.run([
      "mixed", "trial.csv", "--subject", "id", "--visit", "visit", "--arm", "arm", "--formula", "y ~ visit + (1 | id)",
      "--format", "csv",
    ])
    let pairs = zip(numbers(ladder.output), numbers(simple.output))
    #expect(numbers(ladder.output).count > 10)
    for (a, b) in pairs { #expect(abs(a - b) <= 1e-7 * max(1, abs(b)), "\(a) \(b)") }
  }

  /// A compound symmetry with a positive correlation is a level for everybody, with a constrained baseline, too.
  @Test func aConstrainedBaselineIsOneBesideRandomEffects() throws {
    func lines(_ term: String) throws -> [Substring] {
      let outcome = try Scratch().run(
        [
          "mixed", trial, "--arm", "treatment", "--subject", "subject", "--visit", "month", "--constrain-baseline",
          "--formula", "bdi ~ factor(month) + treatment:factor(month) + \(term)", "--format", "csv",
        ], in: Scratch.project)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output.split(separator: "\n").filter { $0.contains(",coefficient,") }
    }
    let (random, repeated) = (try lines("(1 | subject)"), try lines("cs(month | subject)"))
    #expect(random.count == 9 && random.count == repeated.count)
    for (a, b) in zip(random, repeated) {
      for (x, y) in zip(a.split(separator: ","), b.split(separator: ",")) {
        guard let x = Double(x), let y = Double(y) else {
          #expect(x == y)
          continue
        }
        #expect(abs(x - y) <= 1e-6 * max(1, abs(y)), "\(a)\n\(b)")
      }
    }
  }

  @Test func wideAndLongGiveTheSameModel() throws {
    let wide = try Scratch().run(
      [
        "mixed", wide, "--arm", "treatment", "--subject", "subject", "--wide",
        "bdi=bdi_pre:0,bdi_2m:2,bdi_3m:3,bdi_5m:5,bdi_8m:8", "--formula",
        "bdi ~ treatment*visit + (1 + visit | subject)", "--format", "csv",
      ], in: Scratch.project)
    let long = try Scratch().run(
      [
        "mixed", trial, "--arm", "treatment", "--subject", "subject", "--visit", "month", "--formula",
        "bdi ~ treatment*month + (1 + month | subject)", "--format", "csv",
      ], in: Scratch.project)
    #expect(wide.status == 0 && long.status == 0, "\(wide.errors)\(long.errors)")
    #expect(wide.output.replacing("visit", with: "month") == long.output.replacing("visit", with: "month"))
  }

  /// Whom `n` counts is said by `--subject`, and by nothing else where rows have no visit.
  @Test func peopleAreCountedByTheirColumn() throws {
    let scratch = try scratch(made())
    let line = ["mixed", "trial.csv", "--arm", "arm", "--formula", "y ~ arm + visit + (1 | site)"]
    let named = try scratch.run(line + ["--subject", "id"])
    #expect(
      named.output.contains("Data         120 observations of 40 subjects, in 4 levels of site; 3\n"), "\(named.output)"
    )
    #expect(named.output.contains("n = 40"))
    let anonymous = try scratch.run(line)
    #expect(anonymous.output.contains("Data         120 observations in 4 levels of site; 3 coefficients\n"))
    let rows = try scratch.run(line + ["--subject", "id", "--format", "csv"])
    let others = try scratch.run(line + ["--format", "csv"])
    func estimates(_ output: String) -> [String] {
      output.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).dropLast().joined()
      }
    }
    #expect(estimates(rows.output) == estimates(others.output))
  }

  /// Estimates as sentences, with units, intervals and denominators, whatever rows are asked for.
  @Test func aModelIsPutIntoWords() throws {
    let outcome = try Scratch().run(
      ["mixed", trial] + random + ["--explain", "--measures", "variance", "--format", "json"], in: Scratch.project)
    let sentences = [
      "The mean of bdi depends on treatment and month, and on how these act together: treatment by month.",
      "Every subject has a level of its own and a slope over month of its own around that mean, which may go together.",
      "subject: 100 levels, 1 to 5 values (median 5) each, 3 of them with one.",
      "month takes more than one value within 97 of the 100 levels of subject: only these show an effect of it there.",
      "The mean of bdi under BtheB is estimated 3.86 lower than under TAU, where month has its mean over the analysed rows "
        + "(95% interval from 7.76 lower to 0.04 higher; 100 levels of subject).",
      "The slope of bdi over month is 0.16 lower under BtheB than under TAU (95% interval from 0.76 lower to 0.44 higher; "
        + "100 levels of subject).",
      "The 100 levels of subject differ around the mean with a standard deviation of 9.02 where month is 0 and in their "
        + "effect of month with one of 0.524; the correlation of the two is -0.02.",
      "Residuals have a standard deviation of 6.17.",
    ]
    for sentence in sentences { #expect(try fit(outcome.output).contains("\"\(sentence)\""), "\(sentence)") }
    let repeated = try Scratch().run(
      [
        "mixed", trial, "--subject", "subject", "--visit", "month", "--arm", "treatment", "--outcome", "bdi",
        "--explain",
        "--format", "json",
      ], in: Scratch.project)
    #expect(
      try fit(repeated.output).contains(
        "\"Of one subject's values, each visit has a variance of its own, and each pair of visits a correlation of its "
          + "own.\""))
    #expect(
      try fit(repeated.output).contains(
        "\"The mean of bdi at visit 2 under BtheB is estimated 3.95 lower than under TAU (95% interval from 7.34 lower to "
          + "0.57 lower; 97 subjects).\""))
  }

  /// The same numbers, whether or not they are explained.
  @Test(arguments: [random, ["--subject", "subject", "--visit", "month", "--arm", "treatment", "--outcome", "bdi"]])
  func explainingChangesNoNumber(line: [String]) throws {
    let plain = try Scratch().run(["mixed", trial] + line + ["--format", "csv"], in: Scratch.project)
    let explained = try Scratch().run(["mixed", trial] + line + ["--explain", "--format", "csv"], in: Scratch.project)
    #expect(plain.status == 0 && plain.output == explained.output && plain.errors == explained.errors)
  }
}
