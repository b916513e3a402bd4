import ArgumentParser
import Endline

/// The options of the Bayesian second look, shared by the commands that have one.
struct BayesArguments: ParsableArguments {
  @Flag(help: "Add a Bayes factor (JZS) and, in compare, the difference's posterior under a normal prior.")
  var bayes = false
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Scale of the Cauchy prior of the standardized difference (default: 0.707107, which is sqrt(2)/2).",
      valueName: "x"))
  var bayesScale: String?
}

/// What `compare` has beside them.
struct PriorArgument: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Normal prior of the difference in means, in the units of the outcome (default: 0 and the pooled SD).",
      valueName: "mean,sd"))
  var bayesPrior: String?
}

extension BayesArguments {
  /// Nil where no second look is asked for; its measures and options are then wrong usage.
  ///
  /// - Parameter prior: `MEAN,SD`, of the commands that take one.
  func request(
    _ measures: Set<Measure>?, among bayesMeasures: [Measure], prior: String? = nil
  ) throws(BayesUsageError) -> BayesOptions? {
    guard bayes else {
      for (option, value) in [("--bayes-scale", bayesScale), ("--bayes-prior", prior)] where value != nil {
        throw .withoutBayes(option: option)
      }
      if let needy = bayesMeasures.first(where: { measures?.contains($0) ?? false }) {
        throw .needsBayes(needy.rawValue)
      }
      return nil
    }
    var options = BayesOptions()
    if let bayesScale {
      guard let scale = Double(bayesScale), scale > 0, scale.isFinite else { throw .notAScale(bayesScale) }
      options.scale = scale
    }
    if let prior { options.prior = try Self.prior(prior) }
    return options
  }

  private static func prior(_ text: String) throws(BayesUsageError) -> NormalPrior {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in Double(String(part.drop { $0 == " " })) }
    guard parts.count == 2, numbers.count == 2, numbers.allSatisfy(\.isFinite), numbers[1] > 0 else {
      throw .notAPrior(text)
    }
    return NormalPrior(mean: numbers[0], sd: numbers[1])
  }

  /// Refuses a second look where an analysis has none.
  func refuse(besides option: String, prior: String? = nil) throws(UsageError) {
    if bayes { throw .exclude(option, "--bayes") }
    if bayesScale != nil { throw .exclude(option, "--bayes-scale") }
    if prior != nil { throw .exclude(option, "--bayes-prior") }
  }
}

/// What can be wrong with the options of the Bayesian second look.
enum BayesUsageError: Diagnosis {
  case withoutBayes(option: String)
  case needsBayes(String)
  case notAScale(String)
  case notAPrior(String)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .withoutBayes(let option): ["\(option) is given without --bayes"]
    case .needsBayes(let measure): ["--measures: \"\(measure)\" needs --bayes"]
    case .notAScale(let text): ["--bayes-scale \"\(text)\" is not a scale"]
    case .notAPrior(let text): ["--bayes-prior \"\(text)\" is not a prior"]
    }
  }

  var mend: String? {
    switch self {
    case .withoutBayes, .needsBayes: "add --bayes"
    case .notAScale: "give a number above 0, such as 0.5: half of the prior's standardized differences lie within it"
    case .notAPrior:
      "give the prior's mean and its SD, which is above 0, in the units of the outcome and parted by a comma, such as 0,10"
    }
  }
}
