public import Diagnostics

/// What is wrong with an instrument, or with what is asked of it.
public enum InstrumentError: Diagnosis, Equatable {
  /// Something in an instrument's file that cannot be right.
  case file(path: String, line: Int, column: Int, reason: String, mend: String?)
  /// A file that cannot be opened.
  case unreadable(path: String, reason: String)
  /// No instrument of that name.
  case unknown(name: String, known: [String])
  /// Several ways of scoring are in print, and none is chosen.
  case methodNotChosen(key: String, methods: [Instrument.Method])
  /// A way of scoring that the instrument does not have.
  case noSuchMethod(key: String, method: String, methods: [Instrument.Method])
  case variantNotChosen(key: String, variants: [String])
  case noSuchVariant(key: String, variant: String, variants: [String])
  /// The file does not say how the items become a score.
  case noMethod(key: String)
  case wrongItemCount(key: String, expected: Int, found: Int)
  /// Turning an answer round needs to know the lowest and the highest one.
  case reversedWithoutRange(key: String, item: Int)
  /// As many answers may be missing as there are items, or more.
  case nothingToScore(key: String, items: Int, mayBeMissing: Int)
  /// A range of answers where the instrument has its own.
  case rangeIsKnown(key: String, range: ClosedRange<Double>)

  public var status: ExitStatus {
    switch self {
    case .file: .data
    case .unreadable: .noInput
    default: .usage
    }
  }

  public var problems: [String] {
    switch self {
    case .file(let path, let line, let column, let reason, _): ["\(path):\(line):\(column): \(reason)"]
    case .unreadable(let path, let reason): ["\(path): \(reason)"]
    case .unknown(let name, _): ["there is no instrument \(inQuotes(name)) in the catalogue"]
    case .methodNotChosen(let key, let methods):
      ["\(key) is scored by \(methods.words): both are in print, and the numbers do not say which"]
    case .noSuchMethod(let key, let method, _): ["\(key) is not scored by \(inQuotes(method))"]
    case .variantNotChosen(let key, let variants):
      ["\(key) is in use in \(variants.count) variants that are scored differently"]
    case .noSuchVariant(let key, let variant, _): ["\(key) has no variant \(inQuotes(variant))"]
    case .noMethod(let key): ["how \(key) is scored is not known here"]
    case .wrongItemCount(let key, let expected, let found):
      ["\(key) has \(counted(expected, "item")), and \(counted(found, "column")) \(found == 1 ? "is" : "are") named"]
    case .reversedWithoutRange(let key, let item):
      ["\(key): item \(item) is reversed, and its lowest and highest answers are not known here"]
    case .nothingToScore(let key, let items, let most):
      ["--max-missing \(most): \(key) has \(counted(items, "scored item")), so that a score would need no answer"]
    case .rangeIsKnown(let key, let range): ["the answers of \(key) are known: \(range.words)"]
    }
  }

  public var mend: String? {
    switch self {
    case .file(_, _, _, _, let mend): mend
    case .unreadable: "check the path"
    case .unknown(let name, let known):
      (Catalogue.nearest(to: name, among: known).map { "did you mean \(inQuotes($0))? " } ?? "")
        + "endline instruments lists them; one of your own is a file: my-scale.yaml"
    case .methodNotChosen(_, let methods):
      "say which: " + methods.map { "--scoring \($0.rawValue)" }.joined(separator: " or ")
        + ", in a study description scoring: \(methods.last?.rawValue ?? "mean")"
    case .noSuchMethod(_, _, let methods): "it is scored by \(methods.words)"
    case .variantNotChosen(_, let variants), .noSuchVariant(_, _, let variants):
      variants.isEmpty
        ? "leave --variant out"
        : "say which: " + variants.map { "--variant \($0)" }.joined(separator: " or ")
          + "; endline instruments KEY says what they are"
    case .noMethod: "add score: {by: total} to a file of your own: endline instruments KEY --format yaml writes one"
    case .nothingToScore(_, let items, _):
      items > 1 ? "give a number below \(items), or a share such as 20%" : "give 0"
    case .wrongItemCount: "name every item once, in the order of the form, fillers too"
    case .reversedWithoutRange: "say which answers there are: --item-range 1,5"
    case .rangeIsKnown: "leave --item-range out, or write your version as a file of your own"
    }
  }
}

extension [Instrument.Method] {
  /// `total` or `mean`.
  fileprivate var words: String { map(\.rawValue).joined(separator: " or ") }
}
