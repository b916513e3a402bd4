/// How results are written; the raw values are what `--format` takes.
public enum ResultFormat: String, Sendable, CaseIterable {
  case table
  case json
  case csv
  case markdown
  case latex
  case html
}
