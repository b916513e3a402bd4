import Testing
import Trials

@Suite struct EventCodingTests {
  private let text = """
    id,visit,arm,y,b
    1,pre,TAU,no,no
    1,post,TAU,yes,no
    2,pre,IMR,,yes
    2,post,IMR,partial,yes

    """

  @Test func valuesAreOneZeroOrMissing() throws {
    let read = try trial(text, plan { $0.kind = .event("yes") })
    // Visits in natural order: post before pre.
    #expect(read.visits == ["post", "pre"])
    #expect(known(read.outcomes[0].values) == [[1, 0], [0, nil]])
    #expect(read.outcomes[0].event == .value("yes"))
    #expect(read.notes[0] == #"outcome "y": the event is "yes", every other value counts as none (no, partial)"#)
  }

  @Test func numbersCompareAsNumbers() throws {
    let read = try trial(
      "id,arm,y\n1,A,01\n2,B,1.0\n3,B,2\n",
      plan {
        $0.visit = nil
        $0.kind = .event("1")
      })
    #expect(read.outcomes[0].values == [[1, 1, 0]])
  }

  @Test func textComparesAsText() throws {
    let read = try trial(
      "id,arm,y\n1,A,01\n2,B,1\n3,B,x\n",
      plan {
        $0.visit = nil
        $0.kind = .event("1")
      })
    #expect(read.outcomes[0].values == [[0, 1, 0]])
  }

  @Test func wideColumnsAreCodedEach() throws {
    let read = try trial(
      "id,arm,y0,y9\n1,A,no,yes\n2,B,no,\n",
      plan {
        $0.visit = nil
        $0.outcomes = []
        $0.wide = ["y=y0:pre,y9:post"]
        $0.kind = .event("yes")
      })
    #expect(known(read.outcomes[0].values) == [[0, 0], [1, nil]])
    #expect(known([read.outcomes[0].baseline ?? []]) == [[0, 0]])
  }

  @Test func aBaselineColumnIsCodedToo() throws {
    let read = try trial(
      text,
      plan {
        $0.kind = .event("yes")
        $0.baselineColumn = "b"
      })
    #expect(read.outcomes[0].baseline == [0, 1])
    let never = try trial(
      "id,arm,y,b\n1,A,yes,no\n2,B,no,no\n",
      plan {
        $0.visit = nil
        $0.kind = .event("yes")
        $0.baselineColumn = "b"
      })
    #expect(never.notes.contains(#"baseline column "b" never holds the event "yes""#))
  }

  @Test func anEventThatAFilterDropsStillExists() throws {
    let read = try trial(
      text,
      plan {
        $0.kind = .event("yes")
        $0.filters = ["visit == pre"]
      })
    #expect(known(read.outcomes[0].values) == [[0, nil]])
  }

  @Test func anOnlyValueIsNoted() throws {
    let read = try trial(
      "id,arm,y\n1,A,yes\n2,B,yes\n",
      plan {
        $0.visit = nil
        $0.kind = .event("yes")
      })
    #expect(read.notes[0] == #"outcome "y": the event is "yes", no other value occurs"#)
  }
}
