import ArgumentParser
import Endline

/// How the bytes of a file are read, for every command that reads one.
struct ReadingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Tokens that mean missing (default: empty, NA, ., NaN).", valueName: "a,b,c"))
  var na: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Decimal mark, . or , (default: recognised).", valueName: "mark"))
  var decimal: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Text encoding: \(TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var encoding: String?

  func add(to plan: inout StudyPlan) {
    plan.missing = na
    plan.decimal = decimal
    plan.encoding = encoding
  }
}
