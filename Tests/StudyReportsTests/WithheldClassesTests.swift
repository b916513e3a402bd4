import Distributions
import Estimates
import StudyReports
import Tables
import Testing
import Trials

/// What an equation of counts says: coefficients of the unknown counts, and their sum.
private struct Equation {
  var coefficients: [Double]
}

/// Whether the counts that are told determine an unknown one: whether its unit vector lies in their span.
private func isDetermined(_ unknown: Int, by equations: [Equation]) -> Bool {
  func rank(_ rows: [[Double]]) -> Int {
    var rows = rows
    var rank = 0
    for column in 0..<(rows.first?.count ?? 0) {
      guard let pivot = (rank..<rows.count).first(where: { abs(rows[$0][column]) > 1e-9 }) else { continue }
      rows.swapAt(rank, pivot)
      for row in rows.indices where row != rank && abs(rows[row][column]) > 1e-12 {
        let factor = rows[row][column] / rows[rank][column]
        for place in rows[row].indices { rows[row][place] -= factor * rows[rank][place] }
      }
      rank += 1
      if rank == rows.count { break }
    }
    return rank
  }
  var unit = [Double](repeating: 0, count: equations[0].coefficients.count)
  unit[unknown] = 1
  let rows = equations.map(\.coefficients)
  return rank(rows + [unit]) == rank(rows)
}

private let classes: [Measure] = [.recovered, .reliablyImproved, .unchanged, .deteriorated]
private let arms = ["A", "B", "C"]

/// A trial with a known number of people in each class of each arm; baselines are 0 and 20 by turns, so that nobody who
/// improves by 30 from 0 is past the cut-off, and everybody who does so from 20 is.
private func trial(_ counts: [[Int]], strangers: [Int]) -> String {
  var text = "id,arm,visit,y\n"
  var id = 0
  func add(_ arm: String, _ before: Int, _ after: Int) {
    id += 1
    text += "\(id),\(arm),0,\(before)\n\(id),\(arm),1,\(after)\n"
  }
  for (arm, numbers) in zip(arms + [""], counts + [strangers]) {
    for (place, count) in numbers.enumerated() {
      for _ in 0..<count {
        switch place {
        case 0: add(arm, 20, 100)
        case 1: add(arm, 0, 38)
        case 2: add(arm, id % 2 == 0 ? 0 : 20, id % 2 == 0 ? 0 : 20)
        default: add(arm, 20, -40)
        }
      }
    }
  }
  return text
}

private func report(_ text: String, smallest: Int?) throws -> StudyReport {
  var plan = StudyPlan()
  (plan.subject, plan.arm, plan.visit, plan.outcomes) = ("id", "arm", "visit", ["y"])
  plan.control = "A"
  var details = StudyPlan.OutcomeDetails()
  (details.higherIsBetter, details.reliability, details.cutoff) = (true, 0.9, 50)
  plan.outcomeDetails["y"] = details
  var request = StudyReportRequest()
  request.smallestCount = smallest
  return StudyReport(try StudyData(reading: .bytes(Array(text.utf8), name: "t.csv"), plan: plan), request: request)
}

/// Every count that a board's tables tell of classes, as an equation of the counts of each arm (and of those in none).
private func equations(_ rows: [Estimate]) -> [Equation] {
  rows.compactMap { row in
    let members: [Int] =
      switch row.measure {
      case .n: [0, 1, 2, 3]
      case .improvedTotal: [0, 1]
      case .recovered: [0]
      case .reliablyImproved: [1]
      case .unchanged: [2]
      case .deteriorated: [3]
      default: []
      }
    guard !members.isEmpty, row.estimate != nil else { return nil }
    let groups = row.arm.map { arm in [arms.firstIndex(of: arm) ?? 3] } ?? [0, 1, 2, 3]
    var coefficients = [Double](repeating: 0, count: 16)
    for group in groups { for member in members { coefficients[4 * group + member] = 1 } }
    return Equation(coefficients: coefficients)
  }
}

/// Random counts, many of them small: nothing that a board is told determines a count of 1 to 4.
@Test func noSmallClassCanBeReckoned() throws {
  var random = RandomStream(seed: 20_261_121)
  var told = 0
  var withheld = 0
  for _ in 0..<60 {
    func count() -> Int { [0, 2, 3, 6, 7, 9, 12][random.integer(below: 7)] }
    let counts = arms.map { _ in (0..<4).map { _ in count() } }
    let strangers = random.integer(below: 3) == 0 ? (0..<4).map { _ in count() } : [0, 0, 0, 0]
    let text = trial(counts, strangers: strangers)
    // The classes are those that were meant.
    let own = try #require(try report(text, smallest: nil).tables.first { $0.name == "reliable-change" })
    for (arm, numbers) in zip(arms, counts) where numbers.reduce(0, +) > 0 {
      for (measure, number) in zip(classes, numbers) {
        let row = own.document.results.rows.first { $0.arm == arm && $0.measure == measure && $0.term == nil }
        #expect(Int(((row?.estimate ?? 0) * Double(row?.n ?? 0)).rounded()) == number)
      }
    }
    let board = try report(text, smallest: 5)
    let rows = board.tables.first { $0.name == "reliable-change" }?.document.results.rows ?? []
    let equations = equations(rows)
    if equations.isEmpty { continue }
    for (group, numbers) in (counts + [strangers]).enumerated() {
      for (place, number) in numbers.enumerated() where number > 0 && number < 5 {
        #expect(!isDetermined(4 * group + place, by: equations), "\(counts) \(strangers): \(group), \(place)")
        withheld += 1
      }
    }
    // Comparisons of arms would tell a share that is withheld: each one's two shares are told.
    for row in rows where row.measure == .riskDifference {
      let measure = try #require(row.term.flatMap(Measure.init))
      for arm in arms where row.contrast?.hasPrefix(arm + " ") ?? false || row.contrast?.hasSuffix(" " + arm) ?? false {
        #expect(rows.contains { $0.arm == arm && $0.measure == measure })
      }
    }
    told += rows.count { $0.measure == .improvedTotal }
  }
  #expect(told > 50 && withheld > 50)
}

@Test func harmIsToldWhereItsCountIsWithheld() throws {
  let text = trial([[10, 10, 10, 2], [10, 10, 10, 8], [10, 10, 10, 0]], strangers: [0, 0, 0, 0])
  let page = try report(text, smallest: 5).html
  #expect(page.contains("fewer than 5 of 32 with A, 8 of 38 with B, 0 of 30 with C deteriorated reliably."))
  #expect(!page.contains(">Deteriorated<"))
}
