import ArgumentParser
import Endline

/// `endline compare`: differences between arms at each visit.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Differences between arms at each visit: raw, adjusted and standardised.",
    discussion: """
      EXAMPLE:
        endline compare Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi

      Treatment minus control. ANCOVA adjusts for the baseline value and every --covariate.

      MEASURES: \(measureList(Comparison.measures))
      """)

  @OptionGroup var options: DataOptions

  func run() throws {
    try DataCommand(name: "compare", options: options, measures: Comparison.measures) { trial, request in
      guard trial.arm != nil else { throw UsageError.noArm }
      return Comparison.results(for: trial, measures: request.measures, level: request.level)
    }.run()
  }
}
