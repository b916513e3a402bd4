import Estimates
import Reports
import Testing

private typealias Entry = FitSummary.Entry

private func numbers(_ rows: [[Double]]) -> FitSummary.Value {
  .list(rows.map { .list($0.map { .number($0) }) })
}

/// People in sites with levels and slopes of their own. Its numbers are made up.
private let fit = FitSummary([
  Entry("outcome", .text("gaf")), Entry("formula", .text("gaf ~ arm*month + (1 + month | id) + (1 | site)")),
  Entry("criterion", .text("REML")), Entry("log_likelihood", .number(-461.6912)), Entry("aic", .number(933.3824)),
  Entry("bic", .number(943.86)), Entry("parameters_fixed", .count(4)), Entry("parameters_covariance", .count(5)),
  Entry("observations", .count(182)), Entry("subjects", .count(60)), Entry("covariance_structure", .number(nil)),
  Entry("covariance", .number(nil)), Entry("converged", .flag(true)), Entry("iterations", .count(6)),
  Entry("df_method", .text("kenward-roger")), Entry("information", .text("observed")),
  Entry("relative_gradient", .number(4e-11)), Entry("smallest_eigenvalue", .number(0.2)),
  Entry("boundary", .flag(true)), Entry("visits", .list([])), Entry("covariance_groups", .list([])),
  Entry("reference_levels", .object([Entry("arm", .text("TAU"))])), Entry("ladder", .list([])),
  Entry(
    "random_effects",
    .list([
      .object([
        Entry("group", .text("id")), Entry("levels", .count(60)),
        Entry("effects", .list([.text("(Intercept)"), .text("month")])),
        Entry("covariance", numbers([[10.54, -0.3], [-0.3, 1.021]])), Entry("boundary", .flag(false)),
      ]),
      .object([
        Entry("group", .text("site")), Entry("levels", .count(6)), Entry("effects", .list([.text("(Intercept)")])),
        Entry("covariance", numbers([[0]])), Entry("boundary", .flag(true)),
      ]),
    ])),
  Entry("subject", .text("id")),
  Entry(
    "explanation",
    .object([
      Entry("model", .list([.text("The mean of gaf depends on arm."), .text("Every id has a level of its own.")])),
      Entry("assumed", .list([])),
      Entry("data", .list([.text("id: 60 levels, 1 to 4 values (median 3) each.")])),
      Entry("estimates", .list([])), Entry("next", .list([.text("A < B & C.")])),
    ])),
])

private func random(_ measure: Measure, _ term: String, _ value: Double?, n: Int? = nil) -> Estimate {
  Estimate(outcome: "gaf", term: term, measure: measure, method: "reml", estimate: value, n: n)
}

private let effects = [
  random(.variance, "(Intercept) | id", 10.54, n: 60), random(.variance, "month | id", 1.021, n: 60),
  random(.correlation, "(Intercept) with month | id", -0.091, n: 60),
  random(.variance, "(Intercept) | site", 0, n: 6), random(.variance, "residual", 3.391),
]

private func document(_ rows: [Estimate], _ fit: FitSummary = fit) -> ResultDocument {
  ResultDocument(
    version: "0.1.0", command: "mixed", input: .init(file: "trial.csv"),
    results: Results(rows: rows, notes: [], fits: [fit]))
}

@Suite struct RandomEffectsPageTests {
  @Test(arguments: [(ResultFormat.table, "txt"), (.markdown, "md"), (.latex, "tex"), (.html, "html"), (.json, "json")])
  func aPageOfEachKindIsTheOneThatWasRead(format: ResultFormat, suffix: String) throws {
    try expectSnapshot(document(effects).rendered(as: format), "random-effects.\(suffix)")
  }

  @Test func correlationsNameTheirEffects() {
    let rows =
      ["A", "B", "C"].map { random(.variance, "Machine[\($0)] | Worker", 10, n: 6) } + [
        random(.correlation, "Machine[A] with Machine[B] | Worker", 0.8, n: 6),
        random(.correlation, "Machine[A] with Machine[C] | Worker", 0.62, n: 6),
        random(.correlation, "Machine[B] with Machine[C] | Worker", nil, n: 6),
      ]
    let text = document(rows).rendered(as: .table, style: PageStyle(width: 100))
    #expect(
      text.contains(
        """
        Group   Effect      Levels  Variance    SD  with Machine[A]  with Machine[B]
        ----------------------------------------------------------------------------
        Worker  Machine[A]       6        10  3.16
                Machine[B]       6        10  3.16             0.80
                Machine[C]       6        10  3.16             0.62               NA
        """), "\(text)")
  }

  @Test func aResidualCovarianceIsATriangleOfItsOwn() {
    func residual(_ measure: Measure, _ visit: String, _ term: String, _ value: Double) -> Estimate {
      Estimate(outcome: "gaf", visit: visit, term: term, measure: measure, method: "us", estimate: value)
    }
    let rows =
      effects + [
        residual(.variance, "post", "residual", 9), residual(.variance, "later", "residual", 16),
        residual(.correlation, "later", "residual with post", 0.5),
      ]
    let text = document(rows).rendered(as: .table, style: PageStyle(width: 100))
    #expect(
      text.contains(
        """
        Around the model's mean and the random effects: variances and correlations (us)
        Visit  Variance  with post
        --------------------------
        post          9
        later        16       0.50
        """), "\(text)")
    #expect(!text.contains("Descriptive statistics"))
  }

  @Test func levelsStandForSubjectsWhereNobodyNamesThese() {
    var anonymous = fit
    for index in anonymous.entries.indices where anonymous.entries[index].name == "subject" {
      anonymous.entries[index].value = .number(nil)
    }
    let text = document(effects, anonymous).rendered(as: .table, style: PageStyle(width: 100))
    #expect(
      text.contains("Data         182 observations in 60 levels of id, 6 levels of site; 4 coefficients\n"), "\(text)")
  }
}
