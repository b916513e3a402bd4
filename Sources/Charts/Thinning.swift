/// What of very many subjects is drawn: more marks than there are places on a page show nothing more.
enum Thinning {
  /// Indices of at most `most` of `count` things, evenly spread, the first and the last among them.
  static func indices(of count: Int, most: Int) -> [Int] {
    guard count > most, most > 1 else { return Array(0..<count) }
    return (0..<most).map { index in
      Int((Double(index) * Double(count - 1) / Double(most - 1)).rounded())
    }
  }
}
