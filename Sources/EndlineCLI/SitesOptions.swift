import ArgumentParser
import Endline

/// What `sites` alone can be asked for.
struct SitesArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Sites with fewer subjects are not judged and leave no number (default: 5).", valueName: "n"))
  var minCell: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A number that describes sites, such as fidelity, held against their adjusted means; repeatable.",
      valueName: "col"))
  var siteCovariate: [String] = []
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What a site is held against: overall (the mean of all judged sites; the default) or rest (of the others).",
      valueName: "overall|rest"))
  var target: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Adjust the sites' p-values for their number: \(Self.adjustments.joined(separator: ", ")) (default: holm).",
      valueName: "method"))
  var adjust: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of the ranks' intervals (default: \(SiteOptions.usualSeed)).", valueName: "n"))
  var seed: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The outcome is a fidelity rating, one row per site and item: the column of the item.", valueName: "col"))
  var item: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The outcome is fidelity (with --item its items), high from here on (default with --item: 4).", valueName: "x"))
  var threshold: String?

  /// Those that need nothing but the p-values.
  static let adjustments = MultiplicityAdjustment.allCases.filter { $0 != .tukey && $0 != .dunnett }.map(\.rawValue)
}

extension SitesArguments {
  var isFidelity: Bool { item != nil || threshold != nil }

  func options() throws -> SiteOptions {
    var options = SiteOptions(siteCovariates: siteCovariate)
    if let minCell {
      guard let count = Int(minCell), count > 0 else { throw MomentsUsageError.notACell(minCell) }
      options.minCell = count
    }
    if let target { options.target = try choice(target, option: "--target", among: SiteOptions.Target.self) }
    if let adjust {
      guard Self.adjustments.contains(adjust), let adjustment = MultiplicityAdjustment(rawValue: adjust) else {
        throw UsageError.notOneOf(option: "--adjust", value: adjust, known: Self.adjustments)
      }
      options.adjustment = adjustment
    }
    if let seed {
      guard let number = UInt64(seed) else { throw UsageError.notASeed(seed) }
      options.seed = number
    }
    return options
  }

  /// From which rating fidelity is high, what is about subjects being refused.
  func fidelityThreshold(_ data: DataOptions) throws -> Double {
    let option = item == nil ? "--threshold" : "--item"
    if data.subject != nil { throw SitesUsageError.fidelityOfPersons(option) }
    let given: [(String, Bool)] = [
      ("--arm", data.arm != nil), ("--covariate", !data.covariate.isEmpty),
      ("--baseline", data.baseline != nil), ("--baseline-column", data.baselineColumn != nil),
      ("--instrument-column", data.instrumentColumn != nil), ("--wide", !data.wide.isEmpty),
      ("--site-covariate", !siteCovariate.isEmpty), ("--min-cell", minCell != nil), ("--target", target != nil),
      ("--adjust", adjust != nil), ("--seed", seed != nil),
    ]
    for (other, isGiven) in given where isGiven { throw UsageError.exclude(option, other) }
    guard let threshold else { return 4 }
    guard let number = Double(threshold), number.isFinite else { throw SitesUsageError.notAThreshold(threshold) }
    return number
  }
}

/// What can be wrong with `sites`' own options.
enum SitesUsageError: Diagnosis {
  case noSite
  case notAThreshold(String)
  /// By the option that says that sites are rated.
  case fidelityOfPersons(String)
  /// Two rows of one site: where they stand, and of which visit and item.
  case severalRatings(source: String, line: Int, first: Int, site: String, of: [String])

  var status: ExitStatus {
    if case .severalRatings = self { return .data }
    return .usage
  }

  var problems: [String] {
    switch self {
    case .noSite: ["sites needs a column for the site"]
    case .notAThreshold(let text): ["--threshold \"\(text)\" is not a number"]
    case .fidelityOfPersons(let option):
      ["\(option) is about ratings of sites (fidelity), a row for each site and visit, and --subject names persons"]
    case .severalRatings(let source, let line, let first, let site, let parts):
      [
        "\(source):\(line): site \(inQuotes(site)) is rated twice\(parts.isEmpty ? "" : " at " + parts.joined(separator: ", ")) "
          + "(first on line \(first))"
      ]
    }
  }

  var mend: String? {
    switch self {
    case .noSite: "name it with --site COL"
    case .notAThreshold: "give a rating, such as 4"
    case .fidelityOfPersons(let option):
      "leave --subject out where a row is a site's, \(option) where rows are persons'; endline compare --responder has the share "
        + "of persons past a threshold"
    case .severalRatings:
      "keep one row for each site, visit and item, with its rating; where rows are persons', leave --threshold out, and endline compare "
        + "--responder has the share of persons past a threshold"
    }
  }
}
