/// The covariance structures by the names they are asked for: `us(visit | subject)`, `--covariance us,toeph`.
///
/// A new structure is a file with its type, a case and a line in `entry`.
public enum CovarianceFamily: String, CaseIterable, Sendable {
  case us
  case cs
  case csh
  case ar1
  case ar1h
  case toep
  case toeph
  case ad
  case adh
  case vc
  case vch
  case spExp = "sp_exp"

  private typealias Entry = (title: String, structure: @Sendable (Visits) -> any CovarianceStructure)

  private var entry: Entry {
    switch self {
    case .us: ("unstructured", { Unstructured(order: $0.order) })
    case .cs: ("compound symmetry", { CompoundSymmetry(order: $0.order) })
    case .csh: ("heterogeneous compound symmetry", { HeterogeneousCompoundSymmetry(order: $0.order) })
    case .ar1: ("first-order autoregressive", { Autoregressive(order: $0.order) })
    case .ar1h: ("heterogeneous first-order autoregressive", { HeterogeneousAutoregressive(order: $0.order) })
    case .toep: ("Toeplitz", { Toeplitz(order: $0.order) })
    case .toeph: ("heterogeneous Toeplitz", { HeterogeneousToeplitz(order: $0.order) })
    case .ad: ("first-order ante-dependence, one variance", { AnteDependence(order: $0.order) })
    case .adh: ("first-order ante-dependence", { HeterogeneousAnteDependence(order: $0.order) })
    case .vc: ("uncorrelated, one variance", { EqualVariances(order: $0.order) })
    case .vch: ("uncorrelated, a variance for each visit", { VisitVariances(order: $0.order) })
    case .spExp: ("spatial exponential", { SpatialExponential(times: $0.times) })
    }
  }
}

extension CovarianceFamily {
  /// The structure in words: "heterogeneous compound symmetry".
  public var title: String { entry.title }

  /// The names it may be asked for by, its own first: `us` and `un`.
  public var names: [String] { self == .us ? ["us", "un"] : [rawValue] }

  /// The family with this name, in small letters; nil where there is none.
  public init?(named name: String) {
    guard let family = Self.allCases.first(where: { $0.names.contains(name) }) else { return nil }
    self = family
  }

  /// Whether the structure asks when visits are, and not only in which order.
  public var needsTimes: Bool { self == .spExp }

  /// The structure of one subject's T visits.
  ///
  /// With one visit there is no covariance to model, and every family is one variance (`vc`).
  ///
  /// - Parameters:
  ///   - order: T, at least 1.
  ///   - times: when each visit is, in any unit; nil where visits have names only. Read by families that `needsTimes`.
  /// - Throws: what is wrong with the times, for families that read them.
  public func structure(
    order: Int, times: [Double]? = nil
  ) throws(CovarianceFamilyError) -> any CovarianceStructure {
    precondition(order >= 1, "a subject without visits has no covariance matrix")
    let checked = needsTimes ? try distinct(times, order) : []
    return order == 1 ? EqualVariances(order: 1) : entry.structure(Visits(order: order, times: checked))
  }

  private struct Visits {
    let order: Int
    let times: [Double]
  }

  private func distinct(_ times: [Double]?, _ order: Int) throws(CovarianceFamilyError) -> [Double] {
    guard let times, times.allSatisfy(\.isFinite) else { throw .timesMissing(self) }
    precondition(times.count == order, "\(order) visits need \(order) times, \(times.count) were given")
    let sorted = times.sorted()
    if let repeated = zip(sorted, sorted.dropFirst()).first(where: { $0 == $1 }) {
      throw .timeRepeated(self, repeated.0)
    }
    return times
  }
}
