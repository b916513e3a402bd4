import Descriptions
import Diagnostics

/// Values that several parts of an instrument's file have.
extension InstrumentReader {
  /// The sources that a figure names.
  func named(_ node: Described) throws(DescriptionError) -> [Instrument.Source] {
    var found: [Instrument.Source] = []
    for entry in try node.list("source") {
      let name = try entry.text("source")
      guard let source = sources.first(where: { $0.name == name }) else {
        let near = nearest(to: name, among: sources.map(\.name))
        throw entry.wrong(
          "\(inQuotes(name)) is none of the sources",
          mend: near.map { "did you mean \(inQuotes($0))?" } ?? "add it under sources, with its address")
      }
      found.append(source)
    }
    return found
  }

  func whole(_ node: Described, _ key: String, from low: Int = 1) throws(DescriptionError) -> Int {
    let text = try node.text(key)
    guard let number = Int(text), number >= low, number <= 1_000_000_000 else {
      throw node.wrong(
        "\(key) is \(inQuotes(text)), where a whole number from \(low) is meant",
        mend: "write it in digits, such as \(key): 10")
    }
    return number
  }

  /// `[1, 7]`.
  func range(_ node: Described, _ key: String) throws(DescriptionError) -> ClosedRange<Double> {
    let ends = try numbers(node, key)
    guard ends.count == 2, ends[0] < ends[1] else {
      throw node.wrong("\(key) is not a lowest and a highest number", mend: "write it as [1, 7]")
    }
    return ends[0]...ends[1]
  }

  func numbers(_ node: Described, _ key: String) throws(DescriptionError) -> [Double] {
    var numbers: [Double] = []
    for entry in try node.list(key) { numbers.append(try entry.number("an entry of \(key)")) }
    return numbers
  }

  /// Numbers of items, each from 1: `[1, 4, 6-9]`.
  func itemNumbers(_ node: Described, _ key: String, count: Int?) throws(DescriptionError) -> [Int] {
    var numbers: [Int] = []
    for entry in try node.list(key) {
      let text = try entry.text("an entry of \(key)")
      let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first >= 1,
        last >= first,
        last <= 10_000
      else {
        throw entry.wrong(
          "\(key) has \(inQuotes(text)), where the number of an item is meant (from 1, or 6-9)",
          mend: "number the items from 1 in the order of the form, as in [2, 5, 6-9]")
      }
      if let count, last > count {
        throw entry.wrong(
          "\(key) has item \(last), and there are \(counted(count, "item"))",
          mend: "items are numbered from 1 in the order of the form: correct the number, or the count")
      }
      for number in first...last {
        if numbers.contains(number) { throw entry.wrong("\(key) has item \(number) twice", mend: "keep one of them") }
        numbers.append(number)
      }
    }
    return numbers
  }

  /// One of the names of a choice.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ node: Described, _ key: String, _ type: Choice.Type
  ) throws(DescriptionError) -> Choice {
    let text = try node.text(key)
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue)
      throw node.wrong(
        "\(key) is \(inQuotes(text))",
        mend: nearest(to: text, among: known).map { "did you mean \(inQuotes($0))?" }
          ?? "it is one of \(known.joined(separator: ", "))")
    }
    return choice
  }
}

extension ClosedRange<Double> {
  /// `1 to 7`.
  package var words: String { "\(lowerBound.plain) to \(upperBound.plain)" }
}

extension Double {
  /// The shortest decimal form, a whole number without its `.0`.
  package var plain: String {
    var text = ByteText(reserving: 24)
    text.append(self)
    return text.string
  }
}

/// `1 item`, `2 items`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
