import Comparisons
import Estimates
import Testing

@Suite struct MeanDifferenceTests {
  private let x = SampleSummary([3, 5, 8, 9, 12])
  private let y = SampleSummary([2, 4, 4, 7])

  /// Swapping the arms turns every sign and nothing else.
  @Test func isAntisymmetric() {
    let one = MeanDifference(treatment: x, control: y, level: 0.95)
    let other = MeanDifference(treatment: y, control: x, level: 0.95)
    for (a, b) in [(one.welch(), other.welch()), (one.student(), other.student())] {
      #expect(a.estimate == b.estimate.map { -$0 })
      #expect(isClose(a.standardError, b.standardError, 1e-15))
      #expect(isClose(a.df, b.df, 1e-15))
      #expect(isClose(a.pValue, b.pValue, 1e-14))
      #expect(isClose(a.confidenceLow, b.confidenceHigh.map { -$0 }, 1e-14))
    }
  }

  /// With equal sizes both tests have the same t (closed form), and with equal variances the same df.
  @Test func coincideWhenBalanced() {
    let one = MeanDifference(
      treatment: SampleSummary([1, 2, 3, 4]), control: SampleSummary([5, 6, 7, 8]), level: 0.95)
    let welch = one.welch()
    let student = one.student()
    #expect(isClose(welch.statistic, student.statistic, 1e-14))
    #expect(isClose(welch.df, 6, 1e-14))
    #expect(isClose(student.standardError, (5.0 / 6).squareRoot(), 1e-15))
  }

  @Test func smallNumbersDoNotVanish() {
    let tiny = 1e-90
    let one = MeanDifference(
      treatment: SampleSummary([1, 2, 3].map { $0 * tiny }), control: SampleSummary([2, 2, 6].map { $0 * tiny }),
      level: 0.95)
    let plain = MeanDifference(
      treatment: SampleSummary([1, 2, 3]), control: SampleSummary([2, 2, 6]), level: 0.95)
    #expect(isClose(one.welch().df, plain.welch().df, 1e-13))
    #expect(isClose(one.welch().pValue, plain.welch().pValue, 1e-13))
  }
}
