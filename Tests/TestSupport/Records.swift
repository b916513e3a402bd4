package import Foundation
import Synchronization

/// The records of one run of the tests: a file per process in the folder that ENDLINE_VERIFY names, nothing where it
/// names none.
package enum Records {
  package static let folder: URL? = ProcessInfo.processInfo.environment["ENDLINE_VERIFY"].map {
    URL(filePath: $0, directoryHint: .isDirectory)
  }

  private static let file: Mutex<FileHandle>? = folder.flatMap { folder in
    let path = folder.appending(path: "records-\(ProcessInfo.processInfo.processIdentifier).txt").path
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard FileManager.default.createFile(atPath: path, contents: nil) else { return nil }
    return FileHandle(forWritingAtPath: path).map { Mutex($0) }
  }

  package static func add(_ record: Record) {
    file?.withLock { try? $0.write(contentsOf: Data((record.line + "\n").utf8)) }
  }

  /// Every record of every process.
  package static func read(from folder: URL) throws -> [Record] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "txt" }
      .flatMap { try String(contentsOf: $0, encoding: .utf8).split(separator: "\n").compactMap { Record(line: $0) } }
  }
}
