import ArgumentParser
import Endline

/// `endline describe`: who was measured, when, and what is missing.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Who was measured, when, and what is missing: participants, attrition, baseline table.",
    discussion: """
      EXAMPLE:
        endline describe Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --covariate drug --covariate length

      The baseline table holds each outcome's baseline value and every --covariate; it has standardised differences \
      and no p-values. Attrition is the outcome not observed at a visit, treatment minus control.

      EXAMPLE, a chart of who is observed when:
        endline describe Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --plot missing.svg

      CHARTS (--plot-kind): \(Plot.list(plotKinds))

      MEASURES: \(measureList(TrialDescription.measures))
      """)

  private static let plotKinds: [PlotKind] = [.missing, .flow, .trajectories]

  @OptionGroup var options: DataOptions
  @OptionGroup(title: "Chart") var plot: PlotOptions

  func run() throws {
    let chart = Plot(options: plot, kinds: Self.plotKinds) { kind, scene in
      switch kind {
      case .flow: scene.flow()
      case .trajectories: scene.trajectories()
      default: scene.missingPatterns()
      }
    }
    try DataCommand(name: "describe", options: options, measures: TrialDescription.measures, plot: chart) {
      trial, request in
      var results = TrialDescription.results(for: trial, measures: request.measures, level: request.level)
      results.notes += options.notesOnIdleSite("describe")
      return results
    }.run()
  }
}
