# Reference numbers for small-study tests, three-level models with CR2 and Peto's odds ratio, on published data sets of
# metadat: metafor (rma, regtest, ranktest, trimfill, rma.mv, rma.peto) and clubSandwich (coef_test).
# Run from the project's root: Rscript Tests/MetaAnalysisTests/Fixtures/small-studies.R

folder <- "Tests/MetaAnalysisTests/Fixtures"
source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages({library(metafor); library(clubSandwich)})
tight <- list(threshold = 1e-14, maxiter = 10000, tau2.max = 1e8)

sets <- list(
  bcg = escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg),
  normand1999 = escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999),
  hackshaw1998 = dat.hackshaw1998,
  raudenbush1985 = dat.raudenbush1985)

small <- lapply(names(sets), function(name) {
  d <- sets[[name]]
  yi <- as.numeric(d$yi); vi <- as.numeric(d$vi)
  cases <- lapply(c("REML", "DL", "FE"), function(method) {
    x <- rma(yi, vi, method = method, control = tight)
    e <- regtest(x, model = "rma", predictor = "sei", control = tight)
    tf <- lapply(c("L0", "R0"), function(estimator) {
      t <- trimfill(x, estimator = estimator, control = tight)
      list(estimator = estimator, side = t$side, k0 = t$k0, se_k0 = t$se.k0, b = as.numeric(t$beta), se = t$se)
    })
    list(method = method, slope = as.numeric(coef(e$fit)[2]), slope_se = e$fit$se[2], z = e$zval, p = e$pval,
      limit = as.numeric(e$est), limit_low = e$ci.lb, limit_high = e$ci.ub, tau2 = e$fit$tau2, trimfill = tf)
  })
  r <- suppressWarnings(ranktest(yi, vi))
  pet <- summary(lm(yi ~ sqrt(vi), weights = 1 / vi))$coefficients
  peese <- summary(lm(yi ~ vi, weights = 1 / vi))$coefficients
  list(name = name, yi = yi, vi = vi, cases = cases, tau = as.numeric(r$tau), tau_p = r$pval,
    pet = as.vector(t(pet)), peese = as.vector(t(peese)))
})

# Many small sets with ties, for the rank test.
set.seed(20261121)
ranks <- lapply(1:20, function(i) {
  k <- sample(4:60, 1)
  yi <- round(rnorm(k), 1); vi <- round(runif(k, 0.05, 0.6), if (i %% 2) 6 else 2)
  if (i %% 2) yi <- yi + runif(k) / 1000
  r <- suppressWarnings(ranktest(yi, vi))
  list(yi = yi, vi = vi, tau = as.numeric(r$tau), p = r$pval)
})

three <- list(
  konstantopoulos2011 = list(d = dat.konstantopoulos2011, study = "district", mods = NULL),
  konstantopoulos2011_year = list(d = dat.konstantopoulos2011, study = "district", mods = "year"),
  assink2016 = list(d = dat.assink2016, study = "study", mods = NULL),
  assink2016_year = list(d = dat.assink2016, study = "study", mods = "year"))
multilevel <- lapply(names(three), function(name) {
  s <- three[[name]]
  d <- as.data.frame(s$d)
  d$yi <- as.numeric(d$yi); d$vi <- as.numeric(d$vi)
  d$outer <- as.integer(factor(d[[s$study]], levels = unique(d[[s$study]]))); d$inner <- seq_len(nrow(d))
  columns <- cbind(rep(1, nrow(d)), if (!is.null(s$mods)) d[[s$mods]] - mean(d[[s$mods]]))
  fit <- rma.mv(yi, vi, mods = columns, intercept = FALSE, random = ~ 1 | outer / inner, data = d, method = "REML")
  # The optimizer stops at some six digits: dense Fisher scoring from there, then metafor again at those variances.
  s2 <- fit$sigma2
  Z <- outer(d$outer, d$outer, "==") + 0
  for (i in 1:100) {
    M <- s2[1] * Z + diag(s2[2] + d$vi); W <- solve(M)
    P <- W - W %*% columns %*% solve(t(columns) %*% W %*% columns, t(columns) %*% W)
    Py <- P %*% d$yi; PZ <- P %*% Z
    slope <- c(sum(diag(PZ)) - t(Py) %*% Z %*% Py, sum(diag(P)) - sum(Py^2))
    info <- matrix(c(sum(PZ * t(PZ)), sum(PZ * P), sum(PZ * P), sum(P * P)), 2)
    s2 <- s2 - solve(info, slope)
  }
  stopifnot(all(s2 > 0), max(abs(slope) / sqrt(diag(info))) < 1e-10, max(abs(s2 / fit$sigma2 - 1)) < 1e-3)
  fit <- rma.mv(yi, vi, mods = columns, intercept = FALSE, random = ~ 1 | outer / inner, data = d, method = "REML",
    sigma2 = s2)
  robust <- coef_test(fit, vcov = "CR2", cluster = d$outer, test = "Satterthwaite")
  list(name = name, yi = d$yi, vi = d$vi, study = d$outer, column = if (is.null(s$mods)) list() else columns[, 2],
    sigma2_study = fit$sigma2[1], sigma2_effect = fit$sigma2[2], b = I(as.numeric(fit$beta)), se = I(fit$se),
    log_likelihood = as.numeric(logLik(fit)), q = fit$QE, cr2_se = I(robust$SE), cr2_df = I(robust$df))
})

peto <- {
  x <- rma.peto(ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
  list(a = dat.bcg$tpos, b = dat.bcg$tneg, c = dat.bcg$cpos, d = dat.bcg$cneg, log = as.numeric(x$beta), se = x$se)
}

write_fixture(file.path(folder, "small-studies.json"), c("metafor", "clubSandwich", "metadat"), "items",
  list(list(small = small, ranks = ranks, multilevel = multilevel, peto = peto)))
