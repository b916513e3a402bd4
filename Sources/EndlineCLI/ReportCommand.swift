import ArgumentParser
import Endline

/// `endline report`: everything that applies to a study, as one page.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "A study's whole report as one self-contained HTML page, from its study description.",
    discussion: """
      EXAMPLE:
        endline report Datasets/beat-the-blues/study.yaml -o beat-the-blues-report

      Writes index.html into the folder, which is made if it is not there: summary, participant flow, baseline, data \
      completeness, every outcome with its models, effect sizes, clinically significant change and sites, robustness under \
      missing at random, all outcomes together with multiplicity, methods, provenance. With a site, each site has a page \
      (site-….html). The pages need no network and no script.

      EXAMPLE, for a board, with the tables as CSV and JSON:
        endline report Datasets/beat-the-blues/study.yaml -o board-report \\
          --audience board --tables board-report/tables

      --audience board or site leaves out charts of individuals and extreme values, and counts of people below --min-cell \
      (default 5 there); board names only sites that are far apart and has no pages of sites, site names none. The study description says what is primary, which direction is better, and what no data file holds (flow): \
      Documentation/Report.md.
      """)

  @Argument(help: ArgumentHelp("The study description (YAML).", valueName: "study"))
  var study: String?
  @Option(
    name: [.short, .long], parsing: .unconditional, help: ArgumentHelp("The report's folder.", valueName: "folder"))
  var output: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Also save the tables there, as CSV and JSON.", valueName: "folder"))
  var tables: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Whom it is for beside the trial's own team: "
        + "\(ReportAudience.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "audience"))
  var audience: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Smallest count of people that is shown (default: 5 with --audience, else 1).", valueName: "n"))
  var minCell: String?
  @Option(parsing: .unconditional, help: ArgumentHelp("Confidence level of every interval.", valueName: "level"))
  var level: String = "0.95"

  func run() throws {
    guard let study, !study.isEmpty else { throw ReportUsageError.noStudy }
    guard let output, !output.isEmpty, output != "-" else { throw ReportUsageError.noFolder }
    var request = try request()
    let plan = try StudyPlan(readingDescription: study)
    guard let path = plan.data, path != "-" else { throw ReportUsageError.noData(study) }
    let inputs = [study, path]
    let folder = OutputFolder(output)
    try folder.check()
    try folder.check("index.html", holds: StudyReport.mark)
    try folder.file("index.html", inputs: inputs).check()
    try tables.map(OutputFolder.init)?.check()
    request.description = (study, try sha256(ofFile: study))
    let data: StudyData
    do {
      data = try StudyData(reading: .file(path), plan: plan)
    } catch {
      throw DescribedDiagnosis(error)
    }
    let report = StudyReport(data, request: request)
    let page = report.html
    try folder.make()
    if let tables {
      let folder = OutputFolder(tables)
      try folder.make()
      for table in report.tables {
        try folder.file(table.name + ".csv", inputs: inputs).write(table.csv)
        try folder.file(table.name + ".json", inputs: inputs).write(table.json)
      }
    }
    let pages = try writeSitePages(of: report, into: folder, inputs: inputs)
    try folder.file("index.html", inputs: inputs).write(page)
    StandardStreams.say(notes: report.notes + pages)
    try OutputTarget.standardOutput.write("\(folder.path)/index.html\n")
  }

  /// Writes a page for each site; what there is to say of it.
  private func writeSitePages(
    of report: StudyReport, into folder: OutputFolder, inputs: [String]
  ) throws -> [String] {
    var written: Set<String> = []
    for place in 0..<report.sitePageCount {
      let page = report.sitePage(place)
      try folder.check(page.name, holds: StudyReport.mark)
      try folder.file(page.name, inputs: inputs).write(page.html)
      written.insert(page.name)
    }
    let others = folder.names.filter { $0.hasPrefix("site-") && $0.hasSuffix(".html") && !written.contains($0) }
      .sorted()
    var notes: [String] = []
    if !written.isEmpty { notes.append("\(folder.path): \(counted(written.count, "page")) of single sites") }
    if !others.isEmpty {
      notes.append(
        "\(folder.path) holds pages of sites that this report did not write; remove them before the folder is passed on: "
          + others.prefix(5).joined(separator: ", ") + (others.count > 5 ? " and \(others.count - 5) more" : ""))
    }
    return notes
  }

  private func request() throws -> StudyReportRequest {
    var request = StudyReportRequest()
    request.audience = try audience.map { try choice($0, option: "--audience", among: ReportAudience.self) }
    if let minCell {
      guard let count = Int(minCell), count > 0 else { throw ReportUsageError.notACount(minCell) }
      request.smallestCount = count == 1 ? nil : count
      request.smallestSite = count
    } else if request.audience != nil {
      request.smallestCount = 5
    }
    guard let level = Double(level), level > 0, level < 1 else { throw UsageError.notALevel(self.level) }
    request.level = level
    request.version = EndlineCommand.version
    request.command = commandLine
    request.date = try CalendarDate.ofReports().text
    return request
  }

  /// The command as a shell reads it.
  private var commandLine: String {
    let options = [
      ("-o", output), ("--tables", tables), ("--audience", audience), ("--min-cell", minCell),
      ("--level", level == "0.95" ? nil : level),
    ]
    let words = ["endline", "report", study ?? ""] + options.flatMap { name, value in value.map { [name, $0] } ?? [] }
    return words.map(Self.quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      let scalar = Character(UnicodeScalar(byte))
      return scalar.isASCII && (scalar.isLetter || scalar.isNumber || "-_./=:,+@".contains(scalar))
    }
    return isPlain && !word.isEmpty
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

/// What can be wrong with `report`'s own command line.
enum ReportUsageError: Diagnosis {
  case noStudy
  case noFolder
  case noData(String)
  case notACount(String)
  case notADate(String)

  var status: ExitStatus { .usage }

  var problems: [String] {
    switch self {
    case .noStudy: ["report needs a study description"]
    case .noFolder: ["report needs a folder to write to"]
    case .noData(let path): ["\(path): no file of data is named, and a report can be made again from a file only"]
    case .notACount(let text): ["--min-cell \"\(text)\" is not a number of people"]
    case .notADate(let text): ["SOURCE_DATE_EPOCH \"\(text)\" is not a number of seconds since 1970"]
    }
  }

  var mend: String? {
    switch self {
    case .noStudy:
      "endline report STUDY.yaml -o FOLDER; Documentation/Formats/study-description.md says what stands in it"
    case .noFolder: "name it with -o FOLDER"
    case .noData: "add data: FILE to the study description, relative to its folder"
    case .notACount: "give a whole number from 1 up, such as 5"
    case .notADate: "give a whole number, such as 1767225600, or unset it"
    }
  }
}
