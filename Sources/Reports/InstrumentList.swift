public import Instruments

/// The catalogue as a table: what the instruments are, and of which figures something is known.
public struct InstrumentList: Sendable {
  private let instruments: [Instrument]

  public init(_ instruments: [Instrument]) { self.instruments = instruments }

  private static let caption =
    "Known: a alpha, t test-retest, i inter-rater, n norms, c cut-offs, d minimal important difference, "
    + "m rule for missing answers"

  /// Aligned text.
  public func text(style: PageStyle = PageStyle()) -> String {
    let table = Page.Table(
      caption: Self.caption,
      columns: [
        Page.Column(title: "Key", role: .label), Page.Column(title: "Name", role: .label),
        Page.Column(title: "Items", role: .number), Page.Column(title: "Score", role: .number),
        Page.Column(title: "Better", role: .number), Page.Column(title: "Known", role: .number),
      ], groups: [Page.Group(title: nil, lines: instruments.map { $0.line })])
    return TextPage(Page(sections: [Page.Section(heading: "Instruments", tables: [table])]), style: style).text
  }

  /// A table in Markdown that also says what is not known.
  public var markdown: String {
    var lines = ["| key | name | items | score | better | known | not known here |", "|---|---|---|---|---|---|---|"]
    for instrument in instruments {
      lines.append(
        "| " + (instrument.line + [instrument.unknown.joined(separator: "; ")]).joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Instrument {
  fileprivate var line: [String] {
    [key, name, items.count?.description ?? "?", rangeWords, scoring.direction?.rawValue ?? "?", flags]
  }

  private var rangeWords: String {
    let bases = variants.isEmpty ? [self] : variants.compactMap { variant(named: $0.name) }
    var ranges: [String] = []
    for base in bases {
      for method in base.scoring.methods {
        if let range = base.scoreRange(by: method).map(short), !ranges.contains(range) { ranges.append(range) }
      }
    }
    if ranges.isEmpty { return scoring.range.map(short) ?? "?" }
    return ranges.joined(separator: "; ")
  }

  /// `15-75`.
  private func short(_ range: ClosedRange<Double>) -> String {
    "\(range.lowerBound.plain)-\(range.upperBound.plain)"
  }

  /// One letter for each kind of figure that is known, a hyphen where none is.
  private var flags: String {
    func has(_ kind: Reliability.Kind) -> Bool { reliabilities.contains { $0.kind == kind } }
    let known: [(String, Bool)] = [
      ("a", has(.alpha)), ("t", has(.testRetest)), ("i", has(.interRater)), ("n", !norms.isEmpty),
      ("c", !cutoffs.isEmpty), ("d", differences.contains { $0.kind == .minimalImportant }), ("m", missing != nil),
    ]
    return known.map { $0.1 ? $0.0 : "-" }.joined()
  }
}
