import StudyReports
import Testing

@Test func namesOfSitesPagesAreHarmlessAndDifferent() {
  let labels = [
    "../../x", "<script>alert(1)</script>", "CON", "con", "Con!", "a b", "a-b", "a-b-2", "", "  ", "Ærø", "/etc/passwd",
    "index.html", String(repeating: "long ", count: 100), String(repeating: "long ", count: 101), "a\u{0}b", ".", "..",
  ]
  let names = SiteFileNames.names(of: labels)
  #expect(names.count == labels.count)
  #expect(Set(names).count == labels.count)
  for name in names {
    #expect(name.hasPrefix("site-") && name.hasSuffix(".html") && name.utf8.count < 64)
    #expect(name.dropLast(5).allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }, "\(name)")
  }
  #expect(names[0] == "site-x.html")
  #expect(names[2...4] == ["site-con.html", "site-con-2.html", "site-con-3.html"])
  // A number behind a name is another site's own name already.
  #expect(names[5...7] == ["site-a-b.html", "site-a-b-2.html", "site-a-b-2-2.html"])
}
