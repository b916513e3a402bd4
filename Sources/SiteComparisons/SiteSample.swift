internal import Comparisons
internal import Trials

/// The subjects of one outcome and visit that sites are compared on.
struct SiteSample {
  /// Labels of the judged sites.
  let labels: [String]
  /// Labels of the sites with too few subjects, none among them.
  let tooFew: [String]
  /// Subjects of judged sites, as indices in the trial.
  let subjects: [Int]
  /// Of each of them, the place of the site among `labels`.
  let sites: [Int]
  let values: [Double]
  let covariates: [(name: String, values: [Double])]
  /// Subjects with an outcome who are left out: without a site, and without baseline, arm or a covariate.
  let withoutSite: Int
  let withoutCaseMix: Int
  /// Subjects of judged sites without the outcome at the visit; of the others none is counted anywhere.
  let withoutOutcome: Int
  /// Whether nobody has the outcome at the visit.
  let isUnobserved: Bool

  init(trial: Trial, site: Factor, outcome: Outcome, visit: Int, options: SiteOptions) {
    let values = outcome.values[visit]
    let caseMix = trial.covariates.filter { !options.siteCovariates.contains($0.name) }
    let arm = trial.arm.flatMap { $0.levels.count > 1 ? $0 : nil }
    func isWhole(_ subject: Int) -> Bool {
      !(outcome.baseline.map { $0[subject].isNaN } ?? false) && (arm.map { $0.codes[subject] >= 0 } ?? true)
        && caseMix.allSatisfy { $0.isObserved(subject: subject, visit: visit) }
    }
    var counts = [Int](repeating: 0, count: site.levels.count)
    var observed = counts
    var whole: [Int] = []
    var withoutSite = 0
    var withoutCaseMix = 0
    for subject in values.indices where !values[subject].isNaN {
      if site.codes[subject] >= 0 { observed[Int(site.codes[subject])] += 1 }
      if site.codes[subject] < 0 {
        withoutSite += 1
      } else if !isWhole(subject) {
        withoutCaseMix += 1
      } else {
        whole.append(subject)
        counts[Int(site.codes[subject])] += 1
      }
    }
    let cells = SmallCells(minCell: options.minCell)
    let judged =
      options.protectsTotals ? cells.judgedBesideTotals([counts, observed]) : cells.judged(counts)
    let places = Dictionary(uniqueKeysWithValues: judged.enumerated().map { (Int32($1), $0) })
    let subjects = whole.filter { places[site.codes[$0]] != nil }
    labels = judged.map { site.levels[$0] }
    tooFew = site.levels.indices.filter { !judged.contains($0) }.map { site.levels[$0] }
    self.subjects = subjects
    isUnobserved = values.allSatisfy(\.isNaN)
    self.withoutSite = withoutSite
    self.withoutCaseMix = withoutCaseMix
    withoutOutcome = values.indices.count { values[$0].isNaN && places[site.codes[$0]] != nil }
    sites = subjects.map { places[site.codes[$0]] ?? 0 }
    self.values = subjects.map { values[$0] }
    var columns: [(name: String, values: [Double])] = []
    if let baseline = outcome.baseline { columns.append(("baseline", subjects.map { baseline[$0] })) }
    if let arm {
      let present = Set(subjects.map { arm.codes[$0] }).sorted()
      columns += present.dropFirst().map { code in
        ("\(arm.name)[\(arm.levels[Int(code)])]", subjects.map { arm.codes[$0] == code ? 1 : 0 })
      }
    }
    covariates = columns + caseMix.flatMap { $0.columns(subjects: subjects, visit: visit) }
  }

  /// What the sites' means are adjusted for, in words. Labels are left out: one may be a small site's alone.
  static func caseMix(of trial: Trial, options: SiteOptions) -> [String] {
    let arm = trial.arm.flatMap { $0.levels.count > 1 ? ["\($0.name) (a category)"] : nil }
    return (trial.outcomes.contains { $0.baseline != nil } ? ["the baseline value"] : []) + (arm ?? [])
      + trial.covariates.filter { !options.siteCovariates.contains($0.name) }.map { covariate in
        if case .numeric = covariate.values { covariate.inWords } else { "\(covariate.name) (a category)" }
      }
  }
}
