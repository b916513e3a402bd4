# Made-up studies whose restricted likelihood misleads Fisher scoring: several maxima, or steps that never end. Run from the
# project's root: Rscript Tests/MetaAnalysisTests/Fixtures/hard-likelihoods.R
#
# The optimum is found by R alone: the restricted log-likelihood on 1,000 values of tau squared, and stats::uniroot on its
# slope wherever that turns from plus to minus. metafor's own answer, at its defaults, stands beside it: null where its Fisher scoring does not converge.

source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages(library(metafor))
set.seed(20260711)

slope <- function(tau2, y, v) { w <- 1 / (v + tau2); m <- sum(w * y) / sum(w); sum(w^2 * (y - m)^2) - sum(w) + sum(w^2) / sum(w) }
loglik <- function(tau2, y, v) { w <- 1 / (v + tau2); m <- sum(w * y) / sum(w); 0.5 * (sum(log(w)) - log(sum(w)) - sum(w * (y - m)^2)) }

maxima <- function(y, v) {
  grid <- c(0, exp(seq(log(1e-8), log(1e4), length.out = 1000)))
  s <- sapply(grid, slope, y, v)
  turns <- which(head(s, -1) > 0 & tail(s, -1) <= 0)
  roots <- sapply(turns, function(i) uniroot(slope, grid[i + 0:1], y = y, v = v, tol = 1e-15, maxiter = 10000)$root)
  found <- c(if (s[1] <= 0) 0, as.numeric(roots))
  found[order(-sapply(found, loglik, y, v))]
}

cases <- list(); several <- 0; astray <- 0
for (try in 1:1600) {
  k <- sample(3:12, 1)
  y <- round(rnorm(k, 0, 1.5), 2); v <- round(exp(rnorm(k, -1, sample(c(0.7, 1.5, 2.5), 1))), 3) + 1e-3
  # What Fisher scoring makes of it; where that is an optimum, the other maxima are looked for in the first tries alone.
  f <- tryCatch(suppressWarnings(rma(y, v))$tau2, error = function(e) NA)
  is_astray <- is.na(f) || (f > 1e-4 && abs(slope(f, y, v)) > 1e-3)
  if (!is_astray && try > 800) next
  m <- maxima(y, v)
  is_astray <- is.na(f) || abs(f - m[1]) > 0.01 * (m[1] + 0.01)
  if (is_astray && astray < 6) astray <- astray + 1 else if (length(m) > 1 && several < 6) several <- several + 1 else next
  cases[[length(cases) + 1]] <- list(effects = y, variances = v, maxima = I(m), metafor = if (is.na(f)) NULL else f)
  cat(try, length(m), m[1], f, "\n")
  if (astray == 6 && several == 6) break
}
writeLines(json(list(program = "R", version = as.character(getRversion()),
  packages = list(metafor = as.character(packageVersion("metafor"))), cases = cases)), "Tests/MetaAnalysisTests/Fixtures/hard-likelihoods.json")
