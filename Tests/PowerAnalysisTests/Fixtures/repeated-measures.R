# Power of a mixed model for repeated measures at the last visit, from the formula of Lu, Luo and Chen (2008),
# International Journal of Biostatistics 4(1), with R's matrices; the form with t from R's noncentral t. Run from the
# project's root: Rscript Tests/PowerAnalysisTests/Fixtures/repeated-measures.R
#
# `table2` is the paper's Table 2, the inflation at the last of J visits where the correlation falls from visit to visit
# by a constant factor to p at the last, and retention falls evenly by `lost`: as longpower's tests (tests/testthat) print
# it, to 15 digits.

library(jsonlite)

inflation <- function(R, r) {
  J <- length(r)
  information <- matrix(0, J, J)
  stays <- c(r, 0)
  for (j in 1:J)
    information[1:j, 1:j] <- information[1:j, 1:j] + (stays[j] - stays[j + 1]) * solve(R[1:j, 1:j])
  solve(information)[J, J]
}

cases <- list()
add <- function(R, sd, r, rc, baseline, n1, n2, difference) {
  S <- diag(sd, length(sd)) %*% R %*% diag(sd, length(sd))
  if (!is.null(baseline)) S <- S - (sd * baseline) %*% t(sd * baseline)
  J <- length(sd)
  phi <- c(inflation(cov2cor(S), r), inflation(cov2cor(S), rc))
  variance <- S[J, J] * (phi[1] / n1 + phi[2] / n2)
  ncp <- difference / sqrt(variance)
  z <- qnorm(0.975)
  df <- n1 / phi[1] + n2 / phi[2] - if (is.null(baseline)) 2 else 3
  t <- qt(0.975, df)
  cases[[length(cases) + 1]] <<- list(
    correlation = R, sd = sd, retention = r, retention_control = rc, baseline = baseline, n1 = n1, n2 = n2,
    difference = difference, phi = phi, asymptotic = pnorm(ncp - z) + pnorm(-ncp - z), df = df,
    t = pt(t, df, ncp, lower.tail = FALSE) + pt(-t, df, ncp))
}
cs <- function(J, r) (1 - r) * diag(J) + r
ar1 <- function(J, r) r^abs(outer(1:J, 1:J, "-"))
add(cs(4, 0.25), rep(1, 4), c(1, 0.9, 0.8, 0.7), c(1, 0.9, 0.8, 0.7), NULL, 87, 87, 0.5)
add(cs(4, 0.5), rep(12, 4), c(1, 0.9, 0.85, 0.8), c(1, 0.9, 0.85, 0.8), rep(0.5, 4), 100, 100, 6)
add(ar1(4, 0.7), c(10, 11, 12, 13), c(1, 0.95, 0.8, 0.7), c(0.9, 0.9, 0.6, 0.5), NULL, 60, 120, 5)
add(matrix(c(1, .5, .4, .5, 1, .6, .4, .6, 1), 3), c(12, 12, 14), c(0.95, 0.9, 0.6), c(0.95, 0.9, 0.6), c(.6, .5, .4), 500, 500, 2)
add(ar1(2, 0.3), c(1, 1), c(1, 1), c(1, 1), NULL, 20, 20, 0.9)

table2 <- list(
  list(visits = 2, inflation = list(
    c(1.11111111111111, 1.11, 1.10111111111111, 1.08333333333333, 1.05666666666667, 1.02111111111111),
    c(1.25, 1.2475, 1.2275, 1.1875, 1.1275, 1.0475),
    c(1.42857142857143, 1.42428571428571, 1.39, 1.32142857142857, 1.21857142857143, 1.08142857142857),
    c(1.66666666666667, 1.66, 1.60666666666667, 1.5, 1.34, 1.12666666666667))),
  list(visits = 4, inflation = list(
    c(1.11111111111111, 1.10050206679506, 1.08280448732802, 1.06283003239702, 1.03996686151349, 1.01408550239776),
    c(1.25, 1.2247445108099, 1.18392908471514, 1.13886229048648, 1.08796962333115, 1.03089517940421),
    c(1.42857142857143, 1.38254161826624, 1.31065330422472, 1.23318260782795, 1.14702199890211, 1.0514263712482),
    c(1.66666666666667, 1.59010470647863, 1.47488822527398, 1.35405269950478, 1.221989488974, 1.07728040119987))))

writeLines(toJSON(list(program = "R", version = paste(R.version$major, R.version$minor, sep = "."),
  date = format(Sys.Date()), cases = cases, lost = c(0.1, 0.2, 0.3, 0.4), last_correlations = c(0, 0.1, 0.3, 0.5, 0.7, 0.9),
  table2 = table2), auto_unbox = TRUE, digits = I(17), null = "null"), "Tests/PowerAnalysisTests/Fixtures/repeated-measures.json")
