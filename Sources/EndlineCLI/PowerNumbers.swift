import Endline

/// Values of the options of `power`, each checked for what it can be.
enum PowerNumbers {
  /// What a number can be, in words, and what is right instead.
  struct Kind: Sendable {
    let what: String
    let mend: String
    let holds: @Sendable (Double) -> Bool

    static let spread = Kind(what: "a standard deviation", mend: "give a number above 0, such as 12") {
      $0 > 0 && $0 < 1e100
    }
    static let difference = Kind(what: "a difference", mend: "give a number, such as 6") { abs($0) < 1e100 }
    static let margin = Kind(what: "a margin", mend: "give a number above 0") { $0 > 0 && $0 < 1e100 }
    static let power = Kind(what: "a power", mend: "give a number between 0 and 1, such as 0.8") { $0 > 0 && $0 < 1 }
    static let alpha = Kind(what: "a level", mend: "give a number between 0 and 1, such as 0.05") {
      $0 > 1e-12 && $0 < 1
    }
    static let correlation = Kind(what: "a correlation", mend: "give a number between -1 and 1, such as 0.5") {
      $0 > -1 && $0 < 1
    }
    static let icc = Kind(what: "an intraclass correlation", mend: "give a number from 0 to below 1, such as 0.05") {
      $0 >= 0 && $0 < 1
    }
    static let share = Kind(what: "a proportion", mend: "give a number between 0 and 1, such as 0.3") {
      $0 > 0 && $0 < 1
    }
    static let attrition = Kind(what: "a share", mend: "give a number from 0 to below 1, such as 0.2") {
      $0 >= 0 && $0 < 1
    }
    static let retention = Kind(what: "a share", mend: "give numbers above 0, at most 1, such as 1,0.9,0.8") {
      $0 > 0 && $0 <= 1
    }
    static let variation = Kind(what: "a coefficient of variation", mend: "give a number from 0, such as 0.4") {
      $0 >= 0 && $0 < 1e6
    }
    static let size = Kind(what: "a number of subjects", mend: "give a whole number above 0") {
      $0 >= 1 && $0 == $0.rounded() && $0 <= 1e8
    }
    static let count = Kind(
      what: "a sample size", mend: "give a whole number from 2, or one for each arm such as 99,99"
    ) {
      $0 >= 1 && $0 == $0.rounded() && $0 <= 1e8
    }
    static let visits = Kind(what: "a number of visits", mend: "give a whole number from 1 to 20") {
      $0 >= 1 && $0 <= 20 && $0 == $0.rounded()
    }
    static let trials = Kind(
      what: "a number of trials", mend: "give a whole number from 100 to 10000000, such as 10000"
    ) { $0 >= 100 && $0 <= 1e7 && $0 == $0.rounded() }
    static let sides = Kind(what: "1 or 2", mend: "give --sides 1 or --sides 2") { $0 == 1 || $0 == 2 }
    static let part = Kind(what: "a ratio", mend: "give treatment:control, such as 2:1") { $0 > 0 && $0 <= 1e4 }
  }

  static func list(_ text: String, _ option: String, _ kind: Kind, whole: String? = nil) throws(PowerUsageError)
    -> [Double]
  {
    var numbers: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = NumberText.parse(String(part)), kind.holds(number) else {
        throw .notANumber(
          option: option, value: whole ?? String(part), what: kind.what, mend: decimalMend(text, kind) ?? kind.mend)
      }
      numbers.append(number)
    }
    return numbers
  }

  static func one(_ text: String, _ option: String, _ kind: Kind) throws(PowerUsageError) -> Double {
    guard let number = NumberText.parse(text), kind.holds(number) else {
      throw .notANumber(
        option: option, value: text, what: kind.what, mend: decimalMend(text, kind) ?? kind.mend)
    }
    return number
  }

  /// `0.5` of `0,5`: two whole numbers with nothing but a comma between them; nil of any other text.
  static func withPoint(_ text: String) -> String? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let first = parts[0].first.map { "+-\u{2212}".contains($0) } ?? false ? parts[0].dropFirst() : parts[0]
    guard [first, parts[1]].allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }) else {
      return nil
    }
    return "\(parts[0]).\(parts[1])"
  }

  /// What mends a list of which a part cannot be, where all of it can be with a point.
  private static func decimalMend(_ text: String, _ kind: Kind) -> String? {
    guard let decimal = withPoint(text), let number = NumberText.parse(decimal), kind.holds(number) else { return nil }
    return "write \(decimal) with a point: commas part values"
  }

  /// What there is to say of a list that may be meant for one number: of `1,5` and `12,5`, hardly of `10,12`.
  static func listNote(_ text: String?, _ option: String) -> String? {
    guard let text, let decimal = withPoint(text), let comma = text.firstIndex(of: ",") else { return nil }
    let (first, second) = (text[..<comma], text[text.index(after: comma)...])
    guard first.filter(\.isNumber).count == 1 || second.count < first.filter(\.isNumber).count else { return nil }
    return "\(option) \(text) is two values, \(first) and \(second); a decimal is written with a point, \(decimal)"
  }

  /// `2:1`.
  static func allocation(_ text: String) throws(PowerUsageError) -> Allocation {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { NumberText.parse(String($0)) }
    guard parts.count == 2, let a = parts[0], let b = parts[1], Kind.part.holds(a), Kind.part.holds(b) else {
      throw .notANumber(option: "--ratio", value: text, what: Kind.part.what, mend: Kind.part.mend)
    }
    return Allocation(treatment: a, control: b)
  }

  /// `cs:0.5`, `ar1:0.7`, `toep:0.7,0.5`, or rows parted by semicolons.
  static func correlation(_ text: String, visits: Int) throws(PowerUsageError) -> Matrix {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    var matrix = Matrix.identity(visits)
    func fill(_ value: (Int) -> Double) {
      for a in 0..<visits { for b in 0..<visits where a != b { matrix[a, b] = value(abs(a - b)) } }
    }
    if parts.count == 2 {
      let numbers = try list(parts[1], "--correlation", .correlation)
      switch parts[0] {
      case "cs" where numbers.count == 1: fill { _ in numbers[0] }
      case "ar1" where numbers.count == 1: fill { (0..<$0).reduce(1) { product, _ in product * numbers[0] } }
      case "toep" where numbers.count == visits - 1: fill { numbers[$0 - 1] }
      default: throw .notACorrelation(text)
      }
      return matrix
    }
    let rows = text.split(separator: ";", omittingEmptySubsequences: false).map { row in
      row.split(separator: ",", omittingEmptySubsequences: false).map { NumberText.parse(String($0)) }
    }
    guard rows.count == visits, rows.allSatisfy({ $0.count == visits }) else { throw .notACorrelation(text) }
    for a in 0..<visits {
      for b in 0..<visits {
        guard let value = rows[a][b], value == rows[b][a], a == b ? value == 1 : abs(value) < 1 else {
          throw .notACorrelation(text)
        }
        matrix[a, b] = value
      }
    }
    return matrix
  }
}
