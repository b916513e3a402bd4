# Standardized mean changes and differences from summaries. Run from the project's root:
# Rscript Tests/EffectSizesTests/Fixtures/effect-sizes.R
#
# Where a package has the quantity it gives the number: metafor::escalc for g_z (SMCC), hedges_g (SMD, vtype "LS"),
# and, with the correction taken out again, d_baseline (SMCR) and glass_delta (SMD1). The rest is the formula of its
# source, with the noncentral t of Tests/ComparisonsTests/Fixtures/reference.R.

source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages(library(metafor))

item <- function(case, measure, estimate, std_error = NULL, df = NULL, statistic = NULL, p_value = NULL, conf = NULL)
  list(case = case, measure = measure, estimate = estimate, std_error = std_error, df = df, statistic = statistic,
       p_value = p_value, conf_low = conf[1], conf_high = conf[2])

change_case <- function(case, n, m, s0, s1, r, level) {
  s_d <- sqrt(s0^2 + s1^2 - 2 * r * s0 * s1)
  df <- n - 1
  z <- qnorm((1 + level) / 2)
  t <- m / s_d * sqrt(n)
  p <- 2 * pt(-abs(t), df)
  j <- hedges_j(df)
  d_z <- m / s_d
  limits <- noncentrality_limits(t, df, level) / sqrt(n)
  se_z <- sqrt(1 / n + d_z^2 / (2 * n))
  smcc <- escalc("SMCC", m1i = m, m2i = 0, sd1i = s1, sd2i = s0, ri = r, ni = n, vtype = "LS")
  smcr <- escalc("SMCR", m1i = m, m2i = 0, sd1i = s0, ri = r, ni = n)
  s2 <- (s0^2 + s1^2) / 2
  d_av <- m / sqrt(s2)
  se_av <- sqrt(d_av^2 * (s0^4 + s1^4 + 2 * r^2 * s0^2 * s1^2) / (8 * s2^2 * df) + s_d^2 / (s2 * df))
  d_b <- as.numeric(smcr$yi) / metafor:::.cmicalc(df)
  se_b <- sqrt(d_b^2 / (2 * df) + s_d^2 / (s0^2 * df))
  scale <- sqrt(2 * (1 - r))
  list(case = case, kind = "change", n = n, mean_change = m, sd_baseline = s0, sd_followup = s1, sd_change = s_d,
       correlation = r, level = level, rows = list(
    item(case, "d_z", d_z, se_z, df, t, p, limits),
    item(case, "d_av", d_av, se_av, conf = d_av + c(-z, z) * se_av),
    item(case, "d_rm", d_z * scale, se_z * scale, conf = limits * scale),
    item(case, "d_baseline", d_b, se_b, conf = d_b + c(-z, z) * se_b),
    item(case, "g_z", as.numeric(smcc$yi), sqrt(as.numeric(smcc$vi)), df, t, p, j * limits),
    item(case, "g_av", j * d_av, j * se_av, conf = j * (d_av + c(-z, z) * se_av))))
}

difference_case <- function(case, n1, m1, s1, n2, m2, s2, level) {
  df <- n1 + n2 - 2
  z <- qnorm((1 + level) / 2)
  pooled <- sqrt(((n1 - 1) * s1^2 + (n2 - 1) * s2^2) / df)
  d <- (m1 - m2) / pooled
  scale <- sqrt(1 / n1 + 1 / n2)
  t <- d / scale
  p <- 2 * pt(-abs(t), df)
  limits <- noncentrality_limits(t, df, level) * scale
  smd <- escalc("SMD", m1i = m1, sd1i = s1, n1i = n1, m2i = m2, sd2i = s2, n2i = n2, vtype = "LS")
  smd1 <- escalc("SMD1", m1i = m1, sd1i = s1, n1i = n1, m2i = m2, sd2i = s2, n2i = n2)
  delta <- as.numeric(smd1$yi) / metafor:::.cmicalc(n2 - 1)
  se_delta <- sqrt(s1^2 / (n1 * s2^2) + 1 / n2 + delta^2 / (2 * (n2 - 1)))
  list(case = case, kind = "difference", n1 = n1, mean1 = m1, sd1 = s1, n2 = n2, mean2 = m2, sd2 = s2, level = level,
       rows = list(
    item(case, "cohens_d", d, sqrt(1 / n1 + 1 / n2 + d^2 / (2 * (n1 + n2))), df, t, p, limits),
    item(case, "hedges_g", as.numeric(smd$yi), sqrt(as.numeric(smd$vi)), df, t, p, hedges_j(df) * limits),
    item(case, "glass_delta", delta, se_delta, conf = delta + c(-z, z) * se_delta)))
}

cases <- list(
  change_case("moderate", 24, -4.5, 9.6, 11.1, 0.61, 0.95),
  change_case("three pairs", 3, 1.2, 2, 3, 0.2, 0.95),
  change_case("no change", 40, 0, 5, 5, 0.5, 0.9),
  change_case("negative correlation", 15, 3, 4, 6, -0.7, 0.99),
  change_case("near 1", 60, 0.5, 10, 10.5, 0.99, 0.95),
  change_case("large effect", 12, -30, 6, 7, 0.3, 0.95),
  difference_case("moderate", 30, 12.1, 5.5, 26, 15.7, 7.25, 0.95),
  difference_case("small and unequal", 3, 4, 1.5, 9, 2.5, 2.5, 0.95),
  difference_case("equal means", 20, 7, 3, 20, 7, 2, 0.9),
  difference_case("large effect", 10, 50, 6, 14, 20, 9, 0.99),
  difference_case("many", 4000, 20.5, 8, 3900, 20, 8.5, 0.95))
write_fixture("Tests/EffectSizesTests/Fixtures/effect-sizes.json", "metafor", "cases", cases)
