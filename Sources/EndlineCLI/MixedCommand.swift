import ArgumentParser
import Endline

/// `endline mixed`: mixed models for repeated measures and with random effects.
struct MixedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mixed",
    abstract: "Mixed models: repeated measures (MMRM) and random effects.",
    discussion: """
      EXAMPLE:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi

      EXAMPLE, the same model as a formula, and one covariate more:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv --arm treatment \\
          --formula "bdi ~ baseline(bdi)*factor(month) + treatment*factor(month) \\
          + drug + us(month | subject)"

      EXAMPLE, the first of several covariance structures that can be estimated:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --covariance us,toeph,ar1h,csh,cs

      EXAMPLE, a slope over months by maximum likelihood:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv --arm treatment \\
          --ml --formula "bdi ~ treatment*month + ar1(month | subject)"

      EXAMPLE, a model in words:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv --arm treatment \\
          --explain --formula "bdi ~ treatment*month + (1 + month | subject)"

      EXAMPLE, random effects: everybody's own level and course over months:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv --arm treatment \\
          --formula "bdi ~ treatment*month + (1 + month | subject)"

      EXAMPLE, group therapy against treatment one by one (made-up data):
        endline mixed Datasets/made-up-group-therapy/group-therapy.csv \\
          --subject subject --visit visit --arm arm --outcome bdi \\
          --group therapy_group

      Without --formula the model is outcome ~ baseline*visit + arm*visit + covariates with an unstructured covariance \
      of the visits (us), by REML, with Kenward and Roger's degrees of freedom. The baseline is a covariate then, and its \
      visit no outcome.

      MOMENTS FILES: sites that may not share patients each add --save-moments SITE.json to their line, and endline mixed \
      --moments A.json --moments B.json fits the model of all of them. What such a file protects and what not: \
      Documentation/Methods/moments-files.md.

      EXAMPLE, marginal means, adjusted contrasts and one by weights:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --means "arm | visit" --adjust mvt --family all \\
          --contrast "late: 0.5 BtheB@5 + 0.5 BtheB@8 - 0.5 TAU@5 - 0.5 TAU@8"

      EXAMPLE, whether everybody has a course of their own, by likelihood ratio, and intervals of the variances:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv --arm treatment \\
          --formula "bdi ~ treatment*month + (1 + month | subject)" \\
          --against "bdi ~ treatment*month + (1 | subject)" --profile

      EXAMPLE, residuals, and what leaving each subject out changes, as files:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --residuals residuals.csv --influence influence.csv

      EXAMPLE, a chart of the marginal means and their differences:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --plot means.svg

      CHARTS (--plot-kind): \(Plot.list(plotKinds))

      OTHER PROGRAMS: --as sas, mmrm or lme4 takes that program's side where programs differ (degrees of freedom, AIC and BIC, \
      covariates of means), and the notes say which numbers that makes: Documentation/Methods/conventions.md.

      EXAMPLE, what R's mmrm prints by its method Kenward-Roger:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi \\
          --as mmrm --df kenward-roger

      EXAMPLE, what was observed beside what the model says of it:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv \\
          --subject subject --visit month --arm treatment --outcome bdi --diagnostics

      EXAMPLE, everybody's own level and slope as a file, and the arms' slopes:
        endline mixed Datasets/beat-the-blues/beat-the-blues.csv --arm treatment \\
          --formula "bdi ~ treatment*month + (1 + month | subject)" \\
          --random-effects effects.csv --contrast slope

      FORMULA: OUTCOME ~ TERMS + us(VISIT | SUBJECT). + adds terms, : multiplies, a*b is a + b + a:b, - 1 leaves the \
      intercept out. Text is categorical, a column of numbers is one slope, factor(COL) makes it categorical, \
      baseline(OUTCOME) is the outcome at baseline. us(VISIT | ARM / SUBJECT) is a covariance for each arm. \
      (1 + TIME | SUBJECT) are random effects, (… || …) uncorrelated ones, (1 | SITE/SUBJECT) nested ones; they may stand \
      beside a covariance of the repeated measures. Names with \
      blanks or signs stand in backticks.

      COVARIANCE: \(structureList)

      MEASURES: \(measureList(MixedModel.measures))
      """)

  private static let plotKinds: [PlotKind] = [.means, .forest]

  @OptionGroup var options: DataOptions
  @OptionGroup(title: "Chart") var plot: PlotOptions
  @OptionGroup(title: "Model") var mixed: MixedOptions
  @OptionGroup(title: "Means and contrasts") var means: MeansArguments
  @OptionGroup(title: "Tests of models, intervals of variances") var tests: ModelTestOptions
  @OptionGroup(title: "Residuals, influence and fit") var diagnosis: DiagnosisOptions
  @OptionGroup(title: "Moments files") var moments: MomentsOptions

  func run() throws {
    var model = try mixed.request()
    model.means = try means.options()
    model.constrainsBaseline = means.constrainBaseline
    let formula = try tests.add(to: &model)
    model.hasDiagnostics = diagnosis.diagnostics
    let check = { (request: AnalysisRequest) in
      try means.check(request)
      try diagnosis.check(request)
      try tests.check(request)
    }
    let rule = try moments.rule()
    if mixed.negativeVariances {
      if diagnosis.randomEffects != nil { throw UsageError.exclude("--negative-variances", "--random-effects") }
      if !moments.files.isEmpty { throw UsageError.exclude("--negative-variances", "--moments") }
    }
    if mixed.group != nil, !moments.files.isEmpty { throw UsageError.exclude("--group", "--moments") }
    try diagnosis.check(
      besides: [("-o", options.output), ("--save-moments", moments.saveMoments), ("--plot", plot.plot)])
    let chart = Plot(options: plot, kinds: Self.plotKinds) { kind, scene in
      guard kind == .means else { return scene.forest([.contrast]) }
      return scene.means(
        .init(value: .marginalMean, difference: .contrast), of: scene.results.rows, what: "Marginal means")
    }
    if !moments.files.isEmpty {
      try moments.checkAlone(options, formula: mixed.formula, constrainsBaseline: means.constrainBaseline)
      try diagnosis.checkHasSubjects()
      try tests.checkAbsent(besides: "--moments")
      return try DataCommand(
        name: "mixed", options: options, measures: MixedModel.measures, check: check, plot: chart
      ) {
        _, _ in Results()
      }
      .run(moments: moments.files) { pool, request in
        model.level = request.level
        return try MixedModel.results(for: pool, measures: request.measures, request: model)
      }
    }
    if let formula { try mixed.check(options, against: formula, constrainsBaseline: means.constrainBaseline) }
    if means.constrainBaseline, let column = options.baselineColumn {
      throw MixedUsageError.columnOfConstrained(column)
    }
    var inputs: [String] = []
    try DataCommand(
      name: "mixed", options: options, measures: MixedModel.measures, check: check, plot: chart,
      planned: { plan in
        let person = plan.subject
        var plan = plan
        plan.keepsAbsentLevels = moments.saveMoments != nil
        // An empty name takes a description's groups away.
        plan.group = mixed.group.map { $0.isEmpty ? nil : $0 } ?? plan.group
        // A description's groups count as much as the option's.
        if plan.group != nil, moments.saveMoments != nil { throw UsageError.exclude("--group", "--save-moments") }
        plan = try formula.map { (formula) throws(ModelSpecificationError) in try plan.merged(with: formula) } ?? plan
        // The constraint is about the baseline's rows, whatever the formula says.
        if means.constrainBaseline { plan.hasBaselineVisit = true }
        // A column that only says which subjects belong together is read, and has no effect.
        let known = [plan.subject, plan.site, plan.arm, plan.group] + plan.covariates.map(Self.bare)
        if let cluster = model.cluster, !known.contains(cluster) {
          if formula != nil {
            plan.covariates.append(cluster + ":factor")
          } else if let site = plan.site {
            throw MixedUsageError.clusterBesideSite(cluster, site: site)
          } else {
            plan.site = cluster
          }
        }
        inputs = [options.data ?? plan.data, options.study].compactMap { $0 }
        try diagnosis.check(inputs: inputs)
        model.subjectColumn = plan.subject
        model.personColumn = plan.rowsAreUnits ? person ?? formula?.residual?.subject : nil
        model.visitColumn = plan.visit ?? (plan.wide.isEmpty ? nil : formula?.residual?.visit ?? "visit")
        return plan
      },
      reading: { source, plan, options in
        guard let formula else { return try Trial(reading: source, plan: plan, options: options) }
        return try Trial(reading: source, plan: plan, formula: formula, options: options)
      }
    ) { trial, request in
      model.level = request.level
      let saved = try moments.save(trial, request: model, rule: rule, inputs: inputs)
      let analysis = try MixedModelAnalysis(trial, measures: request.measures, request: model)
      var results = analysis.results
      results.notes += try saved + diagnosis.save(analysis, inputs: inputs)
      if formula == nil, moments.saveMoments == nil, let site = options.site, model.cluster != site {
        results.notes.append(
          "--site \(site) has no effect on the default model; a --formula with (1 | \(site)) has the sites' own levels")
      }
      return results
    }.run()
  }

  /// A covariate without the suffix that says how it is read.
  private static func bare(_ covariate: String) -> String {
    [":factor", ":numeric"].first(where: covariate.hasSuffix).map { String(covariate.dropLast($0.count)) } ?? covariate
  }

  private static var structureList: String {
    CovarianceFamily.allCases.map { "\($0.rawValue) (\($0.title))" }.joined(separator: ", ")
  }
}
