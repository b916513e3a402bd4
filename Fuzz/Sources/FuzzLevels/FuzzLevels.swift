import Endline
import Expectation

// Any texts after the options that take lists and labels are a trial or a `TrialError` of one line.
//
// Each line of an input is one option: its first letter says which, the rest is the value.

private let file = Array(
  "id,arm,visit,y,g,x\n1,A,V1,5,\"p,q\",1\n1,A,V2,4,\"p,q\",1\n2,B,V1,7,r,2\n2,B,V10,,r,2\n3,C,V1,-9,s,\n".utf8)

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard let text = String(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) else { return 0 }
  var plan = StudyPlan()
  plan.subject = "id"
  plan.visit = "visit"
  plan.arm = "arm"
  plan.outcomes = ["y"]
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    let value = String(line.dropFirst())
    switch line.first {
    case "l": plan.levels.append(value)
    case "v": plan.visits = value
    case "n": plan.missing = value
    case "c": plan.covariates.append(value)
    case "b": plan.baseline = value
    case "r": plan.control = value
    case "s": plan.site = value
    case "d": plan.decimal = value
    case "e": plan.encoding = value
    case "w": plan.filters.append(value)
    case "i": plan.instrumentColumn = value
    default: break
    }
  }
  do throws(TrialError) {
    let trial = try Trial(
      reading: .bytes(file, name: "trial.csv"), plan: plan, options: ReadOptions(pieceSize: 1 << 13, threads: 1))
    for outcome in trial.outcomes {
      expect(outcome.values.count == trial.visits.count, "visits got lost")
      expect(outcome.values.allSatisfy { $0.count == trial.subjectCount }, "subjects got lost")
    }
    for factor in [trial.arm, trial.site] {
      guard let factor else { continue }
      expect(factor.codes.count == trial.subjectCount, "subjects got lost")
      expect(factor.codes.allSatisfy { $0 < Int32(factor.levels.count) }, "a code has no level")
    }
  } catch {
    expectOneLineEach(error)
  }
  return 0
}
