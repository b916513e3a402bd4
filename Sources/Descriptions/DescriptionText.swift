import Glibc

/// The text of a description: of a study or an instrument, which `kind` says. A mebibyte is a hundred times what one needs;
/// more is some other file.
package func descriptionText(at path: String, kind: String) throws(DescriptionError) -> String {
  let limit = 1 << 20
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else {
    throw .unreadable(path: path, reason: errno == ENOENT ? "no such file" : "cannot be opened")
  }
  defer { close(file) }
  var bytes: [UInt8] = []
  while bytes.count <= limit {
    var failed = false
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      var read = unsafe Glibc.read(file, buffer.baseAddress, buffer.count)
      while read < 0, errno == EINTR { read = unsafe Glibc.read(file, buffer.baseAddress, buffer.count) }
      failed = read < 0
      count = max(0, read)
    }
    if failed { throw .unreadable(path: path, reason: "cannot be read (is it a folder?)") }
    if piece.isEmpty { break }
    bytes += piece
  }
  guard bytes.count <= limit else {
    throw .unreadable(path: path, reason: "longer than \(kind) can be (1 MiB)")
  }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw .wrong(path: path, line: 1, column: 1, reason: "not valid UTF-8", mend: "save it as UTF-8 text")
  }
  return text
}
