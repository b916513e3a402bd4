import Diagnostics
import Yams

extension StudyPlan {
  /// Reads a study description (YAML; `Documentation/Formats/study-description.md` names every key).
  ///
  /// Throws `TrialError.unreadableDescription` where the file cannot be opened and `TrialError.description`, with line
  /// and column, for YAML that does not parse, an unknown key, or a value of the wrong type.
  public init(readingDescription path: String) throws(TrialError) {
    try self.init(description: descriptionText(at: path), path: path)
  }

  /// A study description from its text; `path` names it in messages and is where `data` is relative to.
  public init(description text: String, path: String) throws(TrialError) {
    if let (line, column) = explicitKey(in: text) {
      throw .description(
        path: path, line: line, column: column, reason: "a key that is written with ? is none of a study description",
        mend: "write it as key: value")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw TrialError(error, path: path)
    } catch {
      throw .description(path: path, line: 1, column: 1, reason: "this cannot be read as YAML", mend: nil)
    }
    guard let root else {
      throw .description(
        path: path, line: 1, column: 1, reason: "the study description is empty",
        mend: "name at least data, subject and outcomes")
    }
    var nodes = 0
    guard root.isSmall(counted: &nodes) else {
      throw .description(
        path: path, line: 1, column: 1, reason: "more than \(nodeLimit) values, aliases written out",
        mend: "leave out what is not a study description, and aliases of aliases")
    }
    self = try Described(node: root, path: path).plan()
  }
}

/// Where a line begins with YAML's `? ` (behind any `- `), counted from 1; nil where none does.
///
/// Such keys can be lists and mappings, and mappings as keys within one another take the YAML library a time that doubles
/// with every level.
private func explicitKey(in text: String) -> (line: Int, column: Int)? {
  func ends(_ byte: UInt8?) -> Bool {
    byte.map { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") } ?? true
  }
  for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
    let bytes = Array(line)
    var at = 0
    while at < bytes.count {
      let next = at + 1 < bytes.count ? bytes[at + 1] : nil
      if bytes[at] == UInt8(ascii: "?"), ends(next) { return (number + 1, at + 1) }
      guard ends(bytes[at]) || bytes[at] == UInt8(ascii: "-") && ends(next) else { break }
      at += 1
    }
  }
  return nil
}

/// A study description needs some hundred nodes; aliases of aliases can stand for billions.
private let nodeLimit = 10_000

extension Node {
  /// Whether the tree, aliases written out, stays under the limit; stops counting there.
  fileprivate func isSmall(counted: inout Int) -> Bool {
    counted += 1
    guard counted <= nodeLimit else { return false }
    switch self {
    case .scalar, .alias: return true
    case .sequence(let nodes):
      for node in nodes { guard node.isSmall(counted: &counted) else { return false } }
    case .mapping(let pairs):
      for (key, value) in pairs {
        guard key.isSmall(counted: &counted), value.isSmall(counted: &counted) else { return false }
      }
    }
    return true
  }

  fileprivate var kind: String {
    switch self {
    case .scalar: "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .alias: "an alias"
    }
  }
}

extension TrialError {
  fileprivate init(_ error: YamlError, path: String) {
    func located(_ problem: String, _ mark: Mark, _ context: YamlError.Context?) -> TrialError {
      // The context's text ends where its place would follow: "while parsing a block mapping in".
      var reason = problem
      if let context {
        var text = context.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        if text.hasSuffix(" in") { text.removeLast(3) }
        reason += " \(text) that starts on line \(context.mark.line)"
      }
      return .description(path: path, line: mark.line, column: mark.column, reason: reason, mend: yamlMend)
    }
    self =
      switch error {
      case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
        .composer(let context, let problem, let mark, _):
        located(problem, mark, context)
      case .duplicatedKeysInMapping(let duplicates, let context):
        .description(
          path: path, line: context.mark.line, column: context.mark.column,
          reason: "this mapping has \(duplicates.sorted().map { inQuotes($0) }.joined(separator: ", ")) twice",
          mend: "keep one of them")
      case .reader(let problem, _, _, _):
        .description(path: path, line: 1, column: 1, reason: problem, mend: "save it as UTF-8 text")
      default:
        .description(path: path, line: 1, column: 1, reason: "this cannot be read as YAML", mend: yamlMend)
      }
  }
}

private let yamlMend = "check indentation, quotes and brackets there"

/// A node of a study description, and where it stands.
private struct Described {
  let node: Node
  let path: String

  func wrong(_ reason: String, mend: String? = nil) -> TrialError {
    .description(path: path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, reason: reason, mend: mend)
  }

  private func inner(_ node: Node) -> Described { Described(node: node, path: path) }

  /// The text of a scalar, whatever YAML takes it for (`no` is a label here, and so is `012`).
  func text(_ key: String) throws(TrialError) -> String {
    guard case .scalar(let scalar) = node else {
      throw wrong("\(key) is \(node.kind), where one value is meant")
    }
    guard !scalar.string.isEmpty else { throw wrong("\(key) has no value", mend: "fill it in or remove the key") }
    return scalar.string
  }

  func number(_ key: String) throws(TrialError) -> Double {
    let text = try text(key)
    guard let number = Trials.number(of: text, decimalComma: false) else {
      throw wrong("\(key) is \(inQuotes(text)), which is not a number")
    }
    return number
  }

  func flag(_ key: String) throws(TrialError) -> Bool {
    switch try text(key).lowercased() {
    case "true", "yes": return true
    case "false", "no": return false
    case let text: throw wrong("\(key) is \(inQuotes(text)), where true or false is meant")
    }
  }

  /// The members of a list; a single value is a list of one.
  func list(_ key: String) throws(TrialError) -> [Described] {
    switch node {
    case .sequence(let nodes): return nodes.map { inner($0) }
    case .scalar: return [self]
    default: throw wrong("\(key) is \(node.kind), where a list is meant")
    }
  }

  func texts(_ key: String) throws(TrialError) -> [String] {
    var texts: [String] = []
    for member in try list(key) { texts.append(try member.text("an entry of \(key)")) }
    return texts
  }

  /// Keys and values of a mapping; where `known` is given, any other key is an error.
  func pairs(_ key: String, known: [String]? = nil) throws(TrialError) -> [(key: String, value: Described)] {
    guard case .mapping(let mapping) = node else {
      throw wrong("\(key) is \(node.kind), where keys with values are meant")
    }
    var pairs: [(key: String, value: Described)] = []
    for (name, value) in mapping {
      let text = try inner(name).text("a key of \(key)")
      if let known, !known.contains(text) {
        throw inner(name).wrong(
          "unknown key \(inQuotes(text)) in \(key)",
          mend: nearest(to: text, among: known).map { "did you mean \(inQuotes($0))?" }
            ?? "the keys are \(known.joined(separator: ", "))")
      }
      pairs.append((text, inner(value)))
    }
    return pairs
  }

  /// Reads a list in the grammar of the options, so that what is wrong in it is told with the line.
  func checked<Value>(_ read: () throws(TrialError) -> Value) throws(TrialError) -> Value {
    do {
      return try read()
    } catch {
      throw wrong(error.problems.joined(separator: "; "), mend: error.mend)
    }
  }

  func plan() throws(TrialError) -> StudyPlan {
    var plan = StudyPlan()
    for (key, value) in try pairs(
      "the study description",
      known: [
        "title", "data", "subject", "arm", "visit", "site", "group", "outcomes", "covariates", "baseline_column",
        "instrument_column", "wide", "levels", "where", "na", "decimal", "encoding",
      ])
    {
      switch key {
      case "title": plan.title = try value.text(key)
      case "data": plan.data = besideDescription(try value.text(key))
      case "subject": plan.subject = try value.text(key)
      case "site": plan.site = try value.text(key)
      case "group": plan.group = try value.text(key)
      case "arm": try value.arm(into: &plan)
      case "visit": try value.visit(into: &plan)
      case "outcomes": try value.outcomes(into: &plan)
      case "covariates": plan.covariates = try value.texts(key)
      case "baseline_column": plan.baselineColumn = try value.text(key)
      case "instrument_column": plan.instrumentColumn = try value.text(key)
      case "wide":
        for entry in try value.list(key) {
          let text = try entry.text("an entry of wide")
          _ = try entry.checked { () throws(TrialError) in try ListGrammar.wide(text, option: "--wide") }
          plan.wide.append(text)
        }
      case "levels": try value.levels(into: &plan)
      case "where":
        for entry in try value.list(key) {
          let text = try entry.text("an entry of where")
          _ = try entry.checked { () throws(TrialError) in try RowFilter(text) }
          plan.filters.append(text)
        }
      case "na":
        var tokens: [String] = []
        for entry in try value.list(key) {
          // Here an empty value is the empty cell.
          guard case .scalar(let scalar) = entry.node else { throw entry.wrong("na is a list of single values") }
          tokens.append(scalar.string)
        }
        plan.missing = ListGrammar.written(tokens)
      case "decimal": plan.decimal = try value.text(key)
      default: plan.encoding = try value.text(key)
      }
    }
    let settings = plan
    _ = try checked { () throws(TrialError) in try settings.readOptions() }
    return plan
  }

  private func besideDescription(_ data: String) -> String {
    guard !data.hasPrefix("/"), data != "-", let slash = path.lastIndex(of: "/") else { return data }
    return path[...slash] + data
  }

  private func arm(into plan: inout StudyPlan) throws(TrialError) {
    if case .scalar = node {
      plan.arm = try text("arm")
      return
    }
    for (key, value) in try pairs("arm", known: ["column", "control", "labels"]) {
      switch key {
      case "column": plan.arm = try value.text("column of arm")
      case "control": plan.control = try value.text("control")
      default:
        for (label, name) in try value.pairs("labels") { plan.armLabels[label] = try name.text(inQuotes(label)) }
      }
    }
    if plan.arm == nil { throw wrong("arm has no column", mend: "add column: NAME") }
  }

  private func visit(into plan: inout StudyPlan) throws(TrialError) {
    if case .scalar = node {
      plan.visit = try text("visit")
      return
    }
    for (key, value) in try pairs("visit", known: ["column", "order", "baseline", "months"]) {
      switch key {
      case "column": plan.visit = try value.text("column of visit")
      case "order":
        let order = ListGrammar.written(try value.texts("order"))
        _ = try value.checked { () throws(TrialError) in try ListGrammar.names(order, option: "order") }
        plan.visits = order
      case "baseline": plan.baseline = try value.text("baseline")
      default:
        for (label, months) in try value.pairs("months") {
          plan.visitMonths[label] = try months.number(inQuotes(label))
        }
      }
    }
  }

  private func outcomes(into plan: inout StudyPlan) throws(TrialError) {
    for entry in try list("outcomes") {
      if case .scalar = entry.node {
        plan.outcomes.append(try entry.text("an entry of outcomes"))
        continue
      }
      var column: String?
      var items = false
      var details = StudyPlan.OutcomeDetails()
      var type: OutcomeType?
      var (exposure, event): (String?, String?)
      for (key, value) in try entry.pairs(
        "an entry of outcomes",
        known: ["column", "instrument", "primary", "name", "items", "type", "exposure", "event"])
      {
        switch key {
        case "column": column = try value.text("column of an outcome")
        case "instrument": details.instrument = try value.text("instrument")
        case "primary": details.primary = try value.flag("primary")
        case "name": details.name = try value.text("name")
        case "type":
          let text = try value.text("type")
          guard let known = OutcomeType(rawValue: text) else {
            throw value.wrong(
              "type is \(inQuotes(text)), where continuous or count is meant",
              mend: "an event needs no type: name it with event")
          }
          type = known
        case "exposure": exposure = try value.text("exposure")
        case "event": event = try value.text("event")
        default:
          _ = try value.texts("items")
          items = true
        }
      }
      guard let column else {
        throw items
          ? entry.wrong(
            "an outcome given by its items is not supported yet",
            mend: "give the column that holds the instrument's total")
          : entry.wrong("this outcome has no column", mend: "add column: NAME")
      }
      if items {
        throw entry.wrong("this outcome has both column and items", mend: "keep column; items are not supported yet")
      }
      if event != nil, type != nil {
        throw entry.wrong("this outcome has both an event and a type", mend: "an event needs no type")
      }
      if exposure != nil, type != .count {
        throw entry.wrong("this outcome has an exposure and is no count", mend: "add type: count")
      }
      if let event { details.kind = .event(event) }
      if type == .count { details.kind = .count(exposure: exposure) }
      plan.outcomes.append(column)
      plan.outcomeDetails[column] = details
    }
  }

  private func levels(into plan: inout StudyPlan) throws(TrialError) {
    guard case .mapping = node else {
      for entry in try list("levels") {
        let text = try entry.text("an entry of levels")
        _ = try entry.checked { () throws(TrialError) in try ListGrammar.levels(text, option: "--levels") }
        plan.levels.append(text)
      }
      return
    }
    for (column, value) in try pairs("levels") {
      let text = ListGrammar.written(column) + "=" + ListGrammar.written(try value.texts(inQuotes(column)))
      _ = try value.checked { () throws(TrialError) in try ListGrammar.levels(text, option: "levels") }
      plan.levels.append(text)
    }
  }
}
