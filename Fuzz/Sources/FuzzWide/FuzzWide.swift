import Endline
import Expectation

// Any texts after `--wide` are outcomes by visit or a `TrialError` of one line.
//
// Each line of an input is one list.

private let file = Array("id,a,b,c,d:e,\"f,g\",h=i\n1,5,4,,1,2,3\n2,7,,0,2,3,4\n3,-1.5,2,2,3,4,5\n".utf8)

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard let text = String(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) else { return 0 }
  var plan = StudyPlan()
  plan.subject = "id"
  plan.wide = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  do throws(TrialError) {
    let trial = try Trial(
      reading: .bytes(file, name: "trial.csv"), plan: plan, options: ReadOptions(pieceSize: 1 << 13, threads: 1))
    expect(trial.subjectCount == 3 && trial.outcomes.count == plan.wide.count, "outcomes or subjects got lost")
    expect(trial.outcomes.allSatisfy { $0.values.count == trial.visits.count }, "visits got lost")
  } catch {
    expectOneLineEach(error)
  }
  return 0
}
