/// Adaptive quadrature by the 21-point Kronrod extension of the 10-point Gauss rule.
///
/// A panel is halved until its two rules agree to `tolerance` × `scale`. The error of the longer rule, which is what is kept, is
/// then near the 1.6th power of that disagreement (the rules are exact to degrees 31 and 19), so 1e-10 is enough for the
/// last digit of a double.
///
/// Source: R. Piessens et al., *QUADPACK* (1983), rule QK21; `Tests/DistributionsTests/GaussKronrodTests.swift` checks the
/// constants by the degrees of polynomials that they integrate exactly.
package struct GaussKronrod {
  /// Size of the integral, to which errors are compared; an order of magnitude suffices.
  package let scale: Double
  package var tolerance: Double

  package init(scale: Double, tolerance: Double = 1e-10) {
    self.scale = scale
    self.tolerance = tolerance
  }

  /// The integrals of both components of `f` over low…high. Only the first one decides where panels are halved.
  package func integral(from low: Double, to high: Double, _ f: (Double) -> SIMD2<Double>) -> SIMD2<Double> {
    panel(low, high, halvings: 16, f)
  }

  private func panel(
    _ low: Double, _ high: Double, halvings: Int, _ f: (Double) -> SIMD2<Double>
  ) -> SIMD2<Double> {
    let center = 0.5 * (low + high)
    let half = 0.5 * (high - low)
    let middle = f(center)
    var kronrod = Self.kronrodCenter * middle
    var gauss = 0.0
    for pair in Self.shared {
      let sum = f(center - half * pair.node) + f(center + half * pair.node)
      kronrod += pair.kronrod * sum
      gauss += pair.gauss * sum[0]
    }
    for pair in Self.added {
      kronrod += pair.kronrod * (f(center - half * pair.node) + f(center + half * pair.node))
    }
    if halvings == 0 || !(half * abs(kronrod[0] - gauss) > tolerance * scale) { return half * kronrod }
    return panel(low, center, halvings: halvings - 1, f) + panel(center, high, halvings: halvings - 1, f)
  }

  /// Nodes on (0, 1) of both rules, with their weights.
  package static let shared: [(node: Double, kronrod: Double, gauss: Double)] = [
    (0.148874338981631210884826001129720, 0.147739104901338491374841515972068, 0.295524224714752870173815619188769),
    (0.433395394129247190799265943165784, 0.134709217311473325928054001771707, 0.269266719309996355091226921569469),
    (0.679409568299024406234327365114874, 0.109387158802297641899210590325805, 0.219086362515982043995534934228163),
    (0.865063366688984510732096688423493, 0.075039674810919952767043140916190, 0.149451349150580593145863396957658),
    (0.973906528517171720077964012084452, 0.032558162307964727478818972459390, 0.066671344308688137593568809893332),
  ]
  /// Nodes of the longer rule alone.
  package static let added: [(node: Double, kronrod: Double)] = [
    (0.294392862701460198131126603103866, 0.142775938577060080797094273138717),
    (0.562757134668604683339000099272694, 0.123491976262065851077958109585166),
    (0.780817726586416897063717578345042, 0.093125454583697605535065465083366),
    (0.930157491355708226001207180059508, 0.054755896574351996031381300244580),
    (0.995657163025808080735527280689003, 0.011694638867371874278064396062192),
  ]
  package static let kronrodCenter = 0.149445554002916905664936468389821
}
