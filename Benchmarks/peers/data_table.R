library(data.table)
setDTthreads(2)
arguments <- commandArgs(trailingOnly = TRUE)
score <- arguments[2]
data <- fread(arguments[1], select = c("arm", "visit", score), showProgress = FALSE)
setnames(data, score, "score")
groups <- data[!is.na(score), .(n = .N, mean = mean(score), sd = sd(score)), keyby = .(arm, visit)]
rows <- sprintf("[\"%s\",\"%s\",%d,%.17g,%.17g]", groups$arm, groups$visit, groups$n, groups$mean, groups$sd)
cat("[", paste(rows, collapse = ","), "]\n", sep = "")
