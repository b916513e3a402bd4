internal import Glibc

/// How the average would change if the studies that a symmetric funnel lacks on one side were added: Duval and Tweedie's
/// iteration. What it fills in are mirror images, not data; heterogeneity makes funnels asymmetric, too.
///
/// The side is the one towards which small studies have fewer effects: left where the slope of the effects on their standard
/// errors is not below 0.
///
/// Source: Duval & Tweedie (2000), Journal of the American Statistical Association 95, 89–98, and Biometrics 56, 455–463.
/// R: `metafor::trimfill(x, estimator = "L0")`.
public struct TrimAndFill: Sendable {
  public enum Estimator: String, Sendable, CaseIterable {
    /// From the sum of the ranks above the average.
    case l0 = "L0"
    /// From the longest run of extreme ranks.
    case r0 = "R0"
  }

  public enum Side: String, Sendable {
    case left
    case right
  }

  public let side: Side
  /// Studies filled in.
  public let count: Int
  /// Large-sample standard error of that count.
  public let countStandardError: Double
  /// Their effects and variances.
  public let filled: [(value: Double, variance: Double)]
  /// The model of all studies, those filled in among them.
  public let model: RandomEffectsModel

  /// - Parameter model: of one effect, without moderators.
  /// - Returns: nil below three studies.
  public init?(_ model: RandomEffectsModel, estimator: Estimator = .l0, side given: Side? = nil) {
    let studies = model.values.count
    guard studies > 2 else { return nil }
    let side = given ?? EggerTest(model).map { $0.slope < 0 ? .right : .left } ?? .left
    let sign: Double = side == .right ? -1 : 1
    let order = model.values.indices.sorted { sign * model.values[$0] < sign * model.values[$1] }
    let values = order.map { sign * model.values[$0] }
    let variances = order.map { model.variances[$0] }
    func average(of first: Int) -> Double? {
      RandomEffectsModel(
        values: Array(values.prefix(first)), variances: Array(variances.prefix(first)), estimator: model.estimator)?
        .coefficients[0]
    }
    var count = 0
    var center = 0.0
    var standardError = 0.0
    var seen: Set<Int> = []
    // An iteration that returns to a count it had goes round in circles; the last count stands then.
    while seen.insert(count).inserted {
      guard let mean = average(of: studies - count) else { return nil }
      center = mean
      let next = missing(values.map { $0 - mean }, estimator)
      standardError = next.standardError
      if next.count == count { break }
      count = min(next.count, studies - 1)
    }
    let tail = (studies - count)..<studies
    filled = tail.map { (sign * (2 * center - values[$0]), variances[$0]) }
    guard
      let all = RandomEffectsModel(
        values: model.values + filled.map(\.value), variances: model.variances + filled.map(\.variance),
        estimator: model.estimator)
    else { return nil }
    self.model = all
    self.side = side
    self.count = count
    countStandardError = standardError
  }
}

/// How many studies are missing to the left of centred effects in ascending order.
private func missing(_ centered: [Double], _ estimator: TrimAndFill.Estimator) -> (count: Int, standardError: Double) {
  let k = Double(centered.count)
  let byDistance = centered.indices.sorted { (abs(centered[$0]), $0) < (abs(centered[$1]), $1) }
  var rank = [Double](repeating: 0, count: centered.count)
  for (place, index) in byDistance.enumerated() { rank[index] = Double(place + 1) }
  switch estimator {
  case .l0:
    let sum = zip(centered, rank).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    let raw = (4 * sum - k * (k + 1)) / (2 * k - 1)
    let square = raw * raw
    let spread =
      k * (k + 1) * (2 * k + 1) + 10 * square * raw + 27 * square + 17 * raw - 18 * k * square - 18 * k * raw
      + 6 * k * k * raw
    return (Int(max(0, raw.rounded(.toNearestOrEven))), 4 * (max(0, spread) / 24).squareRoot() / (2 * k - 1))
  case .r0:
    let longest = zip(centered, rank).reduce(0) { max($0, $1.0 < 0 ? $1.1 : 0) }
    let count = max(0, k - longest - 1)
    return (Int(count), (2 * count + 2).squareRoot())
  }
}
