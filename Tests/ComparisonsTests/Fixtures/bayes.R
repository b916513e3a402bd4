# The Bayesian second look at Beat the Blues: BayesFactor::ttestBF on the data themselves (its integral has five to ten
# digits), and posteriors under a normal prior by the textbook's precisions, 1/sd^2 + 1/SE^2, with estimate and standard
# error of t.test and lm.
# Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/bayes.R

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))
suppressMessages(library(BayesFactor))

rows <- list()
posterior <- function(month, prior, method, estimate, std_error, pooled, n) {
  mean <- if (prior == "default") 0 else 2
  sd <- if (prior == "default") pooled else 5
  precision <- 1 / sd^2 + 1 / std_error^2
  center <- (mean / sd^2 + estimate / std_error^2) / precision
  spread <- 1 / sqrt(precision)
  rows[[length(rows) + 1]] <<- list(visit = as.character(month), prior = prior, method = paste0("normal_prior_", method),
    prior_sd = sd, estimate = center, std_error = spread, conf_low = qnorm(0.025, center, spread),
    conf_high = qnorm(0.975, center, spread), above = pnorm(0, center, spread, lower.tail = FALSE),
    below = pnorm(0, center, spread), n = n)
}

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
factors <- list()
bayes_factor <- function(month, arm, n, found)
  factors[[length(factors) + 1]] <<- list(visit = as.character(month), arm = arm, n = n, log_bayes_factor = found@bayesFactor$bf)
for (month in c(0, 2, 3, 5, 8)) {
  here <- long[long$month == month & !is.na(long$bdi), ]
  x <- here$bdi[here$treatment == "BtheB"]; y <- here$bdi[here$treatment == "TAU"]
  n <- length(x) + length(y)
  pooled <- sqrt(((length(x) - 1) * var(x) + (length(y) - 1) * var(y)) / (n - 2))
  bayes_factor(month, "BtheB - TAU", n, ttestBF(x = x, y = y, rscale = 1))
  welch <- t.test(x, y)
  for (prior in c("default", "given")) posterior(month, prior, "welch", mean(x) - mean(y), welch$stderr, pooled, n)
  if (month == 0) next
  pairs <- pairs_at(long, 0, month)
  pairs$arm <- relevel(factor(pairs$treatment), "TAU")
  fit <- lm(later ~ earlier + arm, data = pairs)
  for (prior in c("default", "given"))
    posterior(month, prior, "ancova", coef(fit)[["armBtheB"]], sqrt(vcov(fit)["armBtheB", "armBtheB"]), pooled, nobs(fit))
  for (arm in c("BtheB", "TAU")) {
    here <- pairs[pairs$treatment == arm, ]
    bayes_factor(month, arm, nrow(here), ttestBF(x = here$later - here$earlier, rscale = 1))
  }
}
write_fixture(file.path(folder, "bayes.json"), "BayesFactor", "rows", rows, list(factors = factors))
