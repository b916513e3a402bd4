import Reports

/// Where the sites' own pages are.
enum SitesSection {
  static func section(of report: StudyReport) -> ReportSection? {
    let labels = report.analyses.sites.labels
    guard labels.count > 1 else { return nil }
    let limit = report.request.smallestSite
    var body = ""
    switch report.siteNaming {
    case .all:
      body += Markup.paragraph(
        "Each site has a page of its own that can be given to it: it names no other site and shows no count of 1 to \(limit - 1) "
          + "people, nor one that a total would give away.")
      body += Markup.links(
        labels.indices.map { place in
          let people = report.siteCounts.people[place].map { ", \($0) people" } ?? ", number of people withheld"
          return (report.siteFileNames[place], labels[place], people)
        })
    case .apart:
      body += Markup.paragraph(
        "The study has \(labels.count) sites. A site is named only where it lies beyond the 99.8% limits at a visit, which are wider "
          + "where all sites differ by more than chance. Sites have no pages of their own in this report.")
    case .none:
      body += Markup.paragraph(
        "The study has \(labels.count) sites. Each has a page of its own, which is given to that site beside this one; here no site "
          + "is named.")
    }
    return ReportSection(id: "sites", title: "Sites", body: body)
  }
}
