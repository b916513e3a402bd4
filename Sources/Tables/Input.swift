internal import Synchronization

/// An opened source of bytes, with its first bytes read.
final class Input: Sendable {
  enum Kind {
    /// A regular file: any part can be read at any time.
    case file(Descriptor, size: Int)
    /// A pipe, a terminal, a device: read once, in order.
    case stream(Descriptor)
    case memory([UInt8])
  }

  let name: String
  let kind: Kind
  /// The first bytes: at least the header, and the whole of a short input.
  let start: [UInt8]
  let startIsAll: Bool
  private let isConsumed = Mutex(false)

  /// Opens the source and reads its first bytes, as many as `isEnough` wants or there are.
  init(_ source: TableSource, isEnough: ([UInt8], _ isAll: Bool) -> Bool) throws(TableError) {
    name = source.name
    switch source {
    case .bytes(let bytes, _): kind = .memory(bytes)
    case .standardInput: kind = .stream(.standardInput)
    case .file(let path):
      do {
        let descriptor = try Descriptor(reading: path)
        let status = try descriptor.status()
        if status.isFolder { throw TableError.notReadable(path: path, reason: "it is a folder") }
        // Some regular files (below /proc) do not know their size.
        kind = status.isRegular && status.size > 0 ? .file(descriptor, size: status.size) : .stream(descriptor)
      } catch let error as SystemError {
        throw error.isNotFound ? .notFound(path: path) : .notReadable(path: path, reason: error.reason)
      } catch let error as TableError {
        throw error
      } catch {
        throw .notReadable(path: path, reason: "\(error)")
      }
    }
    var start: [UInt8] = []
    var isAll = false
    var wanted = 1 << 16
    repeat {
      switch kind {
      case .memory(let bytes):
        start = Array(bytes.prefix(wanted))
        isAll = start.count == bytes.count
      case .file(let descriptor, let size):
        let count = min(wanted, size)
        start = try Input.read(descriptor, count, at: 0, name)
        isAll = count == size || start.count < count
      case .stream(let descriptor):
        let more = try Input.read(descriptor, wanted - start.count, at: nil, name)
        isAll = more.count < wanted - start.count
        start += more
      }
      wanted *= 2
    } while !isEnough(start, isAll) && !isAll
    self.start = start
    startIsAll = isAll
  }

  private static func read(
    _ descriptor: Descriptor, _ count: Int, at offset: Int?, _ name: String
  ) throws(TableError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    do {
      var span = bytes.mutableSpan
      let got = try descriptor.read(into: &span, at: offset)
      bytes.removeLast(count - got)
      return bytes
    } catch {
      throw .readFailed(name: name, reason: error.reason)
    }
  }

  /// To be called before reading what follows the start; a stream allows it once.
  func claim() throws(TableError) {
    guard case .stream = kind else { return }
    let wasConsumed = isConsumed.withLock { isConsumed in
      defer { isConsumed = true }
      return isConsumed
    }
    if wasConsumed { throw .alreadyRead(name: name) }
  }

  /// What the whole input looks like that turned out not to be UTF-8. A stream, which cannot be read again, is judged
  /// by the byte alone.
  func encodingGuess(badByte: UInt8) -> EncodingGuess {
    var evidence = EncodingGuess.Evidence()
    switch kind {
    case .memory(let bytes): evidence.add(bytes.span)
    case .stream: evidence.add([badByte].span)
    case .file(let descriptor, let size):
      var offset = 0
      var block = [UInt8](repeating: 0, count: min(size, 1 << 20))
      while true {
        var span = block.mutableSpan
        guard let count = try? descriptor.read(into: &span, at: offset), count > 0 else { break }
        evidence.add(block.span.extracting(0..<count))
        offset += count
      }
    }
    return evidence.guess
  }
}

/// Bytes of an input in order from behind the header: decoded if need be, and digested on the way.
struct Feed {
  /// What ended the text before the input's end.
  enum Failure {
    case system(SystemError)
    case undecodable(TextDecoder.Fault, line: Int)
  }

  private let input: Input
  /// Decoded bytes that are not given out yet, from `pendingOffset` on.
  private var pending: [UInt8]
  private var pendingOffset: Int
  /// Where the next raw bytes are.
  private var rawOffset: Int
  private var isAtEnd: Bool
  private var decoder: TextDecoder?
  private var digest: SHA256?
  private(set) var failure: Failure?
  private var endsLine = true

  /// - Parameters:
  ///   - text: the start of the input, decoded.
  ///   - offset: where the header ends in it.
  init(_ input: Input, text: [UInt8], from offset: Int, decoder: TextDecoder?, digests: Bool) {
    self.input = input
    pending = text
    pendingOffset = offset
    rawOffset = input.start.count
    isAtEnd = input.startIsAll
    self.decoder = decoder
    if let fault = decoder?.fault { failure = .undecodable(fault, line: 1 + (decoder?.lineFeeds ?? 0)) }
    if digests {
      var digest = SHA256()
      let start = input.start
      digest.update(start.span)
      self.digest = digest
    }
  }

  /// Fills the piece as far as the text goes.
  mutating func fill(_ piece: Piece) {
    piece.followsLineFeed = endsLine
    var feed = self
    let wasFilled: Void? = try? piece.fill { bytes throws(SystemError) in feed.fill(&bytes) }
    precondition(wasFilled != nil, "filling from a feed does not throw")
    self = feed
    endsLine = piece.withBytes { $0.count > 0 ? $0[$0.count - 1] == lineFeed : endsLine }
  }

  private mutating func fill(_ bytes: inout MutableSpan<UInt8>) -> Int {
    var done = 0
    while done < bytes.count {
      if pendingOffset < pending.count {
        let count = min(pending.count - pendingOffset, bytes.count - done)
        for i in 0..<count { bytes[done + i] = pending[pendingOffset + i] }
        done += count
        pendingOffset += count
        continue
      }
      if isAtEnd || failure != nil { break }
      if decoder == nil {
        done += readRaw(&bytes, from: done)
      } else {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        var span = block.mutableSpan
        let count = readRaw(&span, from: 0)
        pending.removeAll(keepingCapacity: true)
        pendingOffset = 0
        decoder?.decode(block.span.extracting(0..<count), into: &pending)
        if isAtEnd { decoder?.finish() }
        if let fault = decoder?.fault { failure = .undecodable(fault, line: 1 + (decoder?.lineFeeds ?? 0)) }
      }
    }
    return done
  }

  /// Reads until the span is full or the input ends.
  private mutating func readRaw(_ bytes: inout MutableSpan<UInt8>, from start: Int) -> Int {
    let wanted = bytes.count - start
    var count = 0
    do throws(SystemError) {
      switch input.kind {
      case .memory(let all):
        count = min(wanted, all.count - rawOffset)
        for i in 0..<count { bytes[start + i] = all[rawOffset + i] }
      case .file(let descriptor, _): count = try descriptor.read(into: &bytes, part: start..<bytes.count, at: rawOffset)
      case .stream(let descriptor): count = try descriptor.read(into: &bytes, part: start..<bytes.count)
      }
    } catch {
      failure = .system(error)
    }
    isAtEnd = count < wanted
    rawOffset += count
    digest?.update(bytes.span.extracting(start..<start + count))
    return count
  }

  /// The digest of all that was read; nil where none was asked for.
  func finishedDigest() -> String? { digest?.finish() }
}
