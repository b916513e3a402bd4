import ArgumentParser
import Endline

/// A chart of the results, as a file.
struct PlotOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draw a chart and write it as SVG, whole or not at all.", valueName: "file.svg"))
  var plot: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Which chart (default: the first that is listed).", valueName: "kind"))
  var plotKind: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The visit of a chart of one visit (default: the last that was observed).", valueName: "value"))
  var plotVisit: String?
}

/// The charts that commands draw.
enum PlotKind: String, CaseIterable {
  case means
  case changes
  case forest
  case waterfall
  case beforeAfter = "before-after"
  case trajectories
  case missing
  case flow
  case funnel
  case caterpillar

  /// Whether it shows one follow-up.
  var isOfOneVisit: Bool { self == .waterfall || self == .beforeAfter }

  /// What a note says of the file.
  var words: String {
    switch self {
    case .means: "means by visit"
    case .changes: "mean changes by visit"
    case .forest: "contrasts one below another"
    case .waterfall: "every subject's change"
    case .beforeAfter: "every subject before and after"
    case .trajectories: "every subject's course"
    case .missing: "which visits are observed together"
    case .flow: "participants' way through the visits"
    case .funnel: "sites against their sizes"
    case .caterpillar: "shrunken means of the sites"
    }
  }
}

/// What a chart is made of.
struct PlotScene {
  /// Nil where there are moments only.
  let trial: Trial?
  /// The visits' column.
  let visitName: String?
  let results: Results
  let level: Double
}

/// A chart that is asked for: which kind, where to, and how it is made.
struct Plot {
  let options: PlotOptions
  /// What the command draws, its default first.
  let kinds: [PlotKind]
  /// What a note says of the file.
  var words: (PlotKind) -> String = \.words
  let charts: (PlotKind, PlotScene) throws -> [any Chart]

  /// For a help text.
  static func list(_ kinds: [PlotKind]) -> String { kinds.map(\.rawValue).joined(separator: ", ") }

  private func kind() throws(UsageError) -> PlotKind {
    guard let name = options.plotKind else { return kinds[0] }
    guard let kind = PlotKind(rawValue: name), kinds.contains(kind) else {
      throw .notOneOf(option: "--plot-kind", value: name, known: kinds.map(\.rawValue))
    }
    return kind
  }

  /// What can be refused before any data are read.
  ///
  /// - Parameter output: where the page goes.
  func check(besides output: String?) throws {
    guard let file = options.plot else {
      if options.plotKind != nil { throw PlotUsageError.noPlot("--plot-kind") }
      if options.plotVisit != nil { throw PlotUsageError.noPlot("--plot-visit") }
      return
    }
    let kind = try kind()
    if options.plotVisit != nil, !kind.isOfOneVisit { throw PlotUsageError.notOfOneVisit(kind, kinds) }
    let name = file.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard name.lowercased().hasSuffix(".svg"), name.count > 4 else { throw PlotUsageError.notSVG(file) }
    if let output, Self.plain(output) == Self.plain(file) { throw DiagnosisUsageError.sameFile("-o", "--plot", file) }
  }

  /// - Parameter inputs: files that are never overwritten.
  func check(inputs: [String]) throws {
    if let file = options.plot { try OutputTarget.file(file, inputs: inputs).check() }
  }

  /// Draws and writes; what there is to say of it.
  func save(_ scene: PlotScene, inputs: [String?]) throws -> [String] {
    guard let file = options.plot else { return [] }
    let kind = try kind()
    let charts = try charts(kind, scene)
    guard !charts.isEmpty else {
      let others = kinds.filter { $0 != kind }.map(\.rawValue).joined(separator: ", ")
      return [
        "\(file): not written, since there is nothing to draw of kind \(kind.rawValue): these results have none of its "
          + "estimates (--measures may leave them out"
          + (others.isEmpty ? ")" : "; --plot-kind has \(others), too)")
      ]
    }
    let text = SVGDocument.text(of: charts)
    try OutputTarget.file(file, inputs: inputs.compactMap { $0 }).write(text)
    return ["\(file): \(words(kind))"]
  }

  /// A path without steps that lead nowhere.
  private static func plain(_ path: String) -> String {
    let steps = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + steps : steps
  }
}

/// What can be wrong with these options.
enum PlotUsageError: Diagnosis {
  case notSVG(String)
  /// By the option that is given without a chart.
  case noPlot(String)
  case notOfOneVisit(PlotKind, [PlotKind])
  case unknownVisit(String, known: [String])

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .notSVG(let file):
      file.isEmpty || file == "-"
        ? ["--plot is given without a file"] : ["--plot \(inQuotes(file)): charts are written as SVG"]
    case .noPlot(let option): ["\(option) is given and there is no --plot"]
    case .notOfOneVisit(let kind, _): ["--plot-visit is given, and \(kind.rawValue) shows all visits"]
    case .unknownVisit(let visit, _): ["--plot-visit \(inQuotes(visit)) is not a visit after the baseline"]
    }
  }

  var mend: String? {
    switch self {
    case .notSVG: "name a file that ends in .svg, such as chart.svg"
    case .noPlot: "add --plot FILE.svg, or leave it out"
    case .notOfOneVisit(_, let kinds):
      kinds.contains(where: \.isOfOneVisit)
        ? "leave it out, or draw \(Plot.list(kinds.filter(\.isOfOneVisit)))" : "leave it out"
    case .unknownVisit(let visit, let known):
      (nearest(to: visit, among: known).map { "did you mean \(inQuotes($0))? " } ?? "")
        + "visits: \(known.joined(separator: ", "))"
    }
  }
}
