/// A column of labels that grows by pieces.
struct TextColumnBuilder {
  private var dictionary = LabelDictionary()
  private var codes = RowCodesBuilder()
  /// From a piece's label number to the column's code.
  private var translation: [UInt32] = []
  private var hasMissing = false

  /// Appends a piece's rows; false where the labels do not fit any more.
  mutating func append(_ piece: Piece, slot: Int, missing: MissingTokens) -> Bool {
    translation.removeAll(keepingCapacity: true)
    translation.append(0)
    var fits = true
    var hasMissing = hasMissing
    var dictionary = dictionary
    var translation = translation
    self.dictionary = LabelDictionary()
    self.translation = []
    piece.forEachLabel(slot) { text, rank, hash in
      if missing.contains(text) {
        translation.append(0)
        hasMissing = true
      } else if let code = dictionary.code(text, rank: rank, hash: hash) {
        translation.append(code)
      } else {
        fits = false
      }
    }
    self.dictionary = dictionary
    self.translation = translation
    self.hasMissing = hasMissing
    guard fits else { return false }
    piece.withCodes(slot) { places in
      codes.append(places, through: translation.span, largest: self.dictionary.ends.count)
    }
    return true
  }

  /// Room for `rows` rows in all, which are `factor` times as many as there are now.
  mutating func reserve(_ rows: Int, times factor: Double) {
    codes.reserve(rows)
    dictionary.reserve(times: factor)
  }

  static var empty: TextColumn {
    TextColumn(levels: LabelList(bytes: [], ends: []), codes: RowCodes(.one([])), hasMissing: false)
  }

  /// The column; the builder gives up its memory.
  mutating func finish() -> TextColumn {
    defer { self = TextColumnBuilder() }
    return TextColumn(
      levels: LabelList(bytes: dictionary.bytes, ends: dictionary.ends), codes: codes.finish(), hasMissing: hasMissing)
  }
}
