internal import Diagnostics
internal import Trials

/// Files of one model, pooled.
///
/// Files are merged in the order of their releases and cells in that of their keys, so that neither the order in which
/// files are named nor anything else changes a bit of the result.
public struct MomentsPool: Sendable {
  public let header: MomentsHeader
  /// In the order of merging.
  public let files: [MomentsFile]
  /// What the files say of themselves, and visits at which nobody was observed.
  public let notes: [String]
  let model: MomentsModel
  /// Of all products of the model's layout.
  let cells: [PatternCell]

  /// Subjects in all files.
  public var subjects: Int { cells.reduce(0) { $0 + $1.subjects } }

  /// - Parameter files: one at least.
  /// - Throws: `unlike` where two files hold different models, `sameRelease` where one stands twice.
  public init(_ given: [MomentsFile]) throws(MomentsFileError) {
    guard let first = given.first else { preconditionFailure("a pool of no files") }
    for file in given.dropFirst() {
      if let (field, here, there) = file.header.difference(from: first.header) {
        throw .unlike(file: file.name, first: first.name, field: field, here: here, there: there)
      }
    }
    let ordered = given.map { (file: $0, release: $0.release) }.sorted { $0.release < $1.release }
    for (earlier, later) in zip(ordered, ordered.dropFirst()) where earlier.release == later.release {
      throw .sameRelease(file: later.file.name, first: earlier.file.name)
    }
    files = ordered.map(\.file)
    var merged: [PatternCell.Key: MomentSummary] = [:]
    for file in files {
      for cell in file.cells { merged[cell.key] = merged[cell.key]?.merged(with: cell.moments) ?? cell.moments }
    }
    var notes: [String] = []
    for file in given where !file.isIdentical {
      notes.append(
        "\(file.name) leaves out \(counted(file.leftOut.subjects, "subject")) of \(counted(file.leftOut.cells, "cell")), "
          + "so this is not the fit on all subjects.")
    }
    let observed = first.header.visits.indices.filter { visit in merged.keys.contains { $0.visits.contains(visit) } }
    let absent = first.header.visits.indices.filter { !observed.contains($0) }.map { first.header.visits[$0] }
    header = first.header.keeping(observed)
    if !absent.isEmpty {
      notes.append("Nobody has an analysed value at visit \(absent.joined(separator: ", ")), which is left out.")
    }
    do throws(MomentsModel.Fault) {
      model = absent.isEmpty ? first.model : try MomentsModel(header)
    } catch {
      throw .malformed(file: first.name, line: 1, reason: error.reason)
    }
    let renumbered = Dictionary(uniqueKeysWithValues: zip(observed, 0...))
    var cells: [PatternCell] = []
    for (key, moments) in merged.sorted(by: { $0.key < $1.key }) {
      let cell = PatternCell(key: key, moments: moments)
      cells.append(cell.expanded(from: first.model.layout, to: model.layout, visits: renumbered))
    }
    self.cells = cells
    self.notes = notes
  }

  /// What a fit takes in place of the subjects' rows.
  var rows: AnalysedRows {
    AnalysedRows(
      design: model.design, variables: model.used, groupLabels: header.groups, cells: cells, notes: notes)
  }

  /// A trial with the names of the model's variables and no subjects.
  var namesOnly: Trial {
    func factor(_ role: MomentsHeader.Variable.Role) -> Factor? {
      header.variables.first { $0.role == role && !$0.levels.isEmpty }.map {
        Factor(name: $0.name, levels: $0.levels, codes: [], reference: $0.reference)
      }
    }
    let none = [[Double]](repeating: [], count: header.visits.count)
    let covariates = header.variables.filter { $0.role == .covariate }.map { variable in
      Covariate(
        name: variable.name,
        values: variable.levels.isEmpty
          ? .numeric(variable.varies ? none : [[]])
          : .factor(
            levels: variable.levels,
            codes: [[Int32]](repeating: [], count: variable.varies ? header.visits.count : 1)),
        varies: variable.varies)
    }
    return Trial(
      source: files.map(\.name).joined(separator: " + "), rowCount: 0, sha256: nil, subjectCount: 0, arm: factor(.arm),
      site: factor(.site), visits: header.visits, baselineVisit: nil,
      outcomes: [
        Outcome(
          name: header.outcome, values: none, baseline: header.variables.contains { $0.role == .baseline } ? [] : nil)
      ],
      covariates: covariates, notes: [])
  }
}

extension MomentsHeader {
  /// The header with some of its visits.
  fileprivate func keeping(_ places: [Int]) -> MomentsHeader {
    guard places.count < visits.count else { return self }
    let kept = places.map { visits[$0] }
    return MomentsHeader(
      outcome: outcome, formula: formula, visitColumn: visitColumn, visits: kept,
      variables: variables.map { variable in
        Variable(
          name: variable.name, role: variable.role,
          levels: variable.role == .visit && !variable.levels.isEmpty ? kept : variable.levels,
          reference: variable.reference, varies: variable.varies)
      }, constrainedBaseline: constrainedBaseline.flatMap { kept.contains($0) ? $0 : nil }, groups: groups)
  }
}
