import Estimates
import Foundation
import MixedModels
import Testing
import Trials

@Suite struct MomentsFileTests {
  /// Three "sites" of Beat the Blues, each by its own file, against all patients at once.
  @Test func poolsBeatTheBluesAsItsPatients() throws {
    let request = try MomentsTrials.request(
      "bdi ~ baseline(bdi)*factor(month) + treatment*factor(month) + drug + length + us(month | subject)",
      visit: "month")
    let all = try MixedModel.results(for: MomentsTrials.beatTheBlues(), request: request)
    let files = try [["subject <= 30"], ["subject > 30", "subject <= 70"], ["subject > 70"]].enumerated().map {
      index, filters in
      try MomentsTrials.file(MomentsTrials.beatTheBlues(where: filters), request, name: "site\(index).json")
    }
    let pool = try MomentsPool(files)
    #expect(pool.subjects == 97)
    expectSame(try MixedModel.results(for: pool, request: request), all)
    #expect(pool.notes.isEmpty)
  }

  /// The same without a formula, and by ML with other degrees of freedom.
  @Test func poolsTheDefaultModel() throws {
    var request = MixedModelRequest()
    request.visitColumn = "month"
    request.subjectColumn = "subject"
    request.isMaximumLikelihood = true
    request.df = .satterthwaite
    let all = try MixedModel.results(for: MomentsTrials.beatTheBlues(), request: request)
    let files = try [["subject <= 50"], ["subject > 50"]].map {
      try MomentsTrials.file(MomentsTrials.beatTheBlues(where: $0), request)
    }
    expectSame(try MixedModel.results(for: MomentsPool(files), request: request), all)
  }

  /// A covariance for each arm, a covariate that varies over visits, numbers far from zero, and many patterns.
  @Test func poolsASimulatedTrialWithManyPatterns() throws {
    let text = MomentsTrials.simulated(subjects: 500, seed: 20_261_121)
    let request = try MomentsTrials.request(
      "y ~ factor(visit)*arm + sex + age + dose + age:sex + us(visit | arm / id)", visit: "visit")
    let all = try MixedModel.results(for: MomentsTrials.simulated(text), request: request)
    let files = try ["S1", "S2", "S3", "S4"].map { site in
      try MomentsTrials.file(MomentsTrials.simulated(text, where: ["site == \(site)"]), request, name: "\(site).json")
    }
    #expect(try RawMoments(files[0].bytes).cells.count > 20)
    expectSame(try MixedModel.results(for: MomentsPool(files), request: request), all)
  }

  /// One mean for all arms at baseline, which is an outcome then.
  @Test func poolsAConstrainedBaseline() throws {
    var request = MixedModelRequest()
    request.visitColumn = "month"
    request.subjectColumn = "subject"
    request.constrainsBaseline = true
    request.df = .satterthwaite
    let all = try MixedModel.results(
      for: MomentsTrials.beatTheBlues(), measures: [.coefficient, .contrast], request: request)
    let files = try [["subject <= 50"], ["subject > 50"]].map {
      try MomentsTrials.file(MomentsTrials.beatTheBlues(where: $0), request)
    }
    #expect(files[0].header.constrainedBaseline == "0")
    let pool = try MomentsPool(files)
    expectSame(
      try MixedModel.results(for: pool, measures: [.coefficient, .contrast], request: MixedModelRequest.satterthwaite),
      all)
  }

  /// Fits from files named in any order have the same bits, and a file that was read is written as it was.
  @Test func doesNotDependOnTheOrderOfFiles() throws {
    let text = MomentsTrials.simulated(subjects: 200, seed: 7)
    let request = try MomentsTrials.request("y ~ factor(visit)*arm + age + cs(visit | id)", visit: "visit")
    let files = try ["S1", "S2", "S3", "S4"].map { site in
      try MomentsTrials.file(MomentsTrials.simulated(text, where: ["site == \(site)"]), request, name: "\(site).json")
    }
    let wanted = try MixedModel.results(for: MomentsPool(files), request: request)
    for order in [[3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
      #expect(try MixedModel.results(for: MomentsPool(order.map { files[$0] }), request: request) == wanted)
    }
    for file in files { #expect(try MomentsFile(parsing: file.bytes, name: file.name).bytes == file.bytes) }
    let again = try MomentsTrials.file(
      MomentsTrials.simulated(text, where: ["site == S1"]), request, name: "other.json")
    #expect(again.bytes == files[0].bytes)
  }

  /// A visit and a level that one site has nobody at, and a visit at which nobody was seen anywhere.
  @Test func poolsSitesThatLackAVisitOrALevel() throws {
    let text = MomentsTrials.simulated(subjects: 240, seed: 11)
    let request = try MomentsTrials.request("y ~ factor(visit)*arm + ar1h(visit | id)", visit: "visit")
    let first = ["site == S1", "visit < 4", "arm != B"]
    let rest = ["site == S2", "visit < 4"]
    let files = try [first, rest].map { try MomentsTrials.file(MomentsTrials.simulated(text, where: $0), request) }
    #expect(files[0].header.visits == ["0", "1", "2", "3", "4"])
    let pool = try MomentsPool(files)
    #expect(pool.notes == ["Nobody has an analysed value at visit 4, which is left out."])
    #expect(pool.header.visits == ["0", "1", "2", "3"])
    // The pooled patients in one file of data.
    let lines = text.split(separator: "\n")
    let kept = lines.filter { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return fields[0] == "id" || (fields[1] == "S1" && fields[2] != "B" || fields[1] == "S2") && fields[5] != "4"
    }
    let all = try MomentsTrials.simulated(kept.joined(separator: "\n") + "\n")
    expectSame(
      try MixedModel.results(for: pool, request: request), try MixedModel.results(for: all, request: request))
  }

  /// What another reader finds in it: counts, means and products of the data.
  @Test func holdsCountsMeansAndCentredProducts() throws {
    let request = try MomentsTrials.request("y ~ age + vc(visit | id)", visit: "visit")
    let text = "id,visit,age,y\n1,0,20,1\n1,1,20,3\n2,0,30,2\n2,1,30,5\n3,0,40,6\n3,1,40,4\n4,1,50,8\n"
    let raw = try RawMoments(MomentsTrials.file(MomentsTrials.trial(text, covariates: ["age"]), request).bytes)
    #expect(raw.columns == ["age"])
    #expect(raw.subjects == 4)
    #expect(raw.identical)
    #expect(raw.withinTrustedNetwork)
    #expect(raw.cells.map(\.visits) == [["0", "1"], ["1"]])
    #expect(raw.cells.map(\.count) == [3, 1])
    #expect(raw.cells[0].mean == [30, 3, 4])
    #expect(raw.cells[0].crossProducts == [200, 50, 14, 10, 1, 2])
    #expect(raw.cells[1].mean == [50, 8])
    #expect(raw.cells[1].crossProducts == [0, 0, 0])
  }

  /// Who is not observed at a visit does not hand out a varying covariate's value there.
  @Test func leavesOutWhatACellDoesNotNeed() throws {
    let request = try MomentsTrials.request("y ~ factor(visit) + dose + vc(visit | id)", visit: "visit")
    let text = "id,visit,dose,y\n1,0,1,1\n1,1,2,\n2,0,2,4\n2,1,3,\n3,0,7,2\n3,1,1,6\n4,0,2,3\n4,1,5,8\n"
    let raw = try RawMoments(MomentsTrials.file(MomentsTrials.trial(text, covariates: ["dose"]), request).bytes)
    #expect(raw.columns == ["dose@0", "dose@1"])
    #expect(raw.cells.map(\.columns) == [[0], [0, 1]])
    #expect(raw.cells[0].mean == [1.5, 2.5])
  }
}

extension MixedModelRequest {
  fileprivate static var satterthwaite: MixedModelRequest {
    var request = MixedModelRequest()
    request.df = .satterthwaite
    return request
  }
}
