/// A folder that output files go into.
public struct OutputFolder: Sendable {
  public let path: String

  /// - Parameter path: as the user wrote it, with or without a slash at the end.
  public init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// Throws where something that is no folder stands there.
  public func check() throws(OutputError) {
    if let status = FileStatus(path: path), !status.isFolder { throw .isNoFolder(path: path) }
  }

  /// Makes the folder if it is not there; the folder above it has to be.
  public func make() throws(OutputError) {
    try check()
    guard FileStatus(path: path) == nil else { return }
    do {
      try makeFolder(path)
    } catch {
      throw .cannotCreate(path: path, reason: error.reason)
    }
  }

  /// Names of what is in it, in no order; none where it cannot be read.
  public var names: [String] { folderNames(path) }

  /// A file in it.
  ///
  /// - Parameter name: chosen by the program: what comes from data never names a file.
  public func file(_ name: String, inputs: [String]) -> OutputTarget {
    .file(path + "/" + name, inputs: inputs)
  }

  /// Throws where a file of that name stands there that does not hold `mark` near its beginning, and so is none of ours.
  public func check(_ name: String, holds mark: String) throws(OutputError) {
    let file = path + "/" + name
    guard let status = FileStatus(path: file), status.isRegular, status.size > 0 else { return }
    let beginning: [UInt8]
    do {
      beginning = try wholeFile(at: file, limit: 64 << 20)
    } catch {
      throw .cannotCreate(path: file, reason: error.problems.joined(separator: "; "))
    }
    guard String(decoding: beginning.prefix(4096), as: UTF8.self).contains(mark) else { throw .isForeign(path: file) }
  }
}
