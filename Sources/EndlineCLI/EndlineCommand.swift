import ArgumentParser

/// The root: what `endline` alone says, and the list of commands. A new command is one file and one line here.
struct EndlineCommand: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "endline",
    abstract: "Trial data in, numbers that can be defended out.",
    discussion: """
      EXAMPLE:
        endline change Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi
      """,
    version: version,
    subcommands: [
      AuditCommand.self, ChangeCommand.self, CompareCommand.self, DescribeCommand.self, EffectCommand.self,
      InstrumentsCommand.self, MetaCommand.self, MixedCommand.self, PowerCommand.self, ReliabilityCommand.self,
      ReportCommand.self, ScoreCommand.self, SitesCommand.self,
    ])
}
