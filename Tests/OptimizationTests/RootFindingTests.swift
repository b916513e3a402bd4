import Optimization
import Testing

@Suite struct RootFindingTests {
  /// Roots known in closed form; the functions are steep, flat, curved and multiple.
  static let cases:
    [(name: String, bracket: ClosedRange<Double>, root: Double, function: @Sendable (Double) -> Double)] = [
      ("square root of 2", 0...2, 2.0.squareRoot(), { $0 * $0 - 2 }),
      ("linear, far away", -1e9...1e9, 123_456.75, { 3 * ($0 - 123_456.75) }),
      ("cube root of 1e-30", 0...1, 1e-10, { $0 * $0 * $0 - 1e-30 }),
      ("pole-like", 1e-8...1e8, 2, { 1 / 2 - 1 / $0 }),
      ("descending", 0...3, 1, { 1 - $0 * $0 * $0 }),
      ("sign only", -1...2, 0.3, { $0 < 0.3 ? -1 : 1 }),
      ("infinite at one end", 0...2, 1, { 1 - 1 / $0 }),
    ]

  @Test(arguments: cases.indices)
  func findsTheRoot(_ index: Int) throws {
    let item = Self.cases[index]
    let root = try #require(findRoot(in: item.bracket, item.function), "\(item.name)")
    #expect(abs(root - item.root) <= 1e-15 * abs(item.root) + 1e-300, "\(item.name): \(root)")
  }

  @Test func findsARootAtZero() throws {
    let root = try #require(findRoot(in: -1...3) { $0 })
    #expect(abs(root) < 1e-300)
  }

  @Test func aRootAtAnEndIsReturned() {
    #expect(findRoot(in: 1...2) { $0 - 1 } == 1)
    #expect(findRoot(in: 1...2) { $0 - 2 } == 2)
  }

  @Test func noSignChangeGivesNil() {
    #expect(findRoot(in: -1...1) { $0 * $0 + 1 } == nil)
    #expect(findRoot(in: -1...1) { _ in Double.nan } == nil)
    #expect(findRoot(in: -Double.infinity...1) { $0 } == nil)
  }

  @Test func runningOutOfIterationsGivesNil() {
    #expect(findRoot(in: 0...2, maximumIterations: 2) { $0 * $0 - 2 } == nil)
  }

  @Test func smoothFunctionsNeedFewEvaluations() {
    var evaluations = 0
    _ = findRoot(in: 0...2) {
      evaluations += 1
      return $0 * $0 - 2
    }
    #expect(evaluations <= 12)
  }

  @Test func aLooseToleranceIsKept() throws {
    let root = try #require(findRoot(in: 0...2, relativeTolerance: 1e-4) { $0 * $0 - 2 })
    #expect(abs(root / 2.0.squareRoot() - 1) < 1e-4)
  }

  @Test(arguments: [-1e6, -3, 0.2, 7, 1e12])
  func expandingFindsABracket(root: Double) throws {
    let bracket = try #require(expandBracket(from: 0...1, within: -1e15...1e15) { $0 - root })
    #expect(bracket.contains(root))
    let below = try #require(expandBracket(from: 0...1, within: -1e15...1e15) { root - $0 })
    #expect(below.contains(root))
  }

  @Test func expandingStopsAtTheLimits() {
    #expect(expandBracket(from: 0...1, within: -10...10) { $0 - 11 } == nil)
    #expect(expandBracket(from: 0...1, within: -10...11) { $0 - 11 } != nil)
    #expect(expandBracket(from: 0...1, within: -10...10) { _ in Double.nan } == nil)
  }
}
