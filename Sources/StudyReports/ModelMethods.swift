import Estimates
import Reports

/// How the models were tested, in words, by what their rows and fits say, so that words and tables cannot disagree.
struct ModelMethods {
  private let facts: StudyFacts
  private let models: [Results]
  /// Methods of the modelled means and differences in the order of the outcomes, each with the outcomes it is of.
  private let uses: [(method: String, outcomes: [String])]

  init(_ report: StudyReport) {
    facts = report.facts
    models = report.analyses.models
    var uses: [(method: String, outcomes: [String])] = []
    for row in models.flatMap(\.rows) where row.measure == .marginalMean || row.measure == .contrast {
      guard row.estimate != nil, let method = row.method, let outcome = row.outcome else { continue }
      let title = report.facts.title(ofOutcome: outcome)
      if let place = uses.firstIndex(where: { $0.method == method }) {
        if !uses[place].outcomes.contains(title) { uses[place].outcomes.append(title) }
      } else {
        uses.append((method, [title]))
      }
    }
    self.uses = uses
  }

  /// `tests and intervals use Kenward and Roger's standard errors and degrees of freedom`; nil where nothing is tested.
  var tests: String? {
    guard !uses.isEmpty else { return nil }
    let parts = uses.map { use in
      words(use.method) + (uses.count > 1 ? " for \(use.outcomes.joined(separator: ", "))" : "")
    }
    return "tests and intervals use \(parts.joined(separator: "; "))"
  }

  private func words(_ method: String) -> String {
    switch method {
    case "kenward_roger": return "Kenward and Roger's standard errors and degrees of freedom"
    case "cr2_satterthwaite":
      let clusters = hasGroups ? "therapy groups, and the subjects who are in none," : "the subjects"
      return
        "cluster-robust standard errors (CR2), with \(clusters) as clusters, and Satterthwaite's degrees of freedom"
    default: return methodTitle(method)
    }
  }

  /// Sources of the methods that were used.
  var references: [String] {
    var found: [String] = []
    if uses.contains(where: { $0.method.hasPrefix("kenward_roger") }) {
      found.append(
        "Kenward MG, Roger JH. Small sample inference for fixed effects from restricted maximum likelihood. Biometrics "
          + "1997;53:983–997.")
    }
    if uses.contains(where: { $0.method.hasPrefix("cr2") }) {
      found.append("Bell RM, McCaffrey DF. Survey Methodology 2002;28 (CR2 and its degrees of freedom).")
      found.append("Pustejovsky JE, Tipton E. Journal of Business & Economic Statistics 2018;36:672–683 (CR2).")
    }
    return found
  }

  private var hasGroups: Bool {
    models.flatMap(\.fits).contains { fit in
      if case .list(let terms)? = fit["random_effects"] { !terms.isEmpty } else { false }
    }
  }

  /// Names of the columns of therapy groups with the arms that have them, by the rows of the intraclass correlation.
  private var groups: [(column: String, arms: [String])] {
    var found: [(column: String, arms: [String])] = []
    for row in models.flatMap(\.rows) where row.measure == .icc && row.method == "harville_fenech" {
      guard let column = row.term, let arm = row.arm else { continue }
      if let place = found.firstIndex(where: { $0.column == column }) {
        if !found[place].arms.contains(arm) { found[place].arms.append(arm) }
      } else {
        found.append((column, [arm]))
      }
    }
    return found
  }

  /// How the model knows of treatment in groups; a sentence for each column of groups.
  var groupSentences: [String] {
    let hasCovariances = models.flatMap(\.fits).contains { fit in
      if case .list(let labels)? = fit["covariance_groups"] { labels.count > 1 } else { false }
    }
    return groups.map { column, arms in
      let others = facts.arms.map(\.label).filter { !arms.contains($0) }
      let names = { (labels: [String]) in labels.map(facts.armName).joined(separator: " and ") }
      let variance = arms.count > 1 ? "a variance for each of these arms" : "one variance"
      return "People with \(names(arms)) were treated in groups (\(column))"
        + (others.isEmpty ? "" : ", those with \(names(others)) were not")
        + ": the model has a random effect of each group (\(variance))\(others.isEmpty ? "" : ", none for the others")"
        + (hasCovariances ? ", and residuals with a covariance of their own in each arm." : ".")
    }
  }
}
