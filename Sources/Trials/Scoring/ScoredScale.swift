import Diagnostics
import Instruments

/// A scale's scores in every row, and what there is to say of them.
struct ScoredScale {
  let scale: ItemScale
  /// `[row][score]`, in the order of the plan's scales; nil where there is none.
  private(set) var values: [[Double?]] = []
  /// Scored items that are answered, by row.
  private(set) var answered: [Int] = []
  /// Why a score is missing, by row; empty where none is.
  private(set) var reasons: [String] = []
  private(set) var notes: [String] = []

  /// Fewer complete rows say nothing of an item.
  private static let leastRows = 10

  init(_ answers: ItemAnswers) {
    scale = answers.scale
    let plan = scale.plan
    let whole = plan.scales[0]
    var tally = Tally(plan.scales.count)
    var complete: [[Double]] = []
    for row in 0..<answers.rowCount {
      let given = answers.row(row)
      let scores = plan.scores(given)
      values.append(scores.map(\.value))
      answered.append(scores[0].answered)
      reasons.append(reason(scores))
      tally.add(scores)
      if scores[0].missing.isEmpty { complete.append(whole.items.map { plan.oriented(given[$0], item: $0) }) }
    }
    notes = tally.notes(scale, rows: answers.rowCount) + knowledge(fractions: answers.fractions, tally: tally)
    if plan.method != .goalAttainment, whole.items.count > 1 { notes += turned(complete, whole) }
  }

  /// `2 of 15 items missing (q3, q7)`, for each score that is missing.
  private func reason(_ scores: [ScaleScore]) -> String {
    zip(scale.plan.scales, scores).compactMap { part, score -> String? in
      guard score.value == nil else { return nil }
      let label = scores.count > 1 ? part.suffix + ": " : ""
      if score.answered == 0 { return label + "no item answered" }
      let names = score.missing.prefix(5).map { scale.columns[$0] }.joined(separator: ", ")
      let more = score.missing.count > 5 ? " and \(score.missing.count - 5) more" : ""
      return label + "\(score.missing.count) of \(part.items.count) items missing (\(names)\(more))"
    }.joined(separator: "; ")
  }

  /// What of the instrument is not known and matters here.
  private func knowledge(fractions: Int, tally: Tally) -> [String] {
    let instrument = scale.plan.instrument
    var notes: [String] = []
    func say(_ text: String) { notes.append("\(scale.name): \(text)") }
    if let remark = instrument.scoring.remark { say(remark) }
    if instrument.missing == nil, tally.incomplete > 0, scale.plan.scales[0].atMostMissing == 0 {
      say(
        "what to do about missing answers is not known here, so every item has to be answered; --max-missing N allows N"
      )
    }
    if scale.plan.itemCount > 1, instrument.items.reversed == nil {
      say("which items are reversed is not known here: answers count as they are coded")
    }
    if scale.plan.answers.contains(where: { $0 == nil }) {
      say(
        "the lowest and highest answers are not known here, so none is refused; --item-range LOWEST,HIGHEST says them")
    }
    if fractions > 0 { say("\(fractions) \(fractions == 1 ? "answer is" : "answers are") no whole numbers") }
    let scored = Set(scale.plan.scales.compactMap(\.subscale))
    let unscored = instrument.subscales.map(\.name).filter { !scored.contains($0) }
    if !unscored.isEmpty {
      say("not scored, since their items are not known here: \(unscored.map { inQuotes($0) }.joined(separator: ", "))")
    }
    return notes
  }

  /// Items that look as if they had not been turned round.
  private func turned(_ rows: [[Double]], _ whole: ScoringPlan.Scale) -> [String] {
    guard rows.count >= Self.leastRows else {
      return [
        "\(scale.name): \(counted(rows.count, "row")) with every item answered: too few to see whether an item should be "
          + "reversed"
      ]
    }
    return ItemRestCorrelation.all(rows: rows, items: whole.items).compactMap { item in
      guard let value = item.value, value < 0 else { return nil }
      return "\(scale.name): item \(item.item + 1) (\(inQuotes(scale.columns[item.item]))) correlates "
        + "\(rounded(value)) with the rest (\(rows.count) complete rows): is it reversed?"
    }
  }

  /// Two decimals, the sign kept.
  private func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    guard hundredths != 0 else { return "-0.00" }
    let size = abs(hundredths)
    return "\(hundredths < 0 ? "-" : "")\(size / 100).\(size % 100 < 10 ? "0" : "")\(size % 100)"
  }
}

/// How many rows have scores, and why not.
private struct Tally {
  var withScore: [Int]
  var prorated: [Int]
  var leastAnswered: [Int]
  /// Of the whole scale.
  var empty = 0
  var incomplete = 0

  init(_ scales: Int) {
    withScore = Array(repeating: 0, count: scales)
    prorated = withScore
    leastAnswered = Array(repeating: Int.max, count: scales)
  }

  mutating func add(_ scores: [ScaleScore]) {
    for (place, score) in scores.enumerated() {
      guard score.value != nil else { continue }
      withScore[place] += 1
      guard score.isProrated else { continue }
      prorated[place] += 1
      leastAnswered[place] = min(leastAnswered[place], score.answered)
    }
    guard scores[0].value == nil else { return }
    if scores[0].answered == 0 { empty += 1 } else { incomplete += 1 }
  }

  func notes(_ scale: ItemScale, rows: Int) -> [String] {
    let scales = scale.plan.scales
    let others = zip(scales, withScore).dropFirst().map { ", \($0.suffix) in \($1)" }.joined()
    var line = "\(scale.name): \(scales[0].suffix) in \(withScore[0]) of \(counted(rows, "row"))\(others)"
    if empty + incomplete > 0 {
      let limit = scales[0].atMostMissing
      let why = [
        (empty, "no item answered"),
        (incomplete, limit == 0 ? "some items missing" : "more than \(counted(limit, "item")) missing"),
      ].filter { $0.0 > 0 }.map { "\($0.0) with \($0.1)" }
      line += "; no \(scales[0].suffix) in \(why.joined(separator: " and "))"
    }
    var notes = [line]
    guard scale.plan.method != .goalAttainment else { return notes }
    for place in scales.indices where prorated[place] > 0 {
      notes.append(
        "\(scale.name): \(scales[place].suffix) is prorated in \(counted(prorated[place], "row")): the mean of at least "
          + "\(leastAnswered[place]) of \(scales[place].items.count) items stands for the missing ones")
    }
    return notes
  }
}

/// `1 row`, `2 rows`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
