# Bootstrap replicates and intervals by boot on index vectors that stand in the JSON, and exact permutation tests by
# counting out every arrangement and by coin.
suppressPackageStartupMessages({library(boot); library(coin); library(jsonlite)})

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
treatment <- c(12.5, 9, 14.25, 8, 17, 11, 10.5)
control <- c(13, 18.5, 16, 12, 21, 15.5, 14, 19, 11.5)
baseline <- c(28, 31.5, 25, 40, 22.5, 35, 29, 33, 27.5, 30, 38)
followup <- c(21, 30, 26.5, 28, 15, 31, 22.5, 20, 25, 33, 27)
replicates <- 399
level <- 0.9

J <- function(m) exp(lgamma(m / 2) - lgamma((m - 1) / 2)) / sqrt(m / 2)

arms <- data.frame(y = c(treatment, control), arm = rep(1:2, c(length(treatment), length(control))))
between <- list(
  mean_difference = function(x, y) c(mean(x) - mean(y), var(x) / length(x) + var(y) / length(y)),
  cohens_d = function(x, y) {
    n <- length(x) + length(y)
    d <- (mean(x) - mean(y)) / sqrt(((length(x) - 1) * var(x) + (length(y) - 1) * var(y)) / (n - 2))
    c(d, 1 / length(x) + 1 / length(y) + d^2 / (2 * n))
  },
  hedges_g = function(x, y) {
    n <- length(x) + length(y)
    g <- J(n - 2) * (mean(x) - mean(y)) / sqrt(((length(x) - 1) * var(x) + (length(y) - 1) * var(y)) / (n - 2))
    c(g, 1 / length(x) + 1 / length(y) + g^2 / (2 * n))
  },
  glass_delta = function(x, y) {
    d <- (mean(x) - mean(y)) / sd(y)
    c(d, var(x) / var(y) / length(x) + 1 / length(y) + d^2 / (2 * (length(y) - 1)))
  })

d_z <- function(b, f, j) { n <- length(b); d <- j * mean(f - b) / sd(f - b); c(d, 1 / n + d^2 / (2 * n)) }
d_av <- function(b, f, j) {
  n <- length(b); m <- (var(b) + var(f)) / 2; d <- mean(f - b) / sqrt(m); r <- cor(b, f)
  v <- d^2 * (var(b)^2 + var(f)^2 + 2 * r^2 * var(b) * var(f)) / (8 * m^2 * (n - 1)) + var(f - b) / (m * (n - 1))
  c(j * d, j^2 * v)
}
within <- list(
  mean_change = function(b, f) c(mean(f - b), var(f - b) / length(b)),
  d_z = function(b, f) d_z(b, f, 1),
  d_av = function(b, f) d_av(b, f, 1),
  d_rm = function(b, f) d_z(b, f, 1) * c(sqrt(2 * (1 - cor(b, f))), 2 * (1 - cor(b, f))),
  d_baseline = function(b, f) {
    n <- length(b); d <- mean(f - b) / sd(b)
    c(d, (d^2 / 2 + var(f - b) / var(b)) / (n - 1))
  },
  g_z = function(b, f) d_z(b, f, J(length(b) - 1)),
  g_av = function(b, f) d_av(b, f, J(length(b) - 1)))

intervals <- function(data, statistic, strata) {
  set.seed(20240229)
  b <- boot(data, statistic, R = replicates, strata = strata)
  L <- empinf(b, type = "jack", index = 1) / as.numeric(table(strata))[strata]
  limits <- function(type, ...) tail(as.numeric(boot.ci(b, conf = level, type = type, ...)[[4]]), 2)
  list(
    t0 = b$t0[1], t = b$t[, 1], se = sd(b$t[, 1]), indices = boot.array(b, indices = TRUE) - 1,
    percentile = limits("perc"), basic = limits("basic"), studentised = limits("stud"), bca = limits("bca", L = L))
}

results <- list()
indices <- list()
for (name in names(between)) {
  found <- intervals(arms, function(d, i) between[[name]](d$y[i][d$arm[i] == 1], d$y[i][d$arm[i] == 2]), arms$arm)
  indices$between <- found$indices
  results[[name]] <- found[names(found) != "indices"]
}
pairs <- data.frame(b = baseline, f = followup)
for (name in names(within)) {
  found <- intervals(pairs, function(d, i) within[[name]](d$b[i], d$f[i]), rep(1, nrow(pairs)))
  indices$within <- found$indices
  results[[name]] <- found[names(found) != "indices"]
}

# Exact tests: every arrangement, and coin.
n1 <- length(treatment)
n2 <- length(control)
chosen <- combn(n1 + n2, n1)
differences <- apply(chosen, 2, function(i) mean(arms$y[i]) - mean(arms$y[-i]))
observed <- mean(treatment) - mean(control)
between_p <- mean(abs(differences) >= abs(observed) - 1e-9)
coin_p <- as.numeric(pvalue(oneway_test(y ~ factor(arm), arms, distribution = "exact")))
signs <- as.matrix(expand.grid(rep(list(c(-1, 1)), length(baseline))))
means <- as.numeric(signs %*% abs(followup - baseline)) / length(baseline)
within_p <- mean(abs(means) >= abs(mean(followup - baseline)) - 1e-9)
# Two strata: the arms are exchanged within each.
strata <- list(treatment = list(treatment[1:4], treatment[5:7]), control = list(control[1:3], control[4:9]))
ways <- lapply(1:2, function(s) {
  all <- c(strata$treatment[[s]], strata$control[[s]])
  combn(length(all), length(strata$treatment[[s]]), function(i) sum(all[i]))
})
sums <- as.numeric(outer(ways[[1]], ways[[2]], "+"))
stratified <- sums / n1 - (sum(arms$y) - sums) / n2
stratified_p <- mean(abs(stratified) >= abs(observed) - 1e-9)

write_json(
  list(
    program = "R", version = paste(R.version$major, R.version$minor, sep = "."),
    packages = list(boot = as.character(packageVersion("boot")), coin = as.character(packageVersion("coin"))),
    date = Sys.Date(),
    level = level, treatment = treatment, control = control, baseline = baseline, followup = followup,
    indices = indices, results = results,
    permutation = list(
      between = between_p, between_coin = coin_p, within = within_p, stratified = stratified_p)),
  file.path(here, "resampling-small.json"), digits = NA, auto_unbox = TRUE)
