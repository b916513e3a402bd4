# Random repeated-measures designs: 2-5 arms, 2-10 visits, monotone and intermittent gaps, covariates between and within
# subjects, every covariance structure. Stores small ones with their data in mixed-designs.json and prints how far mmrm and
# nlme::gls are from the polished optimum. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/mixed-designs.R          the stored sample
# MIXED_DESIGNS=500 Rscript .../mixed-designs.R                     500 designs of 5-500 subjects, differences only

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
suppressMessages(library(nlme))
full <- as.integer(Sys.getenv("MIXED_DESIGNS", "0"))
structures <- c("us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh", "vc", "vch", "sp_exp")

design <- function(seed, small) {
  set.seed(seed)
  structure <- structures[(seed - 1) %% length(structures) + 1]
  arms <- sample(2:5, 1, prob = c(5, 3, 1, 1)); visits <- if (small) sample(2:6, 1) else sample(2:10, 1)
  n <- round(exp(runif(1, log(if (small) 12 else 5), log(if (small) 36 else 500))))
  arm <- factor(LETTERS[c(seq_len(arms), sample(arms, max(0, n - arms), TRUE, prob = runif(arms, 0.3, 1)))], LETTERS[seq_len(arms)])
  n <- length(arm)
  # A covariance from a random factor model with decay, so that no structure is exactly true.
  sd <- exp(rnorm(visits, 1, 0.25)); lag <- abs(outer(seq_len(visits), seq_len(visits), "-"))
  C <- 0.3 * runif(1) + (1 - 0.3) * runif(1, 0.2, 0.9)^lag; diag(C) <- 1
  Y <- matrix(rnorm(n * visits), n) %*% chol(C * outer(sd, sd))
  data <- data.frame(subject = rep(seq_len(n), each = visits), arm = rep(arm, each = visits), visit = rep(seq_len(visits), n))
  data$day <- 7L * data$visit + sample(-2:2, nrow(data), TRUE)
  data$before <- round(rep(rnorm(n, 20, 4), each = visits), 2)                          # between subjects
  data$dose <- sample(0:3, nrow(data), TRUE)                                            # within subjects
  data$y <- round(20 + 0.6 * (data$before - 20) - 0.4 * data$visit * (as.integer(data$arm) - 1) + 0.3 * data$dose + c(t(Y)), 2)
  gaps <- sample(c("none", "monotone", "intermittent", "both"), 1)
  keep <- rep(TRUE, nrow(data))
  if (gaps %in% c("monotone", "both")) {
    last <- ifelse(runif(n) < 0.4, sample(visits, n, TRUE), visits)
    keep <- keep & data$visit <= rep(last, each = visits)
  }
  if (gaps %in% c("intermittent", "both")) keep <- keep & runif(nrow(data)) > 0.15
  data <- data[keep, ]
  covariates <- sample(c("", "before + ", "dose + ", "before + dose + "), 1)
  saturated <- n >= 3 * arms && (small || runif(1) < 0.7)
  fixed <- paste0("y ~ ", covariates, if (saturated) "arm * factor(visit)" else "arm + visit")
  term <- if (structure == "sp_exp") "sp_exp(day | subject)" else sprintf("%s(visit | subject)", structure)
  list(seed = seed, structure = structure, reml = seed %% 5 != 0, arms = arms, visits = visits, gaps = gaps, fixed = fixed,
       formula = paste(fixed, "+", term), data = data)
}

reference <- function(d) {
  X <- model.matrix(as.formula(d$fixed), droplevels(d$data))
  decomposition <- qr(X)
  aliased <- colnames(X)[-decomposition$pivot[seq_len(decomposition$rank)]]
  X <- X[, sort(decomposition$pivot[seq_len(decomposition$rank)]), drop = FALSE]
  position <- if (d$structure == "sp_exp") d$data$day else match(d$data$visit, sort(unique(d$data$visit)))
  if (nrow(X) <= ncol(X)) return(NULL)
  model <- mixed_model(d$data$y, X, d$data$subject, position, d$structure, d$reml, gap = 7)
  best <- NULL; tops <- numeric()                               # several starts: the surface may have several tops
  for (r in c(0.3, 0.05, if (full == 0) c(0.7, if (d$structure != "sp_exp") -0.04))) {
    fit <- try(fit_mixed(model, starting_value(model, r)), silent = TRUE)
    if (inherits(fit, "try-error")) next
    if (fit$converged && !any(abs(fit$loglik - tops) < 1e-6)) tops <- c(tops, fit$loglik)
    if (is.null(best) || (fit$converged && (!best$converged || fit$loglik > best$loglik + 1e-9))) best <- fit
  }
  if (is.null(best)) NULL else list(fit = best, aliased = aliased, tops = sort(tops))
}

# Where nlme stops for those structures that it has in the same form.
gls_loglik <- function(d) {
  method <- if (d$reml) "REML" else "ML"
  d$data$v <- factor(d$data$visit); d$data$s <- factor(d$data$subject)
  heterogeneous <- if (d$structure %in% c("us", "csh", "ar1h", "vch")) varIdent(form = ~ 1 | v)
  correlation <- switch(d$structure, us = corSymm(form = ~ visit | s), cs = , csh = corCompSymm(form = ~ visit | s),
    ar1 = , ar1h = corAR1(form = ~ visit | s), sp_exp = corExp(form = ~ day | s), NULL)
  if (d$structure %in% c("toep", "toeph", "ad", "adh")) return(NULL)
  fit <- try(suppressWarnings(gls(as.formula(d$fixed), d$data, correlation, heterogeneous, method = method)), silent = TRUE)
  if (inherits(fit, "try-error")) NULL else as.numeric(logLik(fit))
}

peer_record <- function(d) {
  if (d$structure %in% c("vc", "vch")) return(NULL)
  data <- d$data; data$v <- factor(data$visit); data$subject <- factor(data$subject)
  term <- if (d$structure == "sp_exp") "sp_exp(day | subject)" else sprintf("%s(v | subject)", d$structure)
  mmrm_record(as.formula(paste(d$fixed, "+", term)), data, d$reml, d$reml && full == 0)
}

row_of <- function(d, done, gls, peer) {
  fit <- done$fit
  columns <- c("subject", "arm", "visit", "day", "before", "dose", "y")
  krs <- kenward_rogers(fit)
  by <- function(f) I(vapply(unit_contrasts(fit$model$columns), f, 0, USE.NAMES = FALSE))
  kr <- lapply(krs, function(k) list(std_error = by(function(l) kenward_roger_test(k, l)$std_error), df = by(function(l) kenward_roger_test(k, l)$df2),
                                     positive = min(eigen(k$covariance, TRUE, TRUE)$values) > 0))
  joint <- if (fit$model$p > 3) { L <- diag(fit$model$p)[-1, ][1:min(3, fit$model$p - 1), ]; joint_row("columns 2 to 4", fit, L, krs) }
  arms <- unit_contrasts(fit$model$columns)[grep("^arm[B-E]$", fit$model$columns)]
  dunnett <- if (length(arms) > 1 && d$reml) c(list(columns = I(names(arms))), multivariate_t(krs$kenward_roger, arms))
  c(list(seed = d$seed, formula = d$formula, covariance = d$structure, method = if (d$reml) "reml" else "ml", arms = d$arms,
         visits = d$visits, gaps = d$gaps, subjects = fit$model$subjects, rows = fit$model$N, columns = I(fit$model$columns),
         aliased = I(done$aliased), local_optima = I(done$tops)),
    fit_summary(fit),
    list(matrix = if (!is.null(fit$model$visits)) rows_of_matrix(covariance_matrix(fit)), beta = I(unname(fit$beta)),
         std_error = I(sqrt(diag(fit$Phi))), satterthwaite = by(function(l) satterthwaite(fit, l)$df),
         between_within = by(function(l) between_within(fit, l))),
    kr, list(joint = joint, dunnett = dunnett, gls_loglik = gls, mmrm = peer, data = lapply(setNames(columns, columns), function(k)
      I(if (is.factor(d$data[[k]])) as.character(d$data[[k]]) else d$data[[k]]))))
}

items <- list(); table <- NULL
# 1062 and 1409 are two of the 500 that have two optima each; a start at correlation 0.3 ends in the lower one of both.
seeds <- if (full > 0) 1000 + seq_len(full) else c(seq_len(50), 1062, 1409)
for (seed in seeds) {
  d <- design(seed, seed < 1000)
  done <- reference(d)
  gls <- gls_loglik(d); peer <- peer_record(d)
  ours <- if (is.null(done)) NA else done$fit$loglik
  ok <- !is.null(done) && done$fit$converged
  theirs <- c(gls = if (is.null(gls)) NA else gls, mmrm = if (is.null(peer$loglik)) NA else peer$loglik)
  table <- rbind(table, data.frame(seed, structure = d$structure, reml = d$reml, arms = d$arms, visits = d$visits,
    subjects = length(unique(d$data$subject)), gaps = d$gaps, converged = ok, ours, gls = ours - theirs[["gls"]], mmrm = ours - theirs[["mmrm"]]))
  cat(sprintf("%d %-6s %s arms %d visits %d subjects %d %s: %s %.8f, above gls by %.1e, above mmrm by %.1e\n", seed, d$structure,
    if (d$reml) "reml" else "ml", d$arms, d$visits, length(unique(d$data$subject)), d$gaps, if (ok) "converged" else "no interior optimum",
    ours, ours - theirs[["gls"]], ours - theirs[["mmrm"]]))
  if (full == 0 && ok && (seed > 1000 || length(items) < 42)) items[[length(items) + 1]] <- row_of(d, done, gls, peer)
}
# An optimum of ours below a peer's by more than their tolerance would be a fault of this file.
print(subset(table, (converged & (gls < -1e-6 | mmrm < -1e-6)) | (!converged & (!is.na(gls) | !is.na(mmrm)))), row.names = FALSE)
if (full == 0) write_fixture(file.path(folder, "mixed-designs.json"), "nlme", "designs", items)
