import Foundation

/// A JSON value, read so that `true`, `1`, `1.5` and `"1"` stay different.
enum JSONValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let array = try? container.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  init(parsing text: String) throws { self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }

  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  var strings: [String] {
    guard case .array(let items) = self else { return [] }
    return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  /// The names of `type` in JSON Schema that fit this value.
  var types: Set<String> {
    switch self {
    case .null: ["null"]
    case .bool: ["boolean"]
    case .number(let number): number == number.rounded() ? ["number", "integer"] : ["number"]
    case .string: ["string"]
    case .array: ["array"]
    case .object: ["object"]
    }
  }
}

/// The part of JSON Schema (draft 2020-12) that the published schema uses. A keyword that it does not know is an error,
/// so that no rule of the schema is passed over in silence.
struct JSONSchema {
  let schema: JSONValue

  private static let annotations: Set<String> = ["$schema", "$id", "$defs", "title", "description"]

  /// What is wrong with `value`, each with its path; empty where nothing is.
  func problems(in value: JSONValue) -> [String] { problems(in: value, by: schema, at: "$") }

  private func problems(in value: JSONValue, by schema: JSONValue, at path: String) -> [String] {
    guard case .object(let keywords) = schema else { return ["\(path): schema is not an object"] }
    var problems: [String] = []
    for (keyword, rule) in keywords where !Self.annotations.contains(keyword) {
      switch (keyword, rule, value) {
      case ("$ref", .string(let place), _):
        guard let definition = definition(place) else {
          problems.append("\(path): no definition \(place)")
          continue
        }
        problems += self.problems(in: value, by: definition, at: path)
      case ("type", .string(let type), _):
        if !value.types.contains(type) { problems.append("\(path): not of type \(type)") }
      case ("type", .array, _):
        if value.types.isDisjoint(with: rule.strings) { problems.append("\(path): not of type \(rule.strings)") }
      case ("enum", .array(let allowed), _):
        if !allowed.contains(value) { problems.append("\(path): not in enum") }
      case ("const", _, _):
        if value != rule { problems.append("\(path): not the constant") }
      case ("minimum", .number(let least), .number(let number)):
        if number < least { problems.append("\(path): below minimum") }
      case ("maximum", .number(let most), .number(let number)):
        if number > most { problems.append("\(path): above maximum") }
      case ("required", .array, .object(let members)):
        problems += rule.strings.filter { members[$0] == nil }.map { "\(path): lacks \($0)" }
      case ("properties", .object(let rules), .object(let members)):
        for (name, rule) in rules {
          guard let member = members[name] else { continue }
          problems += self.problems(in: member, by: rule, at: "\(path).\(name)")
        }
      case ("additionalProperties", .bool(false), .object(let members)):
        var known: [String: JSONValue] = [:]
        if case .object(let rules)? = keywords["properties"] { known = rules }
        problems += members.keys.filter { known[$0] == nil }.map { "\(path): unknown member \($0)" }
      case ("items", _, .array(let items)):
        for (index, item) in items.enumerated() {
          problems += self.problems(in: item, by: rule, at: "\(path)[\(index)]")
        }
      case ("minimum", .number, _), ("maximum", .number, _), ("required", .array, _), ("properties", .object, _),
        ("additionalProperties", .bool(false), _), ("items", .object, _):
        // The keyword speaks of values of another type than this one.
        break
      default: problems.append("\(path): unknown keyword \(keyword)")
      }
    }
    return problems.sorted()
  }

  /// What `#/$defs/NAME` names.
  private func definition(_ place: String) -> JSONValue? {
    let prefix = "#/$defs/"
    guard place.hasPrefix(prefix) else { return nil }
    return schema["$defs"]?[String(place.dropFirst(prefix.count))]
  }
}
