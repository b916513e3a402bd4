import ArgumentParser

/// What the argument parser lets pass and the contract does not: a command that does not exist, and an option given
/// twice (the parser would let the last one win).
enum CommandLineCheck {
  /// Options that may be given several times: those that are declared as lists.
  private static let repeatable =
    Set(
      Mirror(reflecting: DataOptions()).children.compactMap { option in
        // The wrapper of `outcome` is stored as `_outcome`.
        option.value is Option<[String]> ? option.label.map { "--" + $0.dropFirst() } : nil
      }
    ).union([
      "--arms", "--contrast", "--from", "--moderator", "--moments", "--same", "--site-covariate", "--text",
    ])
  /// Options that take no value.
  private static let flags: Set<String> = [
    "--help", "-h", "--version", "--bayes", "--ml", "--constrain-baseline", "--drop-small",
    "--within-trusted-network", "--csc", "--missing-as-unchanged", "--strict", "--explain", "--leave-one-out",
    "--small-studies", "--three-level", "--mantel-haenszel", "--peto",
    "--influence",
  ]
  /// Short names and what they stand for.
  private static let shortNames = ["-o": "--output"]

  /// Whether what follows an option is its value.
  static func takesValue(_ argument: String) -> Bool {
    !argument.contains("=") && !flags.contains(shortNames[argument] ?? argument)
  }

  static func check(_ arguments: [String]) throws(UsageError) {
    let commands = EndlineCommand.configuration.subcommands.map { $0.configuration.commandName ?? "" }
    if let first = arguments.first, !first.hasPrefix("-"), first != "help", !commands.contains(first) {
      throw .unknownCommand(first, known: commands)
    }
    var seen: Set<String> = []
    var index = 1
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      guard argument.hasPrefix("-"), argument != "-", argument != "--" else { continue }
      let written = argument.split(separator: "=", maxSplits: 1).first.map(String.init) ?? argument
      let name = shortNames[written] ?? written
      if !argument.contains("="), !flags.contains(name) { index += 1 }
      if !repeatable.contains(name), !seen.insert(name).inserted { throw .givenTwice(option: name) }
    }
  }
}
