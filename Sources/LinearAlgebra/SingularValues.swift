internal import COpenBLAS

extension Matrix {
  /// Singular values in descending order, min(rows, columns) of them (LAPACK `dgesdd`; R's `svd(a, 0, 0)$d`).
  ///
  /// - Throws: `singularValuesNotConverged`, `notFinite`.
  public func singularValues() throws(LinearAlgebraError) -> [Double] {
    try requireFinite()
    let count = min(rows, columns)
    var values = [Double](repeating: 0, count: count)
    guard count > 0 else { return values }
    var copy = storage
    var size = 0.0
    var integers = [Int32](repeating: 0, count: 8 * count)
    OpenBLAS.prepare()
    let query = unsafe LAPACKE_dgesdd_work(
      OpenBLAS.columnMajor, OpenBLAS.plain, Int32(rows), Int32(columns), &copy, OpenBLAS.leading(rows), &values,
      nil, 1, nil, 1, &size, -1, &integers)
    _ = OpenBLAS.check(query, "dgesdd")
    var work = [Double](repeating: 0, count: max(1, Int(size)))
    let info = unsafe LAPACKE_dgesdd_work(
      OpenBLAS.columnMajor, OpenBLAS.plain, Int32(rows), Int32(columns), &copy, OpenBLAS.leading(rows), &values,
      nil, 1, nil, 1, &work, Int32(work.count), &integers)
    if OpenBLAS.check(info, "dgesdd") > 0 { throw .singularValuesNotConverged(rows: rows, columns: columns) }
    return values
  }
}
