import Estimates
import Reports
import SiteComparisons

/// How much sites differ on one outcome, and which of them by more than chance explains.
struct SitePart {
  let report: StudyReport
  let outcome: StudyFacts.OutcomeFacts

  @Sendable static func html(_ outcome: StudyFacts.OutcomeFacts, _ place: Int, _ report: StudyReport) -> String {
    guard report.analyses.sites.labels.count > 1 else { return "" }
    return SitePart(report: report, outcome: outcome).html(place)
  }

  private var sites: SiteResults { report.analyses.sites }
  private var funnels: [SiteFunnel] { sites.funnels.filter { $0.outcome == outcome.name } }

  private func html(_ place: Int) -> String {
    var body = Markup.heading("Sites beside one another")
    guard let funnel = sites.funnel(outcome.name, at: report.facts.primaryVisit) ?? funnels.last else {
      return body
        + Markup.paragraph(
          "Sites are not compared: no visit after the baseline has two sites with at least \(report.request.smallestSite) people "
            + "whose numbers may be told.")
    }
    let words = SiteSentence(facts: report.facts, outcome: outcome, funnel: funnel)
    body += Markup.paragraph(words.sample(adjustment: sites.adjustment))
    body += Markup.list(
      [words.intraclass(report.siteRows.overall(.icc, funnel)), words.overdispersion] + [words.outside]
        + named(funnel).map(words.site) + [tooFew(funnel)].compactMap { $0 })
    body += Markup.figure(
      report.charts.funnel(funnel, title: outcome.title, place: place, naming: report.siteNaming),
      caption:
        "Each site's adjusted mean against its size. Within the inner limits a site is where chance alone would put it "
        + "19 times of 20.")
    body += Markup.figure(
      report.siteNaming == .all ? report.charts.caterpillar(funnel, title: outcome.title, place: place) : nil,
      caption:
        "Sites drawn towards the common mean, the more so the fewer people they have, with \(report.facts.percent) intervals."
    )
    let tables = [summary] + (siteTable(funnel).map { [$0] } ?? [])
    return body + Markup.tables(tables, heading: "\(outcome.title): sites")
  }

  private func named(_ funnel: SiteFunnel) -> [SiteFunnel.Site] {
    funnel.sites.filter {
      report.siteNaming.names($0, in: funnel) && funnel.verdict(of: $0, by: .additive) == .beyond998
    }
  }

  private func tooFew(_ funnel: SiteFunnel) -> String? {
    guard !funnel.tooFew.isEmpty else { return nil }
    let count = funnel.tooFew.count
    let names = report.siteNaming == .all ? ": \(funnel.tooFew.joined(separator: ", "))" : ""
    return
      "\(count) \(count == 1 ? "site is" : "sites are") not judged and \(count == 1 ? "has" : "have") no part in these numbers, "
      + "with fewer than \(report.request.smallestSite) people or because a total would tell how many such a site has\(names)."
  }

  /// What is said of all sites together, a line for each visit.
  private var summary: Page.Table {
    let level = report.facts.percent
    let lines = funnels.map { funnel -> [String] in
      let icc = report.siteRows.overall(.icc, funnel)
      let tau = report.siteRows.overall(.tau2, funnel, method: "reml")
      let verdicts = funnel.sites.compactMap { funnel.verdict(of: $0) }
      return [
        funnel.visit ?? "", String(funnel.sites.count), String(funnel.tooFew.count), String(funnel.n),
        icc?.intervalText(decimals: 3) ?? "NA",
        funnel.phi.map { NumberFormat.fixed($0, decimals: 2) } ?? "NA",
        (tau?.estimate).map { NumberFormat.fixed($0.squareRoot(), decimals: 2) } ?? "NA",
        String(verdicts.count { $0 != .inside }), String(verdicts.count { $0 == .beyond998 }),
      ]
    }
    let titles = [
      "Sites", "not judged", "n", "ICC [\(level) CI]", "Overdispersion", "SD between sites", "Beyond 95%",
      "Beyond 99.8%",
    ]
    return Page.Table(
      caption: "How much sites differ, by visit",
      columns: [Page.Column(title: "Visit", role: .label)] + titles.map { Page.Column(title: $0, role: .number) },
      groups: [Page.Group(lines: lines)])
  }

  /// The sites that may be named, at the visit that the report is about.
  private func siteTable(_ funnel: SiteFunnel) -> Page.Table? {
    let isLong = funnel.sites.count > StudyCharts.mostSiteLines
    let shown = funnel.sites.filter { site in
      report.siteNaming.names(site, in: funnel) && (!isLong || funnel.verdict(of: site) != .inside)
    }
    guard !shown.isEmpty else { return nil }
    let lines = shown.map { site in
      [site.label] + SiteCells(site, in: funnel, report: report).cells
    }
    return Page.Table(
      caption:
        "Sites\(funnel.visit.map { " at \(report.facts.visitPhrase($0))" } ?? ""); ranks count from the lowest value",
      columns: [Page.Column(title: "Site", role: .label)]
        + SiteCells.titles(report.facts.percent).map { Page.Column(title: $0, role: .number) },
      groups: [Page.Group(lines: lines)])
  }
}

/// What tables say of one site at one visit.
struct SiteCells {
  let cells: [String]

  static func titles(_ level: String) -> [String] {
    [
      "n", "Adjusted mean [\(level) CI]", "Minus mean of all [\(level) CI]", "Position", "Shrunken mean [\(level) CI]",
      "Rank [\(level) interval]",
    ]
  }

  init(_ site: SiteFunnel.Site, in funnel: SiteFunnel, report: StudyReport) {
    let rows = report.siteRows.rows(of: site.label, outcome: funnel.outcome, visit: funnel.visit)
    func row(_ measure: Measure, _ method: String? = nil) -> Estimate? {
      rows.first { $0.measure == measure && (method == nil || $0.method == method) }
    }
    let deviation = row(.siteDeviation, "student")
    let digits = deviation.map(ResultSentence.decimals) ?? 2
    let rank = row(.rank).flatMap { row -> String? in
      guard let estimate = row.estimate, let low = row.confidenceLow, let high = row.confidenceHigh else { return nil }
      return "\(NumberFormat.fixed(estimate, decimals: 1)) [\(Int(low)), \(Int(high))] of \(funnel.sites.count)"
    }
    cells = [
      String(site.n), row(.adjustedMean)?.intervalText(decimals: digits) ?? "NA",
      deviation?.intervalText(decimals: digits) ?? "NA", deviation?.term ?? "NA",
      row(.shrunkenMean)?.intervalText(decimals: digits) ?? "NA", rank ?? "",
    ]
  }
}
