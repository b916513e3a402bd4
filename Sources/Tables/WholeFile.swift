internal import Glibc

/// All bytes of a file that is no table.
///
/// - Throws: `notFound`, `notReadable` (also where it is longer than `limit`) or `readFailed`.
package func wholeFile(at path: String, limit: Int) throws(TableError) -> [UInt8] {
  let descriptor: Descriptor
  do throws(SystemError) {
    descriptor = try Descriptor(reading: path)
    if try descriptor.status().isFolder { throw SystemError(EISDIR) }
  } catch {
    throw error.isNotFound ? .notFound(path: path) : .notReadable(path: path, reason: error.reason)
  }
  return try wholeInput(descriptor, name: path, limit: limit)
}

/// All bytes of standard input.
///
/// - Throws: `notReadable` where there are more than `limit`, `readFailed`.
package func wholeStandardInput(limit: Int) throws(TableError) -> [UInt8] {
  try wholeInput(.standardInput, name: TableSource.standardInput.name, limit: limit)
}

private func wholeInput(_ descriptor: Descriptor, name: String, limit: Int) throws(TableError) -> [UInt8] {
  var bytes: [UInt8] = []
  while bytes.count <= limit {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var span = block.mutableSpan
    do throws(SystemError) {
      let count = try descriptor.read(into: &span)
      bytes += block[..<count]
      if count < block.count { return bytes }
    } catch {
      throw .readFailed(name: name, reason: error.reason)
    }
  }
  throw .notReadable(path: name, reason: "it has more than \(limit >> 20) MiB")
}

/// SHA-256 of a file's bytes, in lower-case hexadecimal; of at most 16 MiB.
package func sha256(ofFile path: String) throws(TableError) -> String {
  let bytes = try wholeFile(at: path, limit: 16 << 20)
  var digest = SHA256()
  digest.update(bytes.span)
  return digest.finish()
}
