# InstEval (lecture evaluations at ETH Zurich, 73421 rows, shipped with lme4): log-likelihood and estimates by lme4, from
# two optimizers. The data are not stored. Makes insteval.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/RandomEffects/insteval.R

source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages(library(lme4))
control <- list(nloptwrap = lmerControl("nloptwrap", calc.derivs = FALSE, optCtrl = list(xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-10, ftol_rel = 1e-16, maxeval = 5000)),
                bobyqa = lmerControl("bobyqa", calc.derivs = FALSE, optCtrl = list(rhobeg = 0.02, rhoend = 1e-9, maxfun = 5000)))
d <- InstEval; d$y <- as.numeric(d$y)
formulas <- list(y ~ service + (1 | s) + (1 | d), y ~ service * dept + (1 | s) + (1 | d), y ~ service + (1 | s) + (1 | d) + (1 | dept:service))
models <- list()
for (formula in formulas) for (reml in c(TRUE, FALSE)) {
  started <- proc.time()[[3]]
  fits <- lapply(control, function(c) suppressWarnings(lmer(formula, d, REML = reml, control = c)))
  value <- vapply(fits, function(f) as.numeric(logLik(f)), 0); f <- fits[[which.max(value)]]
  cat(deparse(formula), reml, sprintf("%.9f", value), "s:", proc.time()[[3]] - started, "apart in variances:",
      max(abs(as.data.frame(VarCorr(fits[[1]]))$vcov / as.data.frame(VarCorr(fits[[2]]))$vcov - 1)), "\n")
  v <- as.data.frame(VarCorr(f))
  models[[length(models) + 1]] <- list(formula = paste(deparse(formula, 500), collapse = ""), criterion = if (reml) "REML" else "ML", rows = nrow(d), log_likelihood = max(value), optimizer = names(which.max(value)),
    other_log_likelihood = min(value), variances = lapply(seq_len(nrow(v)), function(i) list(group = v$grp[i], variance = v$vcov[i])),
    beta = lapply(seq_along(fixef(f)), function(i) list(name = names(fixef(f))[i], estimate = fixef(f)[[i]], std_error = sqrt(diag(as.matrix(vcov(f))))[[i]])))
}
write_fixture("Tests/MixedModelsTests/Fixtures/RandomEffects/insteval.json", "lme4", "models", models,
  list(source = "ratings of lecturers by students, ETH Zurich, in the package lme4", levels = list(s = nlevels(d$s), d = nlevels(d$d), dept = nlevels(d$dept), service = nlevels(d$service))))
