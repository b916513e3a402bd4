import Diagnostics
import Estimates
import MixedModels
import Tables
import TestSupport
import Testing
import Trials

/// What `Fixtures/RandomEffects/groups.R` says of therapy groups at the optima of `nested.json`.
struct GroupReferences: Decodable {
  struct Coefficient: Decodable {
    let name: String
    let estimate, stdError, df: Double
  }
  struct Correlation: Decodable {
    let visit: Double
    let n: Int
    let icc, low, high, size: Double
  }
  struct Model: Decodable {
    let name, data, formula: String
    let beta: [Coefficient]
    let icc: [Correlation]
  }
  let models: [Model]
}

/// `--group`: the model, its tests, the intraclass correlation, and what is refused.
struct GroupTherapyTests {
  private static let nested = try! Fixtures.read(RandomReferences.self, "RandomEffects/nested.json")
  private static let groups = try! Fixtures.read(GroupReferences.self, "RandomEffects/groups.json")

  /// A formula without what `--group` adds.
  private func formula(_ model: GroupReferences.Model) -> String {
    model.formula.replacing(" + (0 + treated | group)", with: "").replacing(", residual variance by arm", with: "")
      .replacing("arm/id", with: "id")
  }

  private func trial(_ name: String, formula: ModelFormula, emptyControls: Bool) throws -> Trial {
    let data = try #require(Self.nested.datasets[name])
    let names = data.columns.keys.sorted()
    let count = data.columns[names[0]]?.count ?? 0
    var csv = names.joined(separator: ",") + "\n"
    for row in 0..<count {
      let isControl = data.columns["arm"]![row].text == "control"
      csv +=
        names.map { $0 == "group" && isControl && emptyControls ? "" : data.columns[$0]![row].text }
        .joined(separator: ",") + "\n"
    }
    return try made(csv, formula: formula, visit: name == "long" ? "visit" : nil)
  }

  private func made(_ csv: String, formula: ModelFormula, visit: String?, arm: String? = "arm") throws -> Trial {
    var plan = StudyPlan()
    plan.subject = "id"
    plan.visit = visit
    plan.arm = arm
    plan.group = "group"
    plan = try plan.merged(with: formula)
    return try Trial(
      reading: .bytes(Array(csv.utf8), name: "made.csv"), plan: plan, formula: formula, options: ReadOptions())
  }

  private func results(
    _ model: GroupReferences.Model, df: DegreesOfFreedomMethod?, emptyControls: Bool = false
  ) throws -> Results {
    var request = MixedModelRequest()
    let formula = try ModelFormula(parsing: self.formula(model))
    request.formula = formula
    request.df = df
    request.subjectColumn = "id"
    request.visitColumn = model.data == "long" ? "visit" : nil
    return try MixedModel.results(
      for: trial(model.data, formula: formula, emptyControls: emptyControls), request: request)
  }

  /// By position: names differ in how a level is written.
  private func coefficients(_ results: Results) -> [Estimate] { results.rows.filter { $0.measure == .coefficient } }

  @Test func theModelsOwnTests() throws {
    for model in Self.groups.models {
      let dense = try #require(Self.nested.models.first { $0.name == model.name && $0.criterion == "REML" }).dense
      let rows = coefficients(try results(model, df: .kenwardRoger))
      #expect(rows.count == dense.beta.count)
      for (row, expected) in zip(rows, dense.beta) {
        let test = try #require(expected.kenwardRoger)
        let compared = Compared(
          "coefficient", "kenward_roger", "\(model.name), \(expected.name)", by: Self.nested.reference)
        #expect(compared.agrees("estimate", row.estimate, expected.estimate, within: 1e-7, unit: test.stdError))
        #expect(compared.agrees("standard_error", row.standardError, test.stdError, within: 1e-6))
        #expect(compared.agrees("df", row.df, test.df, within: 1e-6), "\(model.name): \(String(describing: row.df))")
      }
    }
  }

  @Test func testsByGroups() throws {
    for model in Self.groups.models {
      let found = try results(model, df: nil)
      let rows = coefficients(found)
      #expect(rows.count == model.beta.count)
      for (row, expected) in zip(rows, model.beta) {
        #expect(row.method == "cr2_satterthwaite")
        let compared = Compared("coefficient", row.method, "\(model.name), \(expected.name)", by: Self.groups.reference)
        #expect(compared.agrees("standard_error", row.standardError, expected.stdError, within: 1e-6))
        #expect(
          compared.agrees("df", row.df, expected.df, within: 1e-6), "\(model.name): \(String(describing: row.df))")
      }
    }
  }

  @Test func correlationsWithinGroups() throws {
    for model in Self.groups.models {
      let rows = try results(model, df: nil).rows
      let (shares, effects) = (rows.filter { $0.measure == .icc }, rows.filter { $0.measure == .designEffect })
      #expect(shares.count == model.icc.count && effects.count == model.icc.count)
      for ((share, effect), expected) in zip(zip(shares, effects), model.icc) {
        #expect(share.arm == "treatment" && share.n == expected.n)
        let label = "\(model.name), \(Int(expected.visit))"
        let compared = Compared("icc", share.method, label, by: Self.groups.reference)
        #expect(compared.agrees("estimate", share.estimate, expected.icc, within: 1e-6))
        #expect(compared.agrees("confidence_low", share.confidenceLow, expected.low, within: 1e-8, unit: 1))
        #expect(compared.agrees("confidence_high", share.confidenceHigh, expected.high, within: 1e-8, unit: 1))
        let inflation = Compared("design_effect", effect.method, label, by: Self.groups.reference)
        let expectedEffect = 1 + (expected.size - 1) * expected.icc
        #expect(inflation.agrees("estimate", effect.estimate, expectedEffect, within: 1e-6))
      }
    }
  }

  @Test func anEmptyGroupOfAControlIsAGroupOfOne() throws {
    for model in Self.groups.models {
      #expect(try results(model, df: nil).rows == results(model, df: nil, emptyControls: true).rows)
    }
  }

  @Test func theTermInAFormulaNeedsNoGroupsOfControls() throws {
    let model = try #require(Self.nested.models.first { $0.name == "group therapy, one residual variance" })
    let formula = try ModelFormula(parsing: model.formula)
    var request = MixedModelRequest()
    request.formula = formula
    let rows = try MixedModel.results(for: trial("end", formula: formula, emptyControls: true), request: request).rows
    for (row, expected) in zip(rows.filter { $0.measure == .coefficient }, model.dense.beta) {
      let test = try #require(expected.kenwardRoger)
      #expect(abs(row.standardError! / test.stdError - 1) < 1e-6)
      #expect(abs(row.df! / test.df - 1) < 1e-6)
    }
  }

  @Test func whatIgnoringTheGroupsWouldHaveClaimedIsSaid() throws {
    let notes = try results(Self.groups.models[0], df: nil).notes
    #expect(
      notes.contains {
        $0.hasPrefix("y, treatment - control: ignoring group would have claimed ") && $0.contains("; with it ")
      }, "\(notes)")
  }

  private let small = """
    id,arm,group,y
    1,group,A,1
    2,group,A,3
    3,group,B,2
    4,group,B,7
    5,group,B,4
    6,alone,,2
    7,alone,,5
    8,alone,,3
    9,alone,,4

    """

  private func results(_ csv: String, arm: String? = "arm", formula text: String = "y ~ arm") throws -> Results {
    let formula = try ModelFormula(parsing: text)
    var request = MixedModelRequest()
    request.formula = formula
    request.subjectColumn = "id"
    return try MixedModel.results(for: made(csv, formula: formula, visit: nil, arm: arm), request: request)
  }

  @Test func refusals() throws {
    func problem(_ csv: String, arm: String? = "arm", formula: String = "y ~ arm") -> String? {
      do {
        _ = try results(csv, arm: arm, formula: formula)
        return nil
      } catch let error as ModelSpecificationError {
        return error.problems.first
      } catch {
        return "\(error)"
      }
    }
    #expect(problem(small) == nil)
    #expect(
      problem(small.replacing("6,alone,", with: "6,alone,A"))
        == "made.csv: column \"group\": group \"A\" has subjects of \"alone\" and of \"group\"")
    #expect(
      problem(small.replacing("A", with: "").replacing("B", with: ""))?.hasPrefix("made.csv: column \"group\"") == true)
    #expect(
      problem(small, arm: nil, formula: "y ~ 1") == "--group \"group\": groups belong to an arm, and the trial has none"
    )
  }

  @Test func oneGroupIsNoEstimate() throws {
    let found = try results(small.replacing("B", with: "A"))
    #expect(
      found.notes.contains {
        $0
          == "y: not estimated, since all of arm group are in one group of group, whose effect cannot be told from the arm's."
      }, "\(found.notes)")
    #expect(found.rows.allSatisfy { $0.estimate == nil })
  }

  @Test func aTreatedSubjectWithoutAGroupIsLeftOutAndCounted() throws {
    let found = try results(small.replacing("5,group,B", with: "5,group,"))
    #expect(
      found.notes.contains { $0.hasPrefix("Rows of arm group without a group in group are left out, of subjects: 1.") })
    #expect(found.rows.first { $0.measure == .coefficient }?.n == 8)
  }

  @Test func theOrderOfRowsChangesNothing() throws {
    let lines = small.split(separator: "\n")
    let shuffled = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
    let (first, second) = (try results(small), try results(shuffled))
    for (a, b) in zip(first.rows, second.rows) {
      guard let left = a.estimate, let right = b.estimate else { continue }
      #expect(abs(left - right) < 1e-6 * max(1, abs(left)), "\(a.measure) \(left) \(right)")
    }
  }
}
