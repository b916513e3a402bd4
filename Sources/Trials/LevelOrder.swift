/// The number that a label spells, in plain decimal notation; nil for anything else.
///
/// `Double(_:)` alone would take `0x1A`, `inf` and `nan` too, which are labels here.
package func number(of label: String, decimalComma: Bool) -> Double? {
  var text = label
  if decimalComma, let comma = text.firstIndex(of: ",") {
    text.replaceSubrange(comma...comma, with: ".")
  }
  guard text.utf8.contains(where: { $0 >= 48 && $0 <= 57 }) else { return nil }
  let plain = text.utf8.allSatisfy { byte in
    switch byte {
    case 48...57, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"): true
    default: false
    }
  }
  guard plain, let value = Double(text), value.isFinite else { return nil }
  return value
}

/// Labels in their default order: by value where all are numbers, else naturally (`V2` before `V10`, letter case free).
/// Labels that compare equal (`1` and `01`) keep the order they came in. Words say nothing of time, so among them
/// `leading` (the baseline visit, where one is named) goes before all others: `pre` before `post`.
package func defaultOrder(_ labels: [String], leading: String? = nil, decimalComma: Bool = false) -> [String] {
  let numbers = labels.compactMap { number(of: $0, decimalComma: decimalComma) }
  if numbers.count == labels.count {
    return labels.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }.map { labels[$0] }
  }
  let keys = labels.map { NaturalKey($0) }
  return labels.indices.sorted { a, b in
    if labels[a] == leading || labels[b] == leading { return labels[a] == leading && a != b }
    return keys[a] < keys[b] || (!(keys[b] < keys[a]) && a < b)
  }.map { labels[$0] }
}

/// Labels that spell one number in several ways (`1`, `01` and `1.0`), number by number; probably one level written by
/// several hands.
package func labelsOfOneNumber(_ labels: [String], decimalComma: Bool = false) -> [[String]] {
  var spellings: [Double: [String]] = [:]
  var numbers: [Double] = []
  for label in labels {
    guard let value = number(of: label, decimalComma: decimalComma) else { continue }
    // Minus zero and zero are one key.
    if spellings[value] == nil { numbers.append(value) }
    spellings[value, default: []].append(label)
  }
  return numbers.compactMap { spellings[$0] }.filter { $0.count > 1 }
}

/// A label cut into runs of digits, which compare by value, and the rest, which compares by letters.
private struct NaturalKey: Comparable {
  private enum Run: Comparable {
    /// Digits without leading zeros: longer is larger, so that no run is too long to compare.
    case digits(count: Int, String)
    case letters(String)
  }
  private let runs: [Run]

  init(_ label: String) {
    var runs: [Run] = []
    var rest = label.lowercased()[...]
    while let first = rest.first {
      let isDigits = first.isASCII && first.isNumber
      let run = rest.prefix { ($0.isASCII && $0.isNumber) == isDigits }
      rest = rest.dropFirst(run.count)
      if isDigits {
        let digits = String(run.drop { $0 == "0" })
        runs.append(.digits(count: digits.count, digits))
      } else {
        runs.append(.letters(String(run)))
      }
    }
    self.runs = runs
  }

  static func < (a: NaturalKey, b: NaturalKey) -> Bool { a.runs.lexicographicallyPrecedes(b.runs) }
}
