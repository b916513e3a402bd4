import ArgumentParser
import Endline

/// `endline power`: sample size, power and the difference that can be found.
struct PowerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "power",
    abstract: "Sample size, power and the difference that can be found, by formula and by simulation.",
    discussion: """
      EXAMPLE, the Danish trial's design: 6 points on GAF-F, whose SD at follow-up was about 12, a power of 80%:
        endline power --design two-means --difference 6 --sd 12 --power 0.8

      EXAMPLE, of 99 in each arm a third is lost: what is the power, and what could be found?
        endline power --difference 6 --sd 12 --n 99,99 --attrition 0.35
        endline power --sd 12 --n 99,99 --attrition 0.35 --power 0.8

      EXAMPLE, the baseline as covariate, for several differences, with a chart:
        endline power --design ancova --difference 4,5,6 --sd 12 --r 0.5 \\
          --power 0.8 --plot power.svg

      EXAMPLE, group therapy in one arm:
        endline power --design partially-nested --difference 6 --sd 12 \\
          --icc 0.05 --cluster-size 9 --power 0.8

      EXAMPLE, a mixed model for repeated measures, by formula and by 2000 simulated trials:
        endline power --design mmrm --visits 4 --sd 12 --correlation cs:0.5 \\
          --r 0.5 --retention 1,0.9,0.85,0.8 --difference 6 --n 200 --simulate 2000

      Exactly one of --n, --power and --difference is left out and found; with --margin one of --n and --power. Options \
      with several values parted by commas make a table. The formulas: Documentation/Methods/power.md.

      DESIGNS
        two-means         --sd, --sd-control
        paired            --sd and --r, or --sd-change; --n is the number of pairs
        ancova            --sd, --r with the baseline
        proportions       --control-proportion
        cluster           --sd, --icc, --cluster-size, --cluster-cv; --n clusters
        partially-nested  --sd, --icc, --cluster-size (in one arm)
        mmrm              --visits, --sd, --correlation, --r, --retention

      MEASURES: \(measureList([.power, .sampleSize, .detectableDifference, .typeOneError]))
      """)

  @OptionGroup var planning: PowerOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draw power against size (or difference) and write it as SVG.", valueName: "file.svg"))
  var plot: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How to write: \(ResultFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"))
  var format: String = "table"
  @Option(
    name: [.short, .long], parsing: .unconditional,
    help: ArgumentHelp("Write to a file, whole or not at all.", valueName: "file"))
  var output: String?

  func run() throws {
    let format = try choice(format, option: "--format", among: ResultFormat.self)
    if output == "" { throw UsageError.emptyOutput }
    let target: OutputTarget = output.map { $0 == "-" ? .standardOutput : .file($0, inputs: []) } ?? .standardOutput
    let drawing = try PowerPlot(file: plot, besides: output)
    let plan = try PowerPlan(planning)
    let simulation = try PowerSimulation(plan)
    try target.check()
    var results = Results()
    for (scenario, values) in plan.scenarios {
      let found = scenario.results()
      results.rows += found.rows
      results.notes += found.notes.filter { !results.notes.contains($0) }
      if let simulated = try simulation?.results(scenario, values) {
        results.rows += simulated.rows
        results.notes += simulated.notes
      }
    }
    results.notes += plan.notes + (simulation?.notes ?? [])
    results.notes += try drawing?.save(plan) ?? []
    let document = ResultDocument(version: EndlineCommand.version, command: "power", input: nil, results: results)
    let style = format == .table && target == .standardOutput ? Terminal.pageStyle() : PageStyle()
    try target.write(document.rendered(as: format, style: style))
    StandardStreams.say(notes: results.notes)
  }
}

extension PowerPlan {
  /// What was given of the outcome, as it was given.
  private var figures: [String] {
    [
      ("difference", options.difference), ("SD", options.sd), ("control SD", options.sdControl),
      ("SD of change", options.sdChange), ("control proportion", options.controlProportion),
    ].compactMap { name, text in text.map { "\(name) \($0.replacing(",", with: " and "))" } }
  }

  /// What was assumed, in words.
  var notes: [String] {
    let level =
      margin == nil
      ? "\(sides == 2 ? "two" : "one")-sided alpha \(alpha.shortest)" : "one-sided alpha \(alpha.shortest)"
    let ratio =
      name == .paired || sizes != nil
      ? "" : ", treatment to control \(allocation.treatment.shortest):\(allocation.control.shortest)"
    let design = [name.words] + (margin.map { ["\(test.rawValue) within a margin of \($0.shortest)"] } ?? [])
    var notes = ["Assumed: \((design + figures).joined(separator: ", ")), \(level)\(ratio)."]
    notes += [(options.difference, "--difference"), (name == .mmrm ? nil : options.sd, "--sd")].compactMap {
      PowerNumbers.listNote($0, $1)
    }
    if let visitPlan {
      let last = RepeatedMeasuresDesign(visitPlan, isAsymptotic: true)
      notes.append(
        "Differences are at the last visit; sizes are those randomised, \(last.inflation.treatment.sixDigits) times those "
          + "that would do if everybody stayed"
          + (visitPlan.retention == visitPlan.controlRetention
            ? "." : " (control \(last.inflation.control.sixDigits))."))
    }
    return notes
  }
}
