import Diagnostics
import Estimates

extension ResultDocument {
  /// The results as JSON (RFC 8259; schema in `Documentation/results.schema.json`), one row of results a line so that
  /// two runs can be compared with `diff`. Fields stand in contract order, absent ones as `null`. Commands that fit
  /// models say what the first was (`fit`) and, where there are several, what each was (`fits`).
  func json() -> String {
    var out = ByteText(reserving: 512 + results.rows.count * 448)
    out.append("{\n\"endline\": ")
    out.appendJSON(version)
    out.append(",\n\"command\": ")
    out.appendJSON(command)
    out.append(",\n\"input\": ")
    if let input {
      out.append("{\"file\": ")
      out.appendJSON(input.file)
      out.append(", \"sha256\": ")
      if let sha256 = input.sha256 { out.appendJSON(sha256) } else { out.append("null") }
      out.append(", \"rows\": ")
      if let rows = input.rows { out.append(rows) } else { out.append("null") }
      out.append(", \"subjects\": ")
      if let subjects = input.subjects { out.append(subjects) } else { out.append("null") }
      out.append("}")
    } else {
      out.append("null")
    }
    out.append(",\n\"rows\": [")
    let fields = EstimateField.fields(of: results.subject)
    let keys = fields.enumerated().map { Array("\($0 == 0 ? "{" : ", ")\"\($1.name)\": ".utf8) }
    for (index, row) in results.rows.enumerated() {
      out.append(index == 0 ? "\n" : ",\n")
      for (key, field) in zip(keys, fields) {
        out.append(bytes: key)
        switch field.value(row) {
        case .text(let text): out.appendJSON(text)
        case .number(let number): out.append(number)
        case .count(let count): out.append(count)
        case .absent: out.append("null")
        }
      }
      out.append(byte: UInt8(ascii: "}"))
    }
    out.append(results.rows.isEmpty ? "],\n" : "\n],\n")
    if let first = results.fits.first {
      out.append("\"fit\": ")
      out.append(.object(first.entries))
      out.append(",\n")
    }
    if results.fits.count > 1 {
      out.append("\"fits\": [")
      for (index, fit) in results.fits.enumerated() {
        out.append(index == 0 ? "\n" : ",\n")
        out.append(.object(fit.entries))
      }
      out.append("\n],\n")
    }
    if !results.derivations.isEmpty {
      out.append("\"derivations\": [")
      for (index, derivation) in results.derivations.enumerated() {
        out.append(index == 0 ? "\n" : ",\n")
        out.append(.object(derivation.entries))
      }
      out.append("\n],\n")
    }
    out.append("\"notes\": [")
    for (index, note) in results.notes.enumerated() {
      out.append(index == 0 ? "\n" : ",\n")
      out.appendJSON(note)
    }
    out.append(results.notes.isEmpty ? "]\n}\n" : "\n]\n}\n")
    return out.string
  }
}

extension Derivation {
  fileprivate var entries: [FitSummary.Entry] {
    [
      FitSummary.Entry("title", title.map { .text($0) } ?? .number(nil)),
      FitSummary.Entry(
        "steps",
        .list(
          steps.map { .object([FitSummary.Entry("name", .text($0.name)), FitSummary.Entry("text", .text($0.text))]) })),
    ]
  }
}

extension ByteText {
  /// A fact about a fit; what is no finite number is `null`.
  fileprivate mutating func append(_ value: FitSummary.Value) {
    switch value {
    case .text(let text): appendJSON(text)
    case .number(let number):
      if let number, number.isFinite { append(number) } else { append("null") }
    case .count(let count): append(count)
    case .flag(let flag): append(flag ? "true" : "false")
    case .list(let values):
      append("[")
      for (index, value) in values.enumerated() {
        if index > 0 { append(", ") }
        append(value)
      }
      append("]")
    case .object(let entries):
      append("{")
      for (index, entry) in entries.enumerated() {
        if index > 0 { append(", ") }
        appendJSON(entry.name)
        append(": ")
        append(entry.value)
      }
      append("}")
    }
  }
}
