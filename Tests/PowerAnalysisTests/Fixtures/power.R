# Power by R's own functions, and by the formulas from R's distributions where R has none. Run from the project's root:
# Rscript Tests/PowerAnalysisTests/Fixtures/power.R
#
# power.t.test and power.prop.test with strict = TRUE count both tails. Cluster trials are t tests of cluster means with
# the SD sigma sqrt(design effect / m). Fisher's exact test: fisher.test's p-value of every table, weighted by dbinom.
# The smallest sizes come from R's own power, one size after the other.

library(jsonlite)

cases <- list()
add <- function(...) cases[[length(cases) + 1]] <<- list(...)
tail_power <- function(alpha, sides, ncp, df) {
  t <- qt(alpha / sides, df, lower.tail = FALSE)
  pt(t, df, ncp, lower.tail = FALSE) + if (sides == 2) pt(-t, df, ncp) else 0
}
smallest <- function(power, target, from = 2) {
  n <- from
  while (power(n) < target) n <- n + 1
  n
}

# Two means of one size.
for (case in list(c(6, 12, 64, 0.05, 2), c(6, 12, 20, 0.05, 1), c(1, 1, 5, 0.01, 2), c(0.2, 1, 400, 0.05, 2),
                  c(3, 10, 3, 0.1, 2))) {
  power <- function(n) power.t.test(n = n, delta = case[1], sd = case[2], sig.level = case[4], strict = TRUE,
    alternative = if (case[5] == 2) "two.sided" else "one.sided")$power
  add(design = "student", difference = case[1], sd = case[2], n1 = case[3], n2 = case[3], alpha = case[4],
      sides = case[5], power = power(case[3]), smallest80 = smallest(power, 0.8), smallest90 = smallest(power, 0.9))
}
# Unequal arms, and unequal standard deviations with Satterthwaite's degrees of freedom at the true variances.
for (case in list(c(6, 12, 40, 80), c(6, 12, 70, 35), c(0.9, 1, 4, 19)))
  add(design = "student", difference = case[1], sd = case[2], n1 = case[3], n2 = case[4], alpha = 0.05, sides = 2,
      power = tail_power(0.05, 2, case[1] / (case[2] * sqrt(1 / case[3] + 1 / case[4])), case[3] + case[4] - 2))
for (case in list(c(6, 12, 9, 40, 80), c(6, 13.4, 11.8, 66, 62), c(2, 1, 3, 10, 12))) {
  v <- c(case[2]^2 / case[4], case[3]^2 / case[5])
  df <- sum(v)^2 / (v[1]^2 / (case[4] - 1) + v[2]^2 / (case[5] - 1))
  add(design = "welch", difference = case[1], sd = case[2], sd_control = case[3], n1 = case[4], n2 = case[5],
      alpha = 0.05, sides = 2, df = df, power = tail_power(0.05, 2, case[1] / sqrt(sum(v)), df))
}
# Pairs.
for (case in list(c(3, 10, 0.5, 30), c(3, 10, 0.9, 8), c(1, 4, -0.2, 50))) {
  sd <- case[2] * sqrt(2 * (1 - case[3]))
  power <- function(n) power.t.test(n = n, delta = case[1], sd = sd, type = "paired", strict = TRUE)$power
  add(design = "paired_t", difference = case[1], sd = case[2], r = case[3], n1 = case[4], alpha = 0.05, sides = 2,
      power = power(case[4]), smallest80 = smallest(power, 0.8), smallest90 = smallest(power, 0.9))
}
# Analysis of covariance: variance times 1 - r^2, one degree of freedom less.
for (case in list(c(6, 12, 0.5, 49, 49), c(4, 10, 0.7, 20, 40), c(1, 1, 0, 6, 5)))
  add(design = "ancova", difference = case[1], sd = case[2], r = case[3], n1 = case[4], n2 = case[5], alpha = 0.05,
      sides = 2, power = tail_power(0.05, 2,
        case[1] / (case[2] * sqrt(1 - case[3]^2) * sqrt(1 / case[4] + 1 / case[5])), case[4] + case[5] - 3))
# Clusters: t tests of their means.
for (case in list(c(6, 12, 0.05, 9, 0, 12), c(0.3, 1, 0.02, 25, 0.4, 8), c(0.5, 1, 0.2, 4, 0, 30))) {
  sd <- case[2] * sqrt((1 + ((1 + case[5]^2) * case[4] - 1) * case[3]) / case[4])
  power <- function(n) power.t.test(n = n, delta = case[1], sd = sd, strict = TRUE)$power
  add(design = "cluster_t", difference = case[1], sd = case[2], icc = case[3], size = case[4], cv = case[5],
      n1 = case[6], n2 = case[6], alpha = 0.05, sides = 2, power = power(case[6]), smallest80 = smallest(power, 0.8),
      smallest90 = smallest(power, 0.9))
}
# Groups in the treatment arm alone.
for (case in list(c(6, 12, 0.05, 9, 90, 90), c(6, 12, 0.2, 8, 64, 50), c(0.6, 1, 0, 10, 40, 40))) {
  v <- case[2]^2 * c((1 + (case[4] - 1) * case[3]) / case[5], 1 / case[6])
  df <- sum(v)^2 / (v[1]^2 / (case[5] / case[4] - 1) + v[2]^2 / (case[6] - 1))
  add(design = "partially_nested", difference = case[1], sd = case[2], icc = case[3], size = case[4], n1 = case[5],
      n2 = case[6], alpha = 0.05, sides = 2, df = df, power = tail_power(0.05, 2, case[1] / sqrt(sum(v)), df))
}
# Non-inferiority: one-sided against the margin.
for (case in list(c(0, 12, 5, 71, 71, 0.05), c(2, 12, 4, 40, 60, 0.025), c(-1, 3, 2, 30, 15, 0.05))) {
  se <- case[2] * sqrt(1 / case[4] + 1 / case[5])
  add(design = "non_inferiority_student", difference = case[1], sd = case[2], margin = case[3], n1 = case[4],
      n2 = case[5], alpha = case[6], sides = 1, power = tail_power(case[6], 1, (case[1] + case[3]) / se, sum(case[4:5]) - 2))
}
# Two proportions.
for (case in list(c(0.3, 0.5, 93, 0.05, 2), c(0.1, 0.02, 150, 0.05, 1), c(0.6, 0.9, 20, 0.01, 2))) {
  power <- function(n) power.prop.test(n = n, p1 = case[1], p2 = case[2], sig.level = case[4], strict = case[5] == 2,
    alternative = if (case[5] == 2) "two.sided" else "one.sided")$power
  add(design = "normal", control = case[1], difference = case[2] - case[1], n1 = case[3], n2 = case[3], alpha = case[4],
      sides = case[5], power = power(case[3]), smallest80 = smallest(power, 0.8), smallest90 = smallest(power, 0.9))
}
for (case in list(c(0.3, 0.5, 93, 93), c(0.1, 0.02, 150, 80))) {
  shift <- abs(2 * asin(sqrt(case[1])) - 2 * asin(sqrt(case[2]))) / sqrt(1 / case[3] + 1 / case[4])
  z <- qnorm(0.975)
  add(design = "arcsine", control = case[1], difference = case[2] - case[1], n1 = case[3], n2 = case[4], alpha = 0.05,
      sides = 2, power = pnorm(shift - z) + pnorm(-shift - z))
}
for (case in list(c(0.3, 0.7, 18, 14, 0.05, 2), c(0.2, 0.6, 15, 15, 0.05, 1), c(0.9, 0.5, 12, 20, 0.05, 1),
                  c(0.5, 0.9, 20, 20, 0.01, 2))) {
  way <- if (case[6] == 2) "two.sided" else if (case[2] > case[1]) "greater" else "less"
  power <- 0
  for (x in 0:case[3]) for (y in 0:case[4]) {
    p <- fisher.test(matrix(c(x, case[3] - x, y, case[4] - y), 2), alternative = way)$p.value
    if (p <= case[5]) power <- power + dbinom(x, case[3], case[2]) * dbinom(y, case[4], case[1])
  }
  add(design = "fisher_exact", control = case[1], difference = case[2] - case[1], n1 = case[3], n2 = case[4],
      alpha = case[5], sides = case[6], power = power)
}

writeLines(toJSON(list(program = "R", version = paste(R.version$major, R.version$minor, sep = "."),
  date = format(Sys.Date()), cases = cases), auto_unbox = TRUE, digits = I(17)), "Tests/PowerAnalysisTests/Fixtures/power.json")
