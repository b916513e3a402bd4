import Estimates
import Reports
import Trials

/// The participants' way through the trial, in the order of the CONSORT diagram.
enum FlowSection {
  static func section(of report: StudyReport) -> ReportSection {
    let flow = FlowBoxes(report)
    var body = Markup.paragraph(
      "The numbers observed and modelled are counted in the data; the others are what the study description says, and "
        + "\"not supplied\" where it says nothing.")
    body += Markup.figure(
      report.charts.flow(report), caption: "Participants, in the order of the CONSORT 2025 flow diagram.")
    body += Markup.tables([table(flow)], heading: "Participant flow")
    body += Markup.list(flow.discrepancies)
    return ReportSection(id: "flow", title: "Participant flow", body: body)
  }

  private static func table(_ flow: FlowBoxes) -> Page.Table {
    let arms = flow.arms
    var columns = [Page.Column(title: "", role: .label), Page.Column(title: "All", role: .number)]
    if arms.count > 1 || arms.first?.arm != nil {
      columns += arms.map { Page.Column(title: $0.arm ?? "All", role: .number) }
    }
    func cells(_ label: String, _ all: String, _ byArm: [String]) -> [String] {
      [label, all] + (columns.count > 2 ? byArm : [])
    }
    func text(_ count: Int?) -> String { count.map(String.init) ?? "not supplied" }
    var lines: [[String]] = []
    for box in flow.steps {
      lines.append(cells(box.label, text(box.count), arms.map { _ in "" }))
      lines += box.reasons.map { cells("– \($0.words)", String($0.count), arms.map { _ in "" }) }
    }
    for place in arms.first?.boxes.indices ?? 0..<0 {
      let boxes = arms.map { $0.boxes[place] }
      let counts = boxes.compactMap(\.count)
      let all = flow.totals[place] ?? (counts.count == boxes.count ? counts.reduce(0, +) : nil)
      lines.append(cells(boxes[0].label, text(all), boxes.map { text($0.count) }))
      var reasons: [String] = []
      for box in boxes {
        for reason in box.reasons where !reasons.contains(reason.words) { reasons.append(reason.words) }
      }
      for reason in reasons {
        let counts = boxes.map { $0.reasons.first { $0.words == reason }?.count ?? 0 }
        lines.append(cells("– \(reason)", String(counts.reduce(0, +)), counts.map(String.init)))
      }
    }
    return Page.Table(caption: "Participants at each step", columns: columns, groups: [Page.Group(lines: lines)])
  }
}

/// The boxes of the flow diagram, filled from the study description and from the data.
struct FlowBoxes {
  struct Box {
    let label: String
    /// Nil: not supplied.
    let count: Int?
    var reasons: [ParticipantFlow.Tally.Reason] = []
    /// The name of the box in exported tables.
    let term: String
    var visit: String?
  }

  struct ArmBoxes {
    let arm: String?
    let boxes: [Box]
  }

  let steps: [Box]
  let arms: [ArmBoxes]
  /// Of each of the arms' boxes, what the description says of all arms together.
  let totals: [Int?]
  /// Where what the description says does not add up.
  let discrepancies: [String]

  init(_ report: StudyReport) {
    let facts = report.facts
    let flow = facts.flow ?? ParticipantFlow()
    let smallest = report.request.smallestCount
    func reasons(_ tally: ParticipantFlow.Tally?) -> [ParticipantFlow.Tally.Reason] {
      Self.kept(tally?.reasons ?? [], smallest: smallest)
    }
    steps = [
      Box(label: "Assessed for eligibility", count: flow.assessed, term: "assessed"),
      Box(label: "Excluded", count: flow.excluded?.total, reasons: reasons(flow.excluded), term: "excluded"),
      Box(label: "Randomised", count: flow.randomised?.total(of: facts), term: "randomised"),
    ]
    let outcome = facts.leading
    let labels: [String?] = facts.arms.isEmpty ? [nil] : facts.arms.map(\.label)
    func supplied(_ tallies: ParticipantFlow.Tallies?, _ arm: String?) -> ParticipantFlow.Tally? {
      if let arm, let own = tallies?[arm] { return own }
      // What is said of all is said of the only arm.
      if labels.count == 1, case .all(let tally)? = tallies { return tally }
      return nil
    }
    let showsModelled = !report.modelled.isEmpty && labels.allSatisfy { report.modelled[$0] ?? 0 >= smallest ?? 0 }
    var totals: [Int?] = []
    func boxes(_ arm: String?) -> [Box] {
      totals = []
      var boxes: [Box] = []
      func add(_ label: String, _ term: String, _ tallies: ParticipantFlow.Tallies?) {
        let tally = supplied(tallies, arm)
        boxes.append(Box(label: label, count: tally?.total, reasons: reasons(tally), term: term))
        totals.append(tallies?.total(of: facts))
      }
      func count(_ label: String, _ term: String, _ count: Int?, visit: String? = nil) {
        boxes.append(Box(label: label, count: count, term: term, visit: visit))
        totals.append(nil)
      }
      add("Allocated", "randomised", flow.randomised)
      add("Received what was allocated", "received", flow.received)
      add("Did not receive it", "not_received", flow.notReceived)
      count(
        "In the data", "in_data",
        arm.map { label in facts.arms.first { $0.label == label }?.size ?? 0 } ?? facts.subjects)
      for visit in facts.visits {
        let row = report.analyses.description.rows.first {
          $0.measure == .observed && $0.outcome == outcome?.name && $0.visit == visit && $0.arm == arm
        }
        guard let observed = row?.estimate else { continue }
        count(
          "\(outcome?.start ?? "Outcome") observed at \(facts.visitPhrase(visit))", "observed",
          Int(observed),
          visit: visit)
      }
      add("Lost to follow-up", "lost", flow.lost)
      add("Discontinued", "discontinued", flow.discontinued)
      if showsModelled {
        count("In the mixed model of \(outcome?.title ?? "the outcome")", "modelled", report.modelled[arm] ?? 0)
      }
      add("Analysed, as the study says", "analysed", flow.analysed)
      return boxes
    }
    arms = labels.map { ArmBoxes(arm: $0, boxes: boxes($0)) }
    self.totals = totals
    discrepancies = Self.discrepancies(flow, facts)
  }

  /// Reasons that stand for fewer than the smallest count are told together, or not at all.
  private static func kept(
    _ reasons: [ParticipantFlow.Tally.Reason], smallest: Int?
  ) -> [ParticipantFlow.Tally.Reason] {
    guard let smallest else { return reasons }
    let small = reasons.filter { $0.count > 0 && $0.count < smallest }
    guard !small.isEmpty else { return reasons }
    let together = small.reduce(0) { $0 + $1.count }
    // One reason alone, or too few people even together: the rest of the total would tell.
    guard together >= smallest, small.count > 1 else { return [] }
    return reasons.filter { $0.count == 0 || $0.count >= smallest }
      + [.init(words: "other reasons, each of fewer than \(smallest) people", count: together)]
  }

  private static func discrepancies(_ flow: ParticipantFlow, _ facts: StudyFacts) -> [String] {
    var found: [String] = []
    if let assessed = flow.assessed, let excluded = flow.excluded?.total,
      let randomised = flow.randomised?.total(of: facts),
      assessed - excluded != randomised
    {
      found.append(
        "\(assessed) assessed less \(excluded) excluded are \(assessed - excluded), and \(randomised) are said to be randomised."
      )
    }
    if let randomised = flow.randomised?.total(of: facts), randomised != facts.subjects {
      found.append("\(randomised) are said to be randomised, and \(facts.subjects) are in the data.")
    }
    for arm in facts.arms {
      if let randomised = flow.randomised?[arm.label]?.total, let received = flow.received?[arm.label]?.total,
        let not = flow.notReceived?[arm.label]?.total, received + not != randomised
      {
        found.append(
          "Of \(randomised) allocated to \(arm.name), \(received) are said to have received it and \(not) not to.")
      }
    }
    return found
  }

  /// The boxes as rows: `count`, with the box as `term`.
  var rows: [Estimate] {
    func rows(_ box: Box, arm: String?) -> [Estimate] {
      [Estimate(arm: arm, visit: box.visit, term: box.term, measure: .count, estimate: box.count.map(Double.init))]
        + box.reasons.map {
          Estimate(
            arm: arm, visit: box.visit, term: "\(box.term)[\($0.words)]", measure: .count, estimate: Double($0.count))
        }
    }
    return steps.flatMap { rows($0, arm: nil) } + arms.flatMap { arm in arm.boxes.flatMap { rows($0, arm: arm.arm) } }
  }
}

extension ParticipantFlow.Tallies {
  /// Everybody; nil where some arm is not spoken of.
  fileprivate func total(of facts: StudyFacts) -> Int? {
    if case .byArm = self, !facts.arms.allSatisfy({ arms.contains($0.label) }) { return nil }
    return total
  }
}
