/// How a method's name in the contract reads in a table: `ancova_hc3` as `ANCOVA HC3`.
func methodTitle(_ method: String) -> String {
  method.split(separator: "_").map { word in properNames[String(word)] ?? String(word) }.joined(separator: " ")
}

private let properNames = [
  "ancova": "ANCOVA", "bca": "BCa", "bonett": "Bonett", "bonferroni": "Bonferroni", "brunner": "Brunner",
  "dunnett": "Dunnett", "em": "EM", "fisher": "Fisher", "garwood": "Garwood", "haenszel": "Haenszel", "hc3": "HC3",
  "hochberg": "Hochberg",
  "holm": "Holm", "hommel": "Hommel", "jzs": "JZS", "katz": "Katz", "mantel": "Mantel", "miettinen": "Miettinen",
  "morris": "Morris", "munzel": "Munzel", "newcombe": "Newcombe", "nurminen": "Nurminen", "pearson": "Pearson",
  "poisson": "Poisson",
  "student": "Student", "tarone": "Tarone", "tost": "TOST", "tukey": "Tukey", "welch": "Welch",
  "wilcoxon": "Wilcoxon", "wilson": "Wilson", "woolf": "Woolf",
]
