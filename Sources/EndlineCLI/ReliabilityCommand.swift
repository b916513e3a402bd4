import ArgumentParser
import Endline

/// `endline reliability`: how far a scale, raters or a repeated measurement can be relied on.
struct ReliabilityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reliability",
    abstract: "How reliable a scale, raters or a repeated measurement is.",
    discussion: """
      EXAMPLE:
        endline reliability Datasets/made-up-ratings/ratings.csv \\
          --items item1-item5 --where "visit == first"

        endline reliability Datasets/made-up-ratings/ratings.csv \\
          --raters coder_a,coder_b --where "visit == first"

        endline reliability Datasets/made-up-ratings/ratings.csv \\
          --raters coder_a-coder_d --where "visit == first"

        endline reliability Datasets/made-up-ratings/ratings.csv \\
          --subject subject --visit visit --outcome total --retest first,second

      Subjects who lack one of the items, ratings or visits are left out, and counted in a note. --visit and --arm part \
      the analysis: each visit, and at each every arm and all together.

      MEASURES OF ITEMS: \(measureList(ItemReliability.measures))

      MEASURES OF RATERS: \(measureList(RaterReliability.measures))

      MEASURES OF A RETEST: \(measureList(RetestReliability.measures))
      """)

  @OptionGroup var options: DataOptions
  @OptionGroup(title: "Reliability") var reliability: ReliabilityOptions

  func run() throws {
    let analysis = try reliability.analysis(options)
    var takesRowsForSubjects = false
    try DataCommand(
      name: "reliability", options: options, measures: analysis.measures, comparesArms: false, unitsAreSubjects: true,
      ofOthers: analysis.ofOthers,
      planned: { plan in
        let plan = try analysis.planned(plan)
        takesRowsForSubjects = plan.rowsAreUnits && plan.visit == nil
        return plan
      }
    ) { trial, request in
      var results = try analysis.results(trial, request)
      if takesRowsForSubjects {
        results.notes.append(
          "Every row counts as a subject of its own, for no --subject is named; where subjects have several rows, name "
            + "--subject and --visit, or keep one row of each with --where")
      }
      results.notes += options.notesOnIdleSite("reliability")
      if !trial.covariates.isEmpty {
        results.notes.append("Reliability adjusts for nothing; covariates are for compare")
      }
      return results
    }.run()
  }
}

/// What is judged: items, raters or two visits.
struct ReliabilityOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Columns of a scale's items; A-O are all from A to O in the file.", valueName: "a,b,c | a-o"))
  var items: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Columns of the ratings, one for each rater.", valueName: "a,b,c | a-o"))
  var raters: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Two visits at which the same was measured again.", valueName: "first,second"))
  var retest: String?
}

extension ReliabilityOptions {
  enum Analysis {
    case items(String)
    case raters(String)
    case retest([String])
  }

  /// What was asked for; exactly one of the three.
  func analysis(_ options: DataOptions) throws -> Analysis {
    let given = [("--items", items), ("--raters", raters), ("--retest", retest)].filter { $0.1 != nil }
    if given.count > 1 { throw UsageError.exclude(given[0].0, given[1].0) }
    guard case (let option, let text?)? = given.first else { throw ReliabilityUsageError.nothingToJudge }
    guard option != "--retest" else {
      let visits = try ListGrammar.names(text, option: option)
      guard visits.count == 2 else { throw ReliabilityError.notTwoVisits(text) }
      return .retest(visits)
    }
    if !options.outcome.isEmpty { throw UsageError.exclude(option, "--outcome") }
    return option == "--items" ? .items(text) : .raters(text)
  }
}

extension ReliabilityOptions.Analysis {
  var measures: [Measure] {
    switch self {
    case .items: ItemReliability.measures
    case .raters: RaterReliability.measures
    case .retest: RetestReliability.measures
    }
  }

  var ofOthers: [(measures: [Measure], problem: String, mend: String)] {
    [
      (ItemReliability.measures, "items, and none are named", "name them with --items A,B,C"),
      (RaterReliability.measures, "raters, and none are named", "name them with --raters A,B,C"),
      (RetestReliability.measures, "two visits, and none are named", #"name them with --retest "FIRST,SECOND""#),
    ]
  }

  /// Items and raters are columns side by side: a row is a subject of its own where no column says whose it is.
  var planned: (StudyPlan) throws -> StudyPlan {
    { plan in
      var plan = plan
      plan.hasBaselineVisit = false
      switch self {
      case .items(let text): plan.outcomeList = StudyPlan.OutcomeList(option: "--items", text: text, role: "an item")
      case .raters(let text): plan.outcomeList = StudyPlan.OutcomeList(option: "--raters", text: text, role: "a rater")
      case .retest:
        if plan.visit == nil, plan.wide.isEmpty { throw ReliabilityError.noVisits }
        return plan
      }
      plan.rowsAreUnits = plan.subject == nil && plan.wide.isEmpty
      return plan
    }
  }

  func results(_ trial: Trial, _ request: AnalysisRequest) throws -> Results {
    switch self {
    case .items(let text):
      try ItemReliability.results(for: trial, name: text, measures: request.measures, level: request.level)
    case .raters(let text):
      try RaterReliability.results(for: trial, name: text, measures: request.measures, level: request.level)
    case .retest(let visits):
      try RetestReliability.results(for: trial, visits: visits, measures: request.measures, level: request.level)
    }
  }
}

/// What can be wrong with the options of `reliability`.
enum ReliabilityUsageError: Diagnosis {
  case nothingToJudge

  var status: ExitStatus { .usage }
  var problems: [String] { ["reliability needs items, raters or two visits"] }
  var mend: String? {
    #"name them with --items A,B,C (or A-O), --raters A,B,C, or --outcome COL --visit COL --retest "FIRST,SECOND""#
  }
}
