import Estimates

/// What a fit was, in words and lines.
struct ModelFacts {
  private let fit: FitSummary

  init(of fit: FitSummary) { self.fit = fit }

  var facts: [Page.Fact] {
    let lines: [(String, String?)] = [
      ("Formula", fit.text("formula")), ("Baseline", baseline), ("Fit", criterion), ("Data", sizes),
      ("Covariance", covariance), ("Convergence", convergence), ("Tests", tests), ("Conventions", conventions),
      ("Reference", references), ("Tried", ladder),
    ]
    return lines.compactMap { name, text in text.map { Page.Fact(name: name, text: $0) } }
  }

  /// What `--explain` says, a line for each of its topics.
  var explanation: [Page.Fact] {
    guard case .object(let topics)? = fit["explanation"] else { return [] }
    let titles = [
      "model": "The model", "assumed": "It assumes", "data": "The data", "estimates": "It found", "next": "What next",
    ]
    return topics.compactMap { topic in
      let sentences = FitSummary(topics).texts(topic.name)
      return sentences.isEmpty
        ? nil : Page.Fact(name: titles[topic.name] ?? topic.name, text: sentences.joined(separator: " "))
    }
  }

  private var isConverged: Bool { fit["converged"] == .flag(true) }

  private var criterion: String? {
    guard let criterion = fit.text("criterion") else { return nil }
    let numbers = [("log-likelihood", "log_likelihood"), ("AIC", "aic"), ("BIC", "bic")].compactMap { title, name in
      fit.number(name).map { "\(title) \(NumberFormat.fixed($0, decimals: 2))" }
    }
    return ([criterion] + numbers).joined(separator: ", ")
  }

  private var baseline: String? {
    fit["baseline_constrained"] == .flag(true)
      ? "an outcome with one mean for all arms (constrained)" : nil
  }

  private var sizes: String? {
    guard let observations = fit.count("observations"), let subjects = fit.count("subjects") else { return nil }
    let visits = fit.texts("visits")
    let levels = randomTerms.reduce(into: [String]()) { found, term in
      guard let group = term.text("group"), let count = term.count("levels") else { return }
      let text = "\(counted(count, "level")) of \(group)"
      if !found.contains(text) { found.append(text) }
    }
    let all = fit.count("subjects_in_trial").flatMap {
      $0 == subjects ? nil : "\(subjects) of " + counted($0, "subject")
    }
    // Where rows go by nothing but the random terms' groups, these say how many there are.
    let whose =
      isAnonymous && !levels.isEmpty
      ? " in " + levels.joined(separator: ", ")
      : " of " + (all ?? counted(subjects, "subject"))
    let beside = isAnonymous ? [] : levels.filter { !$0.hasSuffix(" of \(fit.text("subject") ?? "")") }
    return counted(observations, "observation") + whose
      + (visits.isEmpty ? "" : " at visit\(visits.count == 1 ? "" : "s") " + visits.joined(separator: ", "))
      + (beside.isEmpty ? "" : ", in " + beside.joined(separator: ", "))
      + (fit.count("parameters_fixed").map { "; " + counted($0, "coefficient") } ?? "")
  }

  /// Whether nothing says who the subjects are.
  private var isAnonymous: Bool { fit["subject"] == .number(nil) }

  private var randomTerms: [FitSummary] {
    guard case .list(let terms)? = fit["random_effects"] else { return [] }
    return terms.compactMap { if case .object(let entries) = $0 { FitSummary(entries) } else { nil } }
  }

  private var covariance: String? {
    let random = randomTerms
    let edge = random.filter { $0["boundary"] == .flag(true) }.compactMap { $0.text("group") }
    let boundary = edge.isEmpty ? "" : "; on the boundary of what is possible: " + edge.joined(separator: ", ")
    guard let name = fit.text("covariance_structure") else {
      guard !random.isEmpty else { return nil }
      return "random effects"
        + (fit.count("parameters_covariance").map { " and a residual variance, " + counted($0, "parameter") } ?? "")
        + boundary
    }
    let groups = fit.texts("covariance_groups")
    return (random.isEmpty ? "" : "random effects and ")
      + (fit.text("covariance_title").map { "\($0) (\(name))" } ?? name)
      + (fit.count("parameters_covariance").map { ", " + counted($0, "parameter") } ?? "")
      + (groups.isEmpty ? "" : ", one each for " + groups.joined(separator: ", ")) + boundary
  }

  /// How it is known that the search ended at the top.
  private var convergence: String? {
    guard isConverged else { return "not converged: nothing is estimated; the notes say why" }
    var words = "converged"
    if let iterations = fit.count("iterations") { words += " in " + counted(iterations, "step") }
    guard let slope = fit.number("relative_gradient") else { return words }
    let curvature = fit.number("smallest_eigenvalue").map { $0 > 0 } == true
    return words + ": slope \(Self.brief(slope)) of its standard error"
      + (curvature ? ", curvature downwards in every direction" : "")
  }

  private var tests: String? {
    guard isConverged, let method = fit.text("df_method") else { return nil }
    let title = methodTitle(String(method.map { $0 == "-" ? "_" : $0 }))
    let robust = fit.text("robust").map { ", standard errors by \(methodTitle($0))" } ?? ""
    if method == "normal" { return "normal distribution" + robust }
    let usesInformation = robust.isEmpty && (method.hasPrefix("kenward-roger") || method == "satterthwaite")
    return "t distribution, \(title) degrees of freedom"
      + (usesInformation ? fit.text("information").map { " from the \($0) information" } ?? "" : robust)
  }

  /// Whose they are, where they are not Endline's own.
  private var conventions: String? {
    guard let program = fit.text("conventions"), program != "endline" else { return nil }
    return "those of \(program == "sas" ? "SAS" : program); the notes say which numbers they make"
  }

  private var references: String? {
    guard case .object(let entries)? = fit["reference_levels"], !entries.isEmpty else { return nil }
    return entries.compactMap { entry in
      if case .text(let level) = entry.value { "\(entry.name) \(level)" } else { nil }
    }
    .joined(separator: ", ")
  }

  /// The structures of a ladder and what became of each, where there was more to it than one that worked.
  private var ladder: String? {
    guard case .list(let rungs)? = fit["ladder"] else { return nil }
    let lines = rungs.compactMap { rung -> String? in
      guard case .object(let entries) = rung else { return nil }
      let rung = FitSummary(entries)
      guard let name = rung.text("covariance") else { return nil }
      if rung["used"] == .flag(true) { return "\(name): used" }
      return "\(name): not used, " + (rung.text("reason") ?? "not converged")
    }
    return lines.count > 1 ? lines.joined(separator: "; ") : nil
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// `3e-12`, `0`.
  private static func brief(_ value: Double) -> String {
    value == 0 ? "0" : DecimalDigits(of: value).scientific(significant: 1)
  }
}

extension FitSummary {
  /// The outcome that the model is of.
  var outcome: String? { text("outcome") }

  fileprivate func text(_ name: String) -> String? {
    if case .text(let text)? = self[name] { text } else { nil }
  }

  fileprivate func number(_ name: String) -> Double? {
    if case .number(let number)? = self[name] { number } else { nil }
  }

  fileprivate func count(_ name: String) -> Int? {
    if case .count(let count)? = self[name] { count } else { nil }
  }

  fileprivate func texts(_ name: String) -> [String] {
    guard case .list(let values)? = self[name] else { return [] }
    return values.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }
}
