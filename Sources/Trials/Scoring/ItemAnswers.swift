import Instruments
import Tables

/// The answers of a scale in every row of a file, each one that the item can have.
struct ItemAnswers {
  let scale: ItemScale
  private let columns: [NumberColumn]
  let rowCount: Int

  /// - Throws: `TrialError.strangeAnswers` for answers that the items cannot have.
  init(_ scale: ItemScale, in table: Table) throws(TrialError) {
    self.scale = scale
    columns = scale.columns.map { table.numbers($0) }
    rowCount = table.rowCount
    var strange: [TrialError.StrangeAnswer] = []
    var count = 0
    for row in 0..<rowCount {
      for item in columns.indices {
        let answer = columns[item][row]
        guard !answer.isNaN, let answers = scale.plan.answers[item], !answers.contains(answer) else { continue }
        count += 1
        guard strange.count < 10 else { continue }
        strange.append(
          TrialError.StrangeAnswer(
            line: table.line(ofRow: row), column: scale.columns[item], value: answer, allowed: answers.words))
      }
    }
    guard strange.isEmpty else {
      throw .strangeAnswers(source: table.name, instrument: scale.plan.instrument.key, first: strange, count: count)
    }
  }

  /// One row's answers in the order of the form; not-a-number where one is missing.
  func row(_ row: Int) -> [Double] { columns.map { $0[row] } }

  /// Answers that are no whole numbers.
  var fractions: Int {
    columns.reduce(0) { count, column in
      count + (0..<rowCount).count { !column[$0].isNaN && column[$0] != column[$0].rounded() }
    }
  }
}

extension Instrument.Answers {
  /// `1 to 5`, `0, 2, 4`.
  var words: String {
    switch self {
    case .range(let range): range.words
    case .values(let values): values.map(\.plain).joined(separator: ", ")
    }
  }
}
