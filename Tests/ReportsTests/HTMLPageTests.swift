import Estimates
import Foundation
import Reports
import Testing

@Test(arguments: [
  ("change", SampleDocuments.change), ("compare", SampleDocuments.compare), ("empty", SampleDocuments.empty),
  ("attack", SampleDocuments.attack),
])
func htmlReadsAsApproved(name: String, document: ResultDocument) throws {
  try expectSnapshot(document.rendered(as: .html), "\(name).html")
}

@Test(arguments: [SampleDocuments.change, SampleDocuments.compare, SampleDocuments.empty, SampleDocuments.attack])
func everyElementIsClosedAndEveryCharacterEscaped(document: ResultDocument) throws {
  let text = document.rendered(as: .html)
  let tags = try Regex("<(/?)([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"<>]*\")*)>")
  var open: [Substring] = []
  let void: Set<Substring> = ["meta"]
  for match in text.matches(of: tags) {
    let name = match.output[2].substring ?? ""
    if match.output[1].substring == "/" {
      #expect(open.popLast() == name)
    } else if !void.contains(name) {
      open.append(name)
    }
  }
  #expect(open.isEmpty)
  let rest = text.replacing(tags, with: "").replacing("<!DOCTYPE html>", with: "")
  #expect(!rest.contains("<") && !rest.contains(">"))
  #expect(!text.contains("<script"))
}

@Test func thePageNeedsNothingFromElsewhere() {
  let text = SampleDocuments.change.rendered(as: .html)
  for address in ["http:", "https:", "src=", "href=", "url(", "@import"] { #expect(!text.contains(address)) }
}

@Test func thePageExplainsTheMeasuresItShowsAndNoOthers() {
  let text = SampleDocuments.changeOfOneArm.rendered(as: .html)
  #expect(text.contains("<dt>d_z</dt><dd>Mean change divided by the standard deviation of the change.</dd>"))
  #expect(!text.contains("Glass"))
}

@Test func tableCellsAreHeadersWhereTheyLabel() {
  let text = SampleDocuments.change.rendered(as: .html)
  #expect(text.contains("<caption>Descriptive statistics</caption>"))
  #expect(text.contains("<th scope=\"col\" class=\"label\">Arm</th>"))
  #expect(text.contains("<tr><th scope=\"row\">BtheB</th><th scope=\"row\">2m</th><td>52</td>"))
  #expect(text.contains("<th class=\"group\" scope=\"rowgroup\" colspan=\"9\">Mean change (paired t)</th>"))
}

/// Text has a column of its own; a table may be as wide as the window.
@Test func aWideTableIsNotHeldToTheColumnOfText() {
  let text = SampleDocuments.change.rendered(as: .html)
  #expect(text.contains("header, h2, main p, ul, dl { max-width: 58rem;"))
  #expect(text.contains("width: min-content; min-width: min(58rem, 100%); max-width: 100%;"))
  #expect(!text.contains("max-width: 60rem"))
}
