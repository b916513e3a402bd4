/// Words by which trials call the arm that others are compared with, in lower case; a phrase is several words.
private let usualWords: [[String]] = [
  ["control"], ["controls"], ["ctrl"], ["placebo"], ["pbo"], ["plc"], ["tau"], ["cau"], ["usual"], ["waitlist"],
  ["wait", "list"], ["waiting", "list"], ["waitinglist"], ["wl"], ["wlc"], ["sham"], ["vehicle"], ["untreated"],
  ["no", "treatment"], ["soc"], ["standard", "care"], ["standard", "of", "care"], ["kontrol"], ["kontroll"],
  ["kontrolle"],
]

/// The level that is the control arm by its label: the first that is a usual word for control, else the first that
/// holds one (so that `TAU` wins over `CBT + TAU`); nil where no label does. Letter case does not count.
package func usualControl(among levels: [String]) -> Int? {
  let words = levels.map { label in
    label.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
  }
  return words.firstIndex { usualWords.contains($0) }
    ?? words.firstIndex { label in usualWords.contains { label.holds(phrase: $0) } }
}

extension [String] {
  fileprivate func holds(phrase: [String]) -> Bool {
    guard count >= phrase.count else { return false }
    return (0...(count - phrase.count)).contains { Array(self[$0..<($0 + phrase.count)]) == phrase }
  }
}
