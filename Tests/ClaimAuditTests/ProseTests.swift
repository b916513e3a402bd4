import ClaimAudit
import Diagnostics
import Estimates
import PublishedNumbers
import Tables
import Testing

struct ProseTests {
  static func read(_ text: String) throws -> Prose { try Prose(Array(text.utf8), name: "paper.txt") }

  /// A claim in one line: its type, then what it has.
  static func summary(_ found: ProseClaim) -> String {
    let claim = found.claim
    var parts = [claim.type?.rawValue ?? "estimate"]
    if let estimate = claim.estimate { parts.append(estimate.text) }
    if let statistic = claim.statistic {
      let df = claim.df.isEmpty ? "" : "(\(claim.df.map(\.text).joined(separator: ",")))"
      parts.append("\(statistic.letter.rawValue)\(df)=\(statistic.number.text)")
    }
    if let interval = claim.interval {
      parts.append("[\(interval.low.text),\(interval.high.text)]\(interval.level.map { "@\($0)" } ?? "")")
    }
    if let error = claim.standardError { parts.append("se=\(error.text)") }
    if let p = claim.p {
      parts.append("p\(p.relation.rawValue)\(p.number.text)\(found.isOneSided ? " one-sided" : "")")
    }
    if let size = claim.effectSize { parts.append("\(claim.effectSizeType ?? "")=\(size.text)") }
    if claim.n1 != nil || claim.n2 != nil {
      parts.append("n=\([claim.n1, claim.n2].compactMap { $0.map { String($0) } }.joined(separator: "/"))")
    }
    return parts.joined(separator: " ")
  }

  static func summaries(_ text: String) throws -> [String] { try read(text).claims.map(summary) }

  @Test(arguments: [
    ("It worked, t(58) = 2.21, p = .031, d = 0.57.", ["t_test t(58)=2.21 p=.031 Cohen d=0.57"]),
    ("t(58)=-2.21,p<.05", ["t_test t(58)=-2.21 p<.05"]),
    (" t ( 58 ) = 2.21 , p = .031", ["t_test t(58)=2.21 p=.031"]),
    ("t(57.3) = \u{2212}2.21, P = 0.031", ["t_test t(57.3)=-2.21 p=0.031"]),
    ("t(58) = \u{2013} 2.21; p > .01", ["t_test t(58)=-2.21 p>.01"]),
    ("*t*(58) = 2.21, *p* = .031", ["t_test t(58)=2.21 p=.031"]),
    ("t(58) = 1.71, p = .046, one-tailed", ["t_test t(58)=1.71 p=.046 one-sided"]),
    ("t(58) = 1.71, p (one-tailed) = .046", ["t_test t(58)=1.71 p=.046 one-sided"]),
    ("t = 2.21, df = 58, p = .031", ["t_test t(58)=2.21 p=.031"]),
    ("t(58) = 2,000.20, p < .001", ["t_test t(58)=2000.20 p<.001"]),
    ("t(58) = 0.21, ns", ["t_test t(58)=0.21 p>.05"]),
    ("F(1, 58) = 4.9, p < .05", ["f_test F(1,58)=4.9 p<.05"]),
    ("F(2,116)=0.4,n.s.", ["f_test F(2,116)=0.4 p>.05"]),
    ("F(l, 76) = 23.95, p <.001, ηp2 = .24", ["f_test F(1,76)=23.95 p<.001 partial eta squared=.24"]),
    ("F(1.8, 104.2) = 3.1, p = .05, η² = 0.05", ["f_test F(1.8,104.2)=3.1 p=.05 eta squared=0.05"]),
    ("χ2(1, N = 120) = 3.84, p = .05", ["chi_squared_test chi2(1)=3.84 p=.05 n=120"]),
    ("χ²(1, N = 11,455) = 16.78, p < .001", ["chi_squared_test chi2(1)=16.78 p<.001 n=11455"]),
    ("chi-square(2) = 5.99, p = .05", ["chi_squared_test chi2(2)=5.99 p=.05"]),
    ("X2 (2) = 5.99, p = .05", ["chi_squared_test chi2(2)=5.99 p=.05"]),
    ("r(56) = .23, p = .08", ["correlation .23 r(56)=.23 p=.08"]),
    ("r = .23, n = 58, p = .08", ["correlation .23 r=.23 p=.08 n=58"]),
    ("z = 1.96, p = .05", ["z_test z=1.96 p=.05"]),
    ("U = 3928.5, p = .50", ["mann_whitney U=3928.5 p=.50"]),
    ("U = 3928.5, z = -0.67, p = .50", ["mann_whitney U=3928.5 p=.50", "z_test z=-0.67 p=.50"]),
    (
      "first t(28) = 2.20, p = .03, then t(28) = 1.23, p = .04.",
      ["t_test t(28)=2.20 p=.03", "t_test t(28)=1.23 p=.04"]
    ),
  ])
  func testStatisticsAreFound(text: String, found: [String]) throws { #expect(try Self.summaries(text) == found) }

  @Test(arguments: [
    (
      "The mean difference 0.8 (95 % CI \u{2212}4.7 to 3.0), p = 0.67.",
      ["mean_difference 0.8 [-4.7,3.0]@0.95 p=0.67"]
    ),
    ("OR 1.22 (95% CI: 0.44\u{2013}3.42; P=0.70)", ["odds_ratio 1.22 [0.44,3.42]@0.95 p=0.70"]),
    ("OR (95% CI) 1.22 (0.44\u{2013}3.42), p = 0.70", ["odds_ratio 1.22 [0.44,3.42]@0.95 p=0.70"]),
    ("hazard ratio (HR) of 0.81 (99% CI 0.66\u{2009}-\u{2009}0.99)", ["hazard_ratio 0.81 [0.66,0.99]@0.99"]),
    ("aOR = 2.1, 95%CI [1.1, 4.0]", ["odds_ratio 2.1 [1.1,4.0]@0.95"]),
    ("RR 0\u{B7}67 (95% CI 0\u{B7}50 to 0\u{B7}90; p=0\u{B7}008)", ["risk_ratio 0.67 [0.50,0.90]@0.95 p=0.008"]),
    (
      "the difference between groups at 12 months was -0.8 points (95% confidence interval -4.7 to 3.0)",
      ["mean_difference -0.8 [-4.7,3.0]@0.95"]
    ),
    ("d = 0.41, 95% CI [-0.08, 0.90]", ["effect_size [-0.08,0.90]@0.95 Cohen d=0.41"]),
    (
      "Hedges' g = \u{2212}0.31 (95 % CI \u{2212}0.60 \u{2013} \u{2212}0.02)",
      ["effect_size [-0.60,-0.02]@0.95 Hedges g=-0.31"]
    ),
    ("b = 1.4, SE = 0.5, p = .005", ["regression_coefficient 1.4 se=0.5 p=.005"]),
    ("scores rose by 0.8 (95 % CI [-4.7, 3.0])", ["estimate 0.8 [-4.7,3.0]@0.95"]),
    ("in 62.6 % (95 % CI 52.3 % to 72.0 %)", ["proportion 0.626 [0.523,0.720]@0.95"]),
    ("62 of 99 (63 %)", ["proportion 0.63 n=62/99"]),
    ("62/99 (62.6%) stayed", ["proportion 0.626 n=62/99"]),
    ("62 out of 99 patients (63%)", ["proportion 0.63 n=62/99"]),
    ("63 % (62 of 99)", ["proportion 0.63 n=62/99"]),
    ("62 (63 %) of the 99", ["proportion 0.63 n=62/99"]),
    ("5 of 1,200 (0.4%)", ["proportion 0.004 n=5/1200"]),
  ])
  func estimatesAndCountsAreFound(text: String, found: [String]) throws { #expect(try Self.summaries(text) == found) }

  @Test(arguments: [
    "", "See p. 31 and t. 2.", "F < 1", "T(28) = 2.20, p = .03", "r(16) = 26.05, p = .10", "z(28) = 2.20, p = .03",
    "t(28) = 2.20", "p = .03", "born 11/22/1963, 12 of 13 came", "t(28) = 2.20, p = 1.03", "the OR was closed at 12",
    "a difference of 4 between 62 and 99", "t[28] = 2.20, p = .03", "95% CI",
  ])
  func whatIsNoClaimIsNotFound(text: String) throws { #expect(try Self.summaries(text) == []) }

  @Test func placesAndWordsAreThoseOfTheText() throws {
    let prose = try Self.read(
      "One.\n\n  It was t(58) =\n2.21, p\u{A0}= .031, and no more.\r\nOR 1.22 (95% CI: 0.44–3.42)")
    #expect(prose.claims.map(\.claim.line) == [3, 5])
    #expect(prose.claims.map(\.column) == [10, 1])
    #expect(prose.claims.map(\.claim.words) == ["t(58) = 2.21, p\u{A0}= .031", "OR 1.22 (95% CI: 0.44–3.42)"])
    #expect(prose.claims.allSatisfy { $0.claim.file == "paper.txt" })
  }

  @Test func decimalCommasAreReadWhereTheTextUsesThem() throws {
    let prose = try Self.read("t(58) = 2,21, p = 0,031; OR = 1,22 (95 % CI 0,44 til 3,42), p = 0,70, N = 1.200")
    #expect(prose.hasDecimalCommas)
    #expect(
      prose.claims.map(Self.summary) == ["t_test t(58)=2.21 p=0.031", "odds_ratio 1.22 [0.44,3.42]@0.95 p=0.70 n=1200"])
  }

  /// A statistic with its p-value is checked whatever words stand before it; a mean difference needs a number of its own.
  @Test(arguments: [
    ("The difference was significant, t(76) = 2.12, p = .20.", ["t_test t(76)=2.12 p=.20"]),
    ("a difference between the groups (t(76) = 2.12, p = .20)", ["t_test t(76)=2.12 p=.20"]),
    ("the mean difference was small, F(1,58) = 4.9, p = .20", ["f_test F(1,58)=4.9 p=.20"]),
    ("no difference, χ2(1) = 3.84, p = .05", ["chi_squared_test chi2(1)=3.84 p=.05"]),
    (
      "The mean difference was 0.8 (SE 0.3), t(76) = 2.67, p = .20.",
      ["mean_difference 0.8 se=0.3", "t_test t(76)=2.67 p=.20"]
    ),
    ("The difference at 12 months (95% CI 1.2 to 3.4) was 2.0.", []),
    (
      "The difference at 12 months was 2.0 (95% CI 1.2 to 3.4).",
      ["mean_difference 2.0 [1.2,3.4]@0.95"]
    ),
  ])
  func statisticsBehindTheWordDifferenceAreFound(text: String, found: [String]) throws {
    #expect(try Self.summaries(text) == found)
  }

  @Test(arguments: [
    ("Forskellen var -3,7 (95% CI -6,1; -1,3).", ["estimate -3.7 [-6.1,-1.3]@0.95"]),
    ("Forskellen var \u{2212}3,7 (95% CI \u{2212}6,1 to \u{2212}1,3).", ["estimate -3.7 [-6.1,-1.3]@0.95"]),
    ("12 of 40 (32,5%)", ["proportion 0.325 n=12/40"]),
    ("F(1,58) = 4.90, p = .03", ["f_test F(1,58)=4.90 p=.03"]),
    ("d = 2.41 (95% CI [2,5])", ["effect_size [2,5]@0.95 Cohen d=2.41"]),
    ("d = 2.41 (95% CI [-2,5])", ["effect_size [-2,5]@0.95 Cohen d=2.41"]),
    ("d = 2.41 (95% CI [0.44,3.42])", ["effect_size [0.44,3.42]@0.95 Cohen d=2.41"]),
  ])
  func theMarkIsThatOfMostNumbers(text: String, found: [String]) throws { #expect(try Self.summaries(text) == found) }

  /// Digits directly behind a digit and a comma start no number; what may be one number or two is held against nothing.
  @Test(arguments: [
    "-3,7 (95% CI -6,1; -1,3)", "-3,7 (95% CI -6,1 to -1,3)", "3,7 (95 % CI 1,3 til 6,1; p = 0,003)",
    "12 of 40 (32,5%)", "50,6 (SE 1,38) vs 49,8 (1,40), p = 0.67", "t(58) = 2,21, p = .50", "d = 0.41, 95% CI [2,5; 7]",
  ])
  func ambiguousNumbersAreNotHeldAgainstAnything(text: String) throws {
    let points = "It was t(58) = 2.21, p = .031, of 3.30, 4.41, 2.21, 1.12, 5.52 and 6.61. "
    let input = try AuditInput(readingText: .bytes(Array((points + text + ".").utf8), name: "paper.txt"))
    let audit = Audit(Evidence(claims: input.claims, arms: input.arms))
    #expect(audit.count(.inconsistent) + audit.count(.impossible) == 0)
    #expect(audit.count(.consistent) == 1)
    let unread = input.claims.filter { $0.unread != nil }
    #expect(unread.count == 1)
    #expect(unread.allSatisfy { $0.estimate == nil && $0.interval == nil && $0.p == nil && $0.statistic == nil })
    #expect(audit.entries.contains { $0.finding.words.contains("may be one number or two") })
  }

  @Test func theDecimalMarkIsWhatWasSaid() throws {
    let text = Array("t(58) = 2.21, p = .031, of 3.3 and 4.4; forskel -3,7 (95% CI -6,1; -1,3)".utf8)
    #expect(try Prose(text, name: "a").claims.map { $0.claim.unread == nil } == [true, false])
    let said = try AuditInput(readingText: .bytes(text, name: "a"), decimalMark: .comma).claims
    #expect(said.last?.estimate?.value == -3.7)
    #expect(said.last?.interval?.low.value == -6.1)
    let points = Array("forskel 3,7 (95% CI 1,3; 6,1)".utf8)
    #expect(try Prose(points, name: "a", decimalMark: .point).claims.allSatisfy { $0.claim.unread != nil })
  }

  @Test func tagsAndEntitiesOfHTMLAreLeftOut() throws {
    let html = """
      <html><head><style>p { t(1) = 2, p = 3 }</style></head><body><p>It was <i>t</i>(58) = &#8722;2.21, <em>p</em> &lt; .05.</p>
      <td>&chi;<sup>2</sup>(1) = 3.84,</td><td>p = .05</td><!-- t(1) = 2, p = .1 --></body></html>
      """
    #expect(try Self.summaries(html) == ["t_test t(58)=-2.21 p<.05", "chi_squared_test chi2(1)=3.84 p=.05"])
  }

  @Test func twoMeansBesideOneAnotherAreArms() throws {
    let prose = try Self.read("GAF-F was 50.6 (SE 1.38) vs 49.8 (1.40), p = 0.67.")
    #expect(prose.claims.map(Self.summary) == ["p_value p=0.67"])
    #expect(prose.arms.map(\.mean?.text) == ["50.6", "49.8"])
    #expect(prose.arms.map(\.se?.text) == ["1.38", "1.40"])
    #expect(Set(prose.arms.map(\.outcome)) == [prose.claims[0].claim.outcome])
  }

  @Test(arguments: [([UInt8]("%PDF-1.7\n".utf8), "a PDF"), ([0x50, 0x4B, 3, 4, 0], "a packed document")])
  func whatIsNoTextIsRefusedInWords(bytes: [UInt8], kind: String) {
    let error = #expect(throws: ProseError.self) { try Prose(bytes, name: "paper.pdf") }
    #expect(
      error?.description == "paper.pdf: this is \(kind), and only plain text, Markdown and HTML are read\n"
        + "mend: save it as text first (pdftotext paper.pdf, or \"save as\" plain text)")
  }

  /// Any bytes at all: whatever is found, nothing traps.
  @Test func randomBytesAndShuffledPiecesAreRead() throws {
    var state: UInt64 = 11
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = [
      "t", "(", "58", ")", " = ", "\u{2212}", "2.21", ", ", "p", "<", ".05", "95% CI", "[", "]", " to ", "OR", "χ", "2",
      "F", "1,",
      "62", "/", "99", " of ", "%", "\n", "<p>", "&lt;", "&#x110000;", "e", "-", "η", "one", "-tailed", "SE", "vs",
      "N =",
      "1e999", "99999999999999999999", "difference", "CI", ";", "n.s.", "<!--", "<script>", "\u{0}", "d =", "mean", "U",
    ].map { Array($0.utf8) }
    for round in 0..<600 {
      var bytes: [UInt8] = []
      for _ in 0..<60 {
        if round.isMultiple(of: 3) { bytes.append(UInt8(next(256))) } else { bytes += pieces[next(pieces.count)] }
      }
      _ = try? Prose(bytes, name: "noise")
    }
  }
}
