internal import Diagnostics
internal import LinearAlgebra
internal import Tables
internal import Trials

/// The sufficient statistics of a repeated-measures model of one outcome, to be handed to others in place of the data.
///
/// For each covariance group and pattern of visits: the number of subjects, the mean and the centred cross-products of
/// the design's products and of the outcome. Files of the same model are pooled, and the fit is that of the pooled
/// subjects. Format and limits: Documentation/Methods/moments-files.md.
public struct MomentsFile: Sendable {
  /// The format's version.
  public static let version = 1

  /// Where it was read from or goes to: its name in messages.
  public let name: String
  public let header: MomentsHeader
  public let rule: DisclosureRule
  /// Cells and subjects that the rule left out.
  public let leftOut: LeftOut
  let model: MomentsModel
  /// Ascending by key. Their moments are of the products that the cell's visits need, then of the outcome at them.
  let cells: [PatternCell]

  public struct LeftOut: Sendable, Equatable {
    public let cells: Int
    public let subjects: Int
  }

  /// Subjects in the file.
  public var subjects: Int { cells.reduce(0) { $0 + $1.subjects } }
  /// Groups and patterns of visits in the file.
  public var cellCount: Int { cells.count }
  /// Whether everybody is in it, so that a fit from files equals the fit on the pooled subjects.
  public var isIdentical: Bool { leftOut.subjects == 0 }

  init(
    name: String, header: MomentsHeader, rule: DisclosureRule, leftOut: LeftOut, model: MomentsModel,
    cells: [PatternCell]
  ) {
    self.name = name
    self.header = header
    self.rule = rule
    self.leftOut = leftOut
    self.model = model
    self.cells = cells.sorted { $0.key < $1.key }
  }

  /// Names one content: SHA-256 of the file without this field. Two files with one release are one file.
  public var release: String { hexDigest(text(release: nil)) }

  /// The file: JSON, one cell a line, numbers in the shortest form that reads back as the same double.
  public var bytes: [UInt8] { text(release: release) }

  /// Places of a cell's products among the header's columns.
  func columns(of cell: PatternCell) -> [Int] {
    let all = model.layout.needed(at: Array(header.visits.indices))
    return model.layout.needed(at: cell.visits).compactMap { all.firstIndex(of: $0) }
  }

  /// Names of the products that have moments.
  public var columnNames: [String] {
    model.layout.needed(at: Array(header.visits.indices)).map { model.layout.name($0, in: model.design) }
  }

  private func text(release: String?) -> [UInt8] {
    var out = ByteText(reserving: 4096)
    out.append("{\n\"endline_moments\": ")
    out.append(Self.version)
    if let release { out.appendField("release", text: release) }
    out.appendField("outcome", text: header.outcome)
    out.appendField("formula", text: header.formula)
    out.append(",\n\"visit_column\": ")
    if let visit = header.visitColumn { out.appendJSON(visit) } else { out.append("null") }
    out.appendField("visits", texts: header.visits)
    out.append(",\n\"variables\": [")
    for (index, variable) in header.variables.enumerated() {
      out.append(index == 0 ? "\n{\"name\": " : ",\n{\"name\": ")
      out.appendJSON(variable.name)
      out.append(", \"role\": ")
      out.appendJSON(variable.role.rawValue)
      out.append(", \"levels\": ")
      out.append(texts: variable.levels)
      out.append(", \"reference\": ")
      out.append(variable.reference)
      out.append(", \"varies\": \(variable.varies)}")
    }
    out.append(header.variables.isEmpty ? "]" : "\n]")
    out.append(",\n\"constrained_baseline\": ")
    if let visit = header.constrainedBaseline { out.appendJSON(visit) } else { out.append("null") }
    out.appendField("groups", texts: header.groups)
    out.appendField("columns", texts: columnNames)
    out.appendField("centring", text: "cell mean")
    out.append(",\n\"subjects\": \(subjects)")
    out.append(",\n\"min_cell\": \(rule.minCell)")
    out.append(",\n\"within_trusted_network\": \(rule.isTrusted)")
    out.append(",\n\"identical\": \(isIdentical)")
    out.append(",\n\"left_out\": {\"cells\": \(leftOut.cells), \"subjects\": \(leftOut.subjects)}")
    out.append(",\n\"cells\": [")
    for (index, cell) in cells.enumerated() { append(cell, to: &out, isFirst: index == 0) }
    out.append(cells.isEmpty ? "]\n}\n" : "\n]\n}\n")
    return out.bytes
  }

  private func append(_ cell: PatternCell, to out: inout ByteText, isFirst: Bool) {
    out.append(isFirst ? "\n{\"group\": " : ",\n{\"group\": ")
    if header.groups.isEmpty { out.append("null") } else { out.appendJSON(header.groups[cell.group]) }
    out.append(", \"visits\": ")
    out.append(texts: cell.visits.map { header.visits[$0] })
    out.append(", \"columns\": [")
    for (index, column) in columns(of: cell).enumerated() { out.append(index == 0 ? "\(column)" : ", \(column)") }
    out.append("], \"count\": ")
    out.append(cell.subjects)
    out.append(", \"mean\": ")
    out.append(numbers: cell.moments.mean)
    out.append(", \"cross_products\": ")
    let order = cell.moments.mean.count
    out.append(numbers: (0..<order).flatMap { row in (0...row).map { cell.moments.crossProducts[row, $0] } })
    out.append("}")
  }
}

extension ByteText {
  fileprivate mutating func appendField(_ key: String, text: String) {
    append(",\n\"\(key)\": ")
    appendJSON(text)
  }

  fileprivate mutating func appendField(_ key: String, texts: [String]) {
    append(",\n\"\(key)\": ")
    append(texts: texts)
  }

  mutating func append(texts: [String]) {
    append("[")
    for (index, text) in texts.enumerated() {
      if index > 0 { append(", ") }
      appendJSON(text)
    }
    append("]")
  }

  fileprivate mutating func append(numbers: [Double]) {
    append("[")
    for (index, number) in numbers.enumerated() {
      if index > 0 { append(", ") }
      append(number)
    }
    append("]")
  }
}

/// SHA-256 in lower-case hexadecimal.
func hexDigest(_ bytes: [UInt8]) -> String {
  var digest = SHA256()
  digest.update(bytes.span)
  return digest.finish()
}

extension PatternCell {
  /// With the moments of what the cell's visits need, the constant left out.
  func reduced(_ layout: DesignLayout) -> PatternCell {
    let needed = layout.needed(at: visits)
    let products = moments.mean.count - visits.count
    let places = needed + visits.indices.map { products + $0 }
    var cross = Matrix(rows: places.count, columns: places.count)
    for (j, b) in places.enumerated() {
      for (i, a) in places.enumerated() { cross[i, j] = moments.crossProducts[a, b] }
    }
    return PatternCell(
      key: key,
      moments: MomentSummary(count: subjects, mean: places.map { moments.mean[$0] }, crossProducts: cross))
  }

  /// A reduced cell with the moments of all products of another layout, in which the visits are numbered anew: 1 for the
  /// constant, 0 for what the cell's visits do not need.
  func expanded(from old: DesignLayout, to new: DesignLayout, visits renumbered: [Int: Int]) -> PatternCell {
    let needed = old.needed(at: visits)
    var sources: [DesignLayout.Product: Int] = [:]
    for (place, index) in needed.enumerated() {
      let product = old.products[index]
      sources[DesignLayout.Product(atoms: product.atoms, visit: product.visit.flatMap { renumbered[$0] })] = place
    }
    let places = new.products.map { sources[$0] } + visits.indices.map { needed.count + $0 }
    let mean = zip(0..., places).map { index, place in
      place.map { moments.mean[$0] } ?? (new.products[index].atoms.isEmpty ? 1 : 0)
    }
    var cross = Matrix(rows: places.count, columns: places.count)
    for (j, b) in places.enumerated() {
      guard let b else { continue }
      for (i, a) in places.enumerated() { if let a { cross[i, j] = moments.crossProducts[a, b] } }
    }
    return PatternCell(
      key: Key(group: group, visits: visits.compactMap { renumbered[$0] }),
      moments: MomentSummary(count: subjects, mean: mean, crossProducts: cross))
  }
}
