import Descriptions
import Diagnostics
import Instruments

extension StudyPlan {
  /// Reads a study description (YAML; `Documentation/Formats/study-description.md` names every key).
  ///
  /// Throws `TrialError.unreadableDescription` where the file cannot be opened and `TrialError.description`, with line
  /// and column, for YAML that does not parse, an unknown key, or a value of the wrong type.
  public init(readingDescription path: String) throws(TrialError) {
    let text: String
    do {
      text = try descriptionText(at: path, kind: "a study description")
    } catch {
      throw TrialError(error)
    }
    try self.init(description: text, path: path)
  }

  /// A study description from its text; `path` names it in messages and is where `data` is relative to.
  public init(description text: String, path: String) throws(TrialError) {
    do {
      self = try Described(
        yaml: text, path: path, kind: "a study description", emptyMend: "name at least data, subject and outcomes"
      ).plan()
    } catch {
      throw TrialError(error)
    }
  }
}

extension TrialError {
  fileprivate init(_ error: DescriptionError) {
    self =
      switch error {
      case .wrong(let path, let line, let column, let reason, let mend):
        .description(path: path, line: line, column: column, reason: reason, mend: mend)
      case .unreadable(let path, let reason): .unreadableDescription(path: path, reason: reason)
      }
  }
}

extension Described {
  fileprivate func plan() throws(DescriptionError) -> StudyPlan {
    var plan = StudyPlan()
    for (key, value) in try pairs(
      "the study description",
      known: [
        "title", "data", "subject", "arm", "visit", "site", "group", "outcomes", "covariates", "baseline_column",
        "instrument_column", "wide", "levels", "where", "na", "decimal", "encoding", "flow",
      ])
    {
      switch key {
      case "title": plan.title = try value.text(key)
      case "data": plan.data = besideDescription(try value.text(key))
      case "subject": plan.subject = try value.text(key)
      case "site": plan.site = try value.text(key)
      case "group": plan.group = try value.text(key)
      case "arm": try value.arm(into: &plan)
      case "visit": try value.visit(into: &plan)
      case "outcomes": try value.outcomes(into: &plan)
      case "flow": plan.flow = try value.flow()
      case "covariates": plan.covariates = try value.texts(key)
      case "baseline_column": plan.baselineColumn = try value.text(key)
      case "instrument_column": plan.instrumentColumn = try value.text(key)
      case "wide":
        for entry in try value.list(key) {
          let text = try entry.text("an entry of wide")
          _ = try entry.checked { () throws(TrialError) in try ListGrammar.wide(text, option: "--wide") }
          plan.wide.append(text)
        }
      case "levels": try value.levels(into: &plan)
      case "where":
        for entry in try value.list(key) {
          let text = try entry.text("an entry of where")
          _ = try entry.checked { () throws(TrialError) in try RowFilter(text) }
          plan.filters.append(text)
        }
      case "na":
        var tokens: [String] = []
        for entry in try value.list(key) {
          // Here an empty value is the empty cell.
          guard let token = entry.scalar else { throw entry.wrong("na is a list of single values") }
          tokens.append(token)
        }
        plan.missing = ListGrammar.written(tokens)
      case "decimal": plan.decimal = try value.text(key)
      default: plan.encoding = try value.text(key)
      }
    }
    let settings = plan
    _ = try checked { () throws(TrialError) in try settings.readOptions() }
    return plan
  }

  private func besideDescription(_ data: String) -> String {
    guard !data.hasPrefix("/"), data != "-", let slash = path.lastIndex(of: "/") else { return data }
    return path[...slash] + data
  }

  private func arm(into plan: inout StudyPlan) throws(DescriptionError) {
    if scalar != nil {
      plan.arm = try text("arm")
      return
    }
    for (key, value) in try pairs("arm", known: ["column", "control", "labels"]) {
      switch key {
      case "column": plan.arm = try value.text("column of arm")
      case "control": plan.control = try value.text("control")
      default:
        for (label, name) in try value.pairs("labels") { plan.armLabels[label] = try name.text(inQuotes(label)) }
      }
    }
    if plan.arm == nil { throw wrong("arm has no column", mend: "add column: NAME") }
  }

  private func visit(into plan: inout StudyPlan) throws(DescriptionError) {
    if scalar != nil {
      plan.visit = try text("visit")
      return
    }
    for (key, value) in try pairs("visit", known: ["column", "order", "baseline", "months", "primary"]) {
      switch key {
      case "column": plan.visit = try value.text("column of visit")
      case "order":
        let order = ListGrammar.written(try value.texts("order"))
        _ = try value.checked { () throws(TrialError) in try ListGrammar.names(order, option: "order") }
        plan.visits = order
      case "baseline": plan.baseline = try value.text("baseline")
      case "primary": plan.primaryVisit = try value.text("primary of visit")
      default:
        for (label, months) in try value.pairs("months") {
          plan.visitMonths[label] = try months.number(inQuotes(label))
        }
      }
    }
  }

  private func outcomes(into plan: inout StudyPlan) throws(DescriptionError) {
    for entry in try list("outcomes") {
      if entry.scalar != nil {
        plan.outcomes.append(try entry.text("an entry of outcomes"))
        continue
      }
      var column: String?
      var items: Described?
      var instrument: (name: String, node: Described)?
      var details = StudyPlan.OutcomeDetails()
      var type: OutcomeType?
      var (exposure, event): (String?, String?)
      for (key, value) in try entry.pairs(
        "an entry of outcomes",
        known: [
          "column", "instrument", "scoring", "variant", "primary", "name", "label", "direction", "items", "type",
          "exposure", "event", "mid", "mid_deterioration", "reliability", "cutoff",
        ])
      {
        switch key {
        case "column": column = try value.text("column of an outcome")
        case "instrument":
          let name = try value.text("instrument")
          instrument = (Catalogue.isFile(name) ? besideDescription(name) : name, value)
        case "scoring": details.method = try value.method()
        case "variant": details.variant = try value.text("variant")
        case "primary": details.primary = try value.flag("primary")
        case "name": details.name = try value.text("name")
        case "label": details.label = try value.text("label of an outcome")
        case "direction": details.higherIsBetter = try value.direction()
        case "mid": details.importantDifference = try value.size(key)
        case "mid_deterioration": details.importantDeterioration = try value.size(key)
        case "type":
          let text = try value.text("type")
          guard let known = OutcomeType(rawValue: text) else {
            throw value.wrong(
              "type is \(inQuotes(text)), where continuous or count is meant",
              mend: "an event needs no type: name it with event")
          }
          type = known
        case "exposure": exposure = try value.text("exposure")
        case "event": event = try value.text("event")
        case "reliability": details.reliability = try value.reliability()
        case "cutoff": details.cutoff = try value.score("cutoff")
        default: items = value
        }
      }
      if let instrument {
        details.instrument = instrument.name
        try instrument.node.check(details)
      } else if details.method != nil || details.variant != nil {
        throw entry.wrong("this outcome has scoring or variant and no instrument", mend: "add instrument: KEY")
      }
      if let items {
        guard column == nil else {
          throw entry.wrong("this outcome has both column and items", mend: "keep one of them")
        }
        if type != nil || event != nil || exposure != nil {
          throw entry.wrong("an outcome given by its items is a score, no count and no event")
        }
        column = try entry.scale(items, into: &details)
      }
      guard let column else { throw entry.wrong("this outcome has no column", mend: "add column: NAME") }
      if details.importantDeterioration != nil, details.importantDifference == nil {
        throw entry.wrong(
          "this outcome has mid_deterioration and no mid", mend: "add mid: X, what matters for the better")
      }
      if event != nil, type != nil {
        throw entry.wrong("this outcome has both an event and a type", mend: "an event needs no type")
      }
      if exposure != nil, type != .count {
        throw entry.wrong("this outcome has an exposure and is no count", mend: "add type: count")
      }
      if let event { details.kind = .event(event) }
      if type == .count { details.kind = .count(exposure: exposure) }
      plan.outcomes.append(column)
      plan.outcomeDetails[column] = details
    }
  }

  /// A number of points, above 0.
  private func size(_ key: String) throws(DescriptionError) -> Double {
    let size = try number(key)
    guard size > 0, size.isFinite else {
      throw wrong("\(key) is \(inQuotes(scalar ?? "")), where a number above 0 is meant")
    }
    return size
  }

  /// One of the ways of scoring.
  private func method() throws(DescriptionError) -> Instrument.Method {
    let text = try text("scoring")
    guard let method = Instrument.Method(rawValue: text) else {
      throw wrong("scoring is \(inQuotes(text)), where total or mean is meant")
    }
    return method
  }

  /// Whether there is such an instrument, with such a way of scoring.
  private func check(_ details: StudyPlan.OutcomeDetails) throws(DescriptionError) {
    try checked { () throws(InstrumentError) in
      _ = try OutcomeScale(details)
    }
  }

  /// The outcome that a list of items gives: what it is called.
  private func scale(
    _ items: Described, into details: inout StudyPlan.OutcomeDetails
  ) throws(DescriptionError) -> String {
    guard let instrument = details.instrument else {
      throw wrong("this outcome has items and no instrument", mend: "add instrument: KEY, or a file of your own")
    }
    let names = try items.texts("items").map { name in
      name.contains(",") || name.contains("\"") ? ListGrammar.written(name) : name
    }
    var scale = ScaleRequest(instrument: instrument, items: names.joined(separator: ","))
    scale.name = details.name
    scale.method = details.method
    scale.variant = details.variant
    details.scale = scale
    if let name = details.name { return name }
    return try checked { () throws(InstrumentError) in try Catalogue.instrument(named: instrument).key }
  }

  private func levels(into plan: inout StudyPlan) throws(DescriptionError) {
    guard isMapping else {
      for entry in try list("levels") {
        let text = try entry.text("an entry of levels")
        _ = try entry.checked { () throws(TrialError) in try ListGrammar.levels(text, option: "--levels") }
        plan.levels.append(text)
      }
      return
    }
    for (column, value) in try pairs("levels") {
      let text = ListGrammar.written(column) + "=" + ListGrammar.written(try value.texts(inQuotes(column)))
      _ = try value.checked { () throws(TrialError) in try ListGrammar.levels(text, option: "levels") }
      plan.levels.append(text)
    }
  }
}
