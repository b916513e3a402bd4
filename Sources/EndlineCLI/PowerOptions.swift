import ArgumentParser
import Endline

/// The designs that can be planned.
enum PowerDesignName: String, CaseIterable {
  case twoMeans = "two-means"
  case paired
  case ancova
  case proportions
  case cluster
  case partiallyNested = "partially-nested"
  case mmrm

  var words: String {
    switch self {
    case .twoMeans: "two means"
    case .paired: "pairs"
    case .ancova: "analysis of covariance"
    case .proportions: "two proportions"
    case .cluster: "clusters"
    case .partiallyNested: "groups in one arm"
    case .mmrm: "last visit of a mixed model"
    }
  }
}

enum PowerTestName: String, CaseIterable {
  case superiority
  case nonInferiority = "non-inferiority"
  case equivalence
}

/// The options of `power` as they are written.
struct PowerOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "\(PowerDesignName.allCases.map(\.rawValue).joined(separator: ", ")) (default: two-means).", valueName: "name"))
  var design: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "superiority (default), non-inferiority or equivalence (two one-sided tests), of designs that compare means.",
      valueName: "name"))
  var test: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("What non-inferiority and equivalence allow.", valueName: "x"))
  var margin: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Treatment minus control, or later minus earlier; with --margin the true difference (default: 0).",
      valueName: "x,…"))
  var difference: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Subjects to randomise: in all (parted by --ratio), or TREATMENT,CONTROL; pairs; clusters.", valueName: "n"))
  var n: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Treatment:control (default: 1:1).", valueName: "a:b"))
  var ratio: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("The power that is wanted.", valueName: "p,…"))
  var power: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Level of the test (default: 0.05), of each of two one-sided tests.", valueName: "a"))
  var alpha: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("1 or 2 (default).", valueName: "k"))
  var sides: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Standard deviation; of mmrm one, or one for each visit.", valueName: "s,…"))
  var sd: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The control arm's, where it is another: Welch's t test.", valueName: "s"))
  var sdControl: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Standard deviation of the change, in place of --sd and --r.", valueName: "s"))
  var sdChange: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Correlation with the baseline (paired, ancova; of mmrm one, or one for each visit).", valueName: "r,…"))
  var r: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Share with the event in the control arm.", valueName: "p"))
  var controlProportion: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of proportions, normal, arcsine or fisher_exact alone (default: all).", valueName: "name"))
  var approach: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Subjects of a cluster or therapy group.", valueName: "m"))
  var clusterSize: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Intraclass correlation of clusters or groups.", valueName: "x,…"))
  var icc: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Coefficient of variation of the clusters' sizes (default: 0).", valueName: "x"))
  var clusterCv: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Share of the randomised who will not be analysed.", valueName: "a,…"))
  var attrition: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Number of visits after the baseline.", valueName: "t"))
  var visits: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of the visits with one another: cs:0.5, ar1:0.7, toep:0.7,0.5,0.4, or rows parted by semicolons.",
      valueName: "r"))
  var correlation: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Share of the randomised at each visit (default: 1).", valueName: "r,…"))
  var retention: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("The control arm's, where it is another.", valueName: "r,…"))
  var retentionControl: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Also simulate so many trials, each analysed as endline mixed does: power and type I error.", valueName: "n"))
  var simulate: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Seed of the random numbers (default: 1).", valueName: "n"))
  var seed: String?
}

extension PowerOptions {
  /// The options that not every design has, with their values.
  var own: [(option: String, value: String?, designs: [PowerDesignName])] {
    let means: [PowerDesignName] = [.twoMeans, .paired, .ancova, .cluster, .partiallyNested, .mmrm]
    let grouped: [PowerDesignName] = [.cluster, .partiallyNested]
    return [
      ("--sd", sd, means), ("--sd-control", sdControl, [.twoMeans]), ("--sd-change", sdChange, [.paired]),
      ("--r", r, [.paired, .ancova, .mmrm]), ("--control-proportion", controlProportion, [.proportions]),
      ("--approach", approach, [.proportions]),
      ("--cluster-size", clusterSize, grouped), ("--icc", icc, grouped), ("--cluster-cv", clusterCv, [.cluster]),
      ("--ratio", ratio, PowerDesignName.allCases.filter { $0 != .paired }),
      ("--attrition", attrition, PowerDesignName.allCases.filter { $0 != .mmrm }),
      ("--visits", visits, [.mmrm]), ("--correlation", correlation, [.mmrm]),
      ("--retention", retention, [.mmrm]), ("--retention-control", retentionControl, [.mmrm]),
      ("--test", test, means), ("--margin", margin, means),
    ]
  }
}
