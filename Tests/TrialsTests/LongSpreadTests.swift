import Tables
import Testing
import Trials

/// Large enough for several workers, each with visits of its own.
private func rows(repeated: [(visit: Int, subject: Int)] = []) -> String {
  var text = "id,visit,arm,y,z\n"
  for visit in 0..<5 {
    for subject in 0..<20_000 where (visit + subject) % 9 != 0 {
      text += "\(subject),v\(visit),\(subject % 2 == 0 ? "A" : "B"),\(Double(subject) / 4),\(visit)\n"
    }
  }
  for (visit, subject) in repeated { text += "\(subject),v\(visit),A,1,1\n" }
  return text
}

private func trial(_ text: String) throws -> Trial {
  var plan = StudyPlan()
  plan.subject = "id"
  plan.visit = "visit"
  plan.arm = "arm"
  plan.outcomes = ["y", "z"]
  return try Trial(reading: .bytes(Array(text.utf8), name: "t.csv"), plan: plan, options: ReadOptions())
}

@Test func manyRowsAreSpreadOverVisits() throws {
  let trial = try trial(rows())
  #expect(trial.subjectCount == 20_000 && trial.outcomes.map(\.name) == ["y", "z"])
  for subject in 0..<trial.subjectCount {
    guard let number = Int(trial.subjectLabel(subject)) else { return try #require(nil) }
    for visit in 0..<5 {
      let (y, z) = (trial.outcomes[0].values[visit][subject], trial.outcomes[1].values[visit][subject])
      let isThere = (visit + number) % 9 != 0
      guard isThere ? y == Double(number) / 4 && z == Double(visit) : y.isNaN && z.isNaN else {
        Issue.record("subject \(number), visit \(visit): \(y), \(z)")
        return
      }
    }
  }
}

/// The first repeated row of the file is named, whichever worker comes upon one first.
@Test(arguments: [[(4, 7), (0, 3)], [(0, 3), (4, 7)], [(2, 19_999), (0, 1), (4, 1)]])
func theFirstRepeatedRowIsNamed(_ repeated: [(Int, Int)]) throws {
  let text = rows(repeated: repeated.map { (visit: $0.0, subject: $0.1) })
  let line = rows().utf8.count { $0 == 10 } + 1
  let error = #expect(throws: TrialError.self) { try trial(text) }
  let message = try #require(error).problems.joined()
  #expect(message.contains("t.csv:\(line):") && message.contains("v\(repeated[0].0)"), "\(message)")
}
