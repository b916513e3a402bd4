# Writes statcheck.json: what the R package statcheck finds in sentences of the forms that its documentation and tests
# name, and the p-values it computes. The sentences are ours.
#
#   STATCHECK=/path/to/its/source Rscript statcheck.R > statcheck.json
#
# STATCHECK names a checkout of https://github.com/MicheleNuijten/statcheck; without it an installed package is used.
source_folder <- Sys.getenv("STATCHECK")
if (source_folder == "") {
  suppressMessages(library(statcheck))
  version <- as.character(packageVersion("statcheck"))
} else {
  for (file in list.files(file.path(source_folder, "R"), full.names = TRUE)) sys.source(file, envir = globalenv())
  version <- read.dcf(file.path(source_folder, "DESCRIPTION"), fields = "Version")[1]
}
sentences <- c(
  "Symptoms fell more under treatment, t(61) = 2.41, p = .02.",
  "Neither arm changed: t(61) = 0.41, p = .68, and t(58) = -1.12, p = .27.",
  " t ( 61 ) = 2.41 , p = .02",
  "t(61)=-2.41,p=.02",
  "t(60.4) = 2.41, p = 0.019",
  "t(61) = 2.41, p < .05",
  "t(61) = 1.41, p > .05",
  "t(61) = 1.41, ns",
  "t(61) = 1,002.41, p < .001",
  "t(61) = \u22122.41, p = .02",
  "Arms differed, F(1, 118) = 6.02, p = .016.",
  "F(3,354)=2.11,p=.10",
  " F ( 2 , 87 ) = 4.85 , p = .01",
  "F(1.7, 98.6) = 3.91, p = .03",
  "F(l, 118) = 6.02, p = .016",
  "Hope went with recovery, r(96) = .31, p = .002.",
  "r(96)=-.31,p=.002",
  "r(40) = .12, p = .45, whereas r(40) = .44, p = .003",
  "More stayed, \u03c72(1, N = 198) = 4.12, p = .04.",
  "chi2(3) = 9.20, p = .027",
  "\u03c72(1, N = 1,893) = 12.6, p < .001",
  "chi2(1, n = 187) = 0.45, p = .50",
  "Ranks did not differ, z = -0.67, p = .50.",
  " Z = 2.58 , p = .01",
  "Better, as foreseen, z = 1.70, p = .045, one-tailed",
  "F(2, 28) = 2.20, p = .03, t(28) = 2.20, p = .03 and r(28) = .20, p = .03",
  "t[61] = 2.41, p = .02",
  "T(61) = 2.41, p = .02",
  "r(16) = 26.05, p = .10",
  "z(61) = 2.20, p = .03",
  "t(61) = 2.41, p = 1.02",
  "see p. 12 and table 3")
found <- lapply(sentences, function(text) {
  rows <- NULL
  invisible(capture.output(rows <- suppressMessages(suppressWarnings(statcheck(text, messages = FALSE)))))
  if (is.null(rows)) return(character())
  rows <- as.data.frame(rows)
  number <- function(x) if (is.na(x)) "null" else sprintf("%.17g", x)
  vapply(seq_len(nrow(rows)), function(i) {
    row <- rows[i, ]
    sprintf('{"type": "%s", "df1": %s, "df2": %s, "value": %s, "relation": "%s", "p": %s, "computed": %s}',
      row$test_type, number(row$df1), number(row$df2), number(row$test_value), row$p_comp, number(row$reported_p),
      number(row$computed_p))
  }, "")
})
cat(sprintf('{"program": "R", "version": "%s", "packages": {"statcheck": "%s"}, "sentences": [\n',
  paste(R.version$major, R.version$minor, sep = "."), version))
cat(paste(mapply(function(text, rows) sprintf('{"text": "%s", "found": [%s]}', text, paste(rows, collapse = ", ")),
  sentences, found), collapse = ",\n"), "\n]}\n", sep = "")
