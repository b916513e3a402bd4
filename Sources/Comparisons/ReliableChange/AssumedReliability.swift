internal import Distributions
internal import Estimates
internal import Glibc

/// How reliable an outcome's scores are, with what is known of how well that is known, and where it comes from.
public struct AssumedReliability: Sendable, Equatable {
  /// Where a reliability comes from; a result always says it.
  public enum Origin: Sendable, Equatable {
    /// By whoever asked.
    case given
    /// By the study description.
    case described
    /// Test–retest reliability that a catalogue has of an instrument.
    case testRetest(instrument: String)
    /// Cronbach's alpha that a catalogue has of an instrument.
    case alpha(instrument: String)
    /// Correlation of two visits of the same trial.
    case visits(String, String, subjects: Int)
  }

  /// Above 0 and below 1.
  public let value: Double
  /// Its confidence limits; nil where they are not known.
  public let limits: ClosedRange<Double>?
  public let origin: Origin

  public init(_ value: Double, limits: ClosedRange<Double>? = nil, origin: Origin = .given) {
    self.value = value
    self.limits = limits
    self.origin = origin
  }

  /// With the limits that Fisher's z gives a correlation of n subjects: tanh(artanh r ± z/√(n − 3)).
  ///
  /// - Parameter subjects: for fewer than 4 there are no limits.
  public init(_ value: Double, subjects: Int, level: Double, origin: Origin = .given) {
    self.value = value
    self.origin = origin
    guard subjects > 3 else {
      limits = nil
      return
    }
    let reach = Normal().quantile((1 - level) / 2, tail: .upper) / Double(subjects - 3).squareRoot()
    limits = tanh(atanh(value) - reach)...tanh(atanh(value) + reach)
  }

  /// `reliability 0.8 [0.72, 0.87] (given)`.
  package var description: String {
    let interval = limits.map { " [\($0.lowerBound.sixDigits), \($0.upperBound.sixDigits)]" } ?? ""
    return "reliability \(value.sixDigits)\(interval) (\(originText))"
  }

  private var originText: String {
    switch origin {
    case .given: "given"
    case .described: "the study description"
    case .testRetest(let instrument): "test-retest, \(instrument) in the catalogue"
    case .alpha(let instrument): "Cronbach's alpha, \(instrument) in the catalogue"
    case .visits(let first, let second, let subjects):
      "correlation of visits \(first) and \(second), \(subjects) subjects"
    }
  }
}
