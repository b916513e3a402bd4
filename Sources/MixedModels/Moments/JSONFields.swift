internal import Diagnostics
internal import Tables

/// The fields of a JSON object with what each has to be; every complaint has its line.
struct JSONFields {
  let file: String
  let line: Int
  private let fields: [String: JSONNode]

  /// - Throws: `malformed` where the node is no object, or has a field that is not among `keys` or lacks one.
  init(_ node: JSONNode, keys: [String], file: String) throws(MomentsFileError) {
    self.file = file
    line = node.line
    guard case .object(let members) = node.value else {
      throw .malformed(file: file, line: node.line, reason: "an object is expected, not \(node.kind)")
    }
    for (key, value) in members where !keys.contains(key) {
      let near = nearest(to: key, among: keys).map { " (\(inQuotes($0))?)" } ?? ""
      throw .malformed(file: file, line: value.line, reason: "unknown key \(inQuotes(key))\(near)")
    }
    fields = Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.node) })
    if let missing = keys.first(where: { fields[$0] == nil }) {
      throw .malformed(file: file, line: node.line, reason: "key \(inQuotes(missing)) is missing")
    }
  }

  func node(_ key: String) -> JSONNode { fields[key] ?? JSONNode(line: line, value: .null) }

  func fault(_ key: String, _ reason: String) -> MomentsFileError {
    .malformed(file: file, line: node(key).line, reason: "\(inQuotes(key)) \(reason)")
  }

  private func expected(_ what: String, _ key: String) -> MomentsFileError {
    fault(key, "has to be \(what), not \(node(key).kind)")
  }

  func text(_ key: String) throws(MomentsFileError) -> String {
    guard case .text(let text) = node(key).value else { throw expected("a text", key) }
    return text
  }

  func optionalText(_ key: String) throws(MomentsFileError) -> String? {
    if case .null = node(key).value { return nil }
    return try text(key)
  }

  func flag(_ key: String) throws(MomentsFileError) -> Bool {
    guard case .flag(let flag) = node(key).value else { throw expected("true or false", key) }
    return flag
  }

  /// A whole number that is not negative.
  func count(_ key: String) throws(MomentsFileError) -> Int {
    guard case .number(let number) = node(key).value else { throw expected("a number", key) }
    guard let count = Self.count(number) else { throw fault(key, "has to be a count, not \(number)") }
    return count
  }

  private static func count(_ number: Double) -> Int? {
    number >= 0 && number <= 1e12 && number == number.rounded() ? Int(number) : nil
  }

  func list(_ key: String) throws(MomentsFileError) -> [JSONNode] {
    guard case .list(let list) = node(key).value else { throw expected("a list", key) }
    return list
  }

  func texts(_ key: String) throws(MomentsFileError) -> [String] {
    var result: [String] = []
    for node in try list(key) {
      guard case .text(let text) = node.value else { throw fault(key, "has to hold texts, not \(node.kind)") }
      result.append(text)
    }
    return result
  }

  /// Texts that are not empty and differ.
  func labels(_ key: String) throws(MomentsFileError) -> [String] {
    let labels = try texts(key)
    var seen: Set<String> = []
    for label in labels where !seen.insert(label).inserted { throw fault(key, "has \(inQuotes(label)) twice") }
    return labels
  }

  func counts(_ key: String) throws(MomentsFileError) -> [Int] {
    var result: [Int] = []
    for node in try list(key) {
      guard case .number(let number) = node.value, let count = Self.count(number) else {
        throw fault(key, "has to hold counts")
      }
      result.append(count)
    }
    return result
  }

  /// Numbers no larger than measurements and their products can be.
  func numbers(_ key: String, count: Int) throws(MomentsFileError) -> [Double] {
    let nodes = try list(key)
    guard nodes.count == count else { throw fault(key, "has \(nodes.count) numbers, where \(count) are needed") }
    var result: [Double] = []
    result.reserveCapacity(count)
    for node in nodes {
      guard case .number(let number) = node.value else { throw fault(key, "has to hold numbers, not \(node.kind)") }
      guard abs(number) <= MomentsFile.largest else { throw fault(key, "holds \(number), which is no measurement") }
      result.append(number)
    }
    return result
  }

  func fields(_ key: String, keys: [String]) throws(MomentsFileError) -> JSONFields {
    try JSONFields(node(key), keys: keys, file: file)
  }
}

extension JSONFields {
  /// The whole of a file.
  init(readingFile path: String, keys: [String]) throws(MomentsFileError) {
    let bytes: [UInt8]
    do throws(TableError) {
      bytes = try wholeFile(at: path, limit: 1 << 28)
    } catch {
      throw .unreadable(error)
    }
    try self.init(text: bytes, keys: keys, file: path)
  }

  init(text bytes: [UInt8], keys: [String], file: String) throws(MomentsFileError) {
    let node: JSONNode
    do throws(JSONFault) {
      node = try JSONText.read(bytes)
    } catch {
      throw .malformed(file: file, line: error.line, reason: error.reason)
    }
    try self.init(node, keys: keys, file: file)
  }
}
