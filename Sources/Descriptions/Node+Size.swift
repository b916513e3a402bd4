import Yams

/// A description needs some hundred nodes; aliases of aliases can stand for billions.
let nodeLimit = 10_000

extension Node {
  /// Whether the tree, aliases written out, stays under the limit; stops counting there.
  func isSmall(counted: inout Int) -> Bool {
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

  var kind: String {
    switch self {
    case .scalar: "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .alias: "an alias"
    }
  }
}
