import ArgumentParser
import Endline

/// The options of bootstrap and permutation, shared by the commands that resample.
struct ResamplingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Add bootstrap intervals from this many resamples.", valueName: "n"))
  var bootstrap: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Kind of bootstrap interval: \(Resampling.Interval.allCases.map(\.rawValue).joined(separator: ", ")) (default: bca). \
      With compare's --event or --responder, of the risk difference: \
      \(TwoByTwoTable.DifferenceInterval.allCases.map(\.rawValue).joined(separator: ", ")) (default: newcombe).
      """,
      valueName: "name"))
  var interval: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Add permutation tests with this many permutations; all are counted out where they are no more than that.",
      valueName: "n"))
  var permutations: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of the random numbers (default: \(Resampling.usualSeed)).", valueName: "n"))
  var seed: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("site: resample whole sites, and permute arms within sites.", valueName: "site"))
  var cluster: String?
}

extension ResamplingOptions {
  /// Resamples that fit into memory, and permutations that fit into a lunch break.
  private static let mostResamples = 1_000_000
  private static let mostPermutations = 100_000_000

  /// Nil where neither bootstrap nor permutations are asked for; the other options are then wrong usage.
  func request() throws(UsageError) -> Resampling? {
    guard bootstrap != nil || permutations != nil else {
      for (option, value) in [("--interval", interval), ("--seed", seed), ("--cluster", cluster)] where value != nil {
        throw .withoutResampling(option: option)
      }
      return nil
    }
    var request = Resampling()
    request.bootstrap = try count(bootstrap, option: "--bootstrap", most: Self.mostResamples)
    request.permutations = try count(permutations, option: "--permutations", most: Self.mostPermutations)
    if let interval {
      guard bootstrap != nil else { throw .withoutResampling(option: "--interval") }
      guard let known = Resampling.Interval(rawValue: interval) else {
        throw .notOneOf(
          option: "--interval", value: interval, known: Resampling.Interval.allCases.map(\.rawValue))
      }
      request.interval = known
    }
    if let seed {
      guard let number = UInt64(seed) else { throw .notASeed(seed) }
      request.seed = number
    }
    if let cluster {
      guard cluster == "site" else { throw .notOneOf(option: "--cluster", value: cluster, known: ["site"]) }
      request.bySite = true
    }
    return request
  }

  /// Refuses to resample where an analysis has no resampled form.
  func refuse(besides option: String) throws(UsageError) {
    let given = [
      ("--bootstrap", bootstrap), ("--permutations", permutations), ("--seed", seed), ("--cluster", cluster),
    ]
    if let (name, _) = given.first(where: { $0.1 != nil }) { throw .exclude(option, name) }
  }

  private func count(_ text: String?, option: String, most: Int) throws(UsageError) -> Int? {
    guard let text else { return nil }
    guard let count = Int(text), count > 0, count <= most else {
      throw .notACount(option: option, value: text, most: most)
    }
    return count
  }
}

extension Resampling {
  /// What a reader needs to get the same digits again.
  var notes: [String] { ["Random numbers: seed \(seed); --seed changes it."] }
}
