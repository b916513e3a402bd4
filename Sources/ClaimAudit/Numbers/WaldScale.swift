import PublishedNumbers

/// The scale on which a claim's interval is made as estimate ± a multiple of its standard error.
enum WaldScale {
  case own
  /// Of ratios.
  case logarithm
  /// Fisher's z of a correlation.
  case fisher

  /// Nil where intervals of such claims are not usually of that kind.
  init?(_ type: ClaimType?) {
    switch type {
    case .meanDifference, .regressionCoefficient: self = .own
    case .oddsRatio, .riskRatio, .hazardRatio, .rateRatio: self = .logarithm
    case .correlation: self = .fisher
    default: return nil
    }
  }

  func taking(_ range: Enclosure) -> Enclosure {
    switch self {
    case .own: range
    case .logarithm: range.logarithm ?? .everything
    case .fisher: range.increasing { $0 <= -1 ? -.infinity : $0 >= 1 ? .infinity : fisherZ($0) }
    }
  }

  func back(_ value: Double) -> Double {
    switch self {
    case .own: value
    case .logarithm: exponential(value)
    case .fisher: hyperbolicTangent(value)
    }
  }
}

/// An estimate and its interval on the scale on which the interval is symmetric.
struct WaldInterval {
  let scale: WaldScale
  let estimate: Enclosure
  let low: Enclosure
  let high: Enclosure

  /// Nil where the claim prints no interval of confidence, no estimate, or one of another kind.
  init?(_ claim: PublishedClaim) {
    guard let scale = WaldScale(claim.type), let estimate = claim.estimate, let interval = claim.interval,
      !interval.isRange, !interval.isUpsideDown
    else { return nil }
    self.scale = scale
    self.estimate = scale.taking(estimate.enclosure)
    low = scale.taking(interval.low.enclosure)
    high = scale.taking(interval.high.enclosure)
  }

  var centre: Enclosure { (low + high) * Enclosure(0.5) }
  /// Half its width, not below 0.
  var half: Enclosure {
    let half = (high - low) * Enclosure(0.5)
    return Enclosure(max(0, half.low), max(0, half.high)) ?? half
  }
}
