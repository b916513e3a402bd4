import Comparisons
import Testing

@Suite struct StandardizedDifferenceTests {
  @Test func numericIsTreatmentMinusControl() {
    let a = SampleSummary([4, 6, 8])  // mean 6, variance 4
    let b = SampleSummary([1, 5, 9])  // mean 5, variance 16
    #expect(isClose(StandardizedDifference.numeric(treatment: a, control: b), 1 / 10.0.squareRoot(), 1e-14))
    #expect(isClose(StandardizedDifference.numeric(treatment: b, control: a), -1 / 10.0.squareRoot(), 1e-14))
    #expect(StandardizedDifference.numeric(treatment: SampleSummary([1]), control: b) == nil)
    #expect(StandardizedDifference.numeric(treatment: SampleSummary([2, 2]), control: SampleSummary([2, 2])) == nil)
  }

  @Test func twoLevelsHaveAClosedForm() {
    // |0.6 − 0.2| / √((0.24 + 0.16)/2)
    let expected = 0.4 / 0.2.squareRoot()
    #expect(isClose(StandardizedDifference.categorical(treatment: [4, 6], control: [8, 2]), expected, 1e-14))
    #expect(isClose(StandardizedDifference.categorical(treatment: [6, 4], control: [2, 8]), expected, 1e-14))
  }

  @Test func whichLevelIsLeftOutMakesNoDifference() {
    let a = StandardizedDifference.categorical(treatment: [4, 6, 10], control: [8, 2, 3])
    #expect(a != nil)
    #expect(isClose(a, StandardizedDifference.categorical(treatment: [10, 4, 6], control: [3, 8, 2]), 1e-13))
    #expect(isClose(a, StandardizedDifference.categorical(treatment: [0, 4, 6, 10], control: [0, 8, 2, 3]), 1e-13))
  }

  @Test(arguments: [([3, 0], [2, 0]), ([0, 0], [2, 1]), ([5, 0], [0, 5])])
  func noSpreadNoDifference(treatment: [Int], control: [Int]) {
    #expect(StandardizedDifference.categorical(treatment: treatment, control: control) == nil)
  }

  @Test func equalSharesAreNoDifference() {
    #expect(StandardizedDifference.categorical(treatment: [2, 4, 6], control: [1, 2, 3]) == 0)
  }
}
