internal import Dispatch
internal import Synchronization

/// Where pieces come from.
enum Pieces {
  /// Any piece of a file can be read at any time, by any thread.
  case inFile(Descriptor, from: Int, to: Int)
  /// One after the other.
  case inOrder(Feed)
}

/// Reads, parses and merges pieces on several threads.
///
/// Each worker takes the next piece, parses it under the assumption that it starts as the quotes counted so far say,
/// and hands it in. Whoever hands in a piece while nobody merges becomes the merger and goes on as long as the next
/// piece in file order is there; the merger checks the assumption and parses the piece again if it was wrong. So
/// nothing depends on who was faster.
///
/// Sendable: `builder` is touched only by the thread that set `isMerging`, and after the last worker is done.
final class ReadPipeline: @unchecked Sendable {
  private struct State {
    var nextPiece = 0
    var isExhausted = false
    var ready: [Int: Piece] = [:]
    var nextToMerge = 0
    var isMerging = false
    var free: [Piece] = []
    var error: TableError?
    /// Whether the pieces before `surveyed` hold an odd number of quotes together.
    var surveyed = 0
    var isOdd = false
    var oddPieces: [Int: Bool] = [:]
  }

  private let layout: RowLayout
  private let pieceSize: Int
  private let builder: TableBuilder
  private let file: (descriptor: Descriptor, from: Int, to: Int)?
  private let feed: Mutex<Feed?>
  private let state = Mutex(State())
  /// Pieces that may be in flight; a worker that is far ahead of the merger waits here.
  private let slots = DispatchSemaphore(value: 0)

  init(_ pieces: Pieces, layout: RowLayout, pieceSize: Int, builder: TableBuilder) {
    self.layout = layout
    self.pieceSize = pieceSize
    self.builder = builder
    switch pieces {
    case .inFile(let descriptor, let from, let to):
      file = (descriptor, from, to)
      feed = Mutex(nil)
    case .inOrder(let feed):
      file = nil
      self.feed = Mutex(feed)
    }
  }

  func run(_ threads: Int?) throws(TableError) -> Table {
    var workers = max(1, threads ?? Int(processorCount()))
    if let file { workers = min(workers, max(1, (file.to - file.from + pieceSize - 1) / pieceSize)) }
    for _ in 0..<workers + 2 { slots.signal() }
    if workers == 1 {
      work()
    } else {
      DispatchQueue.concurrentPerform(iterations: workers) { _ in work() }
    }
    if let error = state.withLock({ $0.error }) { throw error }
    let feed = feed.withLock { $0 }
    return try builder.finish(failure: feed?.failure, digest: feed?.finishedDigest())
  }

  private func work() {
    while true {
      slots.wait()
      guard let (index, piece) = take() else {
        slots.signal()
        return
      }
      piece.survey()
      let startsInside = state.withLock { state in
        state.oddPieces[index] = piece.quoteCount % 2 == 1
        while let isOdd = state.oddPieces.removeValue(forKey: state.surveyed) {
          // Up to here the quotes before piece `index` are all counted.
          if state.surveyed == index { break }
          state.isOdd = state.isOdd != isOdd
          state.surveyed += 1
        }
        let isKnown = state.surveyed == index
        let startsInside = isKnown && state.isOdd
        if isKnown {
          state.isOdd = state.isOdd != (piece.quoteCount % 2 == 1)
          state.surveyed += 1
        }
        return startsInside
      }
      piece.parse(from: piece.firstRowOffset(startsInsideQuotes: startsInside))
      handIn(piece, index)
    }
  }

  /// The next piece, filled; nil at the end or after an error.
  private func take() -> (Int, Piece)? {
    if let file {
      let pieceSize = pieceSize
      let taken: (Int, Piece)? = state.withLock { state in
        guard state.error == nil, file.from + state.nextPiece * pieceSize < file.to else { return nil }
        let index = state.nextPiece
        state.nextPiece += 1
        return (index, state.free.popLast() ?? Piece(capacity: min(pieceSize, file.to - file.from), layout: layout))
      }
      guard let (index, piece) = taken else { return nil }
      do throws(SystemError) {
        let offset = file.from + index * pieceSize
        let count = min(pieceSize, file.to - offset)
        try piece.fill { bytes throws(SystemError) in
          try file.descriptor.read(into: &bytes, part: 0..<count, at: offset)
        }
        piece.followsLineFeed = true
        if index > 0 {
          var before: [UInt8] = [0]
          var span = before.mutableSpan
          _ = try file.descriptor.read(into: &span, at: offset - 1)
          piece.followsLineFeed = before[0] == lineFeed
        }
        if piece.count < count { piece.failure = "the file became shorter while it was read" }
      } catch {
        piece.failure = error.reason
      }
      return (index, piece)
    }
    return feed.withLock { feed in
      let taken: (Int, Piece)? = state.withLock { state in
        guard state.error == nil, !state.isExhausted else { return nil }
        return (state.nextPiece, state.free.popLast() ?? Piece(capacity: pieceSize, layout: layout))
      }
      guard let (index, piece) = taken else { return nil }
      feed?.fill(piece)
      return state.withLock { state in
        if piece.count == 0 {
          state.isExhausted = true
          return nil
        }
        state.nextPiece += 1
        return (index, piece)
      }
    }
  }

  /// Hands in a parsed piece, and merges as long as there is something to merge in order.
  private func handIn(_ piece: Piece, _ index: Int) {
    let isMerger = state.withLock { state in
      state.ready[index] = piece
      guard !state.isMerging else { return false }
      state.isMerging = true
      return true
    }
    guard isMerger else { return }
    while true {
      let next: (piece: Piece, isWanted: Bool)? = state.withLock { state in
        if let piece = state.ready.removeValue(forKey: state.nextToMerge) {
          state.nextToMerge += 1
          return (piece, state.error == nil)
        }
        state.isMerging = false
        return nil
      }
      guard let next else { return }
      var failure: TableError?
      if next.isWanted {
        do throws(TableError) {
          try builder.merge(next.piece)
        } catch {
          failure = error
        }
      }
      let piece = next.piece
      let error = failure
      state.withLock { state in
        if let error { state.error = error }
        state.free.append(piece)
      }
      slots.signal()
    }
  }
}
