internal import Glibc

/// A number that formulas of covariance structures are written for: `Double` where the value is wanted, `Jet` where its
/// derivatives are too.
public protocol SmoothScalar: Sendable {
  /// A constant.
  init(_ value: Double)
  var value: Double { get }
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static prefix func - (a: Self) -> Self
  static func exp(_ a: Self) -> Self
  static func log(_ a: Self) -> Self
  /// The square root of a positive number.
  static func sqrt(_ a: Self) -> Self
  /// The map of every real number onto (−1, 1) that correlations are parametrised with: Fisher's z backwards.
  ///
  /// The Fisher information about a correlation ρ grows like 1/(1 − ρ²)², which in z = artanh ρ is near constant, so
  /// that scoring steps keep their size near ±1; in η = ρ/√(1 − ρ²), the usual alternative, it vanishes there. Both
  /// round to ±1 in the end (tanh from |z| = 19 on), but a correlation that is 1 to 16 digits makes a matrix that is
  /// singular to 16 digits by any map.
  static func tanh(_ a: Self) -> Self
}

extension Double: SmoothScalar {
  public var value: Double { self }
  public static func exp(_ a: Double) -> Double { Glibc.exp(a) }
  public static func log(_ a: Double) -> Double { Glibc.log(a) }
  public static func sqrt(_ a: Double) -> Double { a.squareRoot() }
  public static func tanh(_ a: Double) -> Double { Glibc.tanh(a) }
}
