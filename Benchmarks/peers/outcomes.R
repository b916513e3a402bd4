# outcomes.R FILE: Welch, ANCOVA and Hedges' g for every outcome, each with its interval.
suppressMessages(library(effectsize))
data <- read.csv(commandArgs(trailingOnly = TRUE)[1])
treated <- data$arm == "IMR"
for (name in grep("_0$", names(data), value = TRUE)) {
  baseline <- data[[name]]
  y <- data[[sub("_0$", "_1", name)]]
  welch <- t.test(y[treated], y[!treated])
  ancova <- lm(y ~ baseline + treated)
  g <- hedges_g(y[treated], y[!treated])
  cat(sprintf("%.17g", c(
    welch$estimate[[1]] - welch$estimate[[2]], welch$conf.int, coef(ancova)[[3]], confint(ancova)[3, ],
    g$Hedges_g)), "\n")
}
