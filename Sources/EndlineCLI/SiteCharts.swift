import Endline

/// What `sites` draws of its funnels.
extension SiteFunnel {
  /// Adjusted means against sizes, with the limits at each level; nil where there is no SD within sites.
  func funnelChart() -> (any Chart)? {
    guard sigma != nil, let largest = sites.map(\.effectiveSize).max(), let smallest = sites.map(\.effectiveSize).min()
    else { return nil }
    let (from, to) = (max(1, 0.6 * smallest), min(Double(n), 1.1 * largest))
    // The sites' own sizes are among the points, so that a site lies outside of the curve where it is judged so.
    let sizes = ((0...60).map { from + (to - from) * Double($0) / 60 } + sites.map(\.effectiveSize)).sorted()
    return FunnelChart(
      title: heading, subtitle: "\(sites.count) sites against the mean of all, \(n) subjects",
      valueName: "Adjusted mean of \(outcome)", sizeName: "Number of subjects, less what adjusting costs",
      target: overallMean, sites: sites.map { .init(label: $0.label, n: $0.effectiveSize, value: $0.value) },
      limits: Self.levels.map { level in
        .init(
          label: "\((1000 * level).rounded() / 10)% limits".replacing(".0%", with: "%"),
          points: sizes.compactMap { size in
            limits(size: size, level: level).map { (n: size, low: $0.lowerBound, high: $0.upperBound) }
          })
      })
  }

  /// Empirical-Bayes means in their order, with the adjusted ones beside them; nil where there are none.
  func caterpillarChart() -> (any Chart)? {
    guard sites.contains(where: { $0.shrunken != nil }) else { return nil }
    return CaterpillarChart(
      title: heading, subtitle: "Empirical-Bayes means of \(sites.count) sites", axisName: "Mean of \(outcome)",
      rows: sites.map { site in
        .init(
          label: site.label, interval: Interval(site.shrunken, low: site.shrunkenLow, high: site.shrunkenHigh),
          raw: site.value)
      }, overall: overallMean)
  }

  private var heading: String { "\(outcome)\(visit.map { ", \($0)" } ?? "") by site" }
}
