import Diagnostics
import Testing

private struct Failure: Diagnosis {
  let status = Diagnostics.ExitStatus.data
  let problems: [String]
  let mend: String?
}

@Test func aDiagnosisReadsAsItsProblemsAndThenTheMend() {
  let failure = Failure(
    problems: [
      "trial.csv:118: column \"gaf_f\": \"4O\" is not a number (letter O for zero?)",
      "trial.csv:119: column \"gaf_f\": \"-\" is not a number",
    ], mend: "correct the cells, or name the tokens that mean missing: --na \"-\"")
  #expect(
    failure.description == """
      trial.csv:118: column "gaf_f": "4O" is not a number (letter O for zero?)
      trial.csv:119: column "gaf_f": "-" is not a number
      mend: correct the cells, or name the tokens that mean missing: --na "-"
      """)
}

@Test func aDiagnosisWithoutAMendIsItsProblemsAlone() {
  #expect(Failure(problems: ["no such file: trial.csv"], mend: nil).description == "no such file: trial.csv")
}

@Test func statusesAreThoseOfTheContract() {
  // Written out in full because Testing has an `ExitStatus` too.
  let codes: [(status: Diagnostics.ExitStatus, code: Int32)] = [
    (.done, 0), (.found, 1), (.usage, 64), (.data, 65), (.noInput, 66), (.internalFault, 70), (.cannotCreate, 73),
    (.writeFailed, 74),
  ]
  for (status, code) in codes { #expect(status.rawValue == code) }
}
