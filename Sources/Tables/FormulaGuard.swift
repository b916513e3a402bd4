/// A cell of a table made for others, safe to open in a spreadsheet.
///
/// A text that begins with `=`, `+`, `-` or `@`, or with a tab or line end that some programs drop before one of these, is
/// a formula to spreadsheets, whoever wrote it. Such a text gets an apostrophe in front, which they take for "this is
/// text"; numbers and single signs stay as they are.
package func guardedFromFormula(_ text: String) -> String {
  guard let first = text.utf8.first, "=+-@\t\r\n".utf8.contains(first), text.utf8.count > 1,
    NumberText.parse(text) == nil, NumberText.parse(text, mark: .comma) == nil
  else { return text }
  return "'" + text
}
