/// Where a page goes: a file, whole or not at all, or standard output, with every failure noticed.
public enum OutputTarget: Sendable, Equatable {
  /// A file. `inputs` are the paths that were read (`-`: standard input), which are never overwritten (compared by device
  /// and inode, so links and other spellings are seen through).
  case file(String, inputs: [String])
  case standardOutput

  /// Writes all of it.
  ///
  /// A file is written under a temporary name in the same folder, put on the disk, and renamed; whoever looks sees the
  /// old content or the new, never a part. After a failure the temporary file is gone and the old file is as it was; a
  /// process that is killed outright may leave `.NAME.PROCESS-0.tmp` beside it.
  /// A link is followed, so that its target is replaced; a file that is replaced keeps its permissions.
  /// What is no regular file (`/dev/null`, a named pipe) is written to as it stands.
  ///
  /// - Throws: `OutputError`; `.brokenPipe` only for standard output.
  public func write(_ bytes: [UInt8]) throws(OutputError) {
    switch self {
    case .standardOutput: try StandardOutput.write(bytes)
    case .file(let path, let inputs): try AtomicOutput.write(bytes, to: path, inputs: inputs)
    }
  }

  public func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }

  /// Throws now what `write` would throw for the place itself, so that a long computation need not come first.
  public func check() throws(OutputError) {
    if case .file(let path, let inputs) = self { _ = try AtomicOutput.place(path, inputs: inputs) }
  }
}
