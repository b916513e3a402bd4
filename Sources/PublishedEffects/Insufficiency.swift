/// Why figures are not enough, and what would be.
struct Insufficiency {
  private let figures: PrintedFigures

  init(_ figures: PrintedFigures) { self.figures = figures }

  /// The first of the figures that leads somewhere, and what it lacks.
  var words: (problem: String, mend: String) {
    let given = figures.given.map(\.rawValue)
    guard !given.isEmpty else { return ("no figure is given", "give figures such as t=2.21, n1=62, n2=59") }
    if let size = [EffectKey.n1, .n2, .n].first(where: { figures.count($0) == 1 }) {
      return (problem(given), "\(size.rawValue) is 1, and a spread takes two subjects or more")
    }
    for (keys, mend) in Self.needs where keys.contains(where: figures.has) {
      let found = keys.filter { figures.has($0) }.map(\.rawValue)
      return (problem(given), "with \(found[0]) \(mend)")
    }
    return (
      problem(given),
      "give what was found beside the sizes: means with SDs, a t, a p-value, counts of events …"
    )
  }

  private func problem(_ given: [String]) -> String {
    "\(given.joined(separator: ", ")) \(given.count == 1 ? "is" : "are") not enough for an effect size"
  }

  private static let ofTest = "you need n1 and n2, or n for one sample or pairs"
  private static let ofArms = "you need n1 and n2"
  private static let ofMeans =
    "you need n1, n2 and of each arm the mean with sd, se, low and high, or quartiles; or a difference, t or p of the two "
    + "means with n1 and n2"

  private static let needs: [(keys: [EffectKey], mend: String)] = [
    ([.events1, .events2], "you need events1, n1, events2 and n2"),
    (
      [.a, .b, .c],
      "you need all of a, b, c and d: events and others of the treatment, events and others of the control"
    ),
    (
      [.pre1, .post1, .change1, .pre2, .post2, .change2],
      "you need n1, n2 and of each arm change (or pre and post) with sd_pre or sd_change"
    ),
    (
      [.pre, .post, .change, .changeLow],
      "you need n and the change (or pre and post) with sd_change, change_se, t, an interval, or sd_pre and sd_post"
    ),
    ([.t, .f], ofTest), ([.p], ofTest),
    ([.r, .eta2, .z, .u, .u1], ofArms), ([.chi2], "you need n1 and n2, or n"), ([.d, .g], ofArms),
    ([.difference, .differenceLow], "you need n1, n2 and one of sd, diff_se, diff_low with diff_high, t or p"),
    (
      [.median1, .median2, .firstQuartile1, .firstQuartile2, .minimum1, .minimum2],
      "you need of each arm n of at least 5, the median, and q1 with q3 or min with max"
    ),
    ([.mean1, .mean2, .low1, .low2], ofMeans), ([.sd1, .sd2, .se1, .se2], ofMeans),
    ([.oddsRatio, .oddsRatioLow], "you need or_low and or_high"),
  ]
}
