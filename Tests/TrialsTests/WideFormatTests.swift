import Tables
import Testing
import Trials

@Suite struct WideFormatTests {
  private let csv = "id,arm,g0,g9,g21,h0,h21\nx,TAU,1,2,3,4,5\ny,IMR,6,,8,NA,10\n"

  private func wide(_ configure: (inout StudyPlan) -> Void = { _ in }) -> StudyPlan {
    plan {
      $0.visit = nil
      $0.outcomes = []
      $0.wide = ["gaf=g0:baseline,g9:post,g21:followup", "hope=h21:followup,h0:baseline"]
      configure(&$0)
    }
  }

  @Test func visitsInTheOrderOfTheFirstList() throws {
    let trial = try trial(csv, wide())
    #expect(trial.visits == ["baseline", "post", "followup"] && trial.baselineVisit == 0)
    #expect(trial.outcomes.map(\.name) == ["gaf", "hope"])
    #expect(known(trial.outcomes[0].values) == [[1, 6], [2, nil], [3, 8]])
    #expect(known(trial.outcomes[1].values) == [[4, nil], [nil, nil], [5, 10]])
    #expect(trial.rowCount == 2 && trial.subjectLabel(1) == "y")
  }

  @Test func visitsAsNamed() throws {
    let trial = try trial(
      csv,
      wide {
        $0.visits = "followup,baseline,post,later"
        $0.baseline = "baseline"
      })
    #expect(trial.visits == ["followup", "baseline", "post"] && trial.baselineVisit == 1)
    #expect(trial.notes.contains(#"--visits: "later" does not occur in --wide"#))
  }

  @Test func rowsAreSubjectsWhereNoneIsNamed() throws {
    let trial = try trial(
      csv,
      wide {
        $0.subject = nil
        $0.filters = ["arm == IMR"]
      })
    #expect(trial.subjectCount == 1 && trial.outcomes[0].values[0] == [6])
    #expect(trial.notes.contains("no subject column is named: each row is a subject, numbered from 1"))
  }

  @Test func someOfTheOutcomes() throws {
    let trial = try trial(csv, wide { $0.outcomes = ["hope"] })
    #expect(trial.outcomes.map(\.name) == ["hope"] && trial.visits == ["followup", "baseline"])
  }

  /// The same study in both formats is the same trial.
  @Test func wideAndLongAgree() throws {
    var random = SplitMix(state: 11)
    var wideText = "id,arm,a,b,c\n"
    var longText = "id,arm,visit,y\n"
    for subject in 0..<50 {
      let arm = ["TAU", "IMR"][subject % 2]
      let values = (0..<3).map { _ in random.unit() < 0.3 ? "" : "\(random.below(100))" }
      wideText += "\(subject),\(arm),\(values.joined(separator: ","))\n"
      for (visit, value) in values.enumerated() { longText += "\(subject),\(arm),\(visit),\(value)\n" }
    }
    let wide = try trial(
      wideText,
      plan {
        $0.visit = nil
        $0.outcomes = []
        $0.wide = ["y=a:0,b:1,c:2"]
      })
    let long = try trial(longText)
    #expect(known(wide.outcomes[0].values) == known(long.outcomes[0].values))
    #expect(wide.visits == long.visits && wide.arm?.codes == long.arm?.codes && wide.notes == long.notes)
    #expect(Moments(of: wide, outcome: 0) == Moments(of: long, outcome: 0))
  }
}
