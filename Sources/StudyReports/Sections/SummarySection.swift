import Estimates

/// What was found, in sentences, ahead of everything else.
enum SummarySection {
  static func section(of report: StudyReport) -> ReportSection {
    let facts = report.facts
    var body = Markup.paragraph(people(facts), class: "lead")
    let names = facts.arms.filter { $0.name != $0.label }
    if !names.isEmpty {
      body += Markup.paragraph(
        "In tables and charts " + names.map { "\($0.label) is \($0.name)" }.joined(separator: "; ") + ".")
    }
    let all = ComparedOutcomes(report)
    body += Markup.list(
      report.analyses.models.isEmpty ? [] : facts.outcomes.map { sentence(on: $0, among: all, in: report) })
    if all.lines.contains(where: { $0.holm != nil }) { body += Markup.paragraph(all.families) }
    let others = report.analyses.otherOutcomes
    if !others.isEmpty {
      body += Markup.paragraph(
        "What happened or not, and how often (\(others.joined(separator: ", "))), has sections of its own.")
    }
    body += Markup.paragraph(reading(facts))
    return ReportSection(id: "summary", title: "Summary", body: body)
  }

  private static func people(_ facts: StudyFacts) -> String {
    let people = "\(facts.subjects) \(facts.subjects == 1 ? "person is" : "people are") in the data"
    let arms = facts.arms.map {
      "\($0.size) with \($0.name)" + ($0.isControl && facts.hasContrasts ? " (control)" : "")
    }
    var text = people + (arms.isEmpty ? "" : ": " + arms.joined(separator: ", ")) + "."
    let primary = facts.outcomes.filter(\.isPrimary).map(\.title)
    if facts.outcomes.count > 1 {
      text += " There are \(facts.outcomes.count) measured outcomes"
      text +=
        primary.isEmpty
        ? "; the study description names none as the primary one."
        : "; primary: \(primary.joined(separator: ", "))."
    }
    if let visit = facts.primaryVisit, facts.visits.count > 1 {
      text +=
        " The sentences below are about \(facts.visitPhrase(visit))"
        + (facts.isPrimaryVisitNamed ? ", which the study description names." : ", the last visit.")
    }
    return text
  }

  private static func sentence(
    on outcome: StudyFacts.OutcomeFacts, among all: ComparedOutcomes, in report: StudyReport
  ) -> String {
    let facts = report.facts
    let words = ResultSentence(facts: facts, outcome: outcome)
    let title = outcome.isPrimary && facts.outcomes.count > 1 ? "Primary outcome. " : ""
    let compared = report.contrasts(outcome).filter { $0.visit == facts.primaryVisit }
    let found = compared.compactMap { words.difference($0, what: "modelled means", among: all.line(of: $0)) }
    if !found.isEmpty { return title + found.joined(separator: " ") }
    if !facts.hasContrasts {
      let changes = report.analyses.change.rows.filter {
        $0.measure == .meanChange && $0.outcome == outcome.name && $0.visit == facts.primaryVisit && $0.arm == nil
      }
      let found = changes.compactMap(words.change)
      if !found.isEmpty { return title + found.joined(separator: " ") + " There is no other arm to compare with." }
    }
    return title + "\(outcome.start): nothing can be said of the difference between the arms; "
      + "the outcome's own section says why."
  }

  private static func reading(_ facts: StudyFacts) -> String {
    "An interval (\(facts.percent) confidence interval, CI) holds the values that the data are compatible with: it, and not "
      + "the estimate alone, is the result. Differences are treatment minus control."
  }
}

extension StudyReport {
  /// The modelled differences of an outcome between arms at each visit.
  func contrasts(_ outcome: StudyFacts.OutcomeFacts) -> [Estimate] {
    analyses.models.flatMap(\.rows).filter {
      $0.measure == .contrast && $0.outcome == outcome.name && $0.term == nil && facts.arms(of: $0) != nil
    }
  }
}
