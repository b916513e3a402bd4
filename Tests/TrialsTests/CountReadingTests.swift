import Testing
import Trials

@Suite struct CountReadingTests {
  private let text = """
    id,visit,arm,y,days
    1,1,TAU,0,30
    1,2,TAU,4,20.5
    2,1,IMR,,0
    2,2,IMR,2,

    """

  @Test func countsComeWithTheirExposure() throws {
    let read = try trial(text, plan { $0.kind = .count(exposure: "days") })
    #expect(known(read.outcomes[0].values) == [[0, nil], [4, nil]])
    #expect(known(read.outcomes[0].baseline.map { [$0] } ?? []) == [[0, nil]])
    #expect(known(read.outcomes[0].exposure ?? []) == [[30, 0], [20.5, nil]])
    #expect(read.notes.contains(#"outcome "y": counts left out because their exposure is missing: 1"#))
  }

  @Test func withoutExposureItIsOne() throws {
    let read = try trial(text, plan { $0.kind = .count(exposure: nil) })
    #expect(known(read.outcomes[0].values) == [[0, nil], [4, 2]])
    #expect(read.outcomes[0].exposure == [[1, 1], [1, 1]])
    #expect(
      read.notes[0] == "no exposure is named: every count is taken over the same time, 1; --exposure COL names it")
  }

  @Test func measuredOutcomesHaveNone() throws {
    #expect(try trial(text, plan { _ in }).outcomes[0].exposure == nil)
  }

  @Test func aWideFileHasAnExposureForEachVisit() throws {
    let wide = "id,arm,a0,a1,d0,d1\n1,TAU,1,2,10,20\n2,IMR,3,4,30,\n"
    func plan(_ exposure: String, _ lists: [String]) -> StudyPlan {
      var plan = StudyPlan()
      plan.subject = "id"
      plan.arm = "arm"
      plan.wide = lists
      plan.kind = .count(exposure: exposure)
      return plan
    }
    let read = try trial(wide, plan("days", ["a=a0:pre,a1:post", "days=d0:pre,d1:post"]))
    #expect(read.outcomes.map(\.name) == ["a"])
    #expect(known(read.outcomes[0].values) == [[1, 3], [2, nil]])
    #expect(known(read.outcomes[0].exposure ?? []) == [[10, 30], [20, nil]])
    let same = try trial(wide, plan("d0", ["a=a0:pre,a1:post"]))
    #expect(same.outcomes[0].exposure == [[10, 30], [10, 30]])
  }

  @Test func eachInstrumentHasItsOwn() throws {
    let read = try trial(
      "id,visit,tool,y,days\n1,1,a,1,5\n1,1,b,2,6\n2,1,a,3,7\n2,1,b,4,8\n",
      plan {
        $0.arm = nil
        $0.instrumentColumn = "tool"
        $0.kind = .count(exposure: "days")
      })
    #expect(read.outcomes.map(\.exposure) == [[[5, 7]], [[6, 8]]])
  }

  @Test func rowsThatAFilterDropsAreNotLookedAt() throws {
    let read = try trial(
      "id,visit,arm,y,days\n1,1,A,2,1\n2,1,B,-1,1\n3,1,B,2,0\n4,1,B,3,2\n",
      plan {
        $0.filters = ["y >= 0", "days > 0"]
        $0.kind = .count(exposure: "days")
      })
    #expect(read.outcomes[0].values == [[2, 3]])
  }

  // MARK: Study descriptions

  private func described(_ outcomes: String) throws -> StudyPlan {
    try StudyPlan(description: "subject: id\noutcomes:\n\(outcomes)\n", path: "study.yaml")
  }

  @Test func aDescriptionSaysWhatAnOutcomeIs() throws {
    #expect(try described("  - y").describedKind() == .continuous)
    #expect(try described("  - {column: y, type: continuous}").describedKind() == .continuous)
    #expect(try described("  - {column: y, event: yes}").describedKind() == .event("yes"))
    #expect(try described("  - {column: y, type: count, exposure: days}").describedKind() == .count(exposure: "days"))
    #expect(try described("  - {column: y, type: count}").describedKind() == .count(exposure: nil))
  }

  @Test func outcomesOfTwoKindsAreNotTakenTogether() throws {
    var plan = try described("  - {column: y, type: count}\n  - z")
    #expect {
      try plan.describedKind()
    } throws: {
      ($0 as? TrialError)?.problems == [
        #"outcomes "y" and "z" are not of one type in the study description"#
      ]
    }
    plan.outcomes = ["z"]
    #expect(try plan.describedKind() == .continuous)
  }

  @Test(arguments: [
    ("{column: y, type: counts}", #"type is "counts", where continuous or count is meant"#),
    ("{column: y, type: count, event: yes}", "this outcome has both an event and a type"),
    ("{column: y, exposure: days}", "this outcome has an exposure and is no count"),
  ])
  func whatDoesNotGoTogetherIsRefused(entry: String, reason: String) {
    #expect {
      try described("  - " + entry)
    } throws: {
      (($0 as? TrialError)?.problems.first ?? "").hasSuffix(reason)
    }
  }
}
