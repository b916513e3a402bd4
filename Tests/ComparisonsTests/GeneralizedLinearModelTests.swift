import Comparisons
import Foundation
import LinearAlgebra
import Testing

@Suite struct GeneralizedLinearModelTests {
  /// One indicator: the coefficients are the log odds of a 2 x 2 table, and the variances the sums of reciprocals.
  @Test func aTableIsFittedExactly() throws {
    let treated = [Double](repeating: 1, count: 10) + [Double](repeating: 0, count: 12)
    let events = (0..<22).map { row -> Double in row < 7 || (row >= 10 && row < 13) ? 1 : 0 }
    let design = Matrix(rows: 22, columns: 2, columnMajor: [Double](repeating: 1, count: 22) + treated)
    let fit = GeneralizedLinearModel(design: design, response: events, family: .bernoulli)
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
    let fit = GeneralizedLinearModel(design: design, response: x.map { $0 < 9 ? 0 : 1 }, family: .bernoulli)
    guard case .separated(let columns) = fit.outcome else {
      Issue.record("converged")
      return
    }
    #expect(columns == [0, 1] || columns == [1])
  }

  /// Everyone in one arm has the event: whatever the sizes and the order of rows, risks that have been rounded to 1 are no
  /// maximum of the likelihood.
  @Test func anArmWithNothingButEventsIsSeparation() {
    for n in 1...12 {
      for events in 1..<max(n, 2) {
        for shift in 0..<(2 * n) {
          let rows = (0..<(2 * n)).map { ($0 + shift) % (2 * n) }
          let treated = rows.map { $0 < n ? 1.0 : 0 }
          let response = rows.map { $0 >= n || $0 < (n == 1 ? 0 : events) ? 1.0 : 0 }
          let design = Matrix(rows: 2 * n, columns: 2, columnMajor: [Double](repeating: 1, count: 2 * n) + treated)
          let fit = GeneralizedLinearModel(design: design, response: response, family: .bernoulli)
          if case .converged = fit.outcome { Issue.record("converged with \(events) of \(n), shift \(shift)") }
        }
      }
    }
  }

  @Test func risksAreExactInBothTails() {
    let risk = GeneralizedLinearModel.Family.bernoulli.mean
    #expect(risk(0) == 0.5)
    #expect(risk(-800) == 0)
    #expect(isClose(risk(-50), 1.928749847963918e-22, 1e-14))
    #expect(risk(800) == 1)
  }

  /// One indicator: the coefficients are the log rates, and the variances the sums of reciprocals of the events.
  @Test func ratesAreFittedExactly() throws {
    let counts = [3.0, 0, 5, 1, 2, 7, 40, 1]
    let times = [1.0, 0.5, 2, 1, 1.5, 1, 4, 0.25]
    let treated = [1.0, 1, 1, 1, 0, 0, 0, 0]
    let design = Matrix(rows: 8, columns: 2, columnMajor: [Double](repeating: 1, count: 8) + treated)
    let fit = GeneralizedLinearModel(
      design: design, response: counts, offset: times.map { log($0) }, family: .count(dispersion: 0))
    #expect(isClose(fit.coefficients[0], log(50 / 6.75), 1e-13))
    #expect(isClose(fit.coefficients[1], log(9 / 4.5) - log(50 / 6.75), 1e-13))
    guard case .converged(let covariance) = fit.outcome else {
      Issue.record("not converged")
      return
    }
    #expect(isClose(covariance[1, 1], 1.0 / 9 + 1.0 / 50, 1e-12))
  }

  @Test func aLevelWithoutEventsIsSeparation() {
    let flag = [0.0, 1, 0, 1, 0, 0, 1, 0]
    let design = Matrix(rows: 8, columns: 2, columnMajor: [Double](repeating: 1, count: 8) + flag)
    for dispersion in [0, 0.5] {
      let fit = GeneralizedLinearModel(
        design: design, response: flag.map { 3 - 3 * $0 }, family: .count(dispersion: dispersion))
      guard case .separated(let columns) = fit.outcome else {
        Issue.record("converged")
        continue
      }
      #expect(columns == [1])
    }
  }
}
