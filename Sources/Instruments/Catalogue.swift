import Descriptions
import Diagnostics

/// The instruments that come with the program: the files of `Sources/Instruments/Catalogue`, which are its text.
public enum Catalogue {
  /// Keys in alphabetical order.
  public static var keys: [String] { embeddedCatalogue.map(\.key).sorted() }

  /// The file of an instrument as it stands in the catalogue; nil for no key of it.
  public static func text(ofKey key: String) -> String? { embeddedCatalogue.first { $0.key == key }?.text }

  /// The text of a file of one's own.
  public static func text(ofFile path: String) throws(InstrumentError) -> String {
    do {
      return try descriptionText(at: path, kind: "an instrument")
    } catch {
      throw InstrumentError(error)
    }
  }

  /// The instrument of that key; nil where there is none.
  public static func instrument(key: String) throws(InstrumentError) -> Instrument? {
    guard let text = text(ofKey: key) else { return nil }
    return try Instrument(yaml: text, path: key + ".yaml")
  }

  /// All instruments, by key.
  public static func all() throws(InstrumentError) -> [Instrument] {
    var all: [Instrument] = []
    for key in keys { if let instrument = try instrument(key: key) { all.append(instrument) } }
    return all
  }

  /// The instrument that somebody means: a key or an abbreviation, letter case, hyphens, blanks and brackets aside
  /// (`GAF-F` is `gaf_f`), or the path of a file of one's own, which ends in `.yaml` or `.yml`.
  ///
  /// - Throws: `InstrumentError.unknown`, with what is near; what is wrong with the file.
  public static func instrument(named name: String) throws(InstrumentError) -> Instrument {
    if isFile(name) { return try Instrument(readingFile: name) }
    let wanted = squeezed(name)
    if let key = keys.first(where: { squeezed($0) == wanted }), let match = try instrument(key: key) { return match }
    let all = try all()
    if let match = all.first(where: { $0.abbreviations.contains { squeezed($0) == wanted } }) { return match }
    throw .unknown(name: name, known: all.flatMap { [$0.key] + $0.abbreviations })
  }

  /// Whether a name is the path of a file and not a key.
  public static func isFile(_ name: String) -> Bool {
    let lower = name.lowercased()
    return lower.hasSuffix(".yaml") || lower.hasSuffix(".yml")
  }

  /// The name that is nearest, hyphens and the like counted at first and then not (`phq8` is near `phq_9`).
  static func nearest(to name: String, among names: [String]) -> String? {
    if let near = Diagnostics.nearest(to: name, among: names) { return near }
    let near = Diagnostics.nearest(to: squeezed(name), among: names.map(squeezed))
    return near.flatMap { near in names.first { squeezed($0) == near } }
  }

  /// Letters and digits alone, in lower case.
  private static func squeezed(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}
