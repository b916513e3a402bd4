import Estimates
import Reports
import Testing

/// A model of two visits. Its numbers are made up.
private let fit = FitSummary([
  .init("outcome", .text("bdi")), .init("formula", .text("bdi ~ arm*visit + us(visit | id)")),
  .init("criterion", .text("REML")), .init("log_likelihood", .number(-123.456)), .init("deviance", .number(246.912)),
  .init("aic", .number(252.912)), .init("bic", .number(260.5)), .init("bic_n", .count(40)),
  .init("parameters_fixed", .count(4)), .init("parameters_covariance", .count(3)), .init("observations", .count(75)),
  .init("subjects", .count(40)), .init("covariance_structure", .text("us")),
  .init("covariance", .list([.list([.number(9), .number(4.5)]), .list([.number(4.5), .number(9)])])),
  .init("converged", .flag(true)), .init("iterations", .count(5)), .init("df_method", .text("kenward-roger")),
  .init("information", .text("observed")), .init("relative_gradient", .number(2.8e-13)),
  .init("smallest_eigenvalue", .number(0.25)), .init("boundary", .flag(false)),
  .init("visits", .list([.text("post"), .text("later")])), .init("covariance_title", .text("unstructured")),
  .init("covariance_groups", .list([])),
  .init("reference_levels", .object([.init("arm", .text("TAU")), .init("visit", .text("post"))])),
  .init(
    "ladder",
    .list([
      .object([.init("covariance", .text("us")), .init("used", .flag(true)), .init("reason", .number(nil))])
    ])),
])

private let rows: [Estimate] =
  ["(Intercept)", "arm[IMR]"].map { term in
    Estimate(
      outcome: "bdi", term: term, measure: .coefficient, method: "kenward_roger", estimate: -1.5, standardError: 0.5,
      df: 37.2, statistic: -3, pValue: 0.0048, confidenceLow: -2.51, confidenceHigh: -0.49, confidenceLevel: 0.95, n: 40
    )
  } + [
    Estimate(outcome: "bdi", visit: "post", measure: .variance, method: "us", estimate: 9),
    Estimate(outcome: "bdi", visit: "later", measure: .variance, method: "us", estimate: 9),
    Estimate(outcome: "bdi", visit: "later", term: "with post", measure: .correlation, method: "us", estimate: 0.5),
  ]

private func document(_ fits: [FitSummary], rows: [Estimate] = rows) -> ResultDocument {
  ResultDocument(
    version: "0.1.0", command: "mixed", input: .init(file: "trial.csv"),
    results: Results(rows: rows, notes: [], fits: fits))
}

@Test func aModelReadsInWordsAheadOfItsEstimates() {
  #expect(
    document([fit]).rendered(as: .table) == """
      bdi: model

      Formula      bdi ~ arm*visit + us(visit | id)
      Fit          REML, log-likelihood -123.46, AIC 252.91, BIC 260.50
      Data         75 observations of 40 subjects at visits post, later; 4
                   coefficients
      Covariance   unstructured (us), 3 parameters
      Convergence  converged in 5 steps: slope 3e-13 of its standard error, curvature
                   downwards in every direction
      Tests        t distribution, Kenward-Roger degrees of freedom from the observed
                   information
      Reference    arm TAU, visit post


      bdi

      Estimates, n = 40
        Term         Estimate  95% CI            SE  Statistic    df       p
      ----------------------------------------------------------------------
      Coefficient (Kenward-Roger)
        (Intercept)     -1.50  [-2.51, -0.49]  0.50         -3  37.2  0.0048
        arm[IMR]        -1.50  [-2.51, -0.49]  0.50         -3  37.2  0.0048

      Around the model's mean: variances and correlations (us)
      Visit  Variance  with post
      --------------------------
      post          9
      later         9       0.50

      """)
}

@Test func everyPageForPeopleHasTheModel() {
  let page = { (format: ResultFormat) in document([fit]).rendered(as: format) }
  #expect(
    page(.markdown).contains("## bdi: model\n\n- **Formula:** bdi \\~ arm\\*visit + us(visit \\| id)\n- **Fit:** REML,")
  )
  #expect(page(.html).contains("<dl class=\"facts\">\n<dt>Formula</dt><dd>bdi ~ arm*visit + us(visit | id)</dd>\n"))
  #expect(page(.latex).contains("\\begin{description}\n  \\item[Formula] bdi \\textasciitilde{} arm*visit"))
  #expect(!page(.csv).contains("REML"))
}

@Test func aModelThatIsNotEstimatedSaysSo() {
  var failed = FitSummary(fit.entries.filter { ["outcome", "formula", "criterion"].contains($0.name) })
  failed.entries.append(.init("converged", .flag(false)))
  let text = document([failed]).rendered(as: .table)
  #expect(text.contains("Convergence  not converged: nothing is estimated; the notes say why\n"))
  #expect(document([failed], rows: []).rendered(as: .table).hasPrefix("bdi: model\n"))
}

@Test func aLadderAndGroupsStandOnThePage() {
  var several = fit
  several.entries.removeAll { ["ladder", "covariance_groups"].contains($0.name) }
  several.entries += [
    .init("covariance_groups", .list([.text("TAU"), .text("IMR")])),
    .init(
      "ladder",
      .list([
        .object([.init("covariance", .text("us")), .init("used", .flag(false)), .init("reason", .text("it is flat"))]),
        .object([.init("covariance", .text("cs")), .init("used", .flag(true)), .init("reason", .number(nil))]),
      ])),
  ]
  let text = document([several]).rendered(as: .table, style: PageStyle(width: 120))
  #expect(text.contains("Tried        us: not used, it is flat; cs: used\n"))
  #expect(text.contains("unstructured (us), 3 parameters, one each for TAU, IMR\n"))
}

@Test func jsonHasTheFitAndWithSeveralOutcomesAll() throws {
  let one = document([fit]).rendered(as: .json)
  #expect(one.contains("],\n\"fit\": {\"outcome\": \"bdi\", \"formula\": "))
  #expect(one.contains("\"covariance\": [[9, 4.5], [4.5, 9]], \"converged\": true, \"iterations\": 5, "))
  #expect(one.contains("\"reason\": null}]},\n\"notes\": ["))
  #expect(!one.contains("\"fits\""))
  let two = document([fit, fit]).rendered(as: .json)
  #expect(two.contains("},\n\"fits\": [\n{\"outcome\": \"bdi\""))
  #expect(document([], rows: rows).rendered(as: .json).contains("],\n\"notes\": ["))
  for text in [one, two] { #expect(try publishedSchema().problems(in: JSONValue(parsing: text)) == []) }
}

@Test func aFitWithoutItsFactsBreaksTheSchema() throws {
  var short = fit
  short.entries.removeAll { $0.name == "converged" }
  let text = document([short]).rendered(as: .json)
  #expect(try publishedSchema().problems(in: JSONValue(parsing: text)) == ["$.fit: lacks converged"])
}
