/// How a method's name in the contract reads in a table: `ancova_hc3` as `ANCOVA HC3`.
package func methodTitle(_ method: String) -> String {
  var title = ""
  var previous: Substring = ""
  for word in method.split(separator: "_") {
    let joint = hyphenated.contains { $0 == (previous, word) } ? "-" : " "
    title += (title.isEmpty ? "" : joint) + (properNames[String(word)] ?? String(word))
    previous = word
  }
  return title
}

/// Words that belong together.
private let hyphenated: [(Substring, Substring)] = [
  ("kenward", "roger"), ("between", "within"), ("harville", "fenech"), ("knapp", "hartung"),
  ("jacobson", "truax"), ("gulliksen", "lord"), ("lord", "novick"), ("hsu", "linn"), ("linn", "lord"),
  ("edwards", "nunnally"), ("one", "sided"), ("non", "inferiority"), ("lu", "luo"),
  ("luo", "chen"), ("nunnally", "kotsch"), ("hageman", "arrindell"), ("hanley", "mcneil"),
  ("dersimonian", "laird"), ("paule", "mandel"), ("sidik", "jonkman"), ("q", "profile"),
]

private let properNames = [
  "l0": "L0",
  "peese": "PEESE",
  "pet": "PET",
  "begg": "Begg",
  "egger": "Egger",
  "peto": "Peto",
  "ancova": "ANCOVA", "anova": "ANOVA", "arrindell": "Arrindell", "bca": "BCa", "bonett": "Bonett", "chen": "Chen",
  "bonferroni": "Bonferroni", "brunner": "Brunner",
  "cr0": "CR0", "cr2": "CR2", "cr3": "CR3",
  "cochran": "Cochran", "cronbach": "Cronbach", "dersimonian": "DerSimonian", "dunnett": "Dunnett",
  "edwards": "Edwards", "em": "EM", "fenech": "Fenech", "feldt": "Feldt",
  "fisher": "Fisher", "fleiss": "Fleiss", "garwood": "Garwood", "gulliksen": "Gulliksen", "hageman": "Hageman",
  "haenszel": "Haenszel", "hartung": "Hartung", "harville": "Harville", "hc3": "HC3", "hedges": "Hedges",
  "hochberg": "Hochberg",
  "holm": "Holm", "hommel": "Hommel", "hsu": "Hsu", "jacobson": "Jacobson", "jzs": "JZS", "katz": "Katz",
  "kenward": "Kenward", "knapp": "Knapp", "kotsch": "Kotsch", "linn": "Linn", "lord": "Lord", "lu": "Lu",
  "luo":
    "Luo", "mantel": "Mantel", "jonkman": "Jonkman", "laird": "Laird", "mandel": "Mandel",
  "mcdonald": "McDonald",
  "lme4": "(lme4)", "miettinen": "Miettinen", "ml": "ML", "mmrm": "(mmrm)",
  "morris": "Morris", "munzel": "Munzel", "newcombe": "Newcombe", "novick": "Novick", "nunnally": "Nunnally",
  "nurminen": "Nurminen", "pearson": "Pearson",
  "poisson": "Poisson", "reml": "REML", "roger": "Roger", "satterthwaite": "Satterthwaite", "sas": "(SAS)",
  "student": "Student", "tarone": "Tarone", "tost": "TOST", "truax": "Truax", "tukey": "Tukey",
  "welch":
    "Welch", "f": "F", "hanley": "Hanley", "mcneil": "McNeil", "sd": "SD", "sds": "SDs", "se": "SE", "u": "U",
  "wald": "Wald", "wan": "Wan", "paule": "Paule", "q": "Q", "sidik": "Sidik",
  "wilcoxon": "Wilcoxon", "wilson": "Wilson", "woolf": "Woolf",
]
