/// How the variance τ² of the true effects is estimated; the raw value is what `--method` takes.
///
/// P = W − WX(X'WX)⁻¹X'W throughout, with W = diag 1/(τ² + vᵢ) unless it says otherwise; k studies, p columns of the
/// design. Documentation/Methods/meta-analysis.md gives every formula.
public enum HeterogeneityEstimator: String, Sendable, CaseIterable {
  /// The highest of the restricted likelihood's maxima.
  case reml
  /// DerSimonian and Laird (1986), with moderators Raudenbush (2009): τ² = (Q − (k − p)) / tr P, P at τ² = 0.
  case dl
  /// The highest of the likelihood's maxima.
  case ml
  /// Paule and Mandel (1982): the τ² at which the weighted squares about the model, Σ(yᵢ − xᵢ'b)²/(τ² + vᵢ), are k − p.
  case pm
  /// Sidik and Jonkman (2005), from τ₀² = Σ(yᵢ − ȳ)²/k.
  case sj
  /// Hedges (1983): moments of the unweighted effects, τ² = (y'Py − Σ vᵢ(1 − hᵢ)) / (k − p), P = I − H.
  case he
  /// Empirical Bayes (Morris 1983), whose equation is that of Paule and Mandel.
  case eb
  /// No variance of the true effects: one common effect.
  case fixed

  /// The name in prose: `REML`, `DerSimonian-Laird`.
  public var title: String {
    switch self {
    case .reml: "REML"
    case .dl: "DerSimonian-Laird"
    case .ml: "ML"
    case .pm: "Paule-Mandel"
    case .sj: "Sidik-Jonkman"
    case .he: "Hedges"
    case .eb: "empirical Bayes"
    case .fixed: "common effect"
    }
  }

  /// The name in a row's `method`.
  package var rowName: String {
    switch self {
    case .reml, .ml: rawValue
    case .dl: "dersimonian_laird"
    case .pm: "paule_mandel"
    case .sj: "sidik_jonkman"
    case .he: "hedges"
    case .eb: "empirical_bayes"
    case .fixed: "common_effect"
    }
  }
}
