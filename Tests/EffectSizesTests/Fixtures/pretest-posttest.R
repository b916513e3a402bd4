# Morris (2008), Table 5, d_ppc2 of the five studies of Carlson & Schmidt (1999), whose summaries metafor documents under
# "analyses:morris2008"; and further summaries. The estimate is metafor's way through that paper at full precision; the
# sampling variance is the paper's, with the exact correction. Run from the project's root:
# Rscript Tests/EffectSizesTests/Fixtures/pretest-posttest.R

source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages(library(metafor))

item <- function(case, n_t, change_t, sd_t, n_c, change_c, sd_c, r, level, printed = NULL) {
  m <- n_t + n_c - 2
  j <- metafor:::.cmicalc(m)
  d <- j * (change_t - change_c) / sqrt(((n_t - 1) * sd_t^2 + (n_c - 1) * sd_c^2) / m)
  size <- (n_t + n_c) / (n_t * n_c)
  v <- 2 * j^2 * (1 - r) * size * (m / (m - 2)) * (1 + d^2 / (2 * (1 - r) * size)) - d^2
  reach <- qnorm((1 + level) / 2) * sqrt(v)
  list(case = case, n_t = n_t, change_t = change_t, sd_t = sd_t, n_c = n_c, change_c = change_c, sd_c = sd_c,
       correlation = r, level = level, printed = printed, estimate = d, std_error = sqrt(v), conf_low = d - reach,
       conf_high = d + reach)
}

pre_t <- c(30.6, 23.5, 0.5, 53.4, 35.6); post_t <- c(38.5, 26.8, 0.7, 75.9, 36.0); sd_t <- c(15.0, 3.1, 0.1, 14.5, 4.7)
pre_c <- c(23.1, 24.9, 0.6, 55.7, 34.8); post_c <- c(19.7, 25.3, 0.6, 60.7, 33.4); sd_c <- c(13.8, 4.1, 0.2, 17.3, 3.1)
n_t <- c(20, 50, 9, 10, 14); n_c <- c(20, 42, 9, 11, 14); r <- c(0.47, 0.64, 0.77, 0.89, 0.44)
printed <- c(0.7684, 0.8010, 1.2045, 1.0476, 0.4389)
cases <- lapply(1:5, function(i) item(paste("Morris 2008, study", i), n_t[i], post_t[i] - pre_t[i], sd_t[i], n_c[i],
                                      post_c[i] - pre_c[i], sd_c[i], r[i], 0.95, printed[i]))
cases <- c(cases, list(
  item("five pairs", 3, -2, 1.5, 2, 1, 2.5, 0.3, 0.95), item("negative correlation", 30, 4, 6, 25, 1, 7, -0.4, 0.99),
  item("no difference", 12, 3, 5, 12, 3, 4, 0.5, 0.9), item("large effect", 40, -30, 5, 35, 2, 6, 0.8, 0.95)))
stopifnot(all(abs(vapply(cases[1:5], function(x) x$estimate, 0) - printed) < 5e-5))
write_fixture("Tests/EffectSizesTests/Fixtures/pretest-posttest.json", "metafor", "cases", cases)
