# insteval.R FILE: lme4's ratings of lecturers by students, labels that no program takes for numbers.
data(InstEval, package = "lme4")
write.csv(
  with(InstEval, data.frame(s = paste0("s", s), d = paste0("d", d), dept = paste0("p", dept), service = service, y = y)),
  commandArgs(trailingOnly = TRUE)[1], row.names = FALSE, quote = FALSE)
