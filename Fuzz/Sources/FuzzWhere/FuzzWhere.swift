import Endline
import Expectation

// Any text after `--where` keeps rows or is a `TrialError` of one line; the same filter twice keeps the same rows.
//
// The first line of an input is the filter, the rest (where there is any) the file.

private let file = Array("id,arm,visit,y,a b\n1,A,0,5,01\n1,A,1,4,1\n2,B,0,7,\n2,B,1,,1e0\n3,,0,-1.5,x\n".utf8)

private func outcome(_ file: [UInt8], _ filters: [String]) -> (kept: [String], problems: [String]) {
  var plan = StudyPlan()
  plan.subject = "id"
  plan.outcomes = ["y"]
  plan.filters = filters
  // Without a visit column a subject may stand on one row only, so the header decides.
  if file.starts(with: "id,arm,visit".utf8) { plan.visit = "visit" }
  do throws(TrialError) {
    let trial = try Trial(
      reading: .bytes(file, name: "trial.csv"), plan: plan, options: ReadOptions(pieceSize: 1 << 13, threads: 1))
    let values = trial.outcomes[0].values.flatMap { $0.map { "\($0)" } }
    return ((0..<trial.subjectCount).map { trial.subjectLabel($0) } + values, [])
  } catch {
    expectOneLineEach(error)
    return ([], error.problems)
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
  guard let filter = String(validating: bytes[..<end], as: UTF8.self) else { return 0 }
  let rest = bytes[end...].dropFirst()
  let data = rest.isEmpty ? file : Array(rest)
  let once = outcome(data, [filter])
  let twice = outcome(data, [filter, filter])
  if once.problems.isEmpty {
    expect(twice.problems.isEmpty, "a filter that was right once was wrong when given twice: \(twice.problems)")
    expect(once.kept == twice.kept, "a filter kept other rows when given twice")
  } else {
    expect(!twice.problems.isEmpty, "a filter that was wrong once was right when given twice")
  }
  return 0
}
