import Tables
import Testing
import Trials

@Suite struct LongFormatTests {
  @Test func instrumentsAreOutcomes() throws {
    let trial = try trial(
      "id,visit,instrument,y\nb,1,GAF,50\nb,0,GAF,40\na,0,BDI,20\na,0,GAF,45\na,1,BDI,\n",
      plan {
        $0.arm = nil
        $0.instrumentColumn = "instrument"
      })
    #expect(trial.outcomes.map(\.name) == ["BDI", "GAF"])
    #expect((0..<2).map(trial.subjectLabel) == ["b", "a"])
    #expect(known(trial.outcomes[0].values) == [[nil, 20], [nil, nil]])
    #expect(known(trial.outcomes[1].values) == [[40, 45], [50, nil]])
    #expect(trial.notes.contains(#"column "instrument" names 2 outcomes, measured in column "y""#))
  }

  @Test func aSubjectWithNothingObservedRemains() throws {
    let trial = try trial("id,visit,arm,y\n1,0,A,\n1,1,A,NA\n2,0,B,3\n2,1,B,4\n")
    #expect(trial.subjectCount == 2)
    #expect(known(trial.outcomes[0].values) == [[nil, 3], [nil, 4]])
  }

  @Test func oneVisitIsNoBaselineUnlessNamed() throws {
    let csv = "id,visit,arm,y\n1,post,A,1\n2,post,B,2\n"
    #expect(try trial(csv).baselineVisit == nil)
    #expect(try trial(csv, plan { $0.baseline = "post" }).baselineVisit == 0)
  }

  @Test func theGroupMayBeEmptyInAnArm() throws {
    let trial = try trial("id,visit,arm,g,y\n1,0,A,g1,1\n2,0,B,,2\n", plan { $0.group = "g" })
    #expect(trial.group?.levels == ["g1"] && trial.group?.codes == [0, -1])
    #expect(!trial.notes.contains { $0.contains("\"g\"") })
  }

  @Test func missingTokensOfThePlan() throws {
    let trial = try trial("id,visit,arm,y\n1,0,A,-9\n1,1,A,2\n", plan { $0.missing = "-9" })
    #expect(known(trial.outcomes[0].values) == [[nil], [2]])
  }

  @Test func visitsThatAreOneNumberAreNamed() throws {
    let csv = "id,visit,arm,y\n1,1,A,1\n1,2,A,2\n2,01,B,3\n2,1.0,B,4\n"
    let note = #"column "visit": "1", "01", "1.0" are one number but different labels, and count as different"#
    #expect(try trial(csv).notes.contains(note))
    #expect(try trial(csv).visits == ["1", "01", "1.0", "2"])
    // Whoever names them has seen them.
    #expect(try !trial(csv, plan { $0.visits = "1,01,1.0,2" }).notes.contains(note))
  }

  @Test func withoutAComparisonOfArmsThereIsNoWordOfAControl() throws {
    let csv = "id,visit,arm,y\n1,0,A,1\n2,0,B,2\n"
    #expect(try trial(csv).notes.contains { $0.hasPrefix("control arm") })
    #expect(try !trial(csv, plan { $0.comparesArms = false }).notes.contains { $0.hasPrefix("control arm") })
  }

  @Test func decimalCommasOrderVisitsAndFilter() throws {
    let csv = "id;visit;arm;y\n1;10,5;A;1,5\n1;9,5;A;2,5\n2;9,5;B;0,5\n"
    let trial = try trial(
      csv,
      plan {
        $0.decimal = ","
        $0.filters = ["y > 1"]
      })
    #expect(trial.visits == ["9,5", "10,5"] && trial.outcomes[0].values == [[2.5], [1.5]])
  }
}
