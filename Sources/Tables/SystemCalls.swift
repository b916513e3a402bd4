internal import Glibc

// The one file that talks to the operating system about bytes: pointers are made from spans at the call and never leave
// it. Every call is repeated when a signal interrupts it.

/// A failed system call.
struct SystemError: Error, Equatable, Sendable {
  let code: Int32

  init(_ code: Int32 = errno) { self.code = code }

  /// The system's words, lower-case: `no such file or directory`.
  var reason: String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    let words = unsafe String(cString: text)
    return words.prefix(1).lowercased() + words.dropFirst()
  }

  var isNotFound: Bool { code == ENOENT || code == ENOTDIR }
  var isTaken: Bool { code == EEXIST }
  var isBrokenPipe: Bool { code == EPIPE }
}

/// What the system says a descriptor or path is.
struct FileStatus: Equatable, Sendable {
  let device: UInt64
  let inode: UInt64
  let size: Int
  let mode: UInt32

  var isRegular: Bool { mode & S_IFMT == S_IFREG }
  var isFolder: Bool { mode & S_IFMT == S_IFDIR }

  /// Status of what stands at a path (links followed); nil where there is nothing.
  init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  fileprivate init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    mode = UInt32(status.st_mode)
  }
}

/// An open file; closed when the last reference goes, unless it is one of the standard streams.
final class Descriptor: Sendable {
  static let standardInput = Descriptor(number: 0)
  static let standardOutput = Descriptor(number: 1)

  private let number: Int32

  private init(number: Int32) { self.number = number }

  init(reading path: String) throws(SystemError) {
    number = repeated { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    if number < 0 { throw SystemError() }
  }

  /// A new file; an existing one is an error.
  init(creating path: String, mode: UInt32) throws(SystemError) {
    number = repeated { unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode)) }
    if number < 0 { throw SystemError() }
  }

  /// Something that stands there already and is no regular file (a device, a pipe).
  init(writing path: String) throws(SystemError) {
    number = repeated { unsafe open(path, O_WRONLY | O_CLOEXEC) }
    if number < 0 { throw SystemError() }
  }

  deinit { if number > 2 { _ = close(number) } }

  func status() throws(SystemError) -> FileStatus {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else { throw SystemError() }
    return FileStatus(status)
  }

  /// Reads until the part of the span (nil: all of it) is full or the input ends, at `offset` or, where that is nil,
  /// where the last read ended. Returns the number of bytes read.
  func read(
    into bytes: inout MutableSpan<UInt8>, part: Range<Int>? = nil, at offset: Int? = nil
  ) throws(SystemError) -> Int {
    let number = number
    let part = part ?? 0..<bytes.count
    var done = 0
    var failure: SystemError?
    unsafe bytes.withUnsafeMutableBytes { buffer in
      while done < part.count {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[part.lowerBound + done..<part.upperBound])
        let got =
          if let offset {
            unsafe pread(number, rest.baseAddress, rest.count, off_t(offset + done))
          } else {
            unsafe Glibc.read(number, rest.baseAddress, rest.count)
          }
        if got > 0 {
          done += got
        } else if got == 0 {
          return
        } else if errno != EINTR {
          failure = SystemError()
          return
        }
      }
    }
    if let failure { throw failure }
    return done
  }

  func write(_ bytes: borrowing Span<UInt8>) throws(SystemError) {
    let number = number
    var failure: SystemError?
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
        let put = unsafe Glibc.write(number, rest.baseAddress, rest.count)
        if put >= 0 {
          done += put
        } else if errno != EINTR {
          failure = SystemError()
          return
        }
      }
    }
    if let failure { throw failure }
  }

  func change(mode: UInt32) throws(SystemError) {
    guard fchmod(number, mode_t(mode)) == 0 else { throw SystemError() }
  }

  /// Puts what was written onto the disk; a file system that cannot is not an error.
  func synchronize() throws(SystemError) {
    guard fsync(number) != 0, errno != EINVAL, errno != EROFS, errno != ENOTSUP else { return }
    throw SystemError()
  }

  /// The permission bits of a new file are `mode` less what the user's mask takes away.
  static func userMask() -> UInt32 {
    let mask = umask(0o22)
    _ = umask(mask)
    return UInt32(mask)
  }
}

/// Makes a folder with the permissions that the user's mask leaves.
func makeFolder(_ path: String) throws(SystemError) {
  guard unsafe mkdir(path, 0o777) == 0 else { throw SystemError() }
}

/// Names of what is in a folder, in no order; none where it cannot be read.
func folderNames(_ path: String) -> [String] {
  guard let folder = unsafe opendir(path) else { return [] }
  defer { unsafe closedir(folder) }
  var names: [String] = []
  while let entry = unsafe readdir(folder) {
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}

/// Gives a file a new name, replacing what has it.
func renameFile(_ from: String, to: String) throws(SystemError) {
  guard unsafe rename(from, to) == 0 else { throw SystemError() }
}

/// Whether a link stands at the path, whatever it leads to.
func isLink(_ path: String) -> Bool {
  var status = stat()
  return unsafe lstat(path, &status) == 0 && UInt32(status.st_mode) & S_IFMT == S_IFLNK
}

/// The path with all links followed; nil where nothing stands there.
func resolvedPath(_ path: String) -> String? {
  guard let resolved = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(resolved) }
  return unsafe String(cString: resolved)
}

func removeFile(_ path: String) { _ = unsafe unlink(path) }

func processNumber() -> Int32 { getpid() }

/// A write to a closed pipe shall fail with an error and not end the process.
func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

private func repeated(_ call: () -> Int32) -> Int32 {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

/// Asks for large pages under an array's storage (its whole capacity): fewer page faults while it fills, fewer misses of
/// the address cache when it is used at random. Advice only; nothing depends on it.
func preferLargePages<Element>(_ array: inout [Element]) {
  let length = array.capacity * MemoryLayout<Element>.stride
  guard length >= 4 << 20 else { return }
  unsafe array.withUnsafeMutableBytes { buffer in
    guard let start = buffer.baseAddress else { return }
    let page = 4096
    let skipped = (page - Int(bitPattern: start) % page) % page
    _ = unsafe madvise(start + skipped, (length - skipped) / page * page, Int32(MADV_HUGEPAGE))
  }
}

func processorCount() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
