import Foundation
import Testing

/// A file beside the tests.
func fixture(_ name: String, from file: String = #filePath) -> URL {
  URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures").appendingPathComponent(name)
}

/// Compares a page with the one that was read and approved. After a wanted change of layout, run the tests once with
/// `RECORD_SNAPSHOTS=1` in the environment and read the difference before committing it.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let url = fixture(name)
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
    try Data(text.utf8).write(to: url)
  }
  let approved = try String(decoding: Data(contentsOf: url), as: UTF8.self)
  guard text != approved else { return }
  let lines = zip(text.split(separator: "\n"), approved.split(separator: "\n"))
  let place = lines.enumerated().first { $0.element.0 != $0.element.1 }
  Issue.record(
    """
    \(name) differs\(place.map { " at line of text \($0.offset + 1):\n now: \($0.element.0)\n was: \($0.element.1)" } ?? " in length")
    """, sourceLocation: sourceLocation)
}
