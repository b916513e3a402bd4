import Estimates
import Reports
import SiteComparisons

/// What one site is told: who it has, and where it stands on each outcome. No other site is named and nobody is shown alone.
struct SitePage {
  let report: StudyReport
  let site: Int

  private var facts: StudyFacts { report.facts }
  private var label: String { report.analyses.sites.labels[site] }
  private var limit: Int { report.request.smallestSite }

  var html: String {
    let outcomes = facts.outcomes.enumerated().map { section(on: $1, place: $0) }
    return ReportPage(
      title: "\(label): \(facts.title)",
      subtitle: "One site's page. Report by Endline \(report.request.version), \(report.request.date)",
      version: report.request.version,
      // A page that is made to be handed out leads to no other file.
      parent: report.request.audience == .site ? nil : ("index.html", "The report of the whole study"),
      [summary, completeness] + outcomes + [reading, provenance]
    ).text
  }

  // MARK: Sections

  private var summary: ReportSection {
    let people =
      report.siteCounts.people[site].map { "\(label) has \($0) of the \(facts.subjects) people in the data." }
      ?? "How many people \(label) has is withheld."
    var sentences: [String] = []
    for outcome in facts.outcomes {
      guard let funnel = mainFunnel(outcome) else { continue }
      guard let own = own(in: funnel) else {
        sentences.append("\(outcome.start): not judged; \(tooFew)")
        continue
      }
      sentences.append(SiteSentence(facts: facts, outcome: outcome, funnel: funnel).site(own))
    }
    if sentences.isEmpty { sentences = ["Sites are not compared on any outcome."] }
    return ReportSection(
      id: "summary", title: "Summary", body: Markup.paragraph(people, class: "lead") + Markup.list(sentences))
  }

  private var tooFew: String {
    "fewer than \(limit) people of this site have what is needed, or a total would tell how many another site has."
  }

  /// Who is observed when.
  private var completeness: ReportSection {
    let visits = facts.visits.isEmpty ? [nil] : facts.visits.map(Optional.init)
    let lines = facts.outcomes.indices.map { outcome -> [String] in
      [facts.outcomes[outcome].title]
        + visits.indices.map { visit in
          guard let count = report.siteCounts.observed(outcome: outcome, visit: visit, site: site) else {
            return "withheld"
          }
          guard let people = report.siteCounts.people[site], people > 0 else { return String(count) }
          return "\(count) (\(NumberFormat.fixed(100 * Double(count) / Double(people), decimals: 0))%)"
        }
    }
    let table = Page.Table(
      caption:
        "People of this site who are observed, and their share of all \(report.siteCounts.people[site].map(String.init) ?? "")",
      columns: [Page.Column(title: "Outcome", role: .label)]
        + visits.map { Page.Column(title: $0.map(facts.visitPhrase) ?? "observed", role: .number) },
      groups: [Page.Group(lines: lines)])
    return ReportSection(
      id: "completeness", title: "Data completeness",
      body: Markup.tables([table], heading: "Data completeness")
        + Markup.paragraph(
          "Withheld are counts below \(limit), and those from which, with the totals, such a count of another site could be reckoned."
        ))
  }

  private func section(on outcome: StudyFacts.OutcomeFacts, place: Int) -> ReportSection {
    let funnels = report.analyses.sites.funnels.filter { $0.outcome == outcome.name }
    let direction = outcome.higherIsBetter.map { $0 ? "Higher is better." : "Lower is better." }
    var body = Markup.paragraph(direction ?? "The study description does not say which direction is better.")
    let lines = funnels.map { funnel -> [String] in
      let visit = funnel.visit.map(facts.visitPhrase) ?? ""
      let all = report.siteRows.overall(.target, funnel)
      guard let own = own(in: funnel) else {
        return [visit, "withheld"] + SiteCells.titles("").dropFirst().map { _ in "" } + [""]
      }
      var cells = SiteCells(own, in: funnel, report: report).cells
      cells.insert(all.map { $0.intervalText(decimals: ResultSentence.decimals($0)) } ?? "NA", at: 2)
      return [visit] + cells
    }
    if lines.isEmpty {
      body += Markup.paragraph("Sites are not compared on this outcome.")
    } else {
      if let funnel = mainFunnel(outcome), own(in: funnel) != nil {
        body += Markup.figure(
          report.charts.funnel(funnel, title: outcome.title, own: label, place: place),
          caption:
            "This site (filled) at its size, the others without names. Within the inner limits a site is where chance alone "
            + "would put it 19 times of 20.")
      }
      var titles = SiteCells.titles(facts.percent)
      titles.insert("Mean of all judged sites [\(facts.percent) CI]", at: 2)
      let table = Page.Table(
        caption: "\(outcome.start) of this site beside all sites; ranks count from the lowest value",
        columns: [Page.Column(title: "Visit", role: .label)] + titles.map { Page.Column(title: $0, role: .number) },
        groups: [Page.Group(lines: lines)])
      body += Markup.tables([table], heading: outcome.title)
    }
    return ReportSection(id: "outcome-\(place + 1)", title: "Outcome: \(outcome.title)", body: body)
  }

  private var reading: ReportSection {
    let sentences = [
      report.analyses.sites.adjustment,
      "The adjusted mean is the one that the site would have if its people were as those of all sites are.",
      "Chance alone puts 1 site of 20 beyond the 95% limits: a position there is a reason to look, and no verdict.",
      "The shrunken mean is drawn towards the common one, the more so the fewer people a site has; it is the better guess of what the site's "
        + "people would have next time.",
      "A rank without its interval says nothing: where the interval is wide, the order of the sites is not known.",
    ]
    return ReportSection(
      id: "reading", title: "How to read it", body: Markup.list(sentences.compactMap { $0 }))
  }

  private var provenance: ReportSection {
    let request = report.request
    let rows: [(name: String, text: String)] = [
      ("Data", report.input.file), ("SHA-256 of the data", report.input.sha256 ?? ""),
      ("Program", "Endline \(request.version)"), ("Date", request.date),
      ("Smallest count shown", String(limit)),
    ]
    return ReportSection(
      id: "provenance", title: "Provenance",
      body: Markup.facts(rows.filter { !$0.text.isEmpty }))
  }

  // MARK: Finding

  /// At the visit that the report is about, else at the last that has one.
  private func mainFunnel(_ outcome: StudyFacts.OutcomeFacts) -> SiteFunnel? {
    let sites = report.analyses.sites
    return sites.funnel(outcome.name, at: facts.primaryVisit) ?? sites.funnels.last { $0.outcome == outcome.name }
  }

  private func own(in funnel: SiteFunnel) -> SiteFunnel.Site? { funnel.sites.first { $0.label == label } }
}
