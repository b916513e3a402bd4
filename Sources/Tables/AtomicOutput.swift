internal import Synchronization

/// Writes files whole or not at all.
public enum AtomicOutput {
  /// Temporary files that exist right now.
  private static let temporaries = Mutex<[String]>([])

  /// Removes temporary files that a write has not finished, then calls `end`: for whoever ends the process on SIGINT or
  /// SIGTERM. No temporary file is made while `end` runs. To be called from an ordinary thread (a dispatch signal source,
  /// say), not from inside a signal handler.
  public static func removeTemporaries(then end: () -> Void = {}) {
    temporaries.withLock { paths in
      for path in paths { removeFile(path) }
      paths = []
      end()
    }
  }

  /// What stands at the path, after the checks that need no writing.
  static func place(_ path: String, inputs: [String]) throws(OutputError) -> FileStatus? {
    guard let status = FileStatus(path: path) else {
      // Renaming would replace the link.
      if isLink(path) { throw .cannotCreate(path: path, reason: "it is a link to nothing") }
      return nil
    }
    if status.isFolder { throw .isFolder(path: path) }
    for input in inputs {
      let isStandardInput = input == "-"
      let read = isStandardInput ? try? Descriptor.standardInput.status() : FileStatus(path: input)
      // A terminal is read and written at once.
      guard let read, read.isRegular, read.device == status.device, read.inode == status.inode else { continue }
      throw .overInput(path: path, input: isStandardInput ? "<stdin>" : input)
    }
    return status
  }

  static func write(_ bytes: [UInt8], to path: String, inputs: [String]) throws(OutputError) {
    let status = try place(path, inputs: inputs)
    if let status, !status.isRegular { return try writeInPlace(bytes, to: path) }
    // Renaming would replace a link and leave its target as it was.
    let target = resolvedPath(path) ?? path
    let mode = status.map { $0.mode & 0o7777 } ?? 0o666 & ~Descriptor.userMask()
    let (temporary, descriptor) = try create(beside: target, mode: mode, for: path)
    var isFinished = false
    defer {
      if !isFinished { removeFile(temporary) }
      temporaries.withLock { paths in paths.removeAll { $0 == temporary } }
    }
    do throws(SystemError) {
      // Whatever the user's mask takes away from new files.
      if status != nil { try descriptor.change(mode: mode) }
      try descriptor.write(bytes.span)
      try descriptor.synchronize()
      try renameFile(temporary, to: target)
    } catch {
      throw .writeFailed(path: path, reason: error.reason)
    }
    isFinished = true
  }

  private static func create(
    beside target: String, mode: UInt32, for path: String
  ) throws(OutputError) -> (String, Descriptor) {
    let slash = target.lastIndex(of: "/")
    let folder = slash.map { String(target[...$0]) } ?? ""
    let name = slash.map { String(target[target.index(after: $0)...]) } ?? target
    var attempt = 0
    while true {
      let temporary = "\(folder).\(name.prefix(100)).\(processNumber())-\(attempt).tmp"
      do throws(SystemError) {
        // Made and noted under one lock: an interrupt between the two would leave the file.
        let descriptor = try temporaries.withLock { paths throws(SystemError) in
          let descriptor = try Descriptor(creating: temporary, mode: mode)
          paths.append(temporary)
          return descriptor
        }
        return (temporary, descriptor)
      } catch {
        guard error.isTaken, attempt < 100 else { throw .cannotCreate(path: path, reason: error.reason) }
        attempt += 1
      }
    }
  }

  private static func writeInPlace(_ bytes: [UInt8], to path: String) throws(OutputError) {
    let descriptor: Descriptor
    do throws(SystemError) {
      descriptor = try Descriptor(writing: path)
    } catch {
      throw .cannotCreate(path: path, reason: error.reason)
    }
    ignoreBrokenPipes()
    do throws(SystemError) {
      try descriptor.write(bytes.span)
    } catch {
      throw .writeFailed(path: path, reason: error.reason)
    }
  }
}
