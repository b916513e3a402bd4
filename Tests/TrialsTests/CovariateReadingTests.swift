import Tables
import Testing
import Trials

@Suite struct CovariateReadingTests {
  private let csv = """
    id,visit,arm,age,sex,dose,a:factor,y
    1,0,A,,m,1,x,1
    1,1,A,30,,2,x,2
    2,0,B,41,f,3,,3
    2,1,B,41,f,,,4

    """

  private func covariate(_ name: String, _ configure: (inout StudyPlan) -> Void = { _ in }) throws -> Covariate {
    try #require(
      try trial(
        csv,
        plan {
          $0.covariates = [name]
          configure(&$0)
        }
      ).covariates.first)
  }

  @Test func constantNumbersFromWhicheverRowHasThem() throws {
    let age = try covariate("age")
    guard case .numeric(let values) = age.values else {
      Issue.record("age is not numeric")
      return
    }
    #expect(values == [[30, 41]] && !age.varies && age.name == "age")
  }

  @Test func constantLabels() throws {
    guard case .factor(let levels, let codes) = try covariate("sex").values else {
      Issue.record("sex is no factor")
      return
    }
    #expect(levels == ["f", "m"] && codes == [[1, 0]])
    guard case .factor(let named, let ranks) = try covariate("sex", { $0.levels = ["sex=m,f"] }).values else { return }
    #expect(named == ["m", "f"] && ranks == [[0, 1]])
  }

  @Test func oneThatVariesHasAValuePerVisit() throws {
    let dose = try covariate("dose")
    guard case .numeric(let values) = dose.values else {
      Issue.record("dose is not numeric")
      return
    }
    #expect(dose.varies && known(values) == [[1, 3], [2, nil]])
    let trial = try trial(csv, plan { $0.covariates = ["dose"] })
    #expect(trial.notes.contains(#"covariate "dose" changes within subjects: one value per visit"#))
  }

  @Test func suffixesForceTheKind() throws {
    guard case .factor(let levels, _) = try covariate("age:factor").values else {
      Issue.record("age is no factor")
      return
    }
    #expect(levels == ["30", "41"])
    #expect(
      message { _ = try covariate("sex:numeric") }.hasPrefix(
        "65 trial.csv: column \"sex\": no value is a number: \"m\""))
  }

  @Test func aWholeNameWinsOverASuffix() throws {
    #expect(try covariate("a:factor").name == "a:factor")
  }
}
