import Estimates
import Foundation
import MixedModels
import TestSupport
import Testing
import Trials

/// What mmrm, lme4 and SAS print for one model, and Endline with their conventions. `Fixtures/mixed-conventions.R`,
/// `mixed-as-mmrm.R`, `sas-fev.R`.
struct ConventionsTests {
  struct Programs: Decodable {
    struct Criteria: Decodable {
      let program, covariance, method: String
      let loglik, aic, bic: Double
    }
    struct Tests: Decodable {
      let program, covariance, dfMethod: String
      let estimate, stdError, df: [Double]
    }
    struct Mean: Decodable {
      let program, treatment, visit: String
      let estimate, stdError, df: Double
    }
    struct Fev: Decodable {
      let covariance: String
      let estimate, stdError, df: Double
    }
    let criteria: [Criteria]
    let fev: [Fev]
    let tests: [Tests]
    let means: [Mean]
    let shareDrugged: Double
  }
  struct AsMmrm: Decodable {
    struct Model: Decodable {
      let covariance: String
      let stdError, df, stdErrorSasParameters, mmrmStdError, mmrmDf: [Double]
    }
    let models: [Model]
  }

  private static let formula = "bdi ~ baseline(bdi) * factor(month) + treatment * factor(month)"

  /// Beat the Blues, or those of its rows whose month is wanted.
  private static func trial(month: (String) -> Bool = { _ in true }) throws -> Trial {
    try trial(table().filtered { month($0["month"] ?? "") })
  }

  private static func table() throws -> LongTable {
    var table = try LongTable(csv: Fixtures.root.appending(path: "Datasets/beat-the-blues/beat-the-blues.csv"))
    table.columns["drugged"] = try #require(table.columns["drug"]).map { $0 == "Yes" ? "1" : "0" }
    return table
  }

  private static func trial(_ table: LongTable) -> Trial {
    table.trial(
      .init(
        subject: "subject", visit: "month", outcome: "bdi", arm: "treatment", control: "TAU", baselineVisit: "0",
        numbers: ["drugged"]))
  }

  private static func request(
    _ program: ProgramConventions, _ covariance: String, formula: String = formula
  ) throws -> MixedModelRequest {
    var request = try MomentsTrials.request("\(formula) + \(covariance)(month | subject)", visit: "month")
    request.conventions = program
    return request
  }

  private static func number(_ fit: FitSummary, _ name: String) -> Double? {
    if case .number(let number)? = fit[name] { number } else { nil }
  }

  private static func unit(_ column: Int) -> [Double] { (0..<12).map { $0 == column ? 1 : 0 } }

  /// Its own standard errors beside, from an optimum that it leaves early.
  @Test func kenwardRogerInMmrmsParameters() throws {
    let fixture = try Fixtures.read(AsMmrm.self, "mixed-as-mmrm.json")
    #expect(fixture.models.count == 10)
    for model in fixture.models {
      let fitted = try FittedCase(
        Self.trial(), formula: Self.formula, visitColumn: "month", covariance: model.covariance, isRestricted: true,
        times: [2, 3, 5, 8])
      func inference(_ program: ProgramConventions) throws -> ModelInference {
        try #require(
          ModelInference(fitted.fit, method: .kenwardRoger, information: .observed, conventions: program))
      }
      let (theirs, printed) = (try inference(.mmrm), try inference(.sas))
      #expect(theirs.rowName == "kenward_roger_mmrm" && printed.rowName == "kenward_roger")
      let compared = Compared(
        "coefficient", theirs.rowName, "Beat the Blues, \(model.covariance)", by: fixture.reference)
      for column in 0..<12 {
        let (test, ours) = (theirs.test(kept: Self.unit(column)), printed.test(kept: Self.unit(column)))
        let label = "\(model.covariance), column \(column): \(test)"
        #expect(
          compared.agrees("standard_error", test.standardError, model.stdError[column], within: 1e-7), "\(label)")
        #expect(compared.agrees("df", test.df, model.df[column], within: 1e-7), "\(label)")
        #expect(abs((test.standardError ?? 0) / model.mmrmStdError[column] - 1) < 1e-4, "\(label)")
        #expect(abs((test.df ?? 0) / model.mmrmDf[column] - 1) < 2e-3, "\(label)")
        #expect(abs((ours.standardError ?? 0) / model.stdErrorSasParameters[column] - 1) < 1e-7, "\(label)")
      }
    }
  }

  /// The model of SAS's listings by mmrm itself, whose search ends up to 2e-4 standard errors from the top.
  @Test(.enabled(if: SharedTrial.exists("fev.csv"))) func kenwardRogerOfMmrmItself() throws {
    let fixture = try Fixtures.read(Programs.self, "mixed-conventions.json").onPublishedTrials
    let (_, trial, _) = try RealTrialTests.fev()
    #expect(fixture.fev.count == 8)
    for wanted in fixture.fev {
      var request = try MomentsTrials.request("FEV1 ~ ARMCD + \(wanted.covariance)(AVISIT | USUBJID)", visit: "AVISIT")
      request.conventions = .mmrm
      request.df = .kenwardRoger
      let row = try #require(MixedModel.results(for: trial, measures: [.coefficient], request: request).rows.last)
      let compared = Compared("coefficient", row.method, "FEV1 ~ ARMCD, \(wanted.covariance)", by: fixture.reference)
      #expect(compared.agrees("estimate", row.estimate, wanted.estimate, within: 5e-4, unit: wanted.stdError))
      #expect(compared.agrees("standard_error", row.standardError, wanted.stdError, within: 5e-4), "\(row)")
      #expect(compared.agrees("df", row.df, wanted.df, within: 1e-3), "\(row)")
    }
  }

  /// One visit: mmrm's `us` of it is log σ, so that Φ_A = Φ − ½ U ΦRΦ with U = 1/2ν and R = 4X'X/σ²: Φ(1 − 1/ν).
  @Test func oneVisitHasMmrmsTermToo() throws {
    let fitted = try FittedCase(
      Self.trial { $0 == "0" || $0 == "8" }, formula: "bdi ~ baseline(bdi) + treatment", visitColumn: "month",
      covariance: "us", isRestricted: true)
    func error(_ program: ProgramConventions) throws -> Double {
      let inference = try #require(
        ModelInference(fitted.fit, method: .kenwardRoger, information: .observed, conventions: program))
      return try #require(inference.test(kept: [0, 0, 1]).standardError)
    }
    let (plain, theirs) = (try error(.sas), try error(.mmrm))
    let df = Double(fitted.data.observations - fitted.data.rank)
    #expect(abs(theirs * theirs / (plain * plain) - (1 - 1 / df)) < 1e-9)
  }

  @Test(arguments: [ProgramConventions.mmrm, .lme4]) func criteriaAreThoseOf(program: ProgramConventions) throws {
    let fixture = try Fixtures.read(Programs.self, "mixed-conventions.json")
    let wanted = fixture.criteria.filter { $0.program == program.rawValue }
    #expect(wanted.count == (program == .mmrm ? 18 : 2))
    for model in wanted {
      var request = try Self.request(program, model.covariance)
      request.isMaximumLikelihood = model.method == "ml"
      let fit = try #require(MixedModel.results(for: Self.trial(), request: request).fits.first)
      let label = "\(program) \(model.covariance) \(model.method)"
      let compared = Compared("fit", program.rawValue, "Beat the Blues, \(label)", by: fixture.reference)
      for (name, value) in [("log_likelihood", model.loglik), ("aic", model.aic), ("bic", model.bic)] {
        #expect(compared.agrees(name, Self.number(fit, name), value, within: 1e-8), "\(label), \(name)")
      }
      #expect(fit["conventions"] == .text(program.rawValue))
    }
  }

  /// What a program does where no method is asked for, and what it means by one's name.
  @Test func testsAreThoseOfThePrograms() throws {
    let fixture = try Fixtures.read(Programs.self, "mixed-conventions.json")
    for wanted in fixture.tests {
      let program = try #require(ProgramConventions(rawValue: wanted.program))
      var request = try Self.request(program, wanted.covariance)
      let method = try #require(DegreesOfFreedomMethod(rawValue: wanted.dfMethod))
      if method != .satterthwaite { request.df = method }
      let rows = try MixedModel.results(for: Self.trial(), measures: [.coefficient], request: request).rows
      #expect(rows.count == wanted.df.count)
      // mmrm's search for us ends 1e-4 standard errors from the top.
      let tolerance = wanted.covariance == "cs" ? 1e-6 : 1e-3
      let label = "\(program), \(wanted.covariance) \(method)"
      for (row, place) in zip(rows, wanted.df.indices) {
        let compared = Compared("coefficient", row.method, "Beat the Blues, as \(label)", by: fixture.reference)
        #expect(
          compared.agrees(
            "estimate", row.estimate, wanted.estimate[place], within: tolerance, unit: wanted.stdError[place]))
        #expect(
          compared.agrees("standard_error", row.standardError, wanted.stdError[place], within: tolerance),
          "\(label): \(row)")
        #expect(compared.agrees("df", row.df, wanted.df[place], within: tolerance), "\(label): \(row)")
      }
      let ownName = wanted.dfMethod == "kenward-roger" ? "kenward_roger_lme4" : method.rowName
      #expect(rows.allSatisfy { $0.method == ownName })
    }
  }

  /// emmeans has a number of two values as a factor, and averages over both alike.
  @Test func meansOfANumberWithTwoValues() throws {
    let fixture = try Fixtures.read(Programs.self, "mixed-conventions.json")
    let trial = try Self.trial()
    func rows(_ program: ProgramConventions, mean: CovariateMean? = nil) throws -> [Estimate] {
      var request = try Self.request(program, "cs", formula: Self.formula + " + drugged")
      request.df = .satterthwaite
      request.means.covariateMean = mean
      return try MixedModel.results(for: trial, request: request).rows
    }
    for wanted in fixture.means {
      let program = try #require(ProgramConventions(rawValue: wanted.program))
      func mean(_ rows: [Estimate]) throws -> Estimate {
        try #require(
          rows.first { $0.measure == .marginalMean && $0.arm == wanted.treatment && $0.visit == wanted.visit })
      }
      let all = try rows(program)
      let row = try mean(all)
      let compared = Compared(
        "marginal_mean", row.method, "Beat the Blues, number of two values, as \(program)", by: fixture.reference)
      #expect(compared.agrees("estimate", row.estimate, wanted.estimate, within: 1e-6, unit: wanted.stdError))
      #expect(compared.agrees("standard_error", row.standardError, wanted.stdError, within: 1e-6))
      #expect(compared.agrees("df", row.df, wanted.df, within: 1e-5))
      let slope = try #require(all.first { $0.term == "drugged" }?.estimate)
      for own in [try mean(rows(.endline)), try mean(rows(program, mean: .rows))] {
        let shift = slope * (fixture.shareDrugged - 0.5)
        #expect(abs((own.estimate ?? 0) - (row.estimate ?? 0) - shift) < 1e-9)
      }
    }
  }

  /// What is asked for stands over the program's own, and the notes say so.
  @Test func optionsStandOverConventions() throws {
    var request = try Self.request(.lme4, "cs")
    request.df = .kenwardRoger
    request.information = .observed
    let results = try MixedModel.results(for: Self.trial(), measures: [.coefficient], request: request)
    #expect(results.fits[0]["information"] == .text("observed"))
    #expect(results.fits[0]["df_method"] == .text("kenward-roger"))
    #expect(results.notes.contains("--df kenward-roger stands over lme4's own satterthwaite."))
    #expect(results.notes.contains("--information observed stands over lme4's own expected."))
    // Linear parameters and the observed information: the numbers are Endline's own.
    var own = try Self.request(.endline, "cs")
    own.df = .kenwardRoger
    let ours = try MixedModel.results(for: Self.trial(), measures: [.coefficient], request: own)
    #expect(ours.rows.map(\.standardError) == results.rows.map(\.standardError))
    #expect(!ours.notes.contains { $0.contains("lme4") })
  }

  /// Where nothing differs that is said too: SAS with its ddfm=kr and no subject without an outcome.
  @Test func nothingDiffers() throws {
    let table = try Self.table()
    let seen = Set(table.filtered { $0["month"] == "2" && $0["bdi"] != "" }.columns["subject"] ?? [])
    let trial = Self.trial(table.filtered { seen.contains($0["subject"] ?? "") })
    var request = try Self.request(.sas, "us")
    request.df = .kenwardRoger
    let notes = try MixedModel.results(for: trial, request: request).notes
    #expect(notes.contains("--df kenward-roger stands over SAS's own between-within."))
    #expect(!notes.contains { $0.hasPrefix("As SAS") || $0.contains("BIC") })
  }
}

extension LongTable {
  /// The rows that are wanted.
  fileprivate func filtered(_ isWanted: ([String: String]) -> Bool) -> LongTable {
    let keep = (0..<rowCount).filter { row in isWanted(columns.mapValues { $0[row] }) }
    return LongTable(columns: columns.mapValues { column in keep.map { column[$0] } })
  }
}

extension SASListingTests {
  struct BetweenWithin: Decodable {
    struct Df: Decodable {
      let covariance: String
      let intercept, arm: Double
    }
    struct Listing: Decodable {
      let covariance, method, model: String
      let group: String?
      let aic, bic: Double
    }
    let betweenWithin: [Df]
    let listings: [Listing]
  }

  /// SAS's own where DDFM= is not given: the intercept between subjects, whatever the covariance.
  @Test(.enabled(if: SharedTrial.exists("fev.csv"))) func ownDegreesOfFreedomAreThoseOfSAS() throws {
    let fixture = try Fixtures.read(BetweenWithin.self, "sas-fev.json").onPublishedTrials
    let (_, trial, _) = try RealTrialTests.fev()
    #expect(fixture.betweenWithin.count == 8)
    for wanted in fixture.betweenWithin {
      var request = try MomentsTrials.request("FEV1 ~ ARMCD + \(wanted.covariance)(AVISIT | USUBJID)", visit: "AVISIT")
      request.conventions = .sas
      let rows = try MixedModel.results(for: trial, measures: [.coefficient], request: request).rows
      #expect(rows.map(\.method) == ["between_within_sas", "between_within_sas"])
      let compared = Compared(
        "coefficient", rows[0].method, "FEV1 ~ ARMCD, \(wanted.covariance)", by: fixture.reference)
      #expect(compared.agrees("df", rows[0].df, wanted.intercept, within: 0))
      #expect(compared.agrees("df of arm", rows[1].df, wanted.arm, within: 0))
    }
  }

  /// To the one decimal that is printed; three of 200 subjects have no outcome.
  @Test(.enabled(if: SharedTrial.exists("fev.csv"))) func criteriaAreThoseOfSAS() throws {
    let fixture = try Fixtures.read(BetweenWithin.self, "sas-fev.json").onPublishedTrials
    let (_, trial, _) = try RealTrialTests.fev()
    var others = 0
    for listing in fixture.listings where listing.covariance != "sp_exp" {
      let subject = listing.group.map { "\($0) / USUBJID" } ?? "USUBJID"
      var request = try MomentsTrials.request(
        "\(listing.model) + \(listing.covariance)(AVISIT | \(subject))", visit: "AVISIT")
      request.isMaximumLikelihood = listing.method == "ml"
      func criterion(_ name: String, as program: ProgramConventions) throws -> Double {
        request.conventions = program
        let fit = try #require(MixedModel.results(for: trial, measures: [.coefficient], request: request).fits.first)
        guard case .number(let number?)? = fit[name] else { return .nan }
        return number
      }
      let label = "\(listing.model), \(listing.covariance) \(listing.method) \(listing.group ?? "")"
      let bic = try criterion("bic", as: .sas)
      #expect(abs(bic - listing.bic) < 0.0501, "\(label): \(bic) \(listing.bic)")
      let aic = try criterion("aic", as: .sas)
      #expect(abs(aic - listing.aic) < 0.0501, "\(label): \(aic) \(listing.aic)")
      if abs(try criterion("bic", as: .endline) - listing.bic) > 0.0501 { others += 1 }
    }
    #expect(others > 5, "197 subjects would do as well")
  }
}
