import Estimates
import Reports

/// What a row of results says, as a sentence: estimate, interval, and the direction in the instrument's own terms.
struct ResultSentence {
  let facts: StudyFacts
  let outcome: StudyFacts.OutcomeFacts

  /// A difference between two arms; nil where the row has no estimate or is of no two arms.
  ///
  /// - Parameters:
  ///   - what: what is compared: `modelled means`.
  ///   - line: the comparison among those of all outcomes; nil where it is none of them.
  func difference(_ row: Estimate, what: String, among line: ComparedOutcomes.Line? = nil) -> String? {
    guard let estimate = row.estimate, let arms = facts.arms(of: row) else { return nil }
    let (treatment, control) = (facts.armName(arms.treatment), facts.armName(arms.control))
    let digits = Self.decimals(row)
    func text(_ value: Double) -> String { NumberFormat.fixed(value, decimals: digits) }
    let size = text(abs(estimate))
    let isNothing = Double(size) == 0
    let relation =
      isNothing
      ? "as high with \(treatment) as with \(control) to the digits that are printed"
      : "\(size) \(estimate < 0 ? "lower" : "higher") with \(treatment) than with \(control)"
    var details = ["\(what), difference \(text(estimate))"]
    if let interval = interval(row, digits: digits) { details.append(interval) }
    if let p = row.pValue { details.append(Self.pValue(p)) }
    if let line, let holm = line.holm {
      details.append("\(Self.pValue(holm)) after Holm's adjustment for \(line.familySize) comparisons")
    }
    if let n = row.n { details.append(row.visit == nil ? "n = \(n)" : "n = \(n) observed then") }
    let first =
      "\(place(row))\(row.visit == nil ? outcome.start : outcome.title) was \(relation) (\(details.joined(separator: ", ")))."
    let verdict = verdict(row, treatment: treatment, control: control, text: text)
    return [first, verdict, unadjusted(row, line)].compactMap { $0 }.joined(separator: " ")
  }

  /// What an interval without 0 does not say.
  private func unadjusted(_ row: Estimate, _ line: ComparedOutcomes.Line?) -> String? {
    guard let line, line.holm != nil, let low = row.confidenceLow, let high = row.confidenceHigh, low > 0 || high < 0
    else { return nil }
    return "The interval is not adjusted for the \(line.familySize) comparisons."
  }

  /// Which arm the interval speaks for, by what the description says is better.
  private func verdict(
    _ row: Estimate, treatment: String, control: String, text: (Double) -> String
  ) -> String? {
    guard let low = row.confidenceLow, let high = row.confidenceHigh else { return nil }
    guard let higherIsBetter = outcome.higherIsBetter else {
      let span =
        low > 0
        ? "the whole interval is above no difference"
        : high < 0 ? "the whole interval is below no difference" : "the interval includes no difference"
      return "Which direction is better is not said in the study description; \(span)."
    }
    let scale = higherIsBetter ? "Higher is better" : "Lower is better"
    if low > 0 || high < 0 {
      return "\(scale): the whole interval is in favour of \((low > 0) == higherIsBetter ? treatment : control)."
    }
    let (forTreatment, forControl) = higherIsBetter ? (high, -low) : (-low, high)
    return
      "\(scale): the interval reaches from \(text(forTreatment)) in favour of \(treatment) to \(text(forControl)) in favour "
      + "of \(control) and includes no difference."
  }

  /// A mean change within an arm, or of everybody.
  func change(_ row: Estimate) -> String? {
    guard let estimate = row.estimate, let visit = row.visit else { return nil }
    let digits = Self.decimals(row)
    func text(_ value: Double) -> String { NumberFormat.fixed(value, decimals: digits) }
    let size = text(abs(estimate))
    let verb = Double(size) == 0 ? "changed by 0" : estimate < 0 ? "fell by \(size)" : "rose by \(size)"
    var details = ["mean change \(text(estimate))"]
    if let interval = interval(row, digits: digits) { details.append(interval) }
    if let p = row.pValue { details.append(Self.pValue(p)) }
    if let n = row.n { details.append("n = \(n) with both values") }
    let who = row.arm.map { " with \(facts.armName($0))" } ?? ""
    var sentence =
      "From baseline to \(facts.visitPhrase(visit)), \(outcome.title) \(verb) on average\(who) "
      + "(\(details.joined(separator: ", ")))."
    if let higherIsBetter = outcome.higherIsBetter, Double(size) != 0 {
      let better = (estimate > 0) == higherIsBetter
      sentence +=
        " \(higherIsBetter ? "Higher is better" : "Lower is better"): this is \(better ? "for the better" : "for the worse")."
    }
    return sentence
  }

  private func place(_ row: Estimate) -> String {
    row.visit.map { "At \(facts.visitPhrase($0)), " } ?? ""
  }

  private func interval(_ row: Estimate, digits: Int) -> String? {
    guard let low = row.confidenceLow, let high = row.confidenceHigh else { return nil }
    let level = NumberFormat.percentage(row.confidenceLevel ?? facts.level)
    return
      "\(level) CI \(NumberFormat.fixed(low, decimals: digits)) to \(NumberFormat.fixed(high, decimals: digits))"
  }

  static func pValue(_ p: Double) -> String {
    let text = NumberFormat.pValue(p)
    return text.hasPrefix("<") ? "p < \(text.dropFirst())" : "p = \(text)"
  }

  /// Digits after the point, by how certain the number is.
  static func decimals(_ row: Estimate) -> Int {
    if let error = row.standardError, let digits = NumberFormat.decimals(scale: error) { return digits }
    if let low = row.confidenceLow, let high = row.confidenceHigh,
      let digits = NumberFormat.decimals(scale: (high - low) / 4)
    {
      return digits
    }
    return row.estimate.flatMap { NumberFormat.decimals(significant: 3, of: $0) } ?? 2
  }
}

extension Estimate {
  /// `-2.99 [-6.54, 0.57]`; a dash where there is nothing.
  func intervalText(decimals: Int) -> String {
    guard let estimate else { return "NA" }
    let text = NumberFormat.fixed(estimate, decimals: decimals)
    guard let low = confidenceLow, let high = confidenceHigh else { return text }
    return
      "\(text) [\(NumberFormat.fixed(low, decimals: decimals)), \(NumberFormat.fixed(high, decimals: decimals))]"
  }
}
