internal import Estimates

/// What is asked for by resampling, beside the closed forms. Documentation/Methods/resampling.md.
public struct Resampling: Sendable, Equatable {
  /// How a bootstrap interval is made of the replicates; the raw value is what `--interval` takes.
  public enum Interval: String, Sendable, CaseIterable {
    /// Quantiles of the replicates.
    case percentile
    /// Quantiles of replicate − estimate, turned round the estimate.
    case basic
    /// Percentile, corrected for bias and acceleration (Efron 1987).
    case bca
    /// Quantiles of (replicate − estimate)/(its own standard error), times the estimate's standard error.
    case studentised
  }

  /// Bootstrap resamples; nil for none.
  public var bootstrap: Int?
  public var interval: Interval
  /// Random permutations, or sign changes; nil for no test. All of them are taken where they are no more than these, or
  /// no more than 100,000.
  public var permutations: Int?
  public var seed: UInt64
  /// Whole sites are resampled instead of subjects, and arms are permuted within sites.
  public var bySite: Bool
  /// Nil: as many as there are processors; changes no digit.
  public var threads: Int?

  public init(
    bootstrap: Int? = nil, interval: Interval = .bca, permutations: Int? = nil, seed: UInt64 = Resampling.usualSeed,
    bySite: Bool = false, threads: Int? = nil
  ) {
    self.bootstrap = bootstrap
    self.interval = interval
    self.permutations = permutations
    self.seed = seed
    self.bySite = bySite
    self.threads = threads
  }

  /// What is asked for in vain, because no measure that is wanted has it; `permuted` is the one that is tested.
  func idleNotes(bootstrapped: [Measure], permuted: Measure, wants: (Measure) -> Bool) -> [String] {
    var notes: [String] = []
    if bootstrap != nil, !bootstrapped.contains(where: wants) {
      let known = bootstrapped.map(\.rawValue).joined(separator: ", ")
      notes.append("No measure that is asked for has a bootstrap interval, so --bootstrap adds nothing (\(known) have)")
    }
    if permutations != nil, !wants(permuted) {
      notes.append("--permutations tests \(permuted.rawValue) only, which is not asked for, so it adds nothing")
    }
    return notes
  }

  /// The seed where none is given: a fixed number, so that a result can be had again.
  public static let usualSeed: UInt64 = 20_240_229
}
