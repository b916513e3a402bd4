import Testing
import Trials

@Test func participantFlowIsReadByArmAndReason() throws {
  let text = """
    subject: id
    flow:
      assessed: 310
      excluded: [{not eligible: 41}, {declined: 29}]
      randomised: {TAU: 120, IMR: 120}
      lost: {TAU: {moved away: 9, not found: 6}, IMR: 12}
      analysed: 233
    visit: {column: visit, primary: post}
    outcomes: [{column: y, label: Functioning, direction: higher}, {column: z, direction: lower}]
    """
  let plan = try StudyPlan(description: text, path: "study.yaml")
  let flow = try #require(plan.flow)
  #expect(flow.assessed == 310)
  #expect(flow.excluded?.total == 70)
  #expect(flow.excluded?.reasons.map(\.words) == ["not eligible", "declined"])
  #expect(flow.randomised?["IMR"]?.total == 120)
  #expect(flow.lost?["TAU"]?.reasons.map(\.count) == [9, 6])
  #expect(flow.lost?.total == 27)
  #expect(flow.lost?["nobody"] == nil)
  #expect(flow.analysed == .all(.init(total: 233)))
  #expect(flow.received == nil)
  #expect(flow.arms == ["TAU", "IMR"])
  #expect(plan.primaryVisit == "post")
  #expect(plan.outcomeDetails["y"]?.label == "Functioning")
  #expect(plan.outcomeDetails["y"]?.higherIsBetter == true && plan.outcomeDetails["z"]?.higherIsBetter == false)
}

@Test func anotherVisitColumnDropsThePrimaryVisit() throws {
  let description = try StudyPlan(
    description: "visit: {column: visit, primary: post}\nflow: {assessed: 3}\n", path: "study.yaml")
  var options = StudyPlan()
  #expect(options.merged(over: description).primaryVisit == "post")
  options.visit = "month"
  #expect(options.merged(over: description).primaryVisit == nil)
  #expect(options.merged(over: description).flow?.assessed == 3)
}
