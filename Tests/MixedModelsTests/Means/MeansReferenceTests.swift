import Estimates
import MixedModels
import Testing
import Trials

@Suite struct MeansReferenceTests {
  private func request(_ change: (inout MixedModelRequest) throws -> Void = { _ in }) rethrows -> MixedModelRequest {
    var request = MixedModelRequest()
    request.visitColumn = "visit"
    request.subjectColumn = "subject"
    try change(&request)
    return request
  }

  private func named(_ row: Estimate) -> String {
    "\(row.contrast ?? row.arm ?? "") at \(row.visit ?? "")"
  }

  @Test func meansAndContrastsOfTheDefaultModelAgreeWithR() throws {
    let reference = try BeatTheBluesFixture.read().kenwardRogerIntervals
    let rows = try MixedModel.results(for: beatTheBluesTrial(), request: request()).rows
      .filter { $0.measure == .marginalMean || $0.measure == .contrast }
    #expect(rows.count == 12)
    for wanted in reference {
      let row = try #require(rows.first { named($0) == wanted.name }, "\(wanted.name)")
      #expect(row.method == "kenward_roger")
      #expect(difference(row.estimate, wanted.estimate) < 1e-11)
      #expect(difference(row.standardError, wanted.stdError) < 1e-11)
      #expect(difference(row.df, wanted.df) < 1e-9)
      #expect(difference(row.statistic, wanted.statistic) < 1e-11)
      #expect(difference(row.pValue, wanted.pValue) < 1e-11)
      #expect(difference(row.confidenceLow, wanted.confLow) < 1e-11)
      #expect(difference(row.confidenceHigh, wanted.confHigh) < 1e-11)
    }
  }

  @Test func countsAreSubjectsWithARow() throws {
    let rows = try MixedModel.results(
      for: beatTheBluesTrial(), measures: [.marginalMean, .contrast], request: request()
    ).rows
    for count in try MeansFixture.read().counts {
      #expect(rows.first { $0.arm == count.treatment && $0.visit == count.visit }?.n == count.n)
    }
    #expect(rows.first { $0.contrast != nil && $0.visit == "8" }?.n == 52)
  }

  @Test func covariateMeanOverSubjects() throws {
    let fixture = try BeatTheBluesFixture.read()
    let trial = try beatTheBluesTrial()
    func means(_ unit: CovariateMean) throws -> [Estimate] {
      try MixedModel.results(for: trial, request: request { $0.means.covariateMean = unit }).rows
    }
    let (byRows, bySubjects) = (try means(.rows), try means(.subjects))
    let slope = try #require(byRows.first { $0.term == "baseline(bdi)" }?.estimate)
    let place = try #require(byRows.firstIndex { $0.measure == .marginalMean && $0.arm == "TAU" && $0.visit == "2" })
    let shift = slope * (fixture.baselineMeanSubjects - fixture.baselineMean)
    let (first, second) = try (#require(byRows[place].estimate), #require(bySubjects[place].estimate))
    #expect(abs(second - first - shift) < 1e-12)
  }

  @Test func jointTestsAgreeWithR() throws {
    let joint = try #require(try BeatTheBluesFixture.read().models[0].joint.first { $0.name == "visit:treatment" })
    let rows = try MixedModel.results(for: beatTheBluesTrial(), measures: [.jointTest], request: request()).rows
    let row = try #require(rows.first { $0.term == "visit:treatment (numerator df 3)" })
    #expect(difference(row.statistic, joint.kenwardRoger?.statistic ?? .nan) < 1e-10)
    #expect(difference(row.df, joint.kenwardRoger?.df2 ?? .nan) < 1e-9)
    #expect(row.estimate == nil)
  }

  @Test func constrainedBaselineAgreesWithR() throws {
    let model = try BeatTheBluesFixture.read().constrained.models[0]
    let trial = try beatTheBluesTrial()
    let results = try MixedModel.results(for: trial, request: request { $0.constrainsBaseline = true })
    let rows = results.rows.filter { $0.measure == .marginalMean || $0.measure == .contrast }
    #expect(!rows.contains { $0.measure == .contrast && $0.visit == "0" })
    for wanted in model.contrasts where wanted.name.contains(" at ") {
      let name = wanted.name == "common at 0" ? "BtheB at 0" : wanted.name
      let row = try #require(rows.first { named($0) == name }, "\(name)")
      #expect(difference(row.estimate, wanted.estimate) < 1e-9)
      #expect(difference(row.standardError, wanted.kenwardRoger?.stdError ?? .nan) < 1e-9)
      #expect(difference(row.df, wanted.kenwardRoger?.df ?? .nan) < 1e-8)
    }
    let all = try #require(results.rows.first { $0.term == "visit:treatment (numerator df 4)" })
    #expect(difference(all.statistic, model.joint[0].kenwardRoger?.statistic ?? .nan) < 1e-9)
    #expect(difference(all.df, model.joint[0].kenwardRoger?.df2 ?? .nan) < 1e-8)
  }

  /// The constraint holds whatever form the formula has.
  @Test(arguments: [
    "bdi ~ treatment*factor(visit)", "bdi ~ 0 + treatment:factor(visit)", "bdi ~ factor(visit)/treatment",
  ])
  func constraintDoesNotDependOnCoding(formula: String) throws {
    let trial = try beatTheBluesTrial()
    func contrasts(_ formula: ModelFormula?) throws -> [Estimate] {
      try MixedModel.results(
        for: trial, measures: [.contrast, .marginalMean],
        request: request {
          $0.constrainsBaseline = true
          $0.formula = formula
        }
      ).rows
    }
    let (ours, standard) = (try contrasts(ModelFormula(parsing: formula)), try contrasts(nil))
    #expect(ours.count == standard.count)
    for (a, b) in zip(ours, standard) {
      #expect(named(a) == named(b))
      #expect(difference(a.estimate, b.estimate ?? .nan) < 1e-8)
      #expect(difference(a.standardError, b.standardError ?? .nan) < 1e-8)
    }
  }

  @Test(arguments: [false, true]) func multivariateTAgreesWithR(isConstrained: Bool) throws {
    let fixture = try BeatTheBluesFixture.read()
    let reference = isConstrained ? fixture.constrained.multiplicity : fixture.multiplicity
    let results = try MixedModel.results(
      for: beatTheBluesTrial(), measures: [.contrast],
      request: request {
        $0.constrainsBaseline = isConstrained
        $0.means.adjustment = .mvt
        $0.means.isOneFamily = true
      })
    #expect(results.rows.count == 4)
    for (row, pValue) in zip(results.rows, reference.pValue) {
      #expect(row.method == "kenward_roger_mvt")
      #expect(abs((row.pValue ?? .nan) - pValue) < 2e-6)
      #expect(difference(row.df, reference.df) < 1e-8)
      let (estimate, error, high) = try (
        #require(row.estimate), #require(row.standardError), #require(row.confidenceHigh)
      )
      #expect(abs((high - estimate) / error - reference.critical95) < 2e-5)
    }
    #expect(results.notes.contains { $0.contains("quasi-random points from seed 1") })
    #expect(results.notes.contains("mvt takes the smallest degrees of freedom of each family of contrasts."))
  }

  /// emmeans, every weighting, tests by the normal distribution.
  @Test(arguments: [0, 1, 2]) func weightsAgreeWithEmmeans(place: Int) throws {
    let reference = try MeansFixture.read().cases[place]
    let formula = try ModelFormula(
      parsing: reference.formula.split(separator: " ").map { $0 == "baseline" ? "baseline(bdi)" : String($0) }
        .joined(separator: " ").replacing("baseline*", with: "baseline(bdi)*").replacing("visit", with: "factor(visit)")
    )
    let trial = try beatTheBluesTrial(covariates: ["drug", "length"])
    var joint: [Estimate] = []
    var seen = 0
    for (name, weights) in [("equal", MeanWeights.equal), ("proportional", .proportional), ("cells", .observed)] {
      for specification in Set(reference.rows.map(\.spec)) {
        let results = try MixedModel.results(
          for: trial, measures: [.marginalMean, .contrast, .jointTest],
          request: request {
            $0.formula = formula
            $0.df = .normal
            $0.means.weights = weights
            $0.means.means = try MeansSpecification(parsing: specification)
          }
        ).rows
        joint = results.filter { $0.measure == .jointTest }
        for wanted in reference.rows where wanted.spec == specification && wanted.weights == name {
          let row = results.first { row in
            guard (row.measure == .contrast) == (wanted.kind == "contrast") else { return false }
            if let contrast = wanted.contrast {
              let isOfVisit = specification == "visit"
              return row.contrast == contrast.replacing("visit", with: "")
                && (isOfVisit || row.visit == wanted.visit)
            }
            return row.arm == wanted.treatment && row.visit == wanted.visit
              && row.term == wanted.drug.map { "drug[\($0)]" }
          }
          let found = try #require(row, "\(specification) \(name) \(wanted)")
          #expect(difference(found.estimate, wanted.estimate) < 1e-9)
          #expect(difference(found.standardError, wanted.stdError) < 1e-9)
          seen += 1
        }
      }
    }
    #expect(seen == reference.rows.count)
    for wanted in reference.joint {
      let factors = Set(wanted.term.split(separator: ":").map(String.init))
      let found = joint.first { row in
        let name = row.term?.split(separator: " ").first.map(String.init) ?? ""
        return Set(name.replacing("baseline(bdi)", with: "baseline").split(separator: ":").map(String.init)) == factors
      }
      let row = try #require(found, "\(wanted.term)")
      #expect(row.term?.hasSuffix("(numerator df \(Int(wanted.df1)))") ?? false)
      // That program prints three decimals of F.
      #expect(abs((row.statistic ?? .nan) - wanted.statistic) < 6e-4)
    }
  }

  /// Means over visits are over those after a constrained baseline: emmeans with `at`.
  @Test func meansOverVisitsLeaveAConstrainedBaselineOut() throws {
    let reference = try MeansFixture.read().constrained
    let formula = try ModelFormula(parsing: "bdi ~ factor(visit) + treatment:factor(visit) + drug*factor(visit)")
    let trial = try beatTheBluesTrial(covariates: ["drug"])
    var seen = 0
    for (name, weights) in [("equal", MeanWeights.equal), ("proportional", .proportional), ("cells", .observed)] {
      for specification in ["treatment", "drug"] {
        let results = try MixedModel.results(
          for: trial, measures: [.marginalMean, .contrast],
          request: request {
            $0.formula = formula
            $0.df = .normal
            $0.constrainsBaseline = true
            $0.means.weights = weights
            $0.means.means = try MeansSpecification(parsing: specification)
            $0.means.contrasts = [
              try ContrastExpression(parsing: "overall"), try ContrastExpression(parsing: "mean: BtheB - TAU"),
            ]
          })
        for wanted in reference where wanted.spec == specification && wanted.weights == name {
          let isOfArm = specification == "treatment"
          for row in results.rows where row.visit == nil {
            let isSame =
              wanted.kind == "contrast"
              ? row.contrast == wanted.contrast && (isOfArm || row.term == "drug")
              : row.contrast == nil
                && (isOfArm ? row.arm == wanted.treatment : row.term == "drug[\(wanted.drug ?? "")]")
            // The built-in contrast weighs its cells as the means are weighed within a visit.
            guard isSame, row.term != "overall" || name == "equal" else { continue }
            #expect(difference(row.estimate, wanted.estimate) < 1e-9)
            #expect(difference(row.standardError, wanted.stdError) < 1e-9)
            seen += 1
          }
        }
      }
    }
    #expect(seen == reference.count + 1)
  }

  @Test func standardizedContrastsAreContrastsOverTheDeviation() throws {
    let (deviations, matrix) = (
      try MeansFixture.read().deviations, try #require(BeatTheBluesFixture.read().models[0].matrix)[0]
    )
    let trial = try beatTheBluesTrial()
    let visits = ["2", "3", "5", "8"]
    for choice in ContrastStandardDeviation.allCases {
      let rows = try MixedModel.results(for: trial, request: request { $0.means.standardDeviation = choice }).rows
      for (place, visit) in visits.enumerated() {
        let plain = try #require(rows.first { $0.measure == .contrast && $0.visit == visit })
        let row = try #require(rows.first { $0.measure == .standardizedContrast && $0.visit == visit })
        #expect(row.method == "kenward_roger_sd_\(choice.rawValue)")
        let ratio = try #require(plain.estimate) / #require(row.estimate)
        let wanted =
          switch choice {
          case .baseline, .total: deviations[choice.rawValue] ?? .nan
          case .visit: matrix[place][place].squareRoot()
          case .residual: (visits.indices.reduce(0) { $0 + matrix[$1][$1] } / 4).squareRoot()
          }
        #expect(difference(ratio, wanted) < 1e-9)
        #expect(try difference(row.standardError, #require(plain.standardError) / wanted) < 1e-9)
        #expect(row.pValue == plain.pValue)
      }
    }
  }
}
