public import Diagnostics
public import Tables

/// The claims that stand in sentences: plain text, Markdown or HTML.
///
/// Found are test statistics (`t(58) = 2.21, p = .031`), estimates with their intervals (`mean difference 0.8 (95 % CI
/// −4.7 to 3.0), p = 0.67`), counts with their percentages (`62 of 99 (63 %)`) and two means beside one another
/// (`50.6 (SE 1.38) vs 49.8 (1.40)`). A p-value alone is no claim that could be held against anything.
/// Documentation/Methods/audit-text.md lists the forms.
public struct Prose: Sendable {
  public let name: String
  /// In the order in which they stand.
  public let claims: [ProseClaim]
  /// Means printed beside one another, two at a time.
  public let arms: [ArmSummary]
  /// Whether numbers were read with a decimal comma: as was said, or since most of the text's are.
  public let hasDecimalCommas: Bool

  /// - Parameters:
  ///   - name: the file's name in messages.
  ///   - decimalMark: how numbers are written; recognised where it is nil.
  public init(_ bytes: [UInt8], name: String, decimalMark: DecimalMark? = nil) throws(ProseError) {
    if bytes.starts(with: Array("%PDF-".utf8)) { throw .notText(name, kind: "a PDF") }
    if bytes.starts(with: [0x50, 0x4B, 3, 4]) { throw .notText(name, kind: "a packed document") }
    let characters = ProseCharacters(bytes)
    hasDecimalCommas = decimalMark.map { $0 == .comma } ?? characters.hasDecimalCommas
    let tokens = ProseToken.all(in: characters, decimalCommas: hasDecimalCommas)
    var reader = ProseReader(characters, tokens, file: name)
    reader.read()
    self.name = name
    claims = reader.claims
    arms = reader.arms
  }
}

/// A claim with the place where it stands.
public struct ProseClaim: Sendable, Equatable {
  public var claim: PublishedClaim
  /// Counted in characters, from 1.
  public var column: Int
  /// Whether the text says that the p-value is one-sided.
  public var isOneSided: Bool
}

/// What can be wrong with a file of prose.
public enum ProseError: Diagnosis {
  case notText(String, kind: String)

  public var status: ExitStatus { .data }

  public var problems: [String] {
    switch self {
    case .notText(let name, let kind): ["\(name): this is \(kind), and only plain text, Markdown and HTML are read"]
    }
  }

  public var mend: String? { "save it as text first (pdftotext paper.pdf, or \"save as\" plain text)" }
}
