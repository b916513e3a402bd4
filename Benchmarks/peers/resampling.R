# resampling.R FILE OUTCOME bootstrap|permutation COUNT
arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(arguments[1])
data <- data.frame(y = data[[arguments[2]]], arm = factor(data$arm, levels = c("TAU", "IMR")))
count <- as.integer(arguments[4])
set.seed(1)
if (arguments[3] == "bootstrap") {
  suppressMessages(library(boot))
  difference <- function(data, chosen) {
    y <- data$y[chosen]
    treated <- data$arm[chosen] == "IMR"
    mean(y[treated]) - mean(y[!treated])
  }
  replicates <- boot(data, difference, R = count, strata = data$arm)
  # Influence by the jackknife, as endline has it; boot's default is by regression.
  sizes <- table(data$arm)[data$arm]
  influence <- empinf(replicates, type = "jack") / as.numeric(sizes)
  limits <- boot.ci(replicates, type = "bca", L = influence)$bca[4:5]
  cat(sprintf("[%.17g,%.17g,%.17g]\n", replicates$t0, limits[1], limits[2]))
} else {
  suppressMessages(library(coin))
  test <- oneway_test(y ~ arm, data, distribution = approximate(nresample = count))
  cat(sprintf("[%.17g]\n", as.numeric(pvalue(test))))
}
