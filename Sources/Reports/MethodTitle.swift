/// How a method's name in the contract reads in a table: `ancova_hc3` as `ANCOVA HC3`.
func methodTitle(_ method: String) -> String {
  method.split(separator: "_").map { word in properNames[String(word)] ?? String(word) }.joined(separator: " ")
}

private let properNames = [
  "ancova": "ANCOVA", "bonett": "Bonett", "brunner": "Brunner", "fisher": "Fisher", "hc3": "HC3", "munzel": "Munzel",
  "student": "Student",
  "welch": "Welch", "wilcoxon": "Wilcoxon", "wilson": "Wilson",
]
