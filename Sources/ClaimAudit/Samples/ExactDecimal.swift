public import PublishedNumbers

/// A decimal number without rounding: `digits` / 10^`decimals`.
public struct ExactDecimal: Sendable, Equatable {
  let digits: Int
  /// From 0 up.
  let decimals: Int

  public init(_ whole: Int) { self.init(digits: whole, decimals: 0) }

  /// The number as it stands, taken as exact; nil beyond 15 digits.
  public init?(_ number: PrintedNumber) {
    guard let digits = number.wholeDigits, let exact = ExactDecimal(digits, decimals: number.decimals)
    else { return nil }
    self = exact
  }

  private init(digits: Int, decimals: Int) {
    self.digits = digits
    self.decimals = decimals
  }

  /// Negative decimals become zeros behind the digits.
  fileprivate init?(_ digits: Int, decimals: Int) {
    guard decimals < 0 else {
      self.init(digits: digits, decimals: decimals)
      return
    }
    guard let scaled = wideProduct([Int128(digits), powerOfTen(-decimals)]), let whole = Int(exactly: scaled)
    else { return nil }
    self.init(digits: whole, decimals: 0)
  }

  public var value: Double { Double(digits) / Double(powerOfTen(decimals)) }

  /// The digits once there are `count` decimals, which must not be fewer than now.
  func digits(at count: Int) -> Int128 { Int128(digits) * powerOfTen(count - decimals) }
}

extension PrintedNumber {
  /// The number times 10^decimals: what was printed without its decimal mark.
  fileprivate var wholeDigits: Int? {
    guard abs(decimals) <= 15 else { return nil }
    let power = Double(powerOfTen(abs(decimals)))
    // A double holds 15 digits without loss, so the product is nearer to its whole number than to any other.
    let digits = (decimals < 0 ? value / power : value * power).rounded()
    return abs(digits) < 1e15 ? Int(digits) : nil
  }

  /// Both ends of what rounds to it, exactly; nil beyond 15 digits.
  var roundingEnds: (low: ExactDecimal, high: ExactDecimal)? {
    guard let digits = wholeDigits, let low = ExactDecimal(10 * digits - 5, decimals: decimals + 1),
      let high = ExactDecimal(10 * digits + 5, decimals: decimals + 1)
    else { return nil }
    return (low, high)
  }
}

/// 10^`power` for 0 to 32.
func powerOfTen(_ power: Int) -> Int128 { (0..<power).reduce(1) { product, _ in product * 10 } }

/// The product; nil where 128 bits do not hold it.
func wideProduct(_ factors: [Int128]) -> Int128? {
  var product: Int128 = 1
  for factor in factors {
    let (next, overflow) = product.multipliedReportingOverflow(by: factor)
    guard !overflow else { return nil }
    product = next
  }
  return product
}

/// ⌊a/b⌋ for b > 0.
func floorQuotient<Whole: BinaryInteger>(_ a: Whole, _ b: Whole) -> Whole {
  let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
  return remainder < 0 ? quotient - 1 : quotient
}

/// ⌈a/b⌉ for b > 0.
func ceilingQuotient<Whole: BinaryInteger>(_ a: Whole, _ b: Whole) -> Whole {
  let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
  return remainder > 0 ? quotient + 1 : quotient
}

/// ⌊√x⌋ for 0 ≤ x < 2^62.
func integerRoot(_ x: Int) -> Int {
  var root = Int(Double(x).squareRoot())
  while root * root > x { root -= 1 }
  while (root + 1) * (root + 1) <= x { root += 1 }
  return root
}
