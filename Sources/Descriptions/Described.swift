package import Diagnostics
import Tables
import Yams

/// A node of a description, and where it stands.
package struct Described {
  private let node: Node
  package let path: String

  /// The text of a single value, which may be empty; nil for lists and mappings.
  package var scalar: String? { if case .scalar(let scalar) = node { scalar.string } else { nil } }
  package var isMapping: Bool { if case .mapping = node { true } else { false } }

  private init(node: Node, path: String) {
    self.node = node
    self.path = path
  }

  /// Reads YAML text.
  ///
  /// - Parameters:
  ///   - path: names the text in messages.
  ///   - kind: what it is, as in "a study description".
  ///   - emptyMend: what to write where there is nothing.
  package init(yaml text: String, path: String, kind: String, emptyMend: String) throws(DescriptionError) {
    if let (line, column) = explicitKey(in: text) {
      throw .wrong(
        path: path, line: line, column: column, reason: "a key that is written with ? is none of \(kind)",
        mend: "write it as key: value")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw DescriptionError(error, path: path)
    } catch {
      throw .wrong(path: path, line: 1, column: 1, reason: "this cannot be read as YAML", mend: nil)
    }
    let the = kind.hasPrefix("an ") ? "the " + kind.dropFirst(3) : "the " + kind.dropFirst(2)
    guard let root else {
      throw .wrong(path: path, line: 1, column: 1, reason: "\(the) is empty", mend: emptyMend)
    }
    if case .scalar = root {
      throw .wrong(
        path: path, line: 1, column: 1, reason: "\(the) is a single value, where keys with values are meant",
        mend: "give \(kind) (YAML), key: value on each line; \(emptyMend)")
    }
    var nodes = 0
    guard root.isSmall(counted: &nodes) else {
      throw .wrong(
        path: path, line: 1, column: 1, reason: "more than \(nodeLimit) values, aliases written out",
        mend: "leave out what is not \(kind), and aliases of aliases")
    }
    self.init(node: root, path: path)
  }

  package func wrong(_ reason: String, mend: String? = nil) -> DescriptionError {
    .wrong(path: path, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, reason: reason, mend: mend)
  }

  private func inner(_ node: Node) -> Described { Described(node: node, path: path) }

  /// The text of a scalar, whatever YAML takes it for (`no` is a label here, and so is `012`).
  package func text(_ key: String) throws(DescriptionError) -> String {
    guard case .scalar(let scalar) = node else {
      throw wrong("\(key) is \(node.kind), where one value is meant")
    }
    guard !scalar.string.isEmpty else { throw wrong("\(key) has no value", mend: "fill it in or remove the key") }
    return scalar.string
  }

  package func number(_ key: String) throws(DescriptionError) -> Double {
    let text = try text(key)
    guard let number = NumberText.parse(text) else {
      throw wrong("\(key) is \(inQuotes(text)), which is not a number")
    }
    return number
  }

  package func flag(_ key: String) throws(DescriptionError) -> Bool {
    switch try text(key).lowercased() {
    case "true", "yes": return true
    case "false", "no": return false
    case let text: throw wrong("\(key) is \(inQuotes(text)), where true or false is meant")
    }
  }

  /// The members of a list; a single value is a list of one.
  package func list(_ key: String) throws(DescriptionError) -> [Described] {
    switch node {
    case .sequence(let nodes): return nodes.map { inner($0) }
    case .scalar: return [self]
    default: throw wrong("\(key) is \(node.kind), where a list is meant")
    }
  }

  package func texts(_ key: String) throws(DescriptionError) -> [String] {
    var texts: [String] = []
    for member in try list(key) { texts.append(try member.text("an entry of \(key)")) }
    return texts
  }

  /// Keys and values of a mapping; where `known` is given, any other key is an error.
  package func pairs(_ key: String, known: [String]? = nil) throws(DescriptionError) -> [(
    key: String, value: Described
  )] {
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
  package func checked<Value, Failure: Diagnosis>(
    _ read: () throws(Failure) -> Value
  ) throws(DescriptionError) -> Value {
    do {
      return try read()
    } catch {
      throw wrong(error.problems.joined(separator: "; "), mend: error.mend)
    }
  }
}
