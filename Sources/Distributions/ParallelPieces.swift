internal import Glibc
internal import Synchronization

/// Replicates of a simulation that are made together, with a stream of their own. Independent of the number of
/// threads, or the digits would not be.
package let replicatesPerPiece = 256

/// The results of `work(0)` … `work(count - 1)` in that order, computed on several threads.
///
/// POSIX threads: the libraries that hide them take milliseconds to load, which is what a small analysis lasts.
///
/// - Parameter threads: nil for as many as there are processors.
package func mapPieces<Piece: Sendable>(
  _ count: Int, threads: Int? = nil, _ work: @escaping @Sendable (Int) -> Piece
) -> [Piece] {
  let workers = min(threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), count)
  guard workers > 1 else { return (0..<count).map(work) }
  let crew = Crew(count: count) { index, crew in
    let piece = work(index)
    crew.withLock { $0[index] = piece }
  }
  let results = crew.results
  var threads: [pthread_t] = []
  for _ in 1..<workers {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(crew as AnyObject).toOpaque()
    let status = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        (unsafe Unmanaged<AnyObject>.fromOpaque(context).takeRetainedValue() as? any Labour)?.work()
        return nil
      }, context)
    if status == 0 {
      threads.append(thread)
    } else {
      // No more threads are to be had: the others do the work.
      unsafe Unmanaged<AnyObject>.fromOpaque(context).release()
    }
  }
  crew.work()
  for thread in threads { pthread_join(thread, nil) }
  return results.withLock { $0.compactMap { $0 } }
}

private protocol Labour: AnyObject, Sendable {
  func work()
}

/// The pieces that are left, shared by the threads.
private final class Crew<Piece: Sendable>: Labour {
  final class Results: Sendable {
    private let pieces: Mutex<[Piece?]>

    init(count: Int) { pieces = Mutex([Piece?](repeating: nil, count: count)) }

    func withLock<Value: Sendable>(_ body: (inout sending [Piece?]) -> sending Value) -> Value { pieces.withLock(body) }
  }

  private let count: Int
  private let next = Atomic<Int>(0)
  private let step: @Sendable (Int, Results) -> Void
  let results: Results

  init(count: Int, step: @escaping @Sendable (Int, Results) -> Void) {
    self.count = count
    self.step = step
    results = Results(count: count)
  }

  func work() {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      step(index, results)
    }
  }
}
