# Kenward-Roger as mmrm's default computes it on Beat the Blues: the second-order term in that package's own parameters
# (logarithms of standard deviations; rows of a unit Cholesky factor; correlations through rho = x / sqrt(1 + x^2), for cs
# through a logistic curve from -1/(m - 1) to 1; sp_exp log variance and logit of the correlation at distance one), at the
# polished optimum. Needs mmrm 0.3.18, whose own standard errors stand beside. Makes mixed-as-mmrm.json.
# Run from the project's root: Rscript Tests/MixedModelsTests/Fixtures/mixed-as-mmrm.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
if (!requireNamespace("mmrm", quietly = TRUE)) { cat("mixed-as-mmrm.R: skipped, mmrm is not installed\n"); quit() }

# Our parameters as a function of mmrm's, and the inverse at the optimum.
correlation <- list(to = function(x) x / sqrt(1 + x^2), from = function(r) r / sqrt(1 - r^2))
mmrm_map <- function(name, m) {
  separate <- function(variances, link = correlation) list(
    to = function(x) c(exp(2 * x[seq_len(variances)]), link$to(x[-seq_len(variances)])),
    from = function(theta) c(log(theta[seq_len(variances)]) / 2, link$from(theta[-seq_len(variances)])))
  above <- 1 / (m - 1)
  logistic <- list(to = function(x) plogis(x) * (1 + above) - above, from = function(r) qlogis((r + above) / (1 + above)))
  switch(name, ar1 = , ad = separate(1), ar1h = , toeph = , adh = separate(m), csh = separate(m, logistic),
    cs = list(to = function(x) { v <- exp(2 * x[1]); r <- logistic$to(x[2]); c(r * v, (1 - r) * v) },
              from = function(theta) c(log(sum(theta)) / 2, logistic$from(theta[1] / sum(theta)))),
    toep = list(to = function(x) exp(2 * x[1]) * c(1, correlation$to(x[-1])),
                from = function(theta) c(log(theta[1]) / 2, correlation$from(theta[-1] / theta[1]))),
    sp_exp = list(to = function(x) c(exp(x[1]), -1 / log(plogis(x[2]))),
                  from = function(theta) c(log(theta[1]), qlogis(exp(-1 / theta[2])))),
    us = list(
      to = function(x) { L <- diag(m); L[upper.tri(L)] <- x[-seq_len(m)]          # filled by row of the lower triangle
        L <- t(L) * exp(x[seq_len(m)]); S <- L %*% t(L); S[upper.tri(S, TRUE)] },
      from = function(theta) { S <- diag(m); S[upper.tri(S, TRUE)] <- theta; S <- S + t(S) - diag(diag(S))
        L <- t(chol(S)); c(log(diag(L)), t(L / diag(L))[upper.tri(L)]) }))
}

# In parameters x the second derivatives of V are sum_ij V_ij t_ia t_jb + sum_k V_k t_kab, t the derivatives of theta(x).
kenward_roger_mapped <- function(fit, map) {
  x <- map$from(fit$theta)
  stopifnot(max(abs(map$to(x) - fit$theta)) < 1e-9 * max(abs(fit$theta)))
  J <- numDeriv::jacobian(map$to, x); W <- solve(J, t(solve(J, weights_of(fit))))
  bend <- vapply(seq_along(x), function(k) sum(W * numDeriv::hessian(function(z) map$to(z)[k], x)), 0)
  kr <- kenward_roger(fit); extra <- Reduce(`+`, Map(`*`, bend, fit$derivatives$XDX))
  kr$covariance <- kr$covariance - 0.5 * fit$Phi %*% extra %*% fit$Phi
  kr
}

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
long$treatment <- factor(long$treatment, c("TAU", "BtheB")); long$subject <- factor(long$subject)
long$baseline <- long$bdi[long$month == 0][match(long$subject, long$subject[long$month == 0])]
used <- subset(long, month > 0 & !is.na(bdi)); used$visit <- factor(used$month)
formula <- "bdi ~ baseline * visit + treatment * visit"
X <- model.matrix(as.formula(formula), used)
models <- list()
for (s in c("us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh", "sp_exp")) {
  fit <- fit_mixed(mixed_model(used$bdi, X, used$subject, if (s == "sp_exp") used$month else as.integer(used$visit), s))
  stopifnot(fit$converged)
  kr <- kenward_roger_mapped(fit, mmrm_map(s, 4))
  tests <- lapply(unit_contrasts(colnames(X)), function(l) kenward_roger_test(kr, l))
  se <- vapply(tests, `[[`, 0, "std_error"); df <- vapply(tests, `[[`, 0, "df2")
  ours <- vapply(unit_contrasts(colnames(X)), function(l) kenward_roger_test(kenward_roger(fit), l)$std_error, 0)
  term <- if (s == "sp_exp") "sp_exp(month | subject)" else sprintf("%s(visit | subject)", s)
  peer <- suppressMessages(suppressWarnings(mmrm::mmrm(as.formula(paste(formula, "+", term)), used, method = "Kenward-Roger")))
  table <- summary(peer)$coefficients
  cat(sprintf("%-6s mmrm's standard errors off by %.1e, df by %.1e; its parameters move ours by %.1e\n", s,
              max(abs(table[, "Std. Error"] / se - 1)), max(abs(table[, "df"] / df - 1)), max(abs(se / ours - 1))))
  models[[length(models) + 1]] <- list(covariance = s, std_error = I(unname(se)), df = I(unname(df)),
    std_error_sas_parameters = I(unname(ours)), mmrm_std_error = I(unname(table[, "Std. Error"])), mmrm_df = I(unname(table[, "df"])))
}
write_fixture(file.path(folder, "mixed-as-mmrm.json"), c("mmrm", "numDeriv"), "models", models,
  list(data = "Datasets/beat-the-blues/beat-the-blues.csv", formula = formula, columns = I(colnames(X))))
