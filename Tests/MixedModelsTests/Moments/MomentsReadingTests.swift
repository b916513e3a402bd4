import Distributions
import Foundation
import MixedModels
import Testing
import Trials

@Suite struct MomentsReadingTests {
  private static let text =
    "id,visit,age,y\n1,0,20,1\n1,1,20,3\n2,0,30,2\n2,1,30,5\n3,0,40,6\n3,1,40,4\n4,1,50,8\n5,1,31,2\n"

  private static func file(_ formula: String = "y ~ age + vc(visit | id)", _ text: String = text) throws -> MomentsFile
  {
    try MomentsTrials.file(
      MomentsTrials.trial(text, covariates: ["age"]), MomentsTrials.request(formula, visit: "visit"))
  }

  /// The file with one piece of text for another; the release is what stands in it.
  private static func changed(_ from: String, _ to: String) throws -> String? {
    let text = String(decoding: try file().bytes, as: UTF8.self)
    #expect(text.contains(from), "\(from) is not in \(text)")
    return refusal {
      try MomentsFile(parsing: Array(text.replacing(from, with: to, maxReplacements: 1).utf8), name: "a.json")
    }
  }

  static let mend = "\nmend: write it anew with --save-moments"

  @Test(arguments: [
    (
      "\"endline_moments\": 1", "\"endline_moments\": 2",
      "a.json:2: \"endline_moments\" is 2; this program reads version 1"
    ),
    ("\"formula\"", "\"formulae\"", "a.json:5: unknown key \"formulae\" (\"formula\"?)"),
    (
      "\"formula\": \"y ~ age", "\"formula\": \"y ~ age +",
      "a.json:5: formula \"y ~ age + + vc(visit | id)\": character 11: \"+\" stands where a term should"
    ),
    ("\"formula\": \"y ~", "\"formula\": \"z ~", "a.json:5: the formula's outcome is not \"y\""),
    ("y ~ age", "y ~ age + sex", "a.json:8: the formula's variables are \"age\", \"sex\""),
    ("[\"0\", \"1\"],\n", "[\"0\", \"0\"],\n", "a.json:7: \"visits\" has \"0\" twice"),
    ("\"count\": 3", "\"count\": -3", "a.json:21: \"count\" has to be a count, not -3.0"),
    ("\"count\": 3", "\"count\": 3.5", "a.json:21: \"count\" has to be a count, not 3.5"),
    ("\"count\": 3", "\"count\": 0", "a.json:21: \"count\" is 0"),
    ("\"count\": 3", "\"count\": \"3\"", "a.json:21: \"count\" has to be a number, not a text"),
    ("\"count\": 3", "\"count\": NaN", "a.json:21: a value is expected, not \"NaN\""),
    ("\"count\": 3", "\"count\": 4", "a.json:15: \"subjects\" is not the sum of the cells' counts, 6"),
    ("\"mean\": [30,", "\"mean\": [1e999,", "a.json:21: \"1e999\" is larger than a double can be"),
    ("\"mean\": [30,", "\"mean\": [1e200,", "a.json:21: \"mean\" holds 1e+200, which is no measurement"),
    ("\"mean\": [30, 3, 4]", "\"mean\": [30, 3]", "a.json:21: \"mean\" has 2 numbers, where 3 are needed"),
    ("\"mean\": [30, 3, 4]", "\"mean\": [30, 3, null]", "a.json:21: \"mean\" has to hold numbers, not null"),
    (
      "[200, 50, 14, 10, 1, 2]", "[200, 50, 14, 10, 1]",
      "a.json:21: \"cross_products\" has 5 numbers, where 6 are needed"
    ),
    (
      "[200, 50, 14, 10, 1, 2]", "[200, 50, 14, 10, 1, -2]",
      "a.json:21: \"cross_products\" are no sums of squares and products: they have a negative direction"
    ),
    (
      "[200, 50, 14, 10, 1, 2]", "[200, 50, 14, 10, 6, 2]",
      "a.json:21: \"cross_products\" are no sums of squares and products: they have a negative direction"
    ),
    (
      "[30, 3, 4]", "[31, 3, 4]",
      "a.json:3: \"release\" does not go with the contents: the file was changed after it was written"
    ),
    ("\"identical\": true", "\"identical\": false", "a.json:18: \"identical\" does not go with \"left_out\""),
    ("\"columns\": [\"age\"]", "\"columns\": []", "a.json:13: \"columns\" is not what the formula asks for: \"age\""),
    (
      "{\"group\": null, \"visits\": [\"1\"]", "{\"group\": null, \"visits\": [\"7\"]",
      "a.json:22: \"visits\" has \"7\" out of order or not among the file's visits"
    ),
    (
      "{\"group\": null, \"visits\": [\"1\"]", "{\"group\": \"A\", \"visits\": [\"1\"]",
      "a.json:22: \"group\" is none of \"groups\": \"A\""
    ),
    ("\"role\": \"covariate\"", "\"role\": \"visit\"", "a.json:15: \"subjects\""),
    ("\"cells\": [", "\"cells\": [[", "a.json:24: a comma or ] is expected, not \"}\""),
    ("]\n}\n", "]\n", "a.json:24: a comma or } is expected, not the end of the file"),
  ]) func namesTheLine(from: String, to: String, message: String) throws {
    let found = try Self.changed(from, to)
    if message.hasSuffix("\"subjects\"") { return #expect(found != nil) }
    #expect(found == message + Self.mend)
  }

  @Test func refusesUnequalHeaders() throws {
    let first = try Self.file()
    let mend =
      "\nmend: write all files with one formula, one order of visits and levels (--visits, --levels) and one --control"
    let slope = try MomentsTrials.file(
      MomentsTrials.trial(Self.text, covariates: ["age"]),
      MomentsTrials.request("y ~ 1 + vc(visit | id)", visit: "visit"),
      name: "b.json")
    #expect(
      refusal { try MomentsPool([first, slope]) }
        == "b.json: formula is \"y ~ 1 + vc(visit | id)\", but \"y ~ age + vc(visit | id)\" in a.json" + mend)
    let visits = try MomentsTrials.file(
      MomentsTrials.trial(Self.text.replacing(",1,", with: ",2,"), covariates: ["age"]),
      MomentsTrials.request("y ~ age + vc(visit | id)", visit: "visit"), name: "c.json")
    #expect(
      refusal { try MomentsPool([first, visits]) }
        == "c.json: visits is \"0\", \"2\", but \"0\", \"1\" in a.json" + mend)
    let levels = try ["C,A", "A,C"].map { order in
      try MomentsTrials.file(
        MomentsTrials.trial("id,arm,visit,y\n1,A,1,3\n2,C,1,4\n3,A,1,1\n", levels: ["arm=\(order)"]),
        MomentsTrials.request("y ~ arm + vc(visit | id)", visit: "visit"), name: "\(order).json")
    }
    #expect(
      refusal { try MomentsPool(levels) }
        == "A,C.json: levels of \"arm\" is \"A\", \"C\", but \"C\", \"A\" in C,A.json" + mend)
    let twice = try MomentsFile(parsing: first.bytes, name: "b.json")
    #expect(
      refusal { try MomentsPool([first, twice]) }
        == "b.json: is the same release as a.json, so its subjects would count twice\nmend: name each file once")
  }

  @Test func refusesWhatNeedsTheSubjects() throws {
    let pool = try MomentsPool([Self.file("y ~ age:visit + vc(visit | id)", Self.text + "6,0,33,4\n")])
    var request = MixedModelRequest()
    func message() -> String? { refusal { try MixedModel.results(for: pool, request: request) } }
    request.means.weights = .proportional
    let tail =
      " needs the subjects' own values, which --moments does not have"
      + "\nmend: leave it out, or compute it where the data are"
    #expect(message() == "--weights proportional" + tail)
    request.means.weights = .equal
    request.robust = RobustCovariance.allCases.first
    #expect(message() == "--robust" + tail)
    request.robust = nil
    request.means.standardDeviation = .baseline
    #expect(message() == "--sd baseline" + tail)
    request.means.standardDeviation = nil
    // At visit 0 a slope over visits has no part, so nothing in a file tells the ages of those seen there.
    #expect(message() == "the mean of \"age\", which has no term of its own," + tail)
  }

  @Test func refusesWhatMomentsDoNotHold() throws {
    #expect(
      refusal { try Self.file("y ~ 1 + sp_exp(age | id)") }
        == "--save-moments: sp_exp over \"age\" needs each subject's own times, not moments")
    #expect(
      refusal { try Self.file("y ~ 1 + vc(visit | id)", Self.text.replacing(",1\n", with: ",1e160\n")) }
        == "--save-moments: \"y\" has numbers beyond 1e+150")
    #expect(refusal { try MomentsFile(reading: "/nowhere/a.json") }?.hasPrefix("/nowhere/a.json: no such file") == true)
    #expect("\(MomentsFileError.needsSubjects(what: "--robust"))".hasPrefix("--robust needs the subjects' own values"))
  }

  /// A file whose numbers pass every check but are no data ends in a result or a note, never in a trap.
  @Test func fitsOrRefusesWhateverNumbers() throws {
    let header = String(decoding: try Self.file().bytes, as: UTF8.self)
    var random = RandomStream(seed: 5)
    var pooled = 0
    for _ in 0..<3000 {
      var bytes = Array(header.utf8)
      for _ in 0...random.integer(below: 3) {
        let place = random.integer(below: bytes.count)
        switch random.integer(below: 4) {
        case 0: bytes[place] = UInt8(random.integer(below: 256))
        case 1: bytes.remove(at: place)
        case 2: bytes[place] = UInt8(48 + random.integer(below: 10))
        default: bytes.insert(Array("0123456789-+eE.,[]{}\" ".utf8)[random.integer(below: 22)], at: place)
        }
      }
      _ = try? MomentsFile(parsing: bytes, name: "a.json")
      // The release made right, so that what follows is reached.
      guard let file = MomentsFile(ignoringRelease: bytes, name: "a.json") else { continue }
      pooled += 1
      var request = MixedModelRequest()
      request.df = .residual
      _ = try? MixedModel.results(for: MomentsPool([file]), request: request)
    }
    #expect(pooled > 100)
  }
}
