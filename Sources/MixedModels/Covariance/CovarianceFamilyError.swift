public import Diagnostics

/// Why visits do not make a covariance structure.
public enum CovarianceFamilyError: Diagnosis, Equatable {
  /// The structure reads times, and visits have none, or one that is not a finite number.
  case timesMissing(CovarianceFamily)
  /// Two visits have one time.
  case timeRepeated(CovarianceFamily, Double)

  public var status: ExitStatus { .usage }

  public var problems: [String] {
    switch self {
    case .timesMissing(let family):
      ["covariance \(family.rawValue): visits need times that are numbers, since correlations decay with time"]
    case .timeRepeated(let family, let time):
      ["covariance \(family.rawValue): two visits are at time \(Self.shortest(time)); each needs a time of its own"]
    }
  }

  public var mend: String? {
    switch self {
    case .timesMissing: "give each visit its time, or ask for ar1, whose correlations decay with every visit"
    case .timeRepeated: "give each visit its own time"
    }
  }

  private static func shortest(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
