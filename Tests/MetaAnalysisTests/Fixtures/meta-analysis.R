# Effects of studies, and what they give together, by metafor on data sets of metadat. Run from the project's root:
# Rscript Tests/MetaAnalysisTests/Fixtures/meta-analysis.R
#
# metafor's iterations are run to their end (threshold, tol), not to its default tolerance of 1e-5. What it has no function
# for is put together here: the prediction interval with t(k - 2), and the test between subgroups with variances of
# their own (an inverse-variance fit to the subgroups' effects).

source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages(library(metafor))

control <- list(threshold = 1e-15, maxiter = 100000, tol = 1e-15)
methods <- c(reml = "REML", dl = "DL", ml = "ML", pm = "PM", sj = "SJ", he = "HE", eb = "EB", fixed = "EE")
tests <- c(wald = "z", knapp_hartung = "knha", knapp_hartung_floor = "adhoc")

number <- function(x) if (length(x) == 0 || is.na(x) || !is.finite(x)) NULL else x
fit <- function(yi, vi, X = NULL, method = "REML", test = "z", level = 95) {
  ctl <- control
  if (method %in% c("PM")) ctl$tau2.max <- 1e6
  if (is.null(X)) suppressWarnings(rma(yi, vi, method = method, test = test, level = level, control = ctl))
  else suppressWarnings(rma(yi, vi, mods = X[, -1, drop = FALSE], method = method, test = test, level = level, control = ctl))
}

model <- function(yi, vi, X, name, test_name, level) {
  f <- fit(yi, vi, X, methods[[name]], tests[[test_name]], level * 100)
  p <- if (is.null(X)) predict(f) else NULL
  ci <- if (name == "fixed") NULL else suppressMessages(confint(f, control = list(tol = 1e-15, tau2.max = 1e6)))$random
  riley <- NULL
  if (!is.null(p) && name != "fixed" && f$k > 2)
    riley <- c(f$beta) + c(-1, 1) * qt((1 + level) / 2, f$k - 2) * sqrt(f$se^2 + f$tau2)
  list(estimator = name, test = test_name, level = level, tau2 = f$tau2, tau2_se = number(f$se.tau2),
       coefficients = I(as.numeric(f$beta)), std_errors = I(f$se), statistics = I(f$zval), p_values = I(f$pval),
       conf_low = I(f$ci.lb), conf_high = I(f$ci.ub),
       i2 = f$I2, h2 = f$H2, q = f$QE, q_p = f$QEp, weights = as.numeric(weights(f)),
       tau2_low = number(ci["tau^2", "ci.lb"]), tau2_high = number(ci["tau^2", "ci.ub"]),
       i2_low = number(ci["I^2(%)", "ci.lb"]), i2_high = number(ci["I^2(%)", "ci.ub"]),
       h2_low = number(ci["H^2", "ci.lb"]), h2_high = number(ci["H^2", "ci.ub"]),
       prediction_low = number(p$pi.lb), prediction_high = number(p$pi.ub),
       two_less_low = riley[1], two_less_high = riley[2],
       qm = f$QM, qm_p = f$QMp, qm_df = f$QMdf[1], r2 = number(f$R2))
}

dataset <- function(name, dat, X = NULL, levels = 0.95) {
  keep <- !is.na(dat$yi) & !is.na(dat$vi)
  yi <- as.numeric(dat$yi)[keep]; vi <- as.numeric(dat$vi)[keep]
  if (!is.null(X)) X <- X[keep, , drop = FALSE]
  combinations <- expand.grid(estimator = names(methods), test = names(tests), level = levels, stringsAsFactors = FALSE)
  models <- lapply(seq_len(nrow(combinations)), function(i)
    model(yi, vi, X, combinations$estimator[i], combinations$test[i], combinations$level[i]))
  list(name = name, effects = yi, variances = vi,
       columns = if (is.null(X)) list(rep(1, length(yi))) else unname(lapply(seq_len(ncol(X)), function(j) as.numeric(X[, j]))),
       models = models)
}

bcg <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
normand <- escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999)
curtis <- escalc("ROM", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.curtis1998)
hine <- escalc("RD", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.hine1989)
konst <- dat.konstantopoulos2011

datasets <- list(
  dataset("bcg", bcg, levels = c(0.95, 0.9)), dataset("normand1999", normand), dataset("curtis1998", curtis),
  dataset("hine1989", hine), dataset("konstantopoulos2011", konst), dataset("hackshaw1998", dat.hackshaw1998),
  dataset("raudenbush1985", dat.raudenbush1985),
  dataset("bcg, latitude", bcg, model.matrix(~ ablat, bcg)),
  dataset("bcg, latitude and allocation", bcg, model.matrix(~ ablat + alloc, bcg)),
  dataset("raudenbush1985, weeks", dat.raudenbush1985, model.matrix(~ weeks, dat.raudenbush1985)),
  dataset("konstantopoulos2011, district", konst, model.matrix(~ factor(district), konst)))

# Effects and variances from what is printed of two arms.
means <- function(name, dat) lapply(c(smd = "SMD", md = "MD", rom = "ROM"), function(measure) {
  e <- escalc(measure, m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat)
  list(name = name, measure = tolower(measure),
       arms = list(dat$n1i, dat$m1i, dat$sd1i, dat$n2i, dat$m2i, dat$sd2i), effects = as.numeric(e$yi), variances = as.numeric(e$vi))
})
events <- function(name, a, n1, c, n2) lapply(c("OR", "RR", "RD"), function(measure) {
  e <- escalc(measure, ai = a, n1i = n1, ci = c, n2i = n2)
  list(name = name, measure = tolower(measure), arms = list(a, n1, c, n2), effects = as.numeric(e$yi), variances = as.numeric(e$vi))
})
arms <- c(means("normand1999", dat.normand1999), means("curtis1998", dat.curtis1998),
          events("bcg", dat.bcg$tpos, dat.bcg$tpos + dat.bcg$tneg, dat.bcg$cpos, dat.bcg$cpos + dat.bcg$cneg),
          events("empty cells", c(0, 3, 0, 10, 2), c(20, 31, 15, 10, 40), c(4, 0, 0, 6, 2), c(22, 30, 15, 12, 41)))

# What each study does to the rest.
sensitivity <- function(name, dat, X = NULL, method = "REML", test = "z") {
  yi <- as.numeric(dat$yi); vi <- as.numeric(dat$vi)
  f <- fit(yi, vi, X, method, test)
  i <- influence(f)
  inf <- as.data.frame(i$inf)
  out <- list(name = name, estimator = names(methods)[methods == method], test = names(tests)[tests == test],
    effects = yi, variances = vi,
    columns = if (is.null(X)) list(rep(1, length(yi))) else unname(lapply(seq_len(ncol(X)), function(j) as.numeric(X[, j]))),
    rstudent = inf$rstudent, dffits = inf$dffits, cooks = inf$cook.d, covariance_ratio = inf$cov.r,
    hat = inf$hat, tau2_without = inf$tau2.del, q_without = inf$QE.del,
    influential = as.logical(i$is.infl))
  if (is.null(X)) {
    k <- length(yi)
    without <- lapply(seq_len(k), function(j) fit(yi[-j], vi[-j], NULL, method, test))
    up_to <- lapply(2:k, function(j) fit(yi[1:j], vi[1:j], NULL, method, test))
    pick <- function(fits) list(estimate = sapply(fits, function(g) c(g$beta)), std_error = sapply(fits, function(g) g$se),
      conf_low = sapply(fits, function(g) g$ci.lb), conf_high = sapply(fits, function(g) g$ci.ub),
      tau2 = sapply(fits, function(g) g$tau2), i2 = sapply(fits, function(g) g$I2))
    out$leave_one_out <- pick(without)
    out$cumulative <- pick(up_to)
  }
  out
}
sensitivities <- list(
  sensitivity("bcg", bcg), sensitivity("bcg", bcg, method = "DL"), sensitivity("bcg", bcg, test = "knha"),
  sensitivity("normand1999", normand), sensitivity("raudenbush1985", dat.raudenbush1985, method = "PM"),
  sensitivity("bcg, latitude", bcg, model.matrix(~ ablat, bcg)),
  sensitivity("bcg, latitude", bcg, model.matrix(~ ablat, bcg), test = "knha"))

# Subgroups with variances of their own.
subgroups <- lapply(names(tests), function(test) {
  groups <- sort(unique(bcg$alloc))
  fits <- lapply(groups, function(g) fit(bcg$yi[bcg$alloc == g], bcg$vi[bcg$alloc == g], NULL, "REML", tests[[test]]))
  between <- rma(sapply(fits, function(g) c(g$beta)), sei = sapply(fits, function(g) g$se), method = "EE")
  list(test = test, groups = groups, group = match(bcg$alloc, groups) - 1, effects = as.numeric(bcg$yi), variances = as.numeric(bcg$vi),
       estimates = sapply(fits, function(g) c(g$beta)), std_errors = sapply(fits, function(g) g$se),
       tau2 = sapply(fits, function(g) g$tau2), q_between = between$QE, p_between = between$QEp)
})

# Change within one arm, standardized by the SD before (SMCR) or not (MC), for several correlations.
set.seed(7)
changes <- data.frame(n = c(14, 25, 40, 61, 18), pre = c(42.1, 39.5, 45.0, 40.2, 47.3), sd_pre = c(9.8, 11.2, 10.4, 12.6, 8.9),
                      post = c(48.0, 47.9, 47.2, 46.1, 53.8), sd_post = c(11.0, 10.6, 11.9, 12.0, 9.7))
pre_post <- unlist(lapply(c("SMCR", "MC"), function(measure) lapply(c(0.3, 0.5, 0.7, 0.9), function(r) {
  e <- with(changes, escalc(measure, m1i = post, m2i = pre, sd1i = sd_pre, sd2i = sd_post, ri = rep(r, 5), ni = n))
  f <- fit(e$yi, e$vi)
  list(measure = tolower(measure), r = r, studies = as.list(changes), effects = as.numeric(e$yi), variances = as.numeric(e$vi),
       estimate = c(f$beta), std_error = f$se, tau2 = f$tau2)
})), recursive = FALSE)

lines <- c(program = "\"R\"", version = paste0("\"", getRversion(), "\""),
  packages = json(list(metafor = as.character(packageVersion("metafor")), metadat = as.character(packageVersion("metadat")))),
  datasets = json(datasets), arms = json(unname(arms)), sensitivities = json(sensitivities), subgroups = json(subgroups),
  pre_post = json(pre_post))
writeLines(paste0("{", paste0("\"", names(lines), "\": ", lines, collapse = ",\n"), "}"), "Tests/MetaAnalysisTests/Fixtures/meta-analysis.json")
