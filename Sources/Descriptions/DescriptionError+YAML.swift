import Diagnostics
import Yams

extension DescriptionError {
  init(_ error: YamlError, path: String) {
    func located(_ problem: String, _ mark: Mark, _ context: YamlError.Context?) -> DescriptionError {
      // The context's text ends where its place would follow: "while parsing a block mapping in".
      var reason = problem
      if let context {
        var text = context.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        if text.hasSuffix(" in") { text.removeLast(3) }
        reason += " \(text) that starts on line \(context.mark.line)"
      }
      return .wrong(path: path, line: mark.line, column: mark.column, reason: reason, mend: yamlMend)
    }
    self =
      switch error {
      case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
        .composer(let context, let problem, let mark, _):
        located(problem, mark, context)
      case .duplicatedKeysInMapping(let duplicates, let context):
        .wrong(
          path: path, line: context.mark.line, column: context.mark.column,
          reason: "this mapping has \(duplicates.sorted().map { inQuotes($0) }.joined(separator: ", ")) twice",
          mend: "keep one of them")
      case .reader(let problem, _, _, _):
        .wrong(path: path, line: 1, column: 1, reason: problem, mend: "save it as UTF-8 text")
      default:
        .wrong(path: path, line: 1, column: 1, reason: "this cannot be read as YAML", mend: yamlMend)
      }
  }
}

private let yamlMend = "check indentation, quotes and brackets there"
