internal import COpenBLAS

/// What every call into OpenBLAS and LAPACK shares: one thread, the letters of its arguments, and the reading of `info`.
///
/// Parallel work belongs to the callers, above this module: two pools of threads would fight for the same cores, and
/// the split of a sum over threads would change its last digits with their number.
enum OpenBLAS {
  private static let singleThread: Void = openblas_set_num_threads(1)

  /// Holds OpenBLAS to one thread; each wrapper calls this first. After the first time it costs one load.
  @inline(__always)
  static func prepare() { singleThread }

  static let columnMajor = LAPACK_COL_MAJOR
  static let upper = CChar(UInt8(ascii: "U"))
  static let lower = CChar(UInt8(ascii: "L"))
  static let left = CChar(UInt8(ascii: "L"))
  static let transposed = CChar(UInt8(ascii: "T"))
  static let plain = CChar(UInt8(ascii: "N"))
  static let vectors = CChar(UInt8(ascii: "V"))

  /// The leading dimension of a matrix with `rows` rows; LAPACK wants at least 1, also for an empty one.
  static func leading(_ rows: Int) -> Int32 { Int32(max(1, rows)) }

  /// Traps where LAPACK says that an argument was wrong, which can only be our own mistake; returns `info` else,
  /// whose meaning when positive differs by routine.
  static func check(_ info: Int32, _ routine: StaticString) -> Int {
    precondition(info >= 0, "\(routine) refused its argument \(-info) (LAPACKE counts the layout as the first)")
    return Int(info)
  }
}
