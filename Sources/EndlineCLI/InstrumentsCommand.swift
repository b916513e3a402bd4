import ArgumentParser
import Endline

/// `endline instruments`: the instrument catalogue.
struct InstrumentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "instruments",
    abstract: "The instrument catalogue: how scales are scored, and what is known of their scores.",
    discussion: """
      EXAMPLE, all of them:
        endline instruments

      EXAMPLE, one, every figure with its source:
        endline instruments core_om

      EXAMPLE, a file to change into an instrument of your own:
        endline instruments core_om --format yaml -o my-scale.yaml

      What is not known here is said to be so, and never filled in. Keys, abbreviations and the paths of your own files \
      (.yaml) are all names of instruments. How such a file is written: Documentation/Methods/instruments.md.
      """)

  @Argument(help: ArgumentHelp("Key or abbreviation of an instrument, or a file of your own.", valueName: "key"))
  var key: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How to write: table, json; of all also markdown, of one also yaml.", valueName: "format"))
  var format: String = "table"
  @Option(
    name: [.short, .long], parsing: .unconditional,
    help: ArgumentHelp("Write to a file, whole or not at all.", valueName: "file"))
  var output: String?

  private enum CatalogueFormat: String, CaseIterable { case table, json, markdown }
  private enum InstrumentFormat: String, CaseIterable { case table, json, yaml }

  func run() throws {
    if output == "" { throw UsageError.emptyOutput }
    let inputs = [key].compactMap { $0 }.filter { Catalogue.isFile($0) }
    let target: OutputTarget = output.map { $0 == "-" ? .standardOutput : .file($0, inputs: inputs) } ?? .standardOutput
    try target.check()
    let style = target == .standardOutput ? Terminal.pageStyle() : PageStyle()
    try target.write(try key.map { try page(of: $0, style: style) } ?? list(style: style))
  }

  private func list(style: PageStyle) throws -> String {
    let all = try Catalogue.all()
    return switch try choice(format, option: "--format", among: CatalogueFormat.self) {
    case .table: InstrumentList(all).text(style: style)
    case .json: Instrument.json(of: all)
    case .markdown: InstrumentList(all).markdown
    }
  }

  private func page(of name: String, style: PageStyle) throws -> String {
    let instrument = try Catalogue.instrument(named: name)
    return switch try choice(format, option: "--format", among: InstrumentFormat.self) {
    case .table: instrument.page(style: style)
    case .json: instrument.json
    case .yaml: try Catalogue.isFile(name) ? Catalogue.text(ofFile: name) : Catalogue.text(ofKey: instrument.key) ?? ""
    }
  }
}
