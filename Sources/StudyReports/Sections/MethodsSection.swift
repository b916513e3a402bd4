import Estimates
import Reports

/// What was really done, in words that can be printed, with its sources; what was left out; what each number is.
enum MethodsSection {
  static func section(of report: StudyReport) -> ReportSection {
    let methods = Methods(report)
    var body = Markup.paragraph(methods.sentences.joined(separator: " "))
    body += Markup.heading("References") + Markup.list(methods.references)
    if !report.notes.isEmpty {
      body += Markup.heading("Choices, and what was left out") + Markup.list(report.notes)
    }
    let used = Set(report.shownRows.map(\.measure))
    body += Markup.heading("What the numbers are")
    body += Markup.facts(
      Measure.allCases.filter(used.contains).map { ($0.title, $0.explanation(ratesPer: 1)) })
    return ReportSection(id: "methods", title: "Methods", body: body)
  }
}

private struct Methods {
  private(set) var sentences: [String] = []
  private(set) var references: [String] = [
    "Hopewell S, Chan A-W, Collins GS, et al. CONSORT 2025 statement: updated guideline for reporting randomised trials. BMJ "
      + "2025;388:e081123."
  ]

  init(_ report: StudyReport) {
    let (facts, analyses) = (report.facts, report.analyses)
    let fits = analyses.models.flatMap(\.fits)
    for fit in fits {
      guard case .text(let outcome)? = fit["outcome"], case .text(let formula)? = fit["formula"] else { continue }
      sentences.append("\(facts.start(ofOutcome: outcome)) was modelled as \(formula).")
    }
    if !fits.isEmpty {
      addModel(ModelMethods(report), isAdjusted: ComparedOutcomes(report).lines.contains { $0.holm != nil })
    }
    if facts.hasContrasts, !analyses.comparison.rows.isEmpty { addComparison(facts) }
    if !analyses.others.isEmpty {
      sentences.append(
        "What happened or not was compared at each visit by risk differences, risk and odds ratios, how often it happened by rate ratios; "
          + "these are not modelled over visits.")
    }
    addReliableChange(analyses)
    addSites(report)
    addDescription(analyses)
    sentences.append("All intervals have \(facts.percent) confidence.")
  }

  private mutating func addModel(_ methods: ModelMethods, isAdjusted: Bool) {
    sentences.append(
      "Models were fitted by restricted maximum likelihood, with visits as categories and the covariance that the formula names"
        + (methods.tests.map { "; \($0)." } ?? "."))
    sentences += methods.groupSentences
    sentences.append(
      "Modelled means hold numeric covariates at their mean over the analysed rows and weight categories equally.")
    references += methods.references
    guard isAdjusted else { return }
    sentences.append(
      "Among several comparisons of one family at the primary visit, p-values were adjusted by Holm's method; the primary outcome's "
        + "is a family of its own.")
    references.append("Holm S. Scandinavian Journal of Statistics 1979;6:65–70.")
  }

  private mutating func addComparison(_ facts: StudyFacts) {
    let covariates = facts.covariates.isEmpty ? "" : " and \(facts.covariates.joined(separator: ", "))"
    if facts.hasBaseline {
      sentences.append(
        "As a check under other assumptions on missing values, the difference at each visit was estimated by analysis of covariance on the "
          + "baseline value\(covariates), with everybody observed there and with complete cases only.")
      references.append("Vickers AJ, Altman DG. BMJ 2001;323:1123–1124 (analysis of covariance).")
    } else {
      sentences.append(
        "As a check under other assumptions on missing values, the difference at each visit was estimated by Welch's method, with everybody "
          + "observed there and with complete cases only.")
    }
    sentences.append("Hedges' g is corrected for small samples; its interval comes from the noncentral t distribution.")
    references.append("Hedges LV. Journal of Educational Statistics 1981;6:107–128.")
  }

  private mutating func addReliableChange(_ analyses: StudyAnalyses) {
    guard analyses.reliable.contains(where: { !$0.thresholds.isEmpty }) else { return }
    sentences.append(
      "Reliable change is by Jacobson and Truax's index with the SD of all baselines; shares have Wilson's interval, their differences "
        + "Newcombe's.")
    references.append("Jacobson NS, Truax P. Journal of Consulting and Clinical Psychology 1991;59:12–19.")
  }

  private mutating func addSites(_ report: StudyReport) {
    guard !report.analyses.sites.funnels.isEmpty else { return }
    sentences.append(
      "Sites were compared by their means, adjusted for the case mix, with exact limits of Student's t around the mean of all; sites with "
        + "fewer than \(report.request.smallestSite) people have no part in that. Shrunken means are empirical-Bayes estimates with the "
        + "variance between sites by restricted maximum likelihood.")
    references.append("Spiegelhalter DJ. Statistics in Medicine 2005;24:1185–1202 (funnel plots).")
    references.append(
      "Goldstein H, Spiegelhalter DJ. Journal of the Royal Statistical Society A 1996;159:385–443 (ranks and their intervals)."
    )
    references.append("Harville DA, Fenech AP. Biometrics 1985;41:137–152 (interval of the intraclass correlation).")
  }

  private mutating func addDescription(_ analyses: StudyAnalyses) {
    let used = Set(analyses.description.rows.map(\.measure))
    if used.contains(.smd) {
      references.append(
        "Yang D, Dalton JE. A unified approach to measuring the effect size between two groups using SAS. SAS Global Forum 2012, "
          + "paper 335.")
    }
    if used.contains(.attrition) {
      sentences.append("Attrition has Wilson's interval, its difference between arms Newcombe's.")
      references.append("Wilson EB. Journal of the American Statistical Association 1927;22:209–212.")
      references.append("Newcombe RG. Statistics in Medicine 1998;17:873–890.")
    }
    if used.contains(.littleMCAR) {
      references.append("Little RJA. Journal of the American Statistical Association 1988;83:1198–1202.")
    }
  }
}

extension StudyReport {
  /// The rows behind the tables of the page.
  var shownRows: [Estimate] {
    let shown: Set<Measure> = [
      .marginalMean, .contrast, .standardizedContrast, .meanDifference, .hedgesG, .cohensD, .glassDelta, .dPpc2,
      .meanChange,
    ]
    let ofSites = analyses.sites.results.rows.filter { $0.measure != .funnelLimits && $0.measure != .siteTest }
    let reliable = analyses.reliable.filter { $0.gap == nil }.flatMap(\.results.rows).filter { $0.measure != .n }
    return BaselineSection.rows(of: self) + CompletenessSection.rows(of: self)
      + reliable + ofSites
      + (analyses.change.rows + analyses.comparison.rows + analyses.mixed.rows).filter { shown.contains($0.measure) }
      + analyses.others.flatMap(\.rows)
  }
}
