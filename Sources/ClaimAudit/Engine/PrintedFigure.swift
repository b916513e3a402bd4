import PublishedNumbers

/// A figure of a claim that may have been printed with one wrong digit.
enum PrintedFigure: Sendable, Equatable {
  case estimate, low, high, standardError, p, statistic, effectSize, n1, n2

  /// How a mend names it.
  var name: String {
    switch self {
    case .estimate: "the estimate"
    case .low: "the lower limit"
    case .high: "the upper limit"
    case .standardError: "the standard error"
    case .p: "p"
    case .statistic: "the statistic"
    case .effectSize: "the effect size"
    case .n1: "the first count"
    case .n2: "the second count"
    }
  }

  func text(in claim: PublishedClaim) -> String? {
    switch self {
    case .estimate: claim.estimate?.text
    case .low: claim.interval?.low.text
    case .high: claim.interval?.high.text
    case .standardError: claim.standardError?.text
    case .p: claim.p.flatMap { $0.relation == .equal ? $0.number.text : nil }
    case .statistic: claim.statistic?.number.text
    case .effectSize: claim.effectSize?.text
    case .n1: claim.n1.map { String($0) }
    case .n2: claim.n2.map { String($0) }
    }
  }

  /// The claim with this figure printed otherwise; nil where it could not stand so.
  func changed(to text: String, in claim: PublishedClaim) -> PublishedClaim? {
    guard let number = PrintedNumber(text) else { return nil }
    var claim = claim
    switch self {
    case .estimate: claim.estimate = number
    case .low:
      guard let interval = claim.interval, number.value <= interval.high.value else { return nil }
      claim.interval?.low = number
    case .high:
      guard let interval = claim.interval, number.value >= interval.low.value else { return nil }
      claim.interval?.high = number
    case .standardError: claim.standardError = number
    case .p:
      guard let p = PrintedProbability(text) else { return nil }
      claim.p = p
    case .statistic: claim.statistic?.number = number
    case .effectSize: claim.effectSize = number
    case .n1: claim.n1 = number.count
    case .n2: claim.n2 = number.count
    }
    return claim
  }
}

/// The texts that differ from a number's in two neighbouring digits that changed places, or in one digit.
struct DigitSlips {
  let transposed: [String]
  /// The nearest digits first.
  let replaced: [String]

  init(of text: String) {
    let bytes = Array(text.utf8)
    let places = bytes.indices.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[$0]) }
    transposed = zip(places, places.dropFirst()).compactMap { first, second in
      guard bytes[first] != bytes[second] else { return nil }
      var changed = bytes
      changed.swapAt(first, second)
      return Self.isNatural(changed, first: places[0]) ? String(decoding: changed, as: UTF8.self) : nil
    }
    var changes: [(distance: Int, text: String)] = []
    for place in places {
      for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != bytes[place] {
        var changed = bytes
        changed[place] = digit
        guard Self.isNatural(changed, first: places[0]) else { continue }
        changes.append((abs(Int(digit) - Int(bytes[place])), String(decoding: changed, as: UTF8.self)))
      }
    }
    replaced = changes.sorted { $0.distance < $1.distance }.map(\.text)
  }

  /// Nobody prints 05.3.
  private static func isNatural(_ bytes: [UInt8], first: Int) -> Bool {
    bytes[first] != UInt8(ascii: "0") || first + 1 == bytes.count || bytes[first + 1] == UInt8(ascii: ".")
      || (first > 0 && bytes[first - 1] == UInt8(ascii: "."))
  }
}
