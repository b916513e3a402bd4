import Estimates
import Reports

/// One outcome: what the model says of it at each visit, then what was observed. What further analyses say of the outcome
/// (clinically significant change, sites) is a part more in `parts`.
enum OutcomeSection {
  static func sections(of report: StudyReport) -> [ReportSection] {
    let measured = report.facts.outcomes.enumerated().compactMap { place, outcome in
      report.analyses.models.indices.contains(place) ? section(on: outcome, place: place, in: report) : nil
    }
    return measured + report.analyses.others.enumerated().map { other($1, place: measured.count + $0, in: report) }
  }

  private static func section(on outcome: StudyFacts.OutcomeFacts, place: Int, in report: StudyReport) -> ReportSection
  {
    let kind = outcome.isPrimary ? "Primary outcome" : "Outcome"
    return ReportSection(
      id: "outcome-\(place + 1)", title: "\(kind): \(outcome.title)",
      body: parts.map { $0(outcome, place, report) }.joined())
  }

  private typealias Part = @Sendable (StudyFacts.OutcomeFacts, Int, StudyReport) -> String

  private static let parts: [Part] = [
    about, sentences, means, differences, effectSizes, ReliableChangePart.html, observed, changes,
    SitePart.html,
  ]

  private static func about(_ outcome: StudyFacts.OutcomeFacts, _: Int, _ report: StudyReport) -> String {
    let direction = outcome.higherIsBetter.map { $0 ? "Higher is better." : "Lower is better." }
    let instrument = outcome.instrument.map { "Instrument: \($0)." }
    let words = [instrument, direction ?? "The study description does not say which direction is better."]
    return Markup.paragraph(words.compactMap { $0 }.joined(separator: " "))
  }

  private static func sentences(_ outcome: StudyFacts.OutcomeFacts, _ place: Int, _ report: StudyReport) -> String {
    let model = report.analyses.models[place]
    guard model.fits.first?["converged"] == .flag(true) else {
      return Markup.paragraph("\(outcome.start) could not be modelled:")
        + Markup.list(model.notes.filter(report.isShown))
    }
    let words = ResultSentence(facts: report.facts, outcome: outcome)
    let compared = ComparedOutcomes(report)
    let found = report.contrasts(outcome).compactMap {
      words.difference($0, what: "modelled means", among: compared.line(of: $0))
    }
    guard found.isEmpty, !report.facts.hasContrasts else { return Markup.list(found) }
    let changes = report.analyses.change.rows.filter {
      $0.measure == .meanChange && $0.outcome == outcome.name && $0.arm == nil
    }
    return Markup.list(changes.compactMap(words.change))
  }

  private static func means(_ outcome: StudyFacts.OutcomeFacts, _ place: Int, _ report: StudyReport) -> String {
    let rows = report.analyses.models[place].rows.filter { $0.measure == .marginalMean }
    guard rows.contains(where: { $0.estimate != nil }) else { return "" }
    let caption = "Modelled means of \(outcome.title) with \(report.facts.percent) confidence intervals"
    // Whether a mean is 0 is no question.
    let shown = rows.map { row in
      var row = row
      row.statistic = nil
      row.df = nil
      row.pValue = nil
      return row
    }
    return Markup.heading("Means by visit")
      + Markup.figure(
        report.charts.means(outcome, place: place, in: report),
        caption: "\(caption), and their differences below.") + tables(shown, caption: caption, outcome)
  }

  private static func differences(_ outcome: StudyFacts.OutcomeFacts, _ place: Int, _ report: StudyReport) -> String {
    let rows = report.analyses.models[place].rows.filter { $0.measure == .contrast && $0.term == nil }
    guard rows.contains(where: { $0.estimate != nil }) else { return "" }
    return Markup.heading("Differences between the arms")
      + tables(rows, caption: "Differences of modelled means, treatment minus control", outcome)
  }

  private static let effects: [Measure] = [.hedgesG, .cohensD, .glassDelta, .dPpc2]

  private static func effectSizes(_ outcome: StudyFacts.OutcomeFacts, _ place: Int, _ report: StudyReport) -> String {
    let model = report.analyses.models[place]
    let standardized = model.rows.filter { $0.measure == .standardizedContrast && $0.estimate != nil }
    let observed = report.analyses.comparison.rows.filter {
      $0.outcome == outcome.name && effects.contains($0.measure) && $0.estimate != nil
    }
    guard !standardized.isEmpty || !observed.isEmpty else { return "" }
    let denominators =
      model.notes.filter { $0.hasPrefix("Standardized contrasts are divided by") }
      + (observed.isEmpty
        ? []
        : [
          "Hedges' g and Cohen's d divide the difference of observed means by the SD pooled over both arms at that visit, "
            + "Glass's delta by the control arm's SD at that visit, and d_ppc2 the difference of mean changes by the SD at "
            + "baseline pooled over both arms."
        ])
    return Markup.heading("Effect sizes, and what they are divided by") + Markup.list(denominators)
      + tables(standardized, caption: "Standardised differences of modelled means", outcome)
      + tables(observed, caption: "Standardised differences of observed means", outcome)
  }

  private static func observed(_ outcome: StudyFacts.OutcomeFacts, _ place: Int, _ report: StudyReport) -> String {
    let rows = report.analyses.comparison.rows.filter {
      $0.outcome == outcome.name && $0.arm != nil && [.n, .mean, .sd].contains($0.measure)
    }
    guard !rows.isEmpty else { return "" }
    return Markup.heading("What was observed")
      + Markup.figure(
        report.charts.courses(outcome, place: place),
        caption: "Every person's course and the mean of those observed at each visit.")
      + tables(rows, caption: "Observed means by visit", outcome)
  }

  private static func changes(_ outcome: StudyFacts.OutcomeFacts, _: Int, _ report: StudyReport) -> String {
    let rows = report.analyses.change.rows.filter { $0.outcome == outcome.name && $0.measure == .meanChange }
    guard !rows.isEmpty else { return "" }
    return Markup.heading("Change from baseline within each arm")
      + tables(rows, caption: "Mean change, later minus earlier, of those who have both values", outcome)
      + Markup.paragraph("Change within an arm is no effect of its treatment: the difference between the arms is.")
  }

  private static func tables(_ rows: [Estimate], caption: String, _ outcome: StudyFacts.OutcomeFacts) -> String {
    var tables = PageLayout(of: rows).page.sections.flatMap(\.tables)
    for index in tables.indices { tables[index].caption = caption }
    return Markup.tables(tables, heading: outcome.title)
  }

  /// Events and counts: what `compare` has of them.
  private static func other(_ results: Results, place: Int, in report: StudyReport) -> ReportSection {
    var names: [String] = []
    for row in results.rows { if let name = row.outcome, !names.contains(name) { names.append(name) } }
    let body = PageLayout(of: results.rows).page.sections.map {
      Markup.heading($0.heading) + Markup.tables($0.tables, heading: $0.heading)
    }
    return ReportSection(
      id: "outcome-\(place + 1)", title: "Outcome: \(names.joined(separator: ", "))",
      body: body.joined() + Markup.list(results.notes.filter(report.isShown)))
  }
}
