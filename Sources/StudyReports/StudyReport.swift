import Estimates
import Trials

/// A trial's whole report: one page that needs nothing else, and the rows of results that it is made of.
/// Documentation/Report.md.
public struct StudyReport: Sendable {
  let facts: StudyFacts
  let analyses: StudyAnalyses
  let request: StudyReportRequest
  let charts: StudyCharts
  /// The sites' rows by site.
  let siteRows: RowsBySite
  let siteCounts: SiteCounts
  let siteFileNames: [String]
  /// Subjects of each arm in the leading outcome's model; empty where they cannot be told.
  let modelled: [String?: Int]
  /// Where the data are from.
  let input: ResultDocument.Input
  /// What reading the data had to choose or leave out, then what the analyses say, each sentence once.
  public let notes: [String]

  /// Analyses everything, once.
  public init(_ data: StudyData, request: StudyReportRequest) {
    self.request = request
    facts = StudyFacts(data, level: request.level)
    var analyses = StudyAnalyses(data, request: request, primaryVisit: facts.primaryVisit)
    if let smallest = request.smallestCount {
      SmallCells(smallest: smallest, in: analyses).apply(to: &analyses)
    }
    self.analyses = analyses
    siteRows = RowsBySite(analyses.sites.results.rows)
    siteFileNames = SiteFileNames.names(of: analyses.sites.labels)
    siteCounts = SiteCounts(data.trial, analyses: analyses, request: request)
    charts = StudyCharts(data, request: request)
    let trial = data.trial
    input = .init(file: trial.source, sha256: trial.sha256, rows: trial.rowCount, subjects: trial.subjectCount)
    let leading = facts.leading.map { FitSummary.Value.text($0.name) }
    let model = analyses.models.first { $0.fits.first?["outcome"] == leading }
    modelled = Self.modelled(data, fit: model)
    var seen: Set<String> = []
    let all = trial.notes + data.others.flatMap(\.trial.notes) + analyses.notes
    notes = all.filter {
      (request.audience == nil && request.smallestCount == nil || Self.isForAll($0)) && seen.insert($0).inserted
    }
  }

  /// Notes that name neither persons nor single values, by how they begin.
  private static func isForAll(_ note: String) -> Bool {
    [
      "ANCOVA adjusts for", "Standardized contrasts are divided by", "The baseline visit", "baseline visit:",
      "control arm:", "Counts of 1 to", "Improvement is a score that", "Reliable is an index",
      "Recovered is who improved",
      "No reliability is known", "number_needed_to_treat:", "Sites are", "site_test adjusts", "Ranks count from",
      "The variance between sites is estimated as 0", "The intraclass correlation is estimated below 0",
      "The sites' squared z-scores", "Standard errors by",
    ].contains(where: note.hasPrefix)
  }

  /// Whether a note that says why something is missing may be told to the audience.
  func isShown(_ note: String) -> Bool {
    request.audience == nil && request.smallestCount == nil || !note.contains("(subject")
  }

  /// The modelled subjects of each arm (of all where there is none), where they are those of the fit.
  private static func modelled(_ data: StudyData, fit: Results?) -> [String?: Int] {
    let trial = data.trial
    guard let fit = fit?.fits.first, fit["converged"] == .flag(true), case .text(let name)? = fit["outcome"],
      let outcome = trial.outcomes.first(where: { $0.name == name })
    else { return [:] }
    let followups = trial.visits.indices.filter { $0 != trial.baselineVisit || outcome.baseline == nil }
    var counts: [String?: Int] = [:]
    for subject in 0..<trial.subjectCount {
      let hasCovariates = trial.covariates.allSatisfy { covariate in
        switch covariate.values {
        case .numeric(let values): !values[0][subject].isNaN
        case .factor(_, let codes): codes[0][subject] >= 0
        }
      }
      guard hasCovariates, outcome.baseline.map({ !$0[subject].isNaN }) ?? true,
        followups.contains(where: { !outcome.values[$0][subject].isNaN })
      else { continue }
      if let arm = trial.arm {
        guard arm.codes[subject] >= 0 else { continue }
        counts[arm.levels[Int(arm.codes[subject])], default: 0] += 1
      } else {
        counts[nil, default: 0] += 1
      }
    }
    return counts.values.reduce(0, +) == fit.subjects ? counts : [:]
  }

  /// What every report holds near its beginning and no other page does.
  public static let mark = ReportPage.mark

  var sections: [ReportSection] {
    var sections = [SummarySection.section(of: self), FlowSection.section(of: self)]
    sections += [BaselineSection.section(of: self), CompletenessSection.section(of: self)]
    sections += OutcomeSection.sections(of: self)
    sections += [RobustnessSection.section(of: self), ForestSection.section(of: self)].compactMap { $0 }
    sections += [SitesSection.section(of: self)].compactMap { $0 }
    sections += [MethodsSection.section(of: self), ProvenanceSection.section(of: self)]
    return sections
  }

  /// The page, whole.
  public var html: String {
    ReportPage(title: facts.title, subtitle: subtitle, version: request.version, sections).text
  }

  private var subtitle: String {
    let audience = request.audience.map { ", for \($0 == .board ? "a board" : "the sites")" } ?? ""
    return "Report by Endline \(request.version), \(request.date)\(audience)"
  }
}

/// A page of the report beside `index.html`.
public struct ReportFile: Sendable {
  /// Of our own letters: harmless whatever a site is called.
  public let name: String
  public let html: String
}

extension StudyReport {
  /// How many pages of single sites there are. A board has none: it is told of sites that are apart.
  public var sitePageCount: Int {
    request.audience == .board || analyses.sites.labels.count < 2 ? 0 : analyses.sites.labels.count
  }

  /// The page of one site, in the order of the data's sites.
  public func sitePage(_ place: Int) -> ReportFile {
    ReportFile(name: siteFileNames[place], html: SitePage(report: self, site: place).html)
  }
}
