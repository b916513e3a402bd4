internal import Glibc

/// A number together with its first, and on request second, derivatives with respect to p variables: forward-mode
/// automatic differentiation.
///
///     let x = Jet.variables([3, 4], order: .second)
///     let z = x[0] * x[0] * x[1]
///     z.value       // 36
///     z.gradient    // [24, 9]
///     z.hessian     // [8, 6, 0]: ∂²/∂x₀², ∂²/∂x₁∂x₀, ∂²/∂x₁²
///
/// Derivatives are exact but for rounding: every operation applies the chain rule to numbers, and no step width is
/// chosen. Derivatives that are all zero are held as empty arrays, so constants cost nothing and a linear formula never
/// makes second derivatives. Jets that meet in one formula come from one call of `variables`.
public struct Jet: SmoothScalar {
  /// The highest derivatives that are kept.
  public enum Order: Sendable {
    case first
    case second
  }

  public let value: Double
  /// ∂/∂xₖ, p elements; empty for a constant.
  public let gradient: [Double]
  /// ∂²/∂xₖ∂xₗ, the lower triangle row by row, p(p + 1)/2 elements; empty where all are zero, and to the first order.
  public let hessian: [Double]
  /// The order of the variables it is made of; of no meaning for a constant.
  private let order: Order

  private init(value: Double, gradient: [Double], hessian: [Double], order: Order) {
    self.value = value
    self.gradient = gradient
    self.hessian = hessian
    self.order = order
  }

  /// A constant: every derivative is zero.
  public init(_ value: Double) {
    self.init(value: value, gradient: [], hessian: [], order: .first)
  }

  /// The variables themselves at these values: the gradient of each is a unit vector.
  public static func variables(_ values: [Double], order: Order) -> [Jet] {
    values.indices.map { index in
      var unit = [Double](repeating: 0, count: values.count)
      unit[index] = 1
      return Jet(value: values[index], gradient: unit, hessian: [], order: order)
    }
  }

  public static func + (a: Jet, b: Jet) -> Jet {
    compose(a.value + b.value, a, 1, b, 1, .zero)
  }

  public static func - (a: Jet, b: Jet) -> Jet {
    compose(a.value - b.value, a, 1, b, -1, .zero)
  }

  public static func * (a: Jet, b: Jet) -> Jet {
    compose(a.value * b.value, a, b.value, b, a.value, Curvature(aa: 0, ab: 1, bb: 0))
  }

  public static func / (a: Jet, b: Jet) -> Jet {
    let (ratio, inverse) = (a.value / b.value, 1 / b.value)
    let curvature = Curvature(aa: 0, ab: -inverse * inverse, bb: 2 * ratio * inverse * inverse)
    return compose(ratio, a, inverse, b, -ratio * inverse, curvature)
  }

  public static prefix func - (a: Jet) -> Jet { a.composed(-a.value, slope: -1, curvature: 0) }

  public static func exp(_ a: Jet) -> Jet {
    let value = Glibc.exp(a.value)
    return a.composed(value, slope: value, curvature: value)
  }

  public static func log(_ a: Jet) -> Jet {
    let inverse = 1 / a.value
    return a.composed(Glibc.log(a.value), slope: inverse, curvature: -inverse * inverse)
  }

  public static func sqrt(_ a: Jet) -> Jet {
    let value = a.value.squareRoot()
    let slope = 0.5 / value
    return a.composed(value, slope: slope, curvature: -0.5 * slope / a.value)
  }

  public static func tanh(_ a: Jet) -> Jet {
    let value = Glibc.tanh(a.value)
    let secant = 1 / Glibc.cosh(a.value)
    let slope = secant * secant
    return a.composed(value, slope: slope, curvature: -2 * value * slope)
  }
}

// MARK: - The chain rule

extension Jet {
  /// The second derivatives of a function of two numbers.
  private struct Curvature {
    var aa: Double
    var ab: Double
    var bb: Double
    static let zero = Curvature(aa: 0, ab: 0, bb: 0)
  }

  /// f(self), given f, f′ and f″ there: ∇f = f′∇a, ∇²f = f′∇²a + f″∇a∇a'.
  private func composed(_ value: Double, slope: Double, curvature: Double) -> Jet {
    if slope == 1 && curvature == 0 {
      return Jet(value: value, gradient: gradient, hessian: hessian, order: order)
    }
    return Jet(
      value: value, gradient: gradient.map { slope * $0 },
      hessian: secondDerivatives(slope: slope, curvature: curvature), order: order)
  }

  private func secondDerivatives(slope: Double, curvature: Double) -> [Double] {
    guard order == .second, curvature != 0, !gradient.isEmpty else { return hessian.map { slope * $0 } }
    let p = gradient.count
    var result = hessian.isEmpty ? [Double](repeating: 0, count: p * (p + 1) / 2) : hessian.map { slope * $0 }
    var start = 0
    for (k, first) in gradient.enumerated() {
      let factor = curvature * first
      if factor != 0 { for l in 0...k { result[start + l] += factor * gradient[l] } }
      start += k + 1
    }
    return result
  }

  /// f(a, b), given f, ∂f/∂a, ∂f/∂b and the second derivatives there.
  private static func compose(
    _ value: Double, _ a: Jet, _ slopeA: Double, _ b: Jet, _ slopeB: Double, _ curvature: Curvature
  ) -> Jet {
    if b.gradient.isEmpty { return a.composed(value, slope: slopeA, curvature: curvature.aa) }
    if a.gradient.isEmpty { return b.composed(value, slope: slopeB, curvature: curvature.bb) }
    precondition(a.gradient.count == b.gradient.count, "jets of different variables meet in one formula")
    var gradient = a.gradient
    for k in gradient.indices { gradient[k] = slopeA * gradient[k] + slopeB * b.gradient[k] }
    let hessian = secondDerivatives(a, slopeA, b, slopeB, curvature)
    return Jet(value: value, gradient: gradient, hessian: hessian, order: a.order)
  }

  /// (∂f/∂a)∇²a + (∂f/∂b)∇²b + faa ∇a∇a' + fab(∇a∇b' + ∇b∇a') + fbb ∇b∇b'.
  private static func secondDerivatives(
    _ a: Jet, _ slopeA: Double, _ b: Jet, _ slopeB: Double, _ curvature: Curvature
  ) -> [Double] {
    let flat = curvature.aa == 0 && curvature.ab == 0 && curvature.bb == 0
    guard a.order == .second, !(flat && a.hessian.isEmpty && b.hessian.isEmpty) else { return [] }
    let p = a.gradient.count
    var result =
      a.hessian.isEmpty ? [Double](repeating: 0, count: p * (p + 1) / 2) : a.hessian.map { slopeA * $0 }
    for index in b.hessian.indices { result[index] += slopeB * b.hessian[index] }
    if flat { return result }
    var start = 0
    for k in 0..<p {
      let onA = curvature.aa * a.gradient[k] + curvature.ab * b.gradient[k]
      let onB = curvature.ab * a.gradient[k] + curvature.bb * b.gradient[k]
      if onA != 0 || onB != 0 {
        for l in 0...k { result[start + l] += onA * a.gradient[l] + onB * b.gradient[l] }
      }
      start += k + 1
    }
    return result
  }
}
