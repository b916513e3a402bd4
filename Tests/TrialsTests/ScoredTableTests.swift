import Instruments
import Tables
import Testing
import Trials

@Suite struct ScoredTableTests {
  private func scored(
    _ text: String, _ instrument: String, _ items: String, options: ReadOptions = ReadOptions(),
    change: (inout ScaleRequest) -> Void = { _ in }
  ) throws -> (text: String, notes: [String]) {
    var scale = ScaleRequest(instrument: instrument, items: items)
    change(&scale)
    let table = try ScoredTable(
      reading: .bytes(Array(text.utf8), name: "items.csv"), request: ScoredTable.Request(scales: [scale]),
      options: options)
    return (String(decoding: table.bytes, as: UTF8.self), table.notes)
  }

  private let gad = "id,note,a1,a2,a3,a4,a5,a6,a7\n"

  @Test func rowsAndColumnsStayAndScoresAreAppended() throws {
    let (text, notes) = try scored(
      gad + "1,x,0,1,2,3,0,1,2\n2,\"y,z\",NA,1,2,3,0,1,2\n3,,.,,NA,,,,\n", "gad_7", "a1-a7")
    #expect(
      text == """
        id,note,a1,a2,a3,a4,a5,a6,a7,gad_7_total,gad_7_answered,gad_7_reason
        1,x,0,1,2,3,0,1,2,9,7,
        2,"y,z",NA,1,2,3,0,1,2,,6,1 of 7 items missing (a1)
        3,,.,,NA,,,,,,0,no item answered

        """)
    #expect(
      notes == [
        "gad_7: total in 1 of 3 rows; no total in 1 with no item answered and 1 with some items missing",
        "gad_7: what to do about missing answers is not known here, so every item has to be answered; --max-missing N allows N",
        "gad_7: which items are reversed is not known here: answers count as they are coded",
        "gad_7: 1 row with every item answered: too few to see whether an item should be reversed",
      ])
  }

  @Test func proratingIsCounted() throws {
    let (text, notes) = try scored(gad + "1,x,0,1,2,3,0,1,2\n2,y,NA,1,2,3,0,1,2\n", "gad_7", "a1-a7") {
      $0.maxMissing = .items(1)
      $0.name = "anxiety"
    }
    #expect(text.contains("2,y,NA,1,2,3,0,1,2,10.5,6,\n") && text.contains(",anxiety_total,"))
    #expect(
      notes.contains(
        "anxiety: total is prorated in 1 row: the mean of at least 6 of 7 items stands for the missing ones"))
  }

  @Test func answersThatTheItemsCannotHaveAreRefused() {
    let said = message {
      _ = try self.scored(self.gad + "1,x,0,1,2,3,0,1,2\n2,y,0,1,2,3,4,1,9\n", "gad_7", "a1-a7")
    }
    #expect(
      said == """
        65 items.csv:3: column "a5": 4 is no answer of gad_7 (0 to 3)
        items.csv:3: column "a7": 9 is no answer of gad_7 (0 to 3)
        mend: correct them, or if "4" means missing name it with --na
        """)
    #expect(
      message {
        _ = try self.scored("a,b,c,d,e,f,g,h,i,j\n0,0,0,0,0,0,0,0,3,0\n", "audit", "a-j")
      } == """
        65 items.csv:2: column "i": 3 is no answer of audit (0, 2, 4)
        mend: correct it, or if "3" means missing name it with --na
        """)
  }

  /// A table made for others must not run anything in a spreadsheet.
  @Test func textIsNoFormula() throws {
    let (text, notes) = try scored(
      "=id,note,a1,a2,a3,a4,a5,a6,a7\n-1,=1+1,0,1,2,3,0,1,2\n@x,-,0,1,2,3,0,1,2\n", "gad_7", "a1-a7")
    #expect(text.hasPrefix("'=id,note,"))
    #expect(text.contains("\n-1,'=1+1,0") && text.contains("\n'@x,-,0"))
    #expect(
      notes.last == "3 texts that a spreadsheet would take for a formula have an apostrophe in front")
  }

  @Test func semicolonsAndDecimalCommasStay() throws {
    let (text, _) = try scored(
      "id;a1;a2;a3;a4;a5;a6;a7;y\n1;0;1;;3;0;1;1,5;2,5\n", "gad_7", "a1-a7"
    ) { $0.maxMissing = .items(1) }
    #expect(text.hasSuffix("\n1;0;1;;3;0;1;1,5;2,5;7,583333333333333;6;\n"), "\(text)")
  }

  @Test func subscalesHaveReasonsOfTheirOwn() throws {
    let names = (1...12).map { "h\($0)" }.joined(separator: ",")
    let (text, _) = try scored(names + "\n1,1,1,1,1,1,1,1,1,,1,1\n", "ahs", "h1-h12")
    #expect(text.contains(",ahs_total,ahs_pathways,ahs_agency,ahs_answered,ahs_reason\n"))
    #expect(text.hasSuffix(",,4,,7,total: 1 of 8 items missing (h10); agency: 1 of 4 items missing (h10)\n"))
  }

  @Test func aColumnThatIsThereIsNotWrittenTwice() {
    let said = message {
      _ = try self.scored("a1,a2,a3,a4,a5,a6,a7,gad_7_total\n0,0,0,0,0,0,0,0\n", "gad_7", "a1-a7")
    }
    #expect(
      said == """
        64 the score would be column "gad_7_total", which there is already
        mend: name the scores with --name, in a study description name: NAME
        """)
  }

  /// One scale or several, and rows in any order: each row's scores are its own.
  @Test func rowsDoNotMindEachOther() throws {
    let head = "id,a1,a2,a3,a4,a5,a6,a7\n"
    var lines: [String] = []
    for row in 0..<40 { lines.append("\(row)" + (0..<7).map { ",\((row * 7 + $0 * 5) % 4)" }.joined()) }
    let straight = try scored(head + lines.joined(separator: "\n") + "\n", "gad_7", "a1-a7").text
    let turned = try scored(head + lines.reversed().joined(separator: "\n") + "\n", "gad_7", "a1-a7").text
    #expect(
      straight.split(separator: "\n").dropFirst().reversed().elementsEqual(turned.split(separator: "\n").dropFirst()))
  }
}

/// Data commands: outcomes that are scores of items, and scores that an instrument cannot have.
@Suite struct OutcomeScaleTests {
  private func trial(_ text: String, _ description: String) throws -> Trial {
    let plan = try StudyPlan(description: description, path: "study.yaml")
    return try Trial(reading: .bytes(Array(text.utf8), name: "trial.csv"), plan: plan, options: ReadOptions())
  }

  @Test func anOutcomeIsTheScoreOfItsItems() throws {
    let trial = try trial(
      "id,v,a1,a2,a3,a4,a5,a6,a7\n1,0,0,1,2,3,0,1,2\n1,1,1,1,1,1,1,1,1\n2,0,0,0,0,0,0,0,\n2,1,3,3,3,3,3,3,3\n",
      "subject: id\nvisit: v\noutcomes: [{items: [a1-a7], instrument: gad_7, name: anxiety}]")
    #expect(trial.outcomes.map(\.name) == ["anxiety"])
    #expect(trial.outcomes[0].values[0][0] == 9 && trial.outcomes[0].values[0][1].isNaN)
    #expect(trial.outcomes[0].values[1] == [7, 21])
    #expect(trial.notes.contains { $0.hasPrefix("anxiety: total in 3 of 4 rows") })
  }

  @Test func aScoreOutsideItsInstrumentIsBadData() {
    let text = "id,v,gaf,y\n1,0,40,1\n1,1,140,1\n2,0,0,1\n2,1,55,1\n"
    let study = "subject: id\nvisit: v\noutcomes: [{column: gaf, instrument: GAF}]"
    #expect(
      message { _ = try self.trial(text, study) } == """
        65 trial.csv:3: column "gaf": 140 is no score of gaf (1 to 100)
        trial.csv:4: column "gaf": 0 is no score of gaf (1 to 100)
        mend: correct them, or if "140" means missing name it with --na
        """)
    // Rows that do not count are not looked at, nor are scores whose range is not known.
    #expect(message { _ = try self.trial(text, study + "\nwhere: [\"v == 0\", \"gaf > 0\"]") } == "no error")
    #expect(
      message { _ = try self.trial(text, study.replacingGAF("GAF-F")) } == "no error")
  }

  @Test func wideColumnsAreCheckedToo() {
    let said = message {
      _ = try self.trial(
        "id,m0,m1\n1,3.5,3\n2,5.5,2\n",
        "subject: id\nwide: [\"imrs=m0:pre,m1:post\"]\noutcomes: [{column: imrs, instrument: imrs_client, scoring: mean}]"
      )
    }
    #expect(said.hasPrefix("65 trial.csv:3: column \"m0\": 5.5 is no score of imrs_client (1 to 5)\n"), "\(said)")
  }
}

extension String {
  fileprivate func replacingGAF(_ name: String) -> String {
    split(separator: "GAF", omittingEmptySubsequences: false).joined(separator: name)
  }
}
