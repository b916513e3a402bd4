import Estimates
import MixedModels
import Testing
import Trials

@Suite struct ContrastTests {
  private func rows(_ change: (inout MixedModelRequest) throws -> Void) throws -> [Estimate] {
    var request = MixedModelRequest()
    request.visitColumn = "visit"
    try change(&request)
    return try MixedModel.results(for: beatTheBluesTrial(), measures: [.marginalMean, .contrast], request: request).rows
  }

  /// A sum of marginal means by weights, from the rows themselves.
  private func combined(_ rows: [Estimate], _ weights: [(Double, String, String)]) -> Double {
    weights.reduce(0) { sum, part in
      sum + part.0
        * (rows.first { $0.measure == .marginalMean && $0.arm == part.1 && $0.visit == part.2 }?.estimate ?? .nan)
    }
  }

  @Test func weightsOfCells() throws {
    let rows = try rows {
      $0.means.contrasts = [
        try ContrastExpression(parsing: "late:0.5 BtheB@5+ 1/2*'BtheB'@8 - 0.5 TAU@5 - .5\"TAU\"@\"8\""),
        try ContrastExpression(parsing: "change: -@2 + @8"),
        try ContrastExpression(parsing: "mean: BtheB - TAU"),
      ]
    }
    func estimate(_ term: String) -> Double { rows.first { $0.term == term }?.estimate ?? .nan }
    let late = combined(rows, [(0.5, "BtheB", "5"), (0.5, "BtheB", "8"), (-0.5, "TAU", "5"), (-0.5, "TAU", "8")])
    #expect(abs(estimate("late") - late) < 1e-12)
    let change = combined(rows, [(0.5, "BtheB", "8"), (0.5, "TAU", "8"), (-0.5, "BtheB", "2"), (-0.5, "TAU", "2")])
    #expect(abs(estimate("change") - change) < 1e-12)
    let mean = ["2", "3", "5", "8"].reduce(0) { $0 + combined(rows, [(0.25, "BtheB", $1), (-0.25, "TAU", $1)]) }
    #expect(abs(estimate("mean") - mean) < 1e-12)
  }

  @Test func builtInOnes() throws {
    let rows = try rows {
      $0.means.contrasts = try ["change", "slope", "auc", "overall"].map(ContrastExpression.init(parsing:))
    }
    let visits = ["2", "3", "5", "8"]
    let differences = visits.map { combined(rows, [(1, "BtheB", $0), (-1, "TAU", $0)]) }
    func value(_ term: String, _ visit: String? = nil) -> Double {
      rows.first { $0.term == term && $0.visit == visit && $0.contrast == "BtheB - TAU" }?.estimate ?? .nan
    }
    #expect(abs(value("overall") - differences.reduce(0, +) / 4) < 1e-12)
    #expect(abs(value("change from 2", "8") - (differences[3] - differences[0])) < 1e-12)
    let area =
      0.5 * (differences[0] + differences[1]) + (differences[1] + differences[2]) + 1.5
      * (differences[2] + differences[3])
    #expect(abs(value("auc") - area) < 1e-11)
    // Σ(t − 4.5)d/Σ(t − 4.5)² with t = 2, 3, 5, 8.
    let slope = (-2.5 * differences[0] - 1.5 * differences[1] + 0.5 * differences[2] + 3.5 * differences[3]) / 21
    #expect(abs(value("slope") - slope) < 1e-12)
  }

  @Test func contrastsTurnWithTheReference() throws {
    var request = MixedModelRequest()
    request.visitColumn = "visit"
    let first = try MixedModel.results(for: beatTheBluesTrial(), measures: [.contrast], request: request).rows
    let second = try MixedModel.results(for: beatTheBluesTrial(control: 1), measures: [.contrast], request: request)
      .rows
    #expect(second.allSatisfy { $0.contrast == "TAU - BtheB" })
    for (a, b) in zip(first, second) {
      #expect(abs((a.estimate ?? .nan) + (b.estimate ?? .nan)) < 1e-10)
      #expect(abs((a.pValue ?? .nan) - (b.pValue ?? .nan)) < 1e-10)
    }
  }

  @Test func bonferroniInvertsItsInterval() throws {
    let rows = try rows {
      $0.means.adjustment = .bonferroni
      $0.means.isOneFamily = true
      $0.level = 0.9
    }.filter { $0.measure == .contrast }
    let plain = try self.rows { _ in }.filter { $0.measure == .contrast }
    for (row, one) in zip(rows, plain) {
      #expect(row.method == "kenward_roger_bonferroni")
      #expect(abs((row.pValue ?? .nan) - min(1, 4 * (one.pValue ?? .nan))) < 1e-14)
      #expect((row.confidenceHigh ?? .nan < 0) == (row.pValue ?? .nan < 0.1))
    }
  }

  /// The means of visits by tukey are one family of all pairs; p-values lie between the plain ones and Bonferroni's.
  @Test func tukeyLiesBetweenNoneAndBonferroni() throws {
    func pValues(_ adjustment: ContrastAdjustment) throws -> [Double] {
      try rows {
        $0.means.means = try MeansSpecification(parsing: "visit")
        $0.means.pairs = .all
        $0.means.adjustment = adjustment
        $0.df = .residual
      }.filter { $0.measure == .contrast }.map { $0.pValue ?? .nan }
    }
    let (plain, tukey, bonferroni) = (try pValues(.none), try pValues(.tukey), try pValues(.bonferroni))
    #expect(plain.count == 6)
    for place in plain.indices {
      #expect(plain[place] < tukey[place])
      #expect(tukey[place] < bonferroni[place] || bonferroni[place] == 1)
    }
  }

  @Test(arguments: [
    ("arm | vist", "--means \"arm | vist\": character 7: the model has no categorical variable vist"),
    ("baseline(bdi)", "--means \"baseline(bdi)\": character 9: *, | or the end is expected, not ("),
    ("arm | treatment", "--means \"arm | treatment\": character 7: treatment stands twice"),
    ("arm*", "--means \"arm*\": character 5: a variable is expected"),
    ("arm | visit | x", "--means \"arm | visit | x\": character 13: *, | or the end is expected, not |"),
    ("`arm", "--means \"`arm\": character 1: the backtick that opens a name here is not closed"),
  ]) func meansErrorsPointAtTheCharacter(text: String, message: String) throws {
    #expect(try problem { $0.means.means = try MeansSpecification(parsing: text) } == message)
  }

  @Test(arguments: [
    (
      "x: BtheB@5 - TAO@5",
      "--contrast \"x: BtheB@5 - TAO@5\": character 14: there is no arm \"TAO\" in the model (did you mean TAU?)"
    ),
    ("x: BtheB@4", "--contrast \"x: BtheB@4\": character 10: there is no visit \"4\" in the model"),
    ("x: 0 BtheB@5", "--contrast \"x: 0 BtheB@5\": character 4: a weight of 0 has no part in it"),
    ("x: 1/0 BtheB@5", "--contrast \"x: 1/0 BtheB@5\": character 6: a number other than 0 is expected after /"),
    (": BtheB@5", "--contrast \": BtheB@5\": character 1: the name before the colon is missing"),
    ("BtheB@5", "--contrast \"BtheB@5\": character 8: a name and a colon are missing before the weights"),
    ("x: BtheB@5 TAU@5", "--contrast \"x: BtheB@5 TAU@5\": character 12: + or - is expected, not T"),
    ("x: BtheB@", "--contrast \"x: BtheB@\": character 10: the visit after @ is missing"),
    ("x: ", "--contrast \"x: \": character 4: an arm is expected"),
  ]) func contrastErrorsPointAtTheCharacter(text: String, message: String) throws {
    #expect(try problem { $0.means.contrasts = [try ContrastExpression(parsing: text)] } == message)
  }

  private func problem(_ change: (inout MixedModelRequest) throws -> Void) throws -> String {
    do {
      _ = try rows(change)
    } catch let error as MeansError {
      return error.problems[0]
    } catch let error as ModelSpecificationError {
      return error.problems[0]
    }
    return "no error"
  }
}
