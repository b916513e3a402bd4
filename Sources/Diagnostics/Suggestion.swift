/// The name among `candidates` nearest to `name` by edits (insert, delete, replace, swap of neighbours, letter case
/// free), where it is near enough to be what was meant: at most a third of the longer name's letters or one, and
/// something left unchanged.
///
/// Ties go to the earlier candidate. Nil where nothing is near.
public func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased())
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let other = Array(candidate.lowercased())
    let length = max(wanted.count, other.count)
    let limit = min(max(1, length / 3), length - 1)
    // Each letter more or less is an edit: no need to compare a misquoted paragraph with a short name.
    guard abs(wanted.count - other.count) <= limit else { continue }
    let distance = editDistance(wanted, other)
    guard distance <= limit else { continue }
    if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
  }
  return best?.name
}

/// What to do where a table has no such column.
package func columnMend(for name: String, among columns: [String]) -> String {
  if columns.count == 1 {
    return "the file has one column only, \(inQuotes(columns[0])): fields are parted by commas, semicolons or tabs"
  }
  let parts = name.split(separator: ",").map { String($0.drop { $0 == " " }) }
  if parts.count > 1, parts.allSatisfy(columns.contains) { return "name one column each time, repeating the option" }
  return suggestion(for: name, among: columns, called: "columns")
}

/// The nearest name, and which there are.
package func suggestion(for name: String, among names: [String], called what: String) -> String {
  let list = "the \(what) are \(listed(names))"
  return nearest(to: name, among: names).map { "did you mean \(inQuotes($0))? \(list)" } ?? list
}

/// The first dozen names; a file with a thousand columns must not fill the screen.
package func listed(_ names: [String]) -> String {
  let shown = names.prefix(12).map { onOneLine($0) }.joined(separator: ", ")
  return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
}

/// Optimal string alignment distance between two words.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  guard !a.isEmpty else { return b.count }
  guard !b.isEmpty else { return a.count }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i] + [Int](repeating: 0, count: b.count)
    for j in 1...b.count {
      let replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      row[j] = min(last[j] + 1, row[j - 1] + 1, replaced)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 1) }
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
