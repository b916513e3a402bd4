import Foundation
import Testing

@Suite struct ReliableChangeCommandTests {
  private let data = [
    "change", "Datasets/beat-the-blues/beat-the-blues.csv", "--subject", "subject", "--visit", "month", "--arm",
    "treatment", "--outcome", "bdi",
  ]

  @Test func theExampleRunsAsPrinted() throws {
    let outcome = try Scratch().run(
      data + ["--csc", "--direction", "lower", "--reliability", "0.9"], in: Scratch.project)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Recovered (Jacobson-Truax Wilson)"))
    #expect(outcome.output.contains("Number needed to treat (Newcombe"))
    #expect(outcome.errors.contains("reliability 0.9 (given)"))
  }

  @Test func classesAreAFileOfTheirOwn() throws {
    let scratch = try Scratch()
    let file = scratch.path("classes.csv")
    let outcome = try scratch.run(
      data + ["--csc", "--direction", "lower", "--reliability", "0.9", "--classes", file], in: Scratch.project)
    #expect(outcome.status == 0)
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.first == "outcome,subject,arm,visit,baseline,followup,change,rci,class")
    // 97, 73, 58 and 52 people have the follow-ups.
    #expect(lines.count == 1 + 97 + 73 + 58 + 52)
    #expect(outcome.errors.contains("the classes of 280 changes"))
  }

  @Test func everybodyIsTheDenominatorOnRequest() throws {
    let outcome = try Scratch().run(
      data + [
        "--csc", "--direction", "lower", "--reliability", "0.9", "--missing-as-unchanged", "--measures", "n",
        "--format", "csv",
      ], in: Scratch.project)
    #expect(outcome.status == 0)
    let sizes = outcome.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",").last }
    #expect(sizes == Array(repeating: ["52", "48", "100"], count: 4).flatMap { $0 })
  }

  /// What the catalogue has of an instrument is what the line would say.
  @Test func theCatalogueSaysWhatTheLineDoesNot() throws {
    let study = ["change", "--study", "Datasets/imr-trial-synthetic/study.yaml", "--outcome", "imrs_client"]
    let rows = ["--format", "csv", "--csc", "--measures", "recovered,reliably_improved,unchanged,deteriorated"]
    let scratch = try Scratch()
    let known = try scratch.run(study + rows, in: Scratch.project)
    let given = try scratch.run(
      study + rows + ["--direction", "higher", "--reliability", "0.79"], in: Scratch.project)
    #expect(known.status == 0, "\(known.errors)")
    #expect(known.output.split(separator: "\n").count == 25)
    #expect(known.output == given.output)
    #expect(known.errors.contains("reliability 0.79 (test-retest, imrs_client in the catalogue)"))
    #expect(given.errors.contains("reliability 0.79 (given)"))
    // Of an instrument without either there are reasons in place of numbers; of none of them a refusal.
    let none = try scratch.run(
      ["change", "--study", "Datasets/imr-trial-synthetic/study.yaml", "--outcome", "gaf_f", "--csc"],
      in: Scratch.project)
    #expect(none.status == 64 && none.errors.contains("--csc needs to know how reliable the scores are"))
  }

  /// Months and important differences are the study description's.
  @Test func coursesAndDifferencesOfTheDescription() throws {
    let scratch = try Scratch()
    let study = ["change", "--study", "Datasets/imr-trial-synthetic/study.yaml", "--outcome", "hope", "--csc"]
    let courses = try scratch.run(
      study + ["--csc-method", "mixed-model", "--measures", "improved_total"], in: Scratch.project)
    #expect(courses.status == 0)
    #expect(courses.output.contains("Improved in all (mixed model Wilson)"))
    #expect(courses.errors.contains("per month, times 0, 9, 21, 439 values"))
    try scratch.write(
      """
      data: t.csv
      subject: id
      visit: {column: visit, order: [pre, post]}
      outcomes: [{column: y, direction: lower, mid: 5, mid_deterioration: 2}]
      """, to: "study.yaml")
    try scratch.write("id,visit,y\n1,pre,10\n1,post,5\n2,pre,10\n2,post,12\n3,pre,10\n3,post,11\n", to: "t.csv")
    let asked = ["change", "--study", "study.yaml", "--csc", "--mid", "study", "--format", "csv", "--measures"]
    let own = try scratch.run(asked + ["improved_total,unchanged,deteriorated"])
    #expect(own.status == 0)
    #expect(own.output.components(separatedBy: "important_difference_wilson,0.333").count == 4)
    #expect(own.errors.contains("5 points or more for the better, deteriorated one of 2 or more for the worse: y"))
    let line = try scratch.run(asked + ["deteriorated", "--mid-deterioration", "3"])
    #expect(line.errors.contains("deteriorated one of 3 or more for the worse: y"))
  }

  @Test func chartsShowWhatAChangeHasToBe() throws {
    let scratch = try Scratch()
    let asked = ["--csc", "--direction", "lower", "--cutoff", "14", "--measures", "n", "--plot"]
    func chart(_ name: String, _ more: String...) throws -> (text: String, notes: String) {
      let outcome = try scratch.run(data + asked + [scratch.path(name)] + more, in: Scratch.project)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return (try scratch.read(name), outcome.errors)
    }
    let plain = try chart("a.svg", "--reliability", "0.9").text
    #expect(plain.contains("Change by at most 9.50194, not reliable") && plain.contains("Cut-off 14"))
    #expect(plain.contains("BtheB: 27 subjects") && plain.contains("higher by more than 9.50194"))
    let bars = try chart("b.svg", "--mid", "6", "--mid-deterioration", "3", "--plot-kind", "waterfall").text
    #expect(bars.contains("A fall by 6 or more, or a rise by 3 or more"))
    let courses = try chart("c.svg", "--csc-method", "mixed-model")
    #expect(courses.text.contains("bdi, last value") && !courses.text.contains("not reliable"))
    #expect(courses.notes.contains("The chart has no band and no filled bars"))
    let early = try chart("d.svg", "--reliability", "0.9", "--plot-visit", "2").text
    #expect(early.contains("bdi, month 2"))
  }
}
