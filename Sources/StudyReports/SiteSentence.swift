import Estimates
import Reports
import SiteComparisons

/// What a comparison of sites says, as sentences.
struct SiteSentence {
  let facts: StudyFacts
  let outcome: StudyFacts.OutcomeFacts
  let funnel: SiteFunnel

  private var place: String { funnel.visit.map { "At \(facts.visitPhrase($0)), " } ?? "" }

  func sample(adjustment: String?) -> String {
    "\(place)\(funnel.sites.count) sites with \(funnel.n) people are compared on \(outcome.title). "
      + (adjustment.map { $0 + " " } ?? "")
      + "Nobody was allocated to a site by chance, so that a difference between sites need not be a site's doing."
  }

  func intraclass(_ row: Estimate?) -> String {
    guard let row, let estimate = row.estimate else {
      return "How much of the variance lies between sites cannot be estimated."
    }
    let percent = NumberFormat.fixed(100 * estimate, decimals: estimate < 0.1 ? 1 : 0)
    guard let low = row.confidenceLow, let high = row.confidenceHigh else {
      return
        "\(percent)% of the variance of \(outcome.title) that the adjustment leaves lies between sites; there is no interval."
    }
    return
      "\(percent)% of the variance of \(outcome.title) that the adjustment leaves lies between sites (intraclass correlation "
      + "\(NumberFormat.fixed(estimate, decimals: 3)), \(facts.percent) CI \(NumberFormat.fixed(low, decimals: 3)) to "
      + "\(NumberFormat.fixed(high, decimals: 3)))."
  }

  var overdispersion: String {
    guard let phi = funnel.phi else { return "Limits cannot be drawn." }
    let number = NumberFormat.fixed(phi, decimals: 2)
    return phi > 1
      ? "Sites spread more than chance alone would have them (mean square of their z-scores \(number), where chance gives 1)."
      : "Sites spread no more than chance alone would have them (mean square of their z-scores \(number), where chance gives 1); "
        + "with few sites that says little."
  }

  var outside: String {
    let verdicts = funnel.sites.compactMap { funnel.verdict(of: $0) }
    let (beyond, far) = (verdicts.count { $0 != .inside }, verdicts.count { $0 == .beyond998 })
    let expected = NumberFormat.fixed(0.05 * Double(funnel.sites.count), decimals: 1)
    return
      "\(beyond) of \(funnel.sites.count) sites \(beyond == 1 ? "lies" : "lie") beyond the 95% limits, \(far) of them beyond the "
      + "99.8% limits; chance alone would put about \(expected) beyond the first."
  }

  /// One site against the mean of all, in the instrument's direction.
  func site(_ site: SiteFunnel.Site) -> String {
    guard let error = funnel.standardError(of: site), let digits = NumberFormat.decimals(scale: error),
      let limits = funnel.limits(of: site, level: 0.95), let verdict = funnel.verdict(of: site)
    else { return "\(site.label): where it stands cannot be told." }
    func text(_ value: Double) -> String { NumberFormat.fixed(value, decimals: digits) }
    let size = text(abs(site.deviation))
    let relation =
      Double(size) == 0
      ? "as high as the mean of all sites to the digits that are printed"
      : "\(size) \(site.deviation < 0 ? "lower" : "higher") than the mean of all sites"
    var sentence =
      "\(place)\(outcome.title) at \(site.label), adjusted, was \(relation) (\(text(site.value)) against \(text(site.target)), where "
      + "chance alone would have it between \(text(limits.lowerBound)) and \(text(limits.upperBound)) 19 times of 20; n = \(site.n))."
    switch verdict {
    case .inside: return sentence + " That is within these limits: no difference is shown, and none is ruled out."
    case .beyond95: sentence += " That is beyond the 95% limits and within the 99.8% limits"
    case .beyond998: sentence += " That is beyond the 99.8% limits"
    case .tooFew: break
    }
    if let higherIsBetter = outcome.higherIsBetter {
      return sentence + ", for the \((site.deviation > 0) == higherIsBetter ? "better" : "worse")."
    }
    return sentence + "; which direction is better is not known."
  }
}
