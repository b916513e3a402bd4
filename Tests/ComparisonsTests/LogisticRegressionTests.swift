import Comparisons
import LinearAlgebra
import Testing

@Suite struct LogisticRegressionTests {
  /// One indicator: the coefficients are the log odds of a 2 x 2 table, and the variances the sums of reciprocals.
  @Test func aTableIsFittedExactly() throws {
    let treated = [Double](repeating: 1, count: 10) + [Double](repeating: 0, count: 12)
    let events = (0..<22).map { row -> Double in row < 7 || (row >= 10 && row < 13) ? 1 : 0 }
    let design = Matrix(rows: 22, columns: 2, columnMajor: [Double](repeating: 1, count: 22) + treated)
    let fit = LogisticRegression(design: design, events: events)
    // log(3/9) and log(7/3) - log(3/9) = log 7.
    #expect(isClose(fit.coefficients[0], -1.0986122886681098, 1e-13))
    #expect(isClose(fit.coefficients[1], 1.9459101490553132, 1e-13))
    guard case .converged(let covariance) = fit.outcome else {
      Issue.record("not converged")
      return
    }
    #expect(isClose(covariance[1, 1], 1.0 / 7 + 1.0 / 3 + 1.0 / 3 + 1.0 / 9, 1e-12))
  }

  @Test func completeSeparationIsRecognised() {
    let x = (0..<20).map(Double.init)
    let design = Matrix(rows: 20, columns: 2, columnMajor: [Double](repeating: 1, count: 20) + x)
    guard case .separated(let columns) = LogisticRegression(design: design, events: x.map { $0 < 9 ? 0 : 1 }).outcome
    else {
      Issue.record("converged")
      return
    }
    #expect(columns == [0, 1] || columns == [1])
  }

  @Test func risksAreExactInBothTails() {
    #expect(LogisticRegression.risk(0) == 0.5)
    #expect(LogisticRegression.risk(-800) == 0)
    #expect(isClose(LogisticRegression.risk(-50), 1.928749847963918e-22, 1e-14))
    #expect(LogisticRegression.risk(800) == 1)
  }
}
