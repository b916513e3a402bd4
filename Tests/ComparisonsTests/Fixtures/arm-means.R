# The mean of each arm of Beat the Blues at every visit with its t interval: t.test of the values observed there.
# Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/arm-means.R

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
rows <- list()
for (month in c(0, 2, 3, 5, 8))
  for (arm in c("BtheB", "TAU")) {
    x <- long$bdi[long$month == month & long$treatment == arm & !is.na(long$bdi)]
    fit <- t.test(x, conf.level = 0.9)
    rows[[length(rows) + 1]] <- row(
      month, "mean", "t", arm = arm, estimate = mean(x), std_error = fit$stderr, df = unname(fit$parameter),
      conf = as.numeric(fit$conf.int), conf_level = 0.9, n = length(x))
  }
write_fixture(file.path(folder, "arm-means.json"), "stats", "rows", rows)
