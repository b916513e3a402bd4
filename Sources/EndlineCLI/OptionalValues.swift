/// Options that may stand with a value or without: the value that is meant is put in, since the parser knows options of
/// one value only.
///
/// What follows such an option is its value if it is one of its words, or, where it takes a column, if it is no option and
/// the data file has been named before.
enum OptionalValues {
  private enum Value {
    case words([String], unsaid: String)
    case column(unsaid: String)
  }

  private static let options: [String: Value] = [
    "--knapp-hartung": .words(["plain", "floor"], unsaid: "plain"),
    "--cumulative": .column(unsaid: ""),
  ]

  static func completed(_ arguments: [String]) -> [String] {
    guard arguments.first == "meta" else { return arguments }
    var completed: [String] = []
    var hasFile = false
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      let next = index + 1 < arguments.count ? arguments[index + 1] : nil
      completed.append(argument)
      index += 1
      guard argument.hasPrefix("-"), argument != "-" else {
        hasFile = hasFile || completed.count > 1
        continue
      }
      guard let value = options[argument] else {
        if CommandLineCheck.takesValue(argument), let next {
          completed.append(next)
          index += 1
        }
        continue
      }
      switch value {
      case .words(let words, let unsaid):
        // A word that is near one of them is a slip, and the parser's check of it says so.
        let isValue = next.map { !$0.hasPrefix("-") && (words.contains($0) || hasFile) } ?? false
        completed.append(isValue ? next ?? unsaid : unsaid)
        if isValue { index += 1 }
      case .column(let unsaid):
        let isValue = hasFile && next.map { !$0.hasPrefix("-") } ?? false
        completed.append(isValue ? next ?? unsaid : unsaid)
        if isValue { index += 1 }
      }
    }
    return completed
  }
}
