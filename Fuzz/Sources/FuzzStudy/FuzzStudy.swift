import Endline
import Expectation

// Any bytes are a study plan or a `TrialError` of one line and a place; and a plan meets a file without a trap.

private let file = Array("id,arm,visit,y,x,site\n1,A,0,5,1,n\n1,A,1,4,1,n\n2,B,0,7,2,s\n2,B,1,,2,s\n".utf8)

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard let text = String(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) else { return 0 }
  let plan: StudyPlan
  do throws(TrialError) {
    plan = try StudyPlan(description: text, path: "study/plan.yaml")
  } catch {
    expectOneLineEach(error)
    return 0
  }
  expect((try? plan.readOptions()) != nil, "a description was accepted whose reading options are wrong")
  expect(StudyPlan().merged(over: plan) == plan, "options that say nothing changed a description")
  do throws(TrialError) {
    _ = try Trial(
      reading: .bytes(file, name: "trial.csv"), plan: plan, options: ReadOptions(pieceSize: 1 << 13, threads: 1))
  } catch {
    expectOneLineEach(error)
  }
  return 0
}
