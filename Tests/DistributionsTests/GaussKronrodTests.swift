import Distributions
import Foundation
import Testing

@Suite struct GaussKronrodTests {
  private func moment(_ degree: Int, _ nodes: [(node: Double, weight: Double)]) -> Double {
    nodes.reduce(0) { $0 + 2 * $1.weight * pow($1.node, Double(degree)) }
  }

  @Test(arguments: Array(stride(from: 0, through: 30, by: 2)))
  func kronrodIsExactToDegree31(degree: Int) {
    let nodes = GaussKronrod.shared.map { ($0.node, $0.kronrod) } + GaussKronrod.added.map { ($0.node, $0.kronrod) }
    let center = degree == 0 ? GaussKronrod.kronrodCenter : 0
    #expect(abs(moment(degree, nodes) + center - 2 / Double(degree + 1)) < 1e-15)
  }

  @Test(arguments: Array(stride(from: 0, through: 18, by: 2)))
  func gaussIsExactToDegree19(degree: Int) {
    #expect(abs(moment(degree, GaussKronrod.shared.map { ($0.node, $0.gauss) }) - 2 / Double(degree + 1)) < 1e-15)
  }

  /// A step of width 1/1000 in a wide panel, and a square root's infinite slope at an end.
  @Test func hardPanelsAreHalved() {
    let step = GaussKronrod(scale: 1).integral(from: 0, to: 10) { SIMD2(1 / (1 + exp(-1000 * ($0 - 4))), $0) }
    #expect(abs(step[0] - 6) < 1e-14 * 6)
    #expect(abs(step[1] - 50) < 1e-12)
    let root = GaussKronrod(scale: 1).integral(from: 0, to: 1) { SIMD2($0.squareRoot(), 0) }
    #expect(abs(root[0] - 2.0 / 3) < 1e-10)
  }
}
