# Correlation matrices of nlme, one file of few numbers.
#
#     Rscript Tests/MixedModelsTests/Fixtures/covariance-nlme.R
#
# writes covariance-nlme.json beside itself: corCompSymm, corAR1 and corExp of 4 visits.
library(nlme)
file <- sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))
data <- data.frame(visit = 1:4, time = c(0, 1.5, 2, 5), id = 1)
matrix_of <- function(structure) corMatrix(Initialize(structure, data))
packed <- function(m) m[upper.tri(m, diag = TRUE)]  # by column of the upper half: row by row of the lower
show <- function(x) paste0("[", paste(format(x, digits = 17, trim = TRUE), collapse = ","), "]")
out <- c(
  cs = show(packed(matrix_of(corCompSymm(-0.2, ~ 1 | id)))),
  ar1 = show(packed(matrix_of(corAR1(-0.6, ~ visit | id)))),
  sp_exp = show(packed(matrix_of(corExp(2.5, ~ time | id)))))
cat(paste0("{\"nlme\":\"", packageVersion("nlme"), "\",\n",
  paste0("\"", names(out), "\":", out, collapse = ",\n"), "}\n"), file = sub("\\.R$", ".json", file))
