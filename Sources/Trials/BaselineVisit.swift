/// Words with which the label of a baseline visit begins in most trials, in lower case.
private let usualWords: Set<String> = [
  "baseline", "base", "bl", "pre", "pretest", "pretreatment", "before", "intake", "entry", "start", "t0", "v0",
]

/// A visit whose label reads like a baseline, where the first one's does not: `pre`, which stands after `post` in
/// natural order. Nil where there is no reason to doubt that the first visit is the baseline.
package func likelierBaseline(among labels: [String]) -> String? {
  func readsLikeBaseline(_ label: String) -> Bool {
    let word = label.lowercased().prefix { $0.isLetter || $0.isNumber }
    return usualWords.contains(String(word))
  }
  guard let first = labels.first, !readsLikeBaseline(first) else { return nil }
  return labels.first(where: readsLikeBaseline)
}
