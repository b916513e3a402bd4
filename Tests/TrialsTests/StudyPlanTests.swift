import Tables
import Testing
import Trials

@Suite struct StudyPlanTests {
  private var description: StudyPlan {
    var plan = StudyPlan()
    plan.data = "trial.csv"
    plan.subject = "id"
    plan.visit = "visit"
    plan.visits = "pre,post"
    plan.baseline = "pre"
    plan.arm = "arm"
    plan.control = "TAU"
    plan.armLabels = ["TAU": "Treatment as usual"]
    plan.outcomes = ["gaf"]
    plan.levels = ["arm=TAU,IMR", "sex=f,m"]
    plan.filters = ["age >= 18"]
    plan.missing = "-9"
    return plan
  }

  @Test func whatIsNotSaidComesFromTheDescription() {
    #expect(StudyPlan().merged(over: description) == description)
    #expect(description.merged(over: StudyPlan()) == description)
  }

  @Test func anOptionWins() {
    var options = StudyPlan()
    options.outcomes = ["hope"]
    options.control = "IMR"
    options.levels = ["sex=m,f"]
    options.filters = ["age < 65"]
    let plan = options.merged(over: description)
    #expect(plan.outcomes == ["hope"])
    #expect(plan.control == "IMR")
    #expect(plan.levels == ["sex=m,f", "arm=TAU,IMR"])
    #expect(plan.filters == ["age < 65"])
    #expect(plan.subject == "id" && plan.baseline == "pre")
  }

  @Test func whatIsSaidOfAnotherColumnGoes() {
    var options = StudyPlan()
    options.arm = "sex"
    options.visit = "month"
    let plan = options.merged(over: description)
    #expect(plan.control == nil && plan.armLabels.isEmpty)
    #expect(plan.visits == nil && plan.baseline == nil)
    options.arm = "arm"
    #expect(options.merged(over: description).control == "TAU")
  }

  @Test func oneFormatDropsTheOther() {
    var options = StudyPlan()
    options.wide = ["gaf=a:0,b:1"]
    let wide = options.merged(over: description)
    #expect(wide.visit == nil && wide.visits == nil && wide.outcomes.isEmpty && wide.subject == "id")
    var long = StudyPlan()
    long.visit = "visit"
    #expect(long.merged(over: wide).wide.isEmpty)
  }

  @Test func baselineIsAVisitOrAColumn() {
    var options = StudyPlan()
    options.baselineColumn = "gaf0"
    #expect(options.merged(over: description).baseline == nil)
  }

  @Test func readOptionsFollowThePlan() throws {
    var plan = description
    plan.decimal = ","
    plan.encoding = "Windows-1252"
    let options = try plan.readOptions()
    #expect(options.missingTokens == ["-9"])
    #expect(options.decimalMark == .comma)
    #expect(options.encoding == .windows1252)
    #expect(try plan.readOptions(ReadOptions(decimalMark: .point)).decimalMark == .point)
  }

  @Test func brokenSettings() {
    var plan = StudyPlan()
    plan.decimal = ";"
    #expect(
      message { _ = try plan.readOptions() } == "64 --decimal \";\": no such choice\nmend: the choices are \".\" \",\"")
    plan.decimal = nil
    plan.encoding = "utf8"
    #expect(
      message { _ = try plan.readOptions() } == """
        64 --encoding "utf8": no such choice
        mend: did you mean "utf-8"? the choices are "utf-8" "windows-1252" "latin-1" "utf-16" "utf-16le" "utf-16be"
        """)
  }
}
