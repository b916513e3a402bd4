import Diagnostics
import Tables
import Testing
import Trials

/// A plan by its usual columns, changed as a test needs it.
func plan(_ configure: (inout StudyPlan) -> Void = { _ in }) -> StudyPlan {
  var plan = StudyPlan()
  plan.subject = "id"
  plan.visit = "visit"
  plan.arm = "arm"
  plan.outcomes = ["y"]
  configure(&plan)
  return plan
}

/// A trial from the text of a file called `trial.csv`.
func trial(_ csv: String, _ plan: StudyPlan = plan()) throws -> Trial {
  try Trial(reading: .bytes(Array(csv.utf8), name: "trial.csv"), plan: plan, options: ReadOptions())
}

/// Values with nil for missing, to compare and to read.
func known(_ values: [[Double]]) -> [[Double?]] { values.map { $0.map { $0.isNaN ? nil : $0 } } }

private let usual = """
  id,visit,arm,site,sex,y,b
  1,pre,TAU,A,f,10,10
  1,post,TAU,A,f,12,10
  2,pre,IMR,B,m,20,20
  2,post,IMR,B,m,26,20

  """

private struct Broken: CustomTestStringConvertible, Sendable {
  let name: String
  let csv: String
  let plan: StudyPlan
  let message: String
  var testDescription: String { name }

  init(_ name: String, _ csv: String, _ configure: (inout StudyPlan) -> Void, _ message: String) {
    self.name = name
    self.csv = csv
    plan = usualPlan(configure)
    self.message = message
  }

  init(_ name: String, _ csv: String, _ message: String) { self.init(name, csv, { _ in }, message) }
}

private func usualPlan(_ configure: (inout StudyPlan) -> Void) -> StudyPlan { plan(configure) }

private let broken: [Broken] = [
  // Wrong usage: the plan cannot be meant for this file.
  Broken(
    "no subject", usual, { $0.subject = nil },
    """
    64 no column is named for the subject
    mend: name it with --subject COL; the columns are id, visit, arm, site, sex, y, b
    """),
  Broken(
    "no outcome", usual, { $0.outcomes = [] },
    """
    64 no column is named for the outcome
    mend: name it with --outcome COL; the columns are id, visit, arm, site, sex, y, b
    """),
  Broken(
    "unknown subject", usual, { $0.subject = "ID" },
    """
    64 trial.csv: no column "ID" for the subject
    mend: did you mean "id"? the columns are id, visit, arm, site, sex, y, b
    """),
  Broken(
    "unknown visit", usual, { $0.visit = "visitt" },
    """
    64 trial.csv: no column "visitt" for the visit
    mend: did you mean "visit"? the columns are id, visit, arm, site, sex, y, b
    """),
  Broken(
    "unknown outcome", usual, { $0.outcomes = ["depression"] },
    """
    64 trial.csv: no column "depression" for the outcome
    mend: the columns are id, visit, arm, site, sex, y, b
    """),
  Broken(
    "unknown covariate", usual, { $0.covariates = ["sexx:factor"] },
    """
    64 trial.csv: no column "sexx" for a covariate
    mend: did you mean "sex"? the columns are id, visit, arm, site, sex, y, b
    """),
  Broken(
    "unknown column of --where", usual, { $0.filters = ["ssite == A"] },
    """
    64 trial.csv: no column "ssite" for --where
    mend: did you mean "site"? the columns are id, visit, arm, site, sex, y, b
    """),
  Broken(
    "unknown column of --levels", usual, { $0.levels = ["armm=A,B"] },
    """
    64 trial.csv: no column "armm" for --levels
    mend: did you mean "arm"? the columns are id, visit, arm, site, sex, y, b
    """),
  Broken(
    "unknown column of --wide", usual,
    {
      $0.visit = nil
      $0.outcomes = []
      $0.wide = ["bdi=yy:0,b:1"]
    },
    """
    64 trial.csv: no column "yy" for outcome "bdi"
    mend: did you mean "y"? the columns are id, visit, arm, site, sex, y, b
    """),
  Broken(
    "unknown baseline", usual, { $0.baseline = "Pre" },
    """
    64 no visit is called "Pre"
    mend: did you mean "pre"? the levels are post, pre
    """),
  Broken(
    "unknown control", usual, { $0.control = "placebo" },
    """
    64 no arm is called "placebo"
    mend: the levels are IMR, TAU
    """),
  Broken(
    "unknown outcome of --wide", usual,
    {
      $0.visit = nil
      $0.outcomes = ["bid"]
      $0.wide = ["bdi=y:0,b:1"]
    },
    """
    64 no outcome of --wide is called "bid"
    mend: did you mean "bdi"? the levels are bdi
    """),
  Broken(
    "control without arm", usual,
    {
      $0.arm = nil
      $0.control = "TAU"
    },
    """
    64 --control "TAU" without a column for the arm
    mend: name it with --arm COL
    """),
  Broken(
    "baseline without visit", usual,
    {
      $0.visit = nil
      $0.baseline = "pre"
    },
    """
    64 --baseline "pre" without a column for the visit
    mend: name it with --visit COL
    """),
  Broken(
    "visits without visit", usual,
    {
      $0.visit = nil
      $0.visits = "pre,post"
    },
    """
    64 --visits "pre,post" without a column for the visit
    mend: name it with --visit COL
    """),
  Broken(
    "two baselines", usual,
    {
      $0.baseline = "pre"
      $0.baselineColumn = "b"
    },
    """
    64 --baseline "pre" and --baseline-column "b" exclude one another
    mend: baseline is a visit or a column of its own, not both
    """),
  Broken(
    "one baseline column, two outcomes", usual,
    {
      $0.outcomes = ["y", "b"]
      $0.baselineColumn = "b"
    },
    """
    64 --baseline-column "b" with 2 outcomes
    mend: name one outcome at a time; a baseline column belongs to one
    """),
  Broken(
    "wide and visit", usual, { $0.wide = ["bdi=y:0,b:1"] },
    """
    64 --wide and --visit "visit" exclude one another
    mend: --visit is for one row per subject and visit, --wide for one row per subject
    """),
  Broken(
    "visits ordered twice", usual,
    {
      $0.visits = "pre,post"
      $0.levels = ["visit=pre,post"]
    },
    """
    64 --visits and --levels both order column "visit"
    mend: keep one of them
    """),
  Broken(
    "outcome twice", usual, { $0.outcomes = ["y", "y"] },
    """
    64 outcome "y" is named twice
    mend: name it once
    """),
  Broken(
    "covariate twice", usual, { $0.covariates = ["sex", "sex:factor"] },
    """
    64 covariate "sex" is named twice
    mend: name it once
    """),
  Broken(
    "column at two visits", usual,
    {
      $0.visit = nil
      $0.outcomes = []
      $0.wide = ["bdi=y:0,b:1", "gaf=y:0"]
    },
    """
    64 --wide: column "y" is named twice
    mend: name it once
    """),
  Broken(
    "instruments and two outcomes", usual,
    {
      $0.outcomes = ["y", "b"]
      $0.instrumentColumn = "site"
    },
    """
    64 --instrument-column "site" with 2 outcome columns
    mend: name the one column that holds the scores with --outcome
    """),
  Broken(
    "text in order", usual, { $0.filters = ["sex < m"] },
    """
    64 --where "sex < m": "m" is not a number
    mend: compare text with == or != only
    """),
  // Bad data.
  Broken(
    "no rows", "id,visit,arm,y\n",
    """
    65 trial.csv: there is no row below the header
    mend: check that this is the file with the data
    """),
  Broken(
    "no rows left", usual, { $0.filters = ["sex == f", "arm == IMR"] },
    """
    65 trial.csv: no row is left by --where "sex == f" --where "arm == IMR"
    mend: check the values' spelling; a missing value matches nothing
    """),
  Broken(
    "subject missing", "id,visit,arm,y\n1,pre,A,1\n,post,A,2\n",
    """
    65 trial.csv:3: column "id": the subject is missing
    mend: fill it in, or remove the row
    """),
  Broken(
    "visit missing", "id,visit,arm,y\n1,pre,A,1\n1,NA,A,2\n",
    """
    65 trial.csv:3: column "visit": the visit is missing
    mend: fill it in, or remove the row
    """),
  Broken(
    "duplicate visit", usual + "1,post,TAU,A,f,13,10\n",
    """
    65 trial.csv:6: subject "1" has visit "post" twice (first on line 3)
    mend: remove one of the rows; where several instruments share a column, name theirs with --instrument-column COL
    """),
  Broken(
    "duplicate visit behind a quoted newline", "id,visit,arm,y\n\"1\n2\",pre,A,1\n3,pre,A,1\n3,pre,A,\n",
    """
    65 trial.csv:5: subject "3" has visit "pre" twice (first on line 4)
    mend: remove one of the rows; where several instruments share a column, name theirs with --instrument-column COL
    """),
  Broken(
    "duplicate subject", usual, { $0.visit = nil },
    """
    65 trial.csv:3: subject "1" stands on two rows (first on line 2)
    mend: name the column that tells the rows apart with --visit COL (or --instrument-column COL)
    """),
  Broken(
    "duplicate instrument", "id,visit,i,y\n1,0,BDI,1\n1,0,GAF,2\n1,0,BDI,3\n",
    {
      $0.arm = nil
      $0.instrumentColumn = "i"
    },
    """
    65 trial.csv:4: subject "1" has instrument "BDI" at visit "0" twice (first on line 2)
    mend: remove one of the rows
    """),
  Broken(
    "arm changes", usual + "1,later,IMR,A,f,13,10\n",
    """
    65 trial.csv:6: column "arm": the arm of subject "1" changes from "TAU" (line 2) to "IMR"
    mend: correct the rows that are wrong
    """),
  Broken(
    "arm changes in spelling", usual + "1,later,tau,A,f,13,10\n",
    """
    65 trial.csv:6: column "arm": the arm of subject "1" changes from "TAU" (line 2) to "tau"
    mend: spell it alike on all of the subject's rows
    """),
  Broken(
    "site changes", usual + "2,later,IMR,A,m,13,20\n", { $0.site = "site" },
    """
    65 trial.csv:6: column "site": the site of subject "2" changes from "B" (line 4) to "A"
    mend: correct the rows that are wrong
    """),
  Broken(
    "baseline column changes", usual + "2,later,IMR,B,m,13,21\n", { $0.baselineColumn = "b" },
    """
    65 trial.csv:6: column "b": the baseline value of subject "2" changes from "20" (line 4) to "21"
    mend: correct the rows that are wrong
    """),
  Broken(
    "covariate changes between instruments", "id,visit,i,y,c\n1,0,BDI,1,5\n1,0,GAF,2,6\n",
    {
      $0.arm = nil
      $0.instrumentColumn = "i"
      $0.covariates = ["c"]
    },
    """
    65 trial.csv:3: column "c": the covariate of subject "1" at visit "0" changes from "5" (line 2) to "6"
    mend: correct the rows that are wrong
    """),
  Broken(
    "level not named", usual, { $0.levels = ["arm=TAU,IRM"] },
    """
    65 trial.csv:4: column "arm": --levels does not name "IMR"
    mend: is it the "IRM" of --levels? It names every level or none
    """),
  Broken(
    "visit not named", usual, { $0.visits = "post" },
    """
    65 trial.csv:2: column "visit": --visits does not name "pre"
    mend: --visits names every level: add it, or drop its rows with --where
    """),
  Broken(
    "subject twice in wide format", usual,
    {
      $0.visit = nil
      $0.outcomes = []
      $0.wide = ["bdi=y:0,b:1"]
    },
    """
    65 trial.csv:3: subject "1" stands on two rows (first on line 2)
    mend: keep one row per subject; --wide reads one row for each
    """),
  Broken(
    "visit of --wide not named", usual,
    {
      $0.visit = nil
      $0.outcomes = []
      $0.wide = ["bdi=y:0,b:1"]
      $0.visits = "0"
    },
    """
    64 --visits does not name "1", which --wide has
    mend: --visits names every visit: add it, or take it out of --wide
    """),
]

@Suite struct TrialReadingTests {
  @Test(arguments: broken)
  private func brokenPlansAndFiles(_ broken: Broken) {
    #expect(message { _ = try trial(broken.csv, broken.plan) } == broken.message)
  }

  @Test func whatTheReaderThrowsIsPassedOn() {
    #expect(message { _ = try trial("id,visit,arm,y\n1,pre,A,4O\n") }.hasPrefix("65 trial.csv:2: column \"y\": \"4O\""))
    #expect(
      message {
        _ = try Trial(reading: .file("/nowhere/trial.csv"), plan: plan(), options: ReadOptions())
      }.hasPrefix("66 /nowhere/trial.csv"))
  }

  @Test func aLongFile() throws {
    let trial = try trial(usual, plan { $0.baseline = "pre" })
    #expect(trial.source == "trial.csv" && trial.rowCount == 4 && trial.subjectCount == 2)
    // Among words the baseline visit goes first.
    #expect(trial.visits == ["pre", "post"] && trial.baselineVisit == 0)
    #expect(trial.outcomes.map(\.name) == ["y"] && trial.outcomes[0].values == [[10, 20], [12, 26]])
    #expect(trial.outcomes[0].baseline == [10, 20])
    #expect(trial.arm?.levels == ["IMR", "TAU"] && trial.arm?.codes == [1, 0] && trial.arm?.reference == 1)
    #expect(trial.site == nil && trial.covariates.isEmpty)
    #expect((0..<2).map(trial.subjectLabel) == ["1", "2"])
    #expect(trial.notes == [#"control arm: "TAU" (a usual word for control); --control changes it"#])
  }

  @Test func ordersAndReferencesByThePlan() throws {
    let trial = try trial(
      usual,
      plan {
        $0.visits = "pre,mid,post"
        $0.levels = ["arm=TAU,IMR", "y=1,2"]
        $0.control = "IMR"
        $0.site = "site"
      })
    #expect(trial.visits == ["pre", "post"] && trial.baselineVisit == 0)
    #expect(trial.arm?.levels == ["TAU", "IMR"] && trial.arm?.codes == [0, 1] && trial.arm?.reference == 1)
    #expect(trial.site?.levels == ["A", "B"] && trial.site?.codes == [0, 1])
    #expect(
      trial.notes == [
        #"--visits: "mid" does not occur in column "visit""#,
        #"baseline visit: "pre" (the first); --baseline changes it"#,
        #"--levels: column "y" is not one whose levels are used"#,
      ])
  }

  @Test func theNamedBaselineComesBeforeOtherWords() throws {
    let text = "id,visit,y\n1,post,5\n1,pre,3\n"
    let byDefault = try trial(text, plan { $0.arm = nil })
    #expect(byDefault.visits == ["post", "pre"] && byDefault.baselineVisit == 0)
    #expect(
      byDefault.notes == [
        #"baseline visit: "post" (the first in alphabetical order), although "pre" reads like one; --visits gives the visits "#
          + "their order, --baseline names the baseline alone"
      ])
    let named = try trial(
      text,
      plan {
        $0.arm = nil
        $0.baseline = "pre"
      })
    #expect(named.visits == ["pre", "post"] && named.baselineVisit == 0 && named.notes.isEmpty)
  }

  @Test func anOrderThatTheFileContradictsIsDoubted() throws {
    let months = try trial("id,visit,y\n1,januar,5\n1,februar,3\n1,marts,2\n", plan { $0.arm = nil })
    #expect(
      months.notes == [
        #"baseline visit: "februar" (the first in alphabetical order), although the file begins with "januar"; --visits "#
          + "gives the visits their order, --baseline names the baseline alone"
      ])
    let numbers = try trial("id,visit,y\n1,6,5\n1,0,3\n", plan { $0.arm = nil })
    #expect(numbers.notes == [#"baseline visit: "0" (the first); --baseline changes it"#])
  }

  @Test(arguments: [
    ("y", "outcome"), ("id", "subject"), ("visit", "visit"), ("arm", "arm"),
  ])
  func aCovariateHasNoOtherRole(name: String, role: String) {
    let error = #expect(throws: TrialError.self) { try trial(usual, plan { $0.covariates = [name] }) }
    #expect(error?.problems == ["--covariate \"\(name)\" is the \(role)"])
    #expect(error?.status == .usage)
  }

  @Test func aCodeWithLeadingZerosIsNoNumber() throws {
    let trial = try trial(
      "id,arm,clinic,age,y\n1,A,006,20,1\n2,B,011,0,2\n",
      plan {
        $0.visit = nil
        $0.covariates = ["clinic", "age"]
      })
    guard case .factor(let levels, _) = trial.covariates[0].values else {
      Issue.record("clinic was read as a number")
      return
    }
    #expect(levels == ["006", "011"])
    guard case .numeric = trial.covariates[1].values else {
      Issue.record("age was not read as a number")
      return
    }
  }

  @Test(arguments: [
    ("arm == 'TAU'", 1), ("arm == \"TAU\"", 1), ("y >= 20 and y < 30", 0), ("arm == TAU && y > 1", 0),
  ])
  func quotesAndJoinedComparisonsInFilters(filter: String, subjects: Int) throws {
    if subjects > 0 {
      #expect(try trial(usual, plan { $0.filters = [filter] }).subjectCount == subjects)
    } else {
      let error = #expect(throws: TrialError.self) { try trial(usual, plan { $0.filters = [filter] }) }
      #expect(error?.mend == "give --where once for each comparison; all must hold")
    }
  }

  @Test func aRowNumberIsNoVisit() {
    var text = "id,row,y\n"
    for row in 0..<8_000 { text += "s\(row),\(row),1\n" }
    let error = #expect(throws: TrialError.self) {
      try trial(
        text,
        plan {
          $0.arm = nil
          $0.visit = "row"
        })
    }
    #expect(
      error?.problems == [#"--visit "row": column "row" has 8000 labels for 8000 subjects on 8000 rows"#])
    #expect(error?.status == .usage)
  }

  @Test func columnsThatCannotBeAreExplained() {
    let piped = #expect(throws: TrialError.self) { try trial("id|visit|y\n1|0|5\n", plan { $0.arm = nil }) }
    #expect(
      piped?.mend
        == #"the file has one column only, "id|visit|y": fields are parted by commas, semicolons or tabs"#)
    let listed = #expect(throws: TrialError.self) { try trial(usual, plan { $0.covariates = ["sex,b"] }) }
    #expect(listed?.mend == "name one column each time, repeating the option")
    let turned = #expect(throws: TrialError.self) { try trial(usual, plan { $0.filters = ["y => 3"] }) }
    #expect(turned?.description.contains(#"write >= for "at least""#) == true)
  }

  @Test func withoutAUsualWordTheFirstArmIsControl() throws {
    let trial = try trial("id,arm,y\n1,B,1\n2,A,2\n", plan { $0.visit = nil })
    #expect(trial.arm?.reference == 0 && trial.visits == [nil] && trial.baselineVisit == nil)
    #expect(
      trial.notes == [#"control arm: "A" (the first; no label is a usual word for control); --control changes it"#])
  }

  @Test func anArmIsKnownFromWhicheverRowHasIt() throws {
    let trial = try trial(
      "id,visit,arm,y\n1,0,,1\n1,1,TAU,2\n2,0,IMR,3\n2,1,,4\n3,0,,5\n", plan { $0.baseline = "0" })
    #expect(trial.arm?.codes == [1, 0, -1])
    #expect(
      trial.notes.contains(#"column "arm" is missing for 1 of 3 subjects: left out of comparisons between arms"#))
  }

  @Test func filtersCountWhatTheyDrop() throws {
    let csv = "id,visit,arm,age,y\n9,0,A,17,1\n8,0,B,40,2\n9,1,A,17,3\n8,1,B,,4\n7,0,C,30,5\n7,1,C,30,6\n"
    let trial = try trial(csv, plan { $0.filters = ["age >= 18", "arm != C"] })
    #expect(trial.rowCount == 6 && trial.subjectCount == 1 && trial.subjectLabel(0) == "8")
    #expect(trial.arm?.levels == ["B"] && trial.visits == ["0"] && trial.outcomes[0].values == [[2]])
    #expect(
      trial.notes.prefix(2) == [
        #"--where "age >= 18": 3 of 6 rows dropped, 1 of them with "age" missing"#,
        #"--where "arm != C": 2 of 3 rows dropped"#,
      ])
  }

  @Test func aBaselineColumn() throws {
    let trial = try trial(usual, plan { $0.baselineColumn = "b" })
    #expect(trial.baselineVisit == nil && trial.outcomes[0].baseline == [10, 20])
    #expect(Moments(of: trial, outcome: 0).variables == [.baselineColumn, .visit(0), .visit(1)])
  }

  @Test func outcomesByAnotherName() throws {
    let trial = try trial(
      usual,
      plan {
        $0.outcomes = ["y", "b"]
        $0.outcomeDetails["y"] = StudyPlan.OutcomeDetails()
        $0.outcomeDetails["y"]?.name = "gaf"
      })
    #expect(trial.outcomes.map(\.name) == ["gaf", "b"])
  }

  /// An absent row and an empty cell are the same trial, whatever the seed.
  @Test(arguments: 0..<20)
  func absentRowsAndEmptyCellsAreOneTrial(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    var implicit = "id,visit,arm,site,age,y\n"
    var explicit = implicit
    for subject in 0..<40 {
      let constants = "\(["TAU", "IMR"][subject % 2]),S\(random.below(3)),\(20 + random.below(50))"
      for visit in 0..<5 {
        // The first subject has every visit, and everyone the first: a visit or subject without any row is unknown.
        let present = subject == 0 || visit == 0 || random.unit() < 0.7
        let value = "\(random.below(60))"
        if present { implicit += "s\(subject),V\(visit * 3),\(constants),\(value)\n" }
        explicit += "s\(subject),V\(visit * 3),\(constants),\(present ? value : ["", "NA", "."][random.below(3)])\n"
      }
    }
    let plan = plan {
      $0.site = "site"
      $0.covariates = ["age"]
    }
    let a = try trial(implicit, plan)
    let b = try trial(explicit, plan)
    #expect(a.visits == ["V0", "V3", "V6", "V9", "V12"] && a.visits == b.visits)
    #expect(known(a.outcomes[0].values) == known(b.outcomes[0].values))
    #expect(a.arm?.codes == b.arm?.codes && a.site?.codes == b.site?.codes && a.notes == b.notes)
    #expect((0..<40).map(a.subjectLabel) == (0..<40).map(b.subjectLabel))
    #expect(Moments(of: a, outcome: 0) == Moments(of: b, outcome: 0))
  }

  /// The order of rows moves subjects, nothing else.
  @Test(arguments: 0..<10)
  func theOrderOfRowsDoesNotMatter(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    var rows: [String] = []
    for subject in 0..<60 {
      for visit in 0..<4 where random.unit() < 0.8 || visit == 0 {
        rows.append(
          "s\(subject),\(visit),\(["A", "B", "Control"][subject % 3]),\(random.below(2)),\(random.below(100))")
      }
    }
    let header = "id,visit,arm,stratum,y\n"
    let plan = plan { $0.covariates = ["stratum:factor"] }
    func bySubject(_ rows: [String]) throws -> [String: [String]] {
      let trial = try trial(header + rows.joined(separator: "\n"), plan)
      #expect(trial.visits == ["0", "1", "2", "3"] && trial.arm?.levels == ["A", "B", "Control"])
      var result: [String: [String]] = [:]
      for subject in 0..<trial.subjectCount {
        let values = trial.outcomes[0].values.map { "\($0[subject])" }
        result[trial.subjectLabel(subject)] = values + ["\(trial.arm?.codes[subject] ?? -9)"]
      }
      return result
    }
    #expect(try bySubject(rows) == bySubject(rows.shuffled(using: &random)))
  }
}
