import Estimates
import Instruments
import PublishedNumbers

extension AuditCheck {
  static let grim = AuditCheck(
    "grim", "Can so many people with whole answers have such a mean?"
  ).askingArms { arm, evidence in
    guard let (mean, n) = arm.meanOfMany, let scales = WholeAnswers(arm, evidence) else { return nil }
    if let missing = scales.missing { return .missing("grim", missing) }
    let asked = scales.scales.compactMap { MeanGranularity(mean: mean, n: n, scale: $0) }
    guard let first = asked.first else { return nil }
    let verdicts = asked.map(\.verdict)
    if verdicts.contains(.possible) {
      return Finding(
        "grim", .consistent, "\(mean.text) is a mean of \(n) \(scales.words)", recomputed: mean.value,
        allowed: mean.enclosure, method: "whole_answers")
    }
    if verdicts.contains(.saysNothing) {
      return .missing("grim", "means of \(n) \(scales.words) lie closer together than the last digit of \(mean.text)")
    }
    // What lies outside the scale is told by the range.
    guard verdicts.contains(.impossible) else { return nil }
    let near = [first.nearest.below, first.nearest.above].compactMap { $0 }
    let words = near.map { Shown.number($0, mean.decimals + 2) }.joined(separator: " and ")
    var finding = Finding(
      "grim", .impossible, "\(n) \(scales.words) cannot have a mean of \(mean.text); the nearest are \(words)",
      recomputed: near.min { abs($0 - mean.value) < abs($1 - mean.value) }, allowed: mean.enclosure,
      method: "whole_answers")
    finding.mends = grimMends(mean, n, scales.scales)
    return finding
  }

  static let grimmer = AuditCheck(
    "grimmer", "Can so many people with whole answers have such a mean and such an SD together?"
  ).askingArms { arm, evidence in
    guard let (mean, n) = arm.meanOfMany, let sd = arm.sd, let scales = WholeAnswers(arm, evidence) else { return nil }
    if scales.missing != nil { return nil }
    let outcomes = scales.scales.compactMap { SampleSearch(mean: mean, spread: sd, n: n, scale: $0)?.outcome() }
    guard !outcomes.isEmpty else { return nil }
    for case .possible(let sample) in outcomes {
      let witness = n <= 20 ? sample.witness().map { ": \($0)" } ?? "" : ""
      return Finding(
        "grimmer", .consistent, "mean \(mean.text) and SD \(sd.text) are those of \(n) \(scales.words)\(witness)",
        recomputed: sd.value, allowed: sd.enclosure,
        method: sample.denominator == .all ? "sd_with_n" : "sd_with_n_less_1")
    }
    if outcomes.contains(.notDecided) {
      return .missing("grimmer", "too many samples of \(n) to try for mean \(mean.text) and SD \(sd.text)")
    }
    guard case .impossible(let reason) = outcomes[0], let words = reason.words(sd) else { return nil }
    return Finding(
      "grimmer", .impossible, "no \(n) \(scales.words) have mean \(mean.text) and SD \(sd.text): \(words)",
      recomputed: reason.nearest(sd), allowed: sd.enclosure, method: "exhaustive",
      figures: [])
  }

  static let debit = AuditCheck(
    "debit", "Is the SD of a yes-or-no outcome the one that its share has?"
  ).askingArms { arm, _ in
    guard ["binary", "yes/no", "0/1"].contains(arm.instrument?.lowercased()), let mean = arm.mean, let sd = arm.sd,
      let n = arm.n, n > 1
    else { return nil }
    guard let search = SampleSearch(mean: mean, spread: sd, n: n, scale: .zeroOne) else { return nil }
    let value = (mean.value * (1 - mean.value) * Double(n) / Double(n - 1)).squareRoot()
    let point = value.isFinite ? value : nil
    switch search.outcome() {
    case .possible:
      return Finding(
        "debit", .consistent, "SD \(sd.text) is that of a share of \(mean.text) of \(n)", recomputed: point,
        allowed: sd.enclosure, method: "binary")
    case .impossible:
      return Finding(
        "debit", .impossible,
        "a share of \(mean.text) of \(n) has SD \(point.map { Shown.number($0, sd.decimals + 1) } ?? "none"); \(sd.text) is printed",
        recomputed: point, allowed: sd.enclosure, method: "binary")
    case .notDecided: return nil
    }
  }
}

private func grimMends(_ mean: PrintedNumber, _ n: Int, _ scales: [AnswerScale]) -> [Mend] {
  var mends: [Mend] = []
  // Fewer answered than were asked, or a few more.
  let sizes = Set(
    scales.flatMap { MeanGranularity.possibleSizes(of: mean, among: max(1, n - 10)...n + 3, scale: $0) }
  ).sorted { abs($0 - n) < abs($1 - n) }
  if !sizes.isEmpty {
    let near = sizes.prefix(2).sorted().map { String($0) }.joined(separator: " or ")
    mends.append(Mend("n of \(near) agrees", settles: false))
  }
  mends.append(
    Mend("answers that were missing and filled in need not be whole: cannot be told from print", settles: false))
  return mends
}

extension SampleSearch.Reason {
  fileprivate func words(_ sd: PrintedNumber) -> String? {
    let decimals = sd.decimals + 2
    switch self {
    case .mean: return nil
    case .spreadTooLarge(let most): return "the SD is at most \(Shown.number(most, decimals))"
    case .spreadTooSmall(let least): return "the SD is at least \(Shown.number(least, decimals))"
    case .spread(let below, let above):
      let near = [below, above].compactMap { $0 }.map { Shown.number($0, decimals) }
      return near.isEmpty ? "there are none" : "the nearest SDs are \(near.joined(separator: " and "))"
    }
  }

  fileprivate func nearest(_ sd: PrintedNumber) -> Double? {
    switch self {
    case .mean: nil
    case .spreadTooLarge(let bound), .spreadTooSmall(let bound): bound
    case .spread(let below, let above):
      [below, above].compactMap { $0 }.min { abs($0 - sd.value) < abs($1 - sd.value) }
    }
  }
}

extension ArmSummary {
  /// The mean of at least two people, and how many they are; nil for a model's mean.
  fileprivate var meanOfMany: (mean: PrintedNumber, n: Int)? {
    guard let mean, let n, n > 1, !isModelled else { return nil }
    return (mean, n)
  }
}

/// The scales of whole answers that an arm's outcome can have, by the catalogue.
private struct WholeAnswers {
  var scales: [AnswerScale] = []
  var words = "whole scores"
  /// Why the mean need not be that of whole answers.
  var missing: String?

  init?(_ arm: ArmSummary, _ evidence: Evidence) {
    guard let instrument = evidence.instruments.instrument(of: arm) else { return nil }
    let forms = [instrument] + instrument.variants.compactMap { instrument.variant(named: $0.name) }
    if arm.isSingleItem {
      scales = forms.compactMap { AnswerScale(items: 1, range: arm.isChange ? nil : $0.items.range) }
      words = "whole answers"
      return
    }
    // A score that is filled in for missing answers is no sum of whole answers.
    if case .prorate? = instrument.missing {
      missing = "scores of \(instrument.key) are filled in for missing answers, and need not be whole"
      return
    }
    for form in forms where form.scoring.times == 1 {
      for method in form.scoring.methods.isEmpty ? [.total, .mean] : form.scoring.methods {
        let range = arm.isChange ? nil : form.scoreRange(by: method)
        switch method {
        case .single, .total:
          if let scale = AnswerScale(items: 1, range: range) { scales.append(scale) }
        case .mean:
          let items = form.items.scored?.count ?? form.items.count
          if let items, let scale = AnswerScale(items: items, range: range) { scales.append(scale) }
        case .goalAttainment: break
        }
      }
    }
    if scales.isEmpty { return nil }
    if let items = scales.map(\.items).max(), items > 1 { words = "scores of whole answers" }
  }
}

extension AnswerScale {
  /// Whole answers between two ends, where they are known and whole.
  fileprivate init?(items: Int, range: ClosedRange<Double>?) {
    guard let range, let low = Int(exactly: range.lowerBound), let high = Int(exactly: range.upperBound) else {
      self.init(items: items)
      return
    }
    self.init(items: items, low: ExactDecimal(low), high: ExactDecimal(high))
  }
}
