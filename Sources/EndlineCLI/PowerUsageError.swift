import Endline

/// What can be wrong with the options of `power`.
enum PowerUsageError: Diagnosis {
  case missing(option: String, design: PowerDesignName)
  /// An option that a design does not have, and those that do.
  case notOfDesign(option: String, design: PowerDesignName, others: [PowerDesignName])
  case notANumber(option: String, value: String, what: String, mend: String)
  /// Which of n, power and difference are given.
  case nothingToFind(given: [String])
  case severalToFind(missing: [String])
  case powerNotAboveAlpha(power: Double, alpha: Double)
  /// What it is with a point, where it was `0,5`.
  case noDifference(decimal: String?)
  case outsideMargin(difference: Double, margin: Double)
  case needsMargin(test: String)
  case marginWithoutTest
  case notForTest(option: String, test: String)
  case notAsMany(option: String, count: Int, visits: Int)
  case risingRetention(option: String, visit: Int, from: Double, to: Double)
  case notPositiveDefinite(withBaseline: Bool)
  case notACorrelation(String)
  case shareOutside(control: Double, difference: Double)
  case tooLargeForExact
  case notSimulated(PowerDesignName)
  case simulateNeedsSize
  case tooMany(Int)
  case seedWithoutSimulation
  case tooManyCurves(Int, Int)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .missing(let option, let design): ["--design \(design.rawValue) needs \(option)"]
    case .notOfDesign(let option, let design, _): ["\(option) is not an option of --design \(design.rawValue)"]
    case .notANumber(let option, let value, let what, _): ["\(option) \(inQuotes(value)) is not \(what)"]
    case .nothingToFind(let given): ["nothing is left to find: \(given.joined(separator: ", ")) are given"]
    case .severalToFind(let missing): ["more than one thing is to be found: \(missing.joined(separator: ", "))"]
    case .powerNotAboveAlpha(let power, let alpha): ["--power \(power.shortest) is not above --alpha \(alpha.shortest)"]
    case .noDifference: ["--difference 0 is found with no sample size"]
    case .outsideMargin(let difference, let margin):
      ["--difference \(difference.shortest) is not inside --margin \(margin.shortest)"]
    case .needsMargin(let test): ["--test \(test) needs --margin"]
    case .marginWithoutTest: ["--margin is given without a test against a margin"]
    case .notForTest(let option, let test): ["\(option) is not an option of --test \(test)"]
    case .notAsMany(let option, let count, let visits):
      ["\(option) has \(count) value\(count == 1 ? "" : "s") for \(visits) visit\(visits == 1 ? "" : "s")"]
    case .risingRetention(let option, let visit, let from, let to):
      ["\(option) rises from \(from.shortest) to \(to.shortest) at visit \(visit)"]
    case .notPositiveDefinite(let withBaseline):
      [
        withBaseline
          ? "--correlation and --r make no correlation matrix: it is not positive definite"
          : "--correlation makes no correlation matrix: it is not positive definite"
      ]
    case .notACorrelation(let text): ["--correlation \(inQuotes(text)) is no correlation of the visits"]
    case .shareOutside(let control, let difference):
      [
        "--control-proportion \(control.shortest) and --difference \(difference.shortest) make the proportion "
          + "\((control + difference).shortest)"
      ]
    case .tooLargeForExact: ["--n is too large for all tables of Fisher's exact test to be gone through"]
    case .notSimulated(let design): ["--simulate: --design \(design.rawValue) is not simulated"]
    case .simulateNeedsSize: ["--simulate needs a difference and a sample size, given or found"]
    case .tooMany(let count): ["\(count) combinations of values are too many for a table"]
    case .seedWithoutSimulation: ["--seed is given and nothing is simulated"]
    case .tooManyCurves(let count, _): ["--plot: \(count) curves are too many for a chart"]
    }
  }

  var mend: String? {
    switch self {
    case .missing(let option, _): "add \(option) \(Self.example(option))"
    case .notOfDesign(_, _, let others):
      "leave it out, or take a design that has it: \(others.map(\.rawValue).joined(separator: ", "))"
    case .notANumber(_, _, _, let mend): mend
    case .nothingToFind: "leave out the one that is to be found"
    case .severalToFind: "give all of them but one"
    case .powerNotAboveAlpha: "give a power between alpha and 1, such as 0.8"
    case .noDifference(let decimal):
      decimal.map { "write \($0) with a point: commas part values" } ?? "give the difference that is worth finding"
    case .outsideMargin: "give a true difference inside the margin (0 where none is given), or a wider margin"
    case .needsMargin: "add --margin X, the largest difference that does not matter"
    case .marginWithoutTest: "add --test non-inferiority or --test equivalence"
    case .notForTest: "leave it out: these tests are one-sided, each at alpha"
    case .notAsMany: "give one value for each visit after the baseline, parted by commas"
    case .risingRetention: "nobody comes back: give the share of the randomised who are there at each visit, falling"
    case .notPositiveDefinite: "correlations must agree with one another: lower those that are far from the others"
    case .notACorrelation:
      "give cs:0.5, ar1:0.7, toep:0.7,0.5,0.4, or the matrix row by row with its diagonal: 1,.5,.4;.5,1,.5;.4,.5,1"
    case .shareOutside: "both must lie between 0 and 1"
    case .tooLargeForExact: "add --approach normal or arcsine, or at most \(ProportionsDesign.largestExact) in an arm"
    case .notSimulated:
      "leave it out, or plan one that is: two-means, ancova, mmrm"
    case .simulateNeedsSize: "give --difference, and --n or --power"
    case .tooMany: "give fewer values: at most 500 lines"
    case .seedWithoutSimulation: "add --simulate N"
    case .tooManyCurves(_, let most): "give fewer values: at most \(most) curves"
    }
  }

  private static func example(_ option: String) -> String {
    switch option {
    case "--sd": "12, the outcome's standard deviation"
    case "--r": "0.5, its correlation with the baseline"
    case "--control-proportion": "0.3, the share with the event in the control arm"
    case "--icc": "0.05, the share of the variance between groups"
    case "--cluster-size": "8, the subjects of a group"
    case "--visits": "4, the number of visits after the baseline"
    case "--correlation": "cs:0.5, ar1:0.7, or a matrix row by row"
    default: ""
    }
  }
}
