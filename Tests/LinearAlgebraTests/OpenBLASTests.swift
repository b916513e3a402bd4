import COpenBLAS
import LinearAlgebra
import Testing

@Suite struct OpenBLASTests {
  /// Any of our calls holds the library to one thread, whatever the machine or OPENBLAS_NUM_THREADS would have it be.
  @Test func oneThread() {
    _ = Matrix.identity(2) * Matrix.identity(2)
    #expect(openblas_get_num_threads() == 1)
  }
}
