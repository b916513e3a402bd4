import LinearAlgebra
import Testing

@Suite struct LinearAlgebraErrorTests {
  @Test(arguments: [
    (
      LinearAlgebraError.notPositiveDefinite(leadingMinor: 2, order: 3),
      "the matrix of order 3 is not positive definite: its leading minor of order 2 is not positive"
    ),
    (.singularTriangle(diagonal: 4, order: 5), "the triangular matrix of order 5 is singular: element (4, 4) is zero"),
    (
      .eigenvaluesNotConverged(first: 2, last: 6, order: 9),
      "the eigenvalues of the matrix of order 9 did not converge in rows 2 to 6"
    ),
    (.singularValuesNotConverged(rows: 4, columns: 3), "the singular values of the 4 × 3 matrix did not converge"),
    (.notFinite(row: 2, column: 7), "element (2, 7) of the matrix is not a finite number"),
  ]) func wording(_ error: LinearAlgebraError, _ text: String) {
    #expect(error.description == text)
  }
}
