import Endline
import Foundation
import Testing

@Suite struct AuditCommandTests {
  private let claims = "Datasets/imr-evidence/claims.csv"
  private let arms = "Datasets/imr-evidence/arm_summaries.csv"

  @Test func theThesisAbstractAndItsMendAreOnThePage() throws {
    let outcome = try Scratch().run(["audit", claims, "--checks", "interval_centre"], in: Scratch.project)
    #expect(outcome.status == 0)
    #expect(
      outcome.output.hasPrefix(
        """
        Jensen 2021 thesis (abstract): 1 inconsistent

        line 2           GAF-F, one-year follow-up, IMR minus TAU
        interval_centre  inconsistent: 0.8 is not in the middle of -4.7 to 3.0 (-0.85)
        perhaps          with the signs of the limits turned, -3.0 to 4.7, it is: 0.85;
                         with the sign of the estimate turned, -0.8, it is
        """))
    #expect(outcome.errors == "note: 0 impossible, 1 inconsistent, 1 consistent, 0 not checkable\n")
  }

  @Test func theExamplesOfTheHelpRun() throws {
    let help = try Scratch().run(["audit", "--help"]).output
    let commands = help.components(separatedBy: "\n\n").filter { $0.contains("endline audit Datasets") }
    #expect(commands.count == 2)
    for command in commands {
      let words = command.components(separatedBy: "endline ")[1].replacingOccurrences(of: "\\\n", with: " ")
      let outcome = try Scratch().run(words.split(whereSeparator: \.isWhitespace).map(String.init), in: Scratch.project)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("0.8 is not in the middle"))
    }
  }

  @Test func anIntervalOutsideItsMiddleIsDrawnWithItsMend() throws {
    let scratch = try Scratch()
    let file = scratch.path("audit.svg")
    let outcome = try scratch.run(
      ["audit", claims, "--checks", "interval_centre", "--plot", file], in: Scratch.project)
    #expect(outcome.status == 0)
    let chart = try scratch.read("audit.svg")
    for words in ["as printed", "0.80 (\u{2212}4.70 to 3.00)", "limits' signs turned", "0.80 (\u{2212}3.00 to 4.70)"] {
      #expect(chart.contains(words.replacingOccurrences(of: "'", with: "&#39;")) || chart.contains(words), "\(words)")
    }
    let none = try scratch.run(
      ["audit", claims, "--checks", "flow_sums", "--plot", scratch.path("none.svg")], in: Scratch.project)
    #expect(none.status == 0)
    #expect(none.errors.contains("none.svg is not written: no interval was found"))
    #expect(try !scratch.entries().contains("none.svg"))
    let wrong = try scratch.run(["audit", claims, "--plot", "audit.png"], in: Scratch.project)
    #expect(wrong.status == 64)
  }

  @Test func strictExitsWith1() throws {
    #expect(try Scratch().run(["audit", claims, "--strict"], in: Scratch.project).status == 1)
    let clean = try Scratch().run(["audit", claims, "--strict", "--checks", "coefficient_range"], in: Scratch.project)
    #expect(clean.status == 0)
  }

  @Test(arguments: ResultFormat.allCases)
  func everyFormatIsWritten(format: ResultFormat) throws {
    let outcome = try Scratch().run(["audit", claims, arms, "--format", format.rawValue], in: Scratch.project)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("0.8 is not in the middle of -4.7 to 3.0"))
    #expect(!outcome.output.contains("nan") && !outcome.output.contains(" inf "))
  }

  @Test func rowsHaveTheContractsFields() throws {
    let outcome = try Scratch().run(["audit", claims, arms, "--format", "csv"], in: Scratch.project)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines[0].hasSuffix("n,study,line,check,verdict,mend,finding,file"))
    #expect(lines.contains { $0.contains(",2,interval_centre,inconsistent,") })
  }

  @Test func linesOfSeveralFilesBearTheirNames() throws {
    let outcome = try Scratch().run(["audit", arms, claims], in: Scratch.project)
    #expect(outcome.output.contains("claims.csv:2") && outcome.output.contains("arm_summaries.csv:176"))
    for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func claimsInSentencesAreAudited() throws {
    let outcome = try Scratch().run(
      ["audit", "--text", "-", "--strict"],
      input: "The mean difference was 0.8 (95% CI -4.7 to 3.0), p = 0.67; t(58) = 1.71, p = .046, one-tailed.\n")
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("<stdin>: 1 inconsistent, 3 consistent"))
    #expect(outcome.output.contains("with the signs of the limits turned, -3.0 to 4.7, it is: 0.85"))
  }

  @Test func theDecimalMarkOfTheOptionIsObeyed() throws {
    let text = "In all 1.1, 2.2 and 3.3. Forskellen var -3,7 (95% CI -6,1; -1,3).\n"
    let recognised = try Scratch().run(["audit", "--text", "-", "--strict"], input: text)
    #expect(recognised.status == 0)
    #expect(recognised.output.contains("3,7 may be one number or two"), "\(recognised.output)")
    let said = try Scratch().run(["audit", "--text", "-", "--decimal", ","], input: text)
    #expect(said.output.contains("-3.7 lies in -6.1"), "\(said.output)")
  }

  @Test func theHelpNamesTheTypesOfClaims() throws {
    let help = try Scratch().run(["audit", "--help"]).output.split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
    #expect(help.contains(ClaimType.allCases.map(\.rawValue).joined(separator: ", ")))
  }

  @Test func sentencesWrapInHTML() throws {
    let outcome = try Scratch().run(["audit", claims, "--format", "html"], in: Scratch.project)
    #expect(outcome.output.contains("<th scope=\"row\" class=\"text\">"))
    #expect(outcome.output.contains("th.text { white-space: normal;"))
  }

  @Test func aLineWithSeveralClaimsNamesEach() throws {
    let outcome = try Scratch().run(
      ["audit", "--text", "-"], input: "Then t(58) = 2.21, p = .46, but t(20) = 3.10, p = .31.\n")
    #expect(outcome.output.contains("line 1            t(58) = 2.21, p = .46"), "\(outcome.output)")
    #expect(outcome.output.contains("line 1            t(20) = 3.10, p = .31"), "\(outcome.output)")
  }

  @Test func theClaimsCanComeFromStandardInput() throws {
    let outcome = try Scratch().run(
      ["audit", "-", "--format", "csv"], input: "claim_type,estimate,n1,n2\nproportion,0.6,2,3\n")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("percent_count,inconsistent"), "\(outcome.output)")
  }
}
