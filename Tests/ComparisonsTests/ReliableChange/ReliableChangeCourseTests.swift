import Comparisons
import Distributions
import Estimates
import TestSupport
import Testing
import Trials

/// The mixed-model method against lme4, and what it must not depend on.
@Suite struct ReliableChangeCourseTests {
  struct Index: Decodable, Sendable {
    let rci: [Double?]
    let `class`: [String?]
  }

  struct Case: Decodable, Sendable {
    let name, direction: String
    let times: [Double]
    let arm: [String]
    let cutoff, rciLevel, meanSlope: Double
    let values: [[Double?]]
    let mixedModel, mixedModelDeviation: Index

    enum CodingKeys: String, CodingKey {
      case name, direction, times, arm, cutoff, rciLevel, meanSlope, values
      case mixedModel = "mixed-model"
      case mixedModelDeviation = "mixed-model-deviation"
    }

    var trial: Trial {
      .made(
        arms: arm, visits: times.map { "\($0)" }, columns: values.map { $0.map { $0 ?? .nan } })
    }
  }

  struct Cases: Decodable {
    let cases: [Case]
  }

  private static func options(
    _ method: ReliableChangeMethod, direction: ReliableChangeOptions.Direction = .lower, cutoff: Double
  ) -> ReliableChangeOptions {
    .init(criterion: .reliable(method), cutoff: .score(cutoff), scale: .init(direction: direction))
  }

  /// lme4's deviance is flat about its optimum, which was polished to 1e-8 in its parameters.
  private static let iterated = 1e-6

  @Test(arguments: [ReliableChangeMethod.mixedModel, .mixedModelDeviation])
  func indicesAndClasses(method: ReliableChangeMethod) throws {
    let fixture = try Fixtures.read(Cases.self, "reliable-change-courses.json")
    #expect(fixture.cases.count == 3)
    for reference in fixture.cases {
      let direction = try #require(ReliableChangeOptions.Direction(rawValue: reference.direction))
      var asked = Self.options(method, direction: direction, cutoff: reference.cutoff)
      asked.indexLevel = reference.rciLevel
      let found = ReliableChange(of: reference.trial, options: asked, keepsSubjects: true)
      noteGiven(found.results.rows)
      let expected = method == .mixedModel ? reference.mixedModel : reference.mixedModelDeviation
      let subjects = expected.class.indices.filter { expected.class[$0] != nil }
      #expect(found.subjects.map { Int($0.subject) } == subjects.map { $0 + 1 }, "\(reference.name)")
      for (row, subject) in zip(found.subjects, subjects) {
        #expect(row.changeClass.rawValue == expected.class[subject], "\(reference.name), subject \(row.subject)")
        let compared = Compared(
          "reliable change index", method.rawValue, "\(reference.name), subject \(subject)", by: fixture.reference)
        #expect(
          compared.agrees("rci", row.index, expected.rci[subject], within: Self.iterated, floor: 1),
          "\(reference.name), subject \(row.subject)")
      }
    }
  }

  // MARK: Laws

  /// Made-up courses of 50 subjects at four visits.
  private func columns(seed: UInt64) -> [[Double]] {
    var random = RandomStream(seed: seed)
    var columns = [[Double]](repeating: [], count: 4)
    for _ in 0..<50 {
      let (level, slope) = (30 + 6 * random.normal(), -1 + 2 * random.normal())
      for visit in 0..<4 {
        let value = level + slope * Double(visit) + 2 * random.normal()
        columns[visit].append(visit > 0 && random.uniform() < 0.1 ? .nan : value)
      }
    }
    return columns
  }

  private func indices(_ columns: [[Double]], visits: [String] = ["0", "1", "2", "3"]) -> [Double] {
    ReliableChange(
      of: .made(visits: visits, columns: columns), options: Self.options(.mixedModel, cutoff: 25), keepsSubjects: true
    ).subjects.map { $0.index ?? .nan }
  }

  @Test func unitsOfTimeAndScoreDoNotMatter() {
    let columns = columns(seed: 1)
    let plain = indices(columns)
    let moved = indices(columns.map { $0.map { 0.25 * $0 - 300 } }, visits: ["100", "130", "160", "190"])
    #expect(plain.count > 40)
    for (one, other) in zip(plain, moved) { #expect(abs(one - other) < 1e-5) }
  }

  @Test func theOrderOfSubjectsDoesNotMatter() {
    let columns = columns(seed: 2)
    let order = (0..<50).map { ($0 * 37 + 11) % 50 }
    let plain = ReliableChange(
      of: .made(visits: ["0", "1", "2", "3"], columns: columns), options: Self.options(.mixedModel, cutoff: 25))
    let permuted = ReliableChange(
      of: .made(visits: ["0", "1", "2", "3"], columns: columns.map { column in order.map { column[$0] } }),
      options: Self.options(.mixedModel, cutoff: 25))
    #expect(plain.results.rows == permuted.results.rows)
  }

  @Test func monthsOfTheDescriptionAreTheTimes() {
    let columns = columns(seed: 3)
    var asked = Self.options(.mixedModel, cutoff: 25)
    asked.visitTimes = ["baseline": 0, "a": 1, "b": 2, "c": 3]
    let named = ReliableChange(
      of: .made(visits: ["baseline", "a", "b", "c"], columns: columns), options: asked, keepsSubjects: true)
    #expect(named.subjects.map { $0.index ?? .nan } == indices(columns))
    // A baseline in a column of its own is at 0.
    let apart = ReliableChange(
      of: .made(
        visits: ["a", "b", "c"], baselineVisit: nil, baselineColumn: columns[0], columns: Array(columns.dropFirst())),
      options: asked, keepsSubjects: true)
    #expect(apart.subjects.map { $0.index ?? .nan } == indices(columns))
    #expect(named.results.rows.allSatisfy { $0.visit == nil })
  }

  // MARK: No slope

  @Test func reasonsStandInPlaceOfNumbers() {
    func notes(_ columns: [[Double]]) -> String {
      let found = ReliableChange(
        of: .made(visits: ["0", "1", "2"], columns: columns), options: Self.options(.mixedModel, cutoff: 25),
        keepsSubjects: true)
      #expect(found.subjects.isEmpty)
      #expect(found.results.rows.filter { $0.measure != .n }.allSatisfy { $0.estimate == nil })
      return found.results.notes.joined(separator: "\n")
    }
    let none = [Double](repeating: .nan, count: 4)
    #expect(
      notes([[1, 2, 3, 5], none, [2, 1, 4, 4]]).contains("Values at fewer than three visits do not tell a slope"))
    // Everybody falls by 1 a visit, but for an error that goes up and down.
    #expect(
      notes([[11, 19, 31, 44], [7, 21, 27, 46], [9, 17, 29, 42]]).contains("The slopes are estimated not to vary"))
    #expect(notes([[4, 4, 4, 4], [4, 4, 4, 4], [4, 4, 4, 4]]).contains("nobody is classified"))
    #expect(notes([[4], [5], [6]]).contains("nobody is classified"))
  }
}
