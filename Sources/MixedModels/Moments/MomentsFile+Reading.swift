internal import Diagnostics
internal import LinearAlgebra
internal import Trials

extension MomentsFile {
  /// Reads a file.
  ///
  /// - Throws: `MomentsFileError` with the line of the first thing that cannot be.
  public init(reading path: String) throws(MomentsFileError) {
    try self.init(JSONFields(readingFile: path, keys: Self.keys))
  }

  /// Reads a file's text.
  public init(parsing bytes: [UInt8], name: String) throws(MomentsFileError) {
    try self.init(JSONFields(text: bytes, keys: Self.keys, file: name))
  }

  private static let keys = [
    "endline_moments", "release", "outcome", "formula", "visit_column", "visits", "variables", "constrained_baseline",
    "groups", "columns",
    "centring", "subjects", "min_cell", "within_trusted_network", "identical", "left_out", "cells",
  ]

  /// A file whose release does not have to be that of its contents; nil where anything else is wrong.
  package init?(ignoringRelease bytes: [UInt8], name: String) {
    guard let fields = try? JSONFields(text: bytes, keys: Self.keys, file: name),
      let file = try? MomentsFile(fields, checksRelease: false)
    else { return nil }
    self = file
  }

  private init(_ fields: JSONFields, checksRelease: Bool = true) throws(MomentsFileError) {
    let version = try fields.count("endline_moments")
    guard version == Self.version else {
      throw fields.fault("endline_moments", "is \(version); this program reads version \(Self.version)")
    }
    guard try fields.text("centring") == "cell mean" else { throw fields.fault("centring", "has to be \"cell mean\"") }
    var variables: [MomentsHeader.Variable] = []
    for node in try fields.list("variables") { variables.append(try Self.variable(node, file: fields.file)) }
    let header = MomentsHeader(
      outcome: try fields.text("outcome"), formula: try fields.text("formula"),
      visitColumn: try fields.optionalText("visit_column"), visits: try fields.labels("visits"), variables: variables,
      constrainedBaseline: try fields.optionalText("constrained_baseline"), groups: try fields.labels("groups"))
    guard !header.visits.isEmpty else { throw fields.fault("visits", "is empty") }
    let model: MomentsModel
    do throws(MomentsModel.Fault) {
      model = try MomentsModel(header)
    } catch {
      throw .malformed(file: fields.file, line: fields.node(error.field).line, reason: error.reason)
    }
    guard (model.formula.residual?.group == nil) == header.groups.isEmpty else {
      throw fields.fault("groups", "does not go with the formula")
    }
    let left = try fields.fields("left_out", keys: ["cells", "subjects"])
    let rule = DisclosureRule(
      minCell: try fields.count("min_cell"), isTrusted: try fields.flag("within_trusted_network"))
    let empty = MomentsFile(
      name: fields.file, header: header, rule: rule,
      leftOut: LeftOut(cells: try left.count("cells"), subjects: try left.count("subjects")), model: model, cells: [])
    guard try fields.texts("columns") == empty.columnNames else {
      let names = empty.columnNames.map { inQuotes($0) }.joined(separator: ", ")
      throw fields.fault("columns", "is not what the formula asks for: \(names)")
    }
    var cells: [PatternCell] = []
    for node in try fields.list("cells") {
      let cell = try empty.cell(node)
      if let last = cells.last, cell.key <= last.key {
        throw .malformed(
          file: fields.file, line: node.line, reason: "the cells are not in order, or one of them stands twice")
      }
      cells.append(cell)
    }
    guard !cells.isEmpty else { throw fields.fault("cells", "is empty") }
    self.init(
      name: fields.file, header: header, rule: rule, leftOut: empty.leftOut, model: model, cells: cells)
    guard try fields.count("subjects") == subjects else {
      throw fields.fault("subjects", "is not the sum of the cells' counts, \(subjects)")
    }
    guard try fields.flag("identical") == isIdentical else {
      throw fields.fault("identical", "does not go with \"left_out\"")
    }
    let stated = try fields.text("release")
    guard !checksRelease || stated == release else {
      throw fields.fault("release", "does not go with the contents: the file was changed after it was written")
    }
  }

  private static func variable(_ node: JSONNode, file: String) throws(MomentsFileError) -> MomentsHeader.Variable {
    let fields = try JSONFields(node, keys: ["name", "role", "levels", "reference", "varies"], file: file)
    guard let role = MomentsHeader.Variable.Role(rawValue: try fields.text("role")) else {
      let known = MomentsHeader.Variable.Role.allCases.map(\.rawValue).joined(separator: ", ")
      throw fields.fault("role", "has to be one of \(known)")
    }
    return MomentsHeader.Variable(
      name: try fields.text("name"), role: role, levels: try fields.labels("levels"),
      reference: try fields.count("reference"), varies: try fields.flag("varies"))
  }

  /// One cell of a file of which the header is known.
  private func cell(_ node: JSONNode) throws(MomentsFileError) -> PatternCell {
    let fields = try JSONFields(
      node, keys: ["group", "visits", "columns", "count", "mean", "cross_products"], file: name)
    var group = 0
    if let label = try fields.optionalText("group") {
      guard let place = header.groups.firstIndex(of: label) else {
        throw fields.fault("group", "is none of \"groups\": \(inQuotes(label))")
      }
      group = place
    } else if !header.groups.isEmpty {
      throw fields.fault("group", "has to be one of \"groups\"")
    }
    var visits: [Int] = []
    for label in try fields.texts("visits") {
      guard let place = header.visits.firstIndex(of: label), visits.last.map({ $0 < place }) ?? true else {
        throw fields.fault("visits", "has \(inQuotes(label)) out of order or not among the file's visits")
      }
      visits.append(place)
    }
    guard !visits.isEmpty else { throw fields.fault("visits", "is empty") }
    let key = PatternCell.Key(group: group, visits: visits)
    let order = model.layout.needed(at: visits).count + visits.count
    let count = try fields.count("count")
    guard count > 0 else { throw fields.fault("count", "is 0") }
    let mean = try fields.numbers("mean", count: order)
    let packed = try fields.numbers("cross_products", count: order * (order + 1) / 2)
    var cross = Matrix(rows: order, columns: order)
    var place = 0
    for row in 0..<order {
      for column in 0...row {
        cross[row, column] = packed[place]
        cross[column, row] = packed[place]
        place += 1
      }
    }
    guard Self.canBeCrossProducts(cross, mean: mean, count: count) else {
      throw fields.fault("cross_products", "are no sums of squares and products: they have a negative direction")
    }
    let cell = PatternCell(key: key, moments: MomentSummary(count: count, mean: mean, crossProducts: cross))
    guard try fields.counts("columns") == columns(of: cell) else {
      throw fields.fault("columns", "is not what the cell's visits need")
    }
    return cell
  }

  /// Whether a matrix is positive semidefinite but for rounding.
  private static func canBeCrossProducts(_ cross: Matrix, mean: [Double], count: Int) -> Bool {
    let sizes = zip(cross.diagonal, mean).map { sum, mean in
      max(sum, 1e-20 * Double(count) * mean * mean, 1e-280).squareRoot()
    }
    var scaled = cross
    for j in sizes.indices { for i in sizes.indices { scaled[i, j] /= sizes[i] * sizes[j] } }
    guard let smallest = (try? SymmetricEigen(of: scaled))?.values.min() else { return false }
    return smallest >= -1e-7
  }
}
