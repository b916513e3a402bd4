import ArgumentParser
import Endline
import Glibc

/// Runs the command line: parses, runs, and turns whatever went wrong into one line per problem, one mend and the
/// contract's exit status.
@main
enum Main {
  static func main() {
    Terminal.catchSignals()
    let arguments = OptionalValues.completed(Array(CommandLine.arguments.dropFirst()))
    do {
      try CommandLineCheck.check(arguments)
      try run(arguments)
      exit(ExitStatus.done.rawValue)
    } catch let error as any Diagnosis {
      StandardStreams.end(with: error)
    } catch {
      StandardStreams.end(with: InternalFault(what: "\(error)"))
    }
  }

  private static func run(_ arguments: [String]) throws {
    var command: any ParsableCommand
    do {
      // Without a command, the page that lists them.
      command = try EndlineCommand.parseAsRoot(arguments.isEmpty ? ["--help"] : arguments)
    } catch {
      guard try answered(error) else {
        throw UsageError.parser(message: EndlineCommand.message(for: error), command: arguments.first)
      }
      return
    }
    do {
      try command.run()
    } catch let error as any Diagnosis {
      throw error
    } catch {
      guard try answered(error) else { throw error }
    }
  }

  /// Whether what was thrown is an answer and no error, as `--help`, `--version` and `help` give theirs; prints it.
  private static func answered(_ error: any Error) throws -> Bool {
    guard EndlineCommand.exitCode(for: error) == .success else { return false }
    try OutputTarget.standardOutput.write(EndlineCommand.fullMessage(for: error) + "\n")
    return true
  }
}
