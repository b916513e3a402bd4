package import Charts
package import SiteComparisons

/// What is drawn of a funnel.
extension SiteFunnel {
  /// Adjusted means against sizes, with the limits at each level; nil where there is no SD within sites.
  ///
  /// - Parameters:
  ///   - title: of the outcome; nil: its name.
  ///   - own: the site that the chart is about, if there is one.
  ///   - isNamed: which sites may be named.
  package func funnelChart(
    _ title: String? = nil, own: String? = nil, isNamed: (Site) -> Bool = { _ in true }
  ) -> (any Chart)? {
    guard sigma != nil, let largest = sites.map(\.effectiveSize).max(), let smallest = sites.map(\.effectiveSize).min()
    else { return nil }
    let (from, to) = (max(1, 0.6 * smallest), min(Double(n), 1.1 * largest))
    // The sites' own sizes are among the points, so that a site lies outside of the curve where it is judged so.
    let drawn = own == nil || sites.count <= Self.mostNeighbours ? sites : sites.filter { $0.label == own }
    let sizes = ((0...60).map { from + (to - from) * Double($0) / 60 } + drawn.map(\.effectiveSize)).sorted()
    return FunnelChart(
      title: heading(title), subtitle: "\(sites.count) sites against the mean of all, \(n) subjects",
      valueName: "Adjusted mean of \(title ?? outcome)", sizeName: "Number of subjects, less what adjusting costs",
      target: overallMean,
      sites: drawn.map {
        .init(
          label: isNamed($0) ? $0.label : "", n: $0.effectiveSize, value: $0.value, isOwn: $0.label == own)
      },
      limits: Self.levels.map { level in
        .init(
          label: "\((1000 * level).rounded() / 10)% limits".replacing(".0%", with: "%"),
          points: sizes.compactMap { size in
            limits(size: size, level: level).map { (n: size, low: $0.lowerBound, high: $0.upperBound) }
          })
      })
  }

  /// With more sites than these, a chart about one of them leaves the others out.
  package static let mostNeighbours = 100

  /// Empirical-Bayes means in their order, with the adjusted ones beside them; nil where there are none.
  package func caterpillarChart(_ title: String? = nil) -> (any Chart)? {
    guard sites.contains(where: { $0.shrunken != nil }) else { return nil }
    return CaterpillarChart(
      title: heading(title), subtitle: "Empirical-Bayes means of \(sites.count) sites",
      axisName: "Mean of \(title ?? outcome)",
      rows: sites.map { site in
        .init(
          label: site.label, interval: Interval(site.shrunken, low: site.shrunkenLow, high: site.shrunkenHigh),
          raw: site.value)
      }, overall: overallMean)
  }

  private func heading(_ title: String?) -> String { "\(title ?? outcome)\(visit.map { ", \($0)" } ?? "") by site" }
}
