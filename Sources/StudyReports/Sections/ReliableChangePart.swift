import Comparisons
import Estimates
import Reports

/// Who changed by more than the error of measurement, by arm, and how the arms differ in that; harm is always among it.
struct ReliableChangePart {
  let report: StudyReport
  let outcome: StudyFacts.OutcomeFacts
  let found: OutcomeReliableChange

  @Sendable static func html(_ outcome: StudyFacts.OutcomeFacts, _ place: Int, _ report: StudyReport) -> String {
    guard let found = report.analyses.reliable.first(where: { $0.outcome == outcome.name }) else { return "" }
    return ReliableChangePart(report: report, outcome: outcome, found: found).html(place)
  }

  private var facts: StudyFacts { report.facts }

  private func html(_ place: Int) -> String {
    var body = Markup.heading("Clinically significant change")
    if let gap = gap { return body + Markup.paragraph(gap) }
    guard let threshold else {
      return body + Markup.paragraph("Nobody could be classified:")
        + Markup.list(
          report.analyses.reliableChange.notes.filter {
            $0.contains("nobody is classified") && $0.contains(outcome.name) && report.isShown($0)
          })
    }
    body += Markup.paragraph(rule(threshold))
    body += Markup.list(sentences)
    body += Markup.figure(
      report.charts.beforeAfter(outcome, threshold, place: place),
      caption:
        "Every person before and after\(threshold.visit.map { ", at \(facts.visitPhrase($0))" } ?? ""): inside the band "
        + "a change is not reliable.")
    body += Markup.tables([classTable, contrastTable].compactMap { $0 }, heading: outcome.title)
    if hasLimits {
      body += Markup.paragraph(
        "What the counts would be at either limit of the reliability's interval stands in the tables that --tables saves."
      )
    }
    return body
  }

  /// At the primary visit, else at the last that has one.
  private var threshold: ReliableChange.Threshold? {
    found.thresholds.first { $0.visit == facts.primaryVisit } ?? found.thresholds.last
  }

  private var gap: String? {
    let start = "Who changed by more than the error of measurement is not said: "
    switch found.gap {
    case nil: return nil
    case .baseline?: return start + "this outcome has no baseline."
    case .direction?:
      return start
        + "which direction is better is not known. In the study description, add direction: higher or direction: lower to this "
        + "outcome, or name its instrument."
    case .reliability?:
      let source =
        outcome.instrument.map { "neither the study description nor the catalogue's \($0)" }
        ?? "the study description does not"
      return start
        + "how reliable the scores are is not known (\(source) \(outcome.instrument == nil ? "say it" : "says it")). In the study "
        + "description, add reliability: R to this outcome, the correlation of a test and its repetition in people like these."
    }
  }

  /// What counts as reliable and as recovered, with where the figures come from.
  private func rule(_ threshold: ReliableChange.Threshold) -> String {
    func shown(_ value: Double) -> String { NumberFormat.fixed(value, decimals: 2) }
    let sd = threshold.baselineSD.map(shown) ?? "not known"
    var text = "\(outcome.higherIsBetter ?? true ? "Higher is better" : "Lower is better"). "
    if let change = threshold.change, let reliability = threshold.reliability {
      text +=
        "A change of more than \(shown(change)) is reliable: errors of measurement alone make one so large in 5% of people (Jacobson "
        + "and Truax's index above 1.96; \(reliability.description); SD \(sd) of \(threshold.baselines) baselines). "
    }
    if let cutoff = threshold.cutoff {
      let origin =
        switch threshold.cutoffKind {
        case .beyondClinical?:
          "cut-off a: two SDs beyond the mean of all baselines, \(shown(threshold.baselineMean))"
        case .score?: "the study description's cut-off"
        default: "cut-off \(threshold.cutoffKind?.letter ?? "")"
        }
      text += "Recovered is who improved reliably and ended past \(shown(cutoff)) (\(origin)). "
    }
    return text + "Nothing is adjusted for, and only those with both values are counted."
  }

  private var hasLimits: Bool {
    found.results.rows.contains { $0.measure == .deteriorated && $0.term != nil }
  }

  // MARK: Sentences

  /// About improvement and about harm at the visit that the report is about.
  private var sentences: [String] {
    let visit = threshold?.visit
    return [(Measure.improvedTotal, "improved reliably"), (.deteriorated, "deteriorated reliably")].compactMap {
      measure, verb in
      let shares = rows(measure).filter { $0.visit == visit && $0.arm != nil }
      let place = visit.map { "At \(facts.visitPhrase($0)), " } ?? ""
      let told = shares.map {
        "\(Self.count($0)) of \($0.n ?? 0) with \(facts.armName($0.arm ?? "")) (\(Self.percent($0)))"
      }
      if told.isEmpty { return measure == .deteriorated ? harm(at: visit, place) : nil }
      let differences = found.results.rows.filter {
        $0.measure == .riskDifference && $0.term == measure.rawValue && $0.visit == visit && $0.estimate != nil
      }
      return "\(place)\(told.joined(separator: ", ")) \(verb)" + differences.map(difference).joined() + "."
    }
  }

  private func difference(_ row: Estimate) -> String {
    guard let estimate = row.estimate, let low = row.confidenceLow, let high = row.confidenceHigh else { return "" }
    func points(_ value: Double) -> String { NumberFormat.fixed(100 * value, decimals: 1) }
    return "; difference \(row.contrast ?? "") \(points(estimate)) percentage points "
      + "(\(facts.percent) CI \(points(low)) to \(points(high)))"
  }

  private func harm(at visit: String?, _ place: String) -> String? {
    let told = found.harm.filter { $0.visit == visit }.map { harm in
      "\(harm.count.map(String.init) ?? "fewer than \(report.request.smallestCount ?? 1)") of \(harm.n) with "
        + facts.armName(harm.arm)
    }
    return told.isEmpty ? nil : "\(place)\(told.joined(separator: ", ")) deteriorated reliably."
  }

  // MARK: Tables

  private func rows(_ measure: Measure) -> [Estimate] {
    found.results.rows.filter { $0.measure == measure && $0.term == nil && $0.estimate != nil }
  }

  private static func count(_ row: Estimate) -> Int { Int(((row.estimate ?? 0) * Double(row.n ?? 0)).rounded()) }

  private static func percent(_ row: Estimate) -> String {
    NumberFormat.fixed(100 * (row.estimate ?? 0), decimals: (row.n ?? 0) < 100 ? 0 : 1) + "%"
  }

  /// A line for each visit and arm, a column for each class.
  private var classTable: Page.Table? {
    let classes = (OutcomeReliableChange.classes + [.improvedTotal]).filter { !rows($0).isEmpty }
    guard !classes.isEmpty else { return nil }
    var places: [(visit: String?, arm: String?)] = []
    for row in classes.flatMap(rows) where !places.contains(where: { $0 == (row.visit, row.arm) }) {
      places.append((row.visit, row.arm))
    }
    let lines = places.map { place -> [String] in
      let here = classes.map { measure in rows(measure).first { ($0.visit, $0.arm) == place } }
      let n = here.compactMap { $0?.n }.first.map(String.init) ?? ""
      return [place.visit ?? "", place.arm ?? "all", n]
        + here.map { row in
          guard let row, let low = row.confidenceLow, let high = row.confidenceHigh else { return "" }
          let digits = (row.n ?? 0) < 100 ? 0 : 1
          func text(_ value: Double) -> String { NumberFormat.fixed(100 * value, decimals: digits) }
          return "\(Self.count(row)) (\(Self.percent(row)) [\(text(low)), \(text(high))])"
        }
    }
    let columns =
      [Page.Column(title: "Visit", role: .label), Page.Column(title: "Arm", role: .label)]
      + ([("n")] + classes.map(\.title)).map { Page.Column(title: $0, role: .number) }
    return Page.Table(
      caption:
        "How many are in each class (percent, with Wilson's \(facts.percent) interval), of those with both values",
      columns: columns, groups: [Page.Group(lines: lines)])
  }

  private var contrastTable: Page.Table? {
    let differences = found.results.rows.filter {
      $0.measure == .riskDifference && $0.contrast != nil && $0.estimate != nil
    }
    guard !differences.isEmpty else { return nil }
    let lines = differences.map { row -> [String] in
      func matching(_ measure: Measure, _ term: String?) -> Estimate? {
        found.results.rows.first {
          $0.measure == measure && $0.term == term && $0.visit == row.visit && $0.contrast == row.contrast
        }
      }
      let ratio = matching(.riskRatio, row.term)
      return [
        row.visit ?? "", row.contrast ?? "", row.term.flatMap(Measure.init)?.title ?? "", points(row),
        ratio?.intervalText(decimals: 2) ?? "NA",
        NumberNeeded(
          benefit: matching(.numberNeededToTreat, row.term.map { $0 + ", benefit" }),
          harm: matching(.numberNeededToTreat, row.term.map { $0 + ", harm" })
        ).text, row.n.map(String.init) ?? "",
      ]
    }
    let labels = ["Visit", "Contrast", "Class"].map { Page.Column(title: $0, role: .label) }
    let numbers = ["Difference, percentage points", "Ratio", "Number needed to treat", "n"].map {
      Page.Column(title: $0, role: .number)
    }
    return Page.Table(
      caption:
        "The arms compared, treatment minus control or over it, with \(facts.percent) intervals. The number needed to "
        + "treat is for one more improved, or one fewer deteriorated (benefit), or the reverse (harm)",
      columns: labels + numbers, groups: [Page.Group(lines: lines)])
  }

  private func points(_ row: Estimate) -> String {
    guard let estimate = row.estimate, let low = row.confidenceLow, let high = row.confidenceHigh else { return "NA" }
    func text(_ value: Double) -> String { NumberFormat.fixed(100 * value, decimals: 1) }
    return "\(text(estimate)) [\(text(low)), \(text(high))]"
  }
}

/// A number needed to treat in words: its interval may go through infinity, from benefit to harm.
struct NumberNeeded {
  let benefit: Estimate?
  let harm: Estimate?

  var text: String {
    let isBenefit = benefit?.estimate != nil
    guard let own = isBenefit ? benefit : harm, let estimate = own.estimate else { return "none" }
    let (side, other) = isBenefit ? ("benefit", harm) : ("harm", benefit)
    func text(_ value: Double) -> String { NumberFormat.fixed(value, decimals: 1) }
    let start = "\(side) \(text(estimate))"
    guard let near = own.confidenceLow else { return start }
    if let far = own.confidenceHigh { return start + " [\(text(near)), \(text(far))]" }
    guard let far = other?.confidenceLow else { return start + " [\(text(near)), infinity]" }
    return start + " [\(side) \(text(near)), infinity, \(isBenefit ? "harm" : "benefit") \(text(far))]"
  }
}
