import ArgumentParser
import Endline

/// `endline change`: change from baseline within each arm.
struct ChangeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change",
    abstract: "Change from baseline within each arm, for every follow-up.",
    discussion: """
      EXAMPLE:
        endline change Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi

      Later minus earlier, over the subjects who have both. Arms in order, then all arms together.

      MEASURES: \(measureList(Change.measures))
      """)

  @OptionGroup var options: DataOptions

  func run() throws {
    try DataCommand(name: "change", options: options, measures: Change.measures) { trial, request in
      guard Change.isPossible(for: trial) else { throw UsageError.noBaseline(visits: trial.visits.compactMap { $0 }) }
      var results = Change.results(for: trial, measures: request.measures, level: request.level)
      if !trial.covariates.isEmpty {
        results.notes.append("Change within arms adjusts for nothing; covariates are for compare")
      }
      return results
    }.run()
  }
}
