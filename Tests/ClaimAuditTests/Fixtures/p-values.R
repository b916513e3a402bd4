# p-values of printed statistics, of printed means with SDs or standard errors, and of printed intervals. Run from the
# project's root: Rscript Tests/ClaimAuditTests/Fixtures/p-values.R
#
# pt, pf, pchisq, pnorm; the correlation and the rank sums by cor.test and wilcox.test on data that have that r and that
# U; Student's t from printed means as t.test computes it from data with exactly those means and SDs.

library(jsonlite)

statistic <- function(letter, value, df, p) list(letter = letter, value = value, df = as.list(df), p = p)
statistics <- list()
for (value in c("0", "0.41", "1.93", "-2.21", "4.73", "12.6"))
  for (df in c(3, 32, 58.7))
    statistics <- c(statistics, list(statistic("t", value, df, 2 * pt(-abs(as.numeric(value)), df))))
for (value in c("0.2", "4.82", "10.65"))
  for (df in list(c(1, 209), c(3, 17)))
    statistics <- c(statistics, list(statistic("F", value, df, pf(as.numeric(value), df[1], df[2], lower.tail = FALSE))))
for (value in c("0.016", "3.84", "21.5"))
  for (df in c(1, 4))
    statistics <- c(statistics, list(statistic("chi2", value, df, pchisq(as.numeric(value), df, lower.tail = FALSE))))
for (value in c("0.05", "-1.96", "5.1"))
  statistics <- c(statistics, list(statistic("z", value, list(), 2 * pnorm(-abs(as.numeric(value))))))
for (value in c("0.74", "-0.12")) {
  r <- as.numeric(value)
  x <- scale(c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9))[, 1]
  e <- scale(residuals(lm(c(2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9, 0, 4) ~ x)))[, 1]
  y <- r * x + sqrt(1 - r^2) * e
  test <- cor.test(x, y)
  stopifnot(abs(test$estimate - r) < 1e-12)
  statistics <- c(statistics, list(statistic("r", value, 13, 2 * pt(-abs(r) * sqrt(13 / (1 - r^2)), 13))))
  stopifnot(abs(test$p.value - statistics[[length(statistics)]]$p) < 1e-10)
}

sums <- list()
set.seed(5)
for (size in list(c(5, 7), c(20, 31), c(116, 71))) {
  a <- rnorm(size[1]); b <- rnorm(size[2], 0.3)
  test <- suppressWarnings(wilcox.test(a, b, exact = FALSE, correct = FALSE))
  sums <- c(sums, list(list(n1 = size[1], n2 = size[2], u = as.numeric(test$statistic), p = test$p.value)))
}

exactly <- function(n, mean, sd) mean + sd * scale(qnorm(ppoints(n)))[, 1]
arms <- list()
for (case in list(list(66, "50.4", "13.4", 62, "50.2", "11.8"), list(55, "25.0", "4.76", 46, "25.8", "4.0"),
                  list(8, "-7.72", "51.19", 71, "-4.46", "44.23"))) {
  test <- t.test(exactly(case[[1]], as.numeric(case[[2]]), as.numeric(case[[3]])),
                 exactly(case[[4]], as.numeric(case[[5]]), as.numeric(case[[6]])), var.equal = TRUE)
  arms <- c(arms, list(list(n1 = case[[1]], mean1 = case[[2]], sd1 = case[[3]], n2 = case[[4]], mean2 = case[[5]],
                            sd2 = case[[6]], p = test$p.value)))
}

intervals <- list()
for (case in list(list("mean_difference", "0.8", "-4.7", "3.0", 0), list("odds_ratio", "1.22", "0.44", "3.42", 1),
                  list("risk_ratio", "0.60", "0.41", "0.88", 1))) {
  f <- if (case[[5]] == 1) log else identity
  x <- sapply(case[2:4], function(text) f(as.numeric(text)))
  intervals <- c(intervals, list(list(type = case[[1]], estimate = case[[2]], low = case[[3]], high = case[[4]],
                                      p = 2 * pnorm(-abs(x[1]) / ((x[3] - x[2]) / 2) * qnorm(0.975)))))
}

write_json(list(program = "R", version = paste(R.version$major, R.version$minor, sep = "."), statistics = statistics,
                sums = sums, arms = arms, intervals = intervals),
           "Tests/ClaimAuditTests/Fixtures/p-values.json", auto_unbox = TRUE, digits = I(17), pretty = 2)
