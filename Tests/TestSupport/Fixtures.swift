package import Foundation

/// What a fixture holds, with the program that made it.
@dynamicMemberLookup
package struct Referenced<Value> {
  package let value: Value
  package let reference: Reference

  /// The same for comparisons on published trials, which are not ours to ship.
  package var onPublishedTrials: Referenced { Referenced(value: value, reference: reference.onPublishedTrials) }

  package subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member { value[keyPath: path] }
}

extension Referenced: Sendable where Value: Sendable {}

/// The JSON files under `Tests/*Tests/Fixtures`.
package enum Fixtures {
  package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A fixture of the test target that the calling file belongs to. A head without program and version is an error.
  package static func read<Value: Decodable>(
    _ type: Value.Type, _ name: String, keys: JSONDecoder.KeyDecodingStrategy = .convertFromSnakeCase,
    for file: String = #filePath
  ) throws -> Referenced<Value> {
    let target = target(of: file)
    let data = try Data(contentsOf: root.appending(path: "Tests/\(target)/Fixtures/\(name)"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = keys
    let head = try decoder.decode(FixtureHead.self, from: data)
    return Referenced(
      value: try decoder.decode(type, from: data),
      reference: Reference(area: String(target.dropLast("Tests".count)), name: head.name))
  }

  /// `EffectSizesTests` of `…/Tests/EffectSizesTests/Some/File.swift`.
  private static func target(of file: String) -> String {
    let parts = URL(filePath: file).pathComponents
    let place = parts.lastIndex(of: "Tests") ?? 0
    return place + 1 < parts.count ? parts[place + 1] : ""
  }
}
