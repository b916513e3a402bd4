# Residuals and influence of every subject on Beat the Blues, default model, unstructured, REML: the model refitted to its
# optimum without that subject, and least squares without that subject under the covariance of all (held). The latter also
# for a compound symmetry of each arm, REML and ML. Makes mixed-diagnostics.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/mixed-diagnostics.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
long$treatment <- factor(long$treatment, c("TAU", "BtheB"))
long$baseline <- long$bdi[long$month == 0][long$subject]
used <- subset(long, month > 0 & !is.na(bdi)); used$visit <- factor(used$month)
X <- model.matrix(~ baseline * visit + treatment * visit, used)
visit <- as.integer(used$visit)
fit_without <- function(subject, start = NULL) { keep <- !used$subject %in% subject
  fit_mixed(mixed_model(used$bdi[keep], X[keep, ], used$subject[keep], visit[keep], "us", m = 4), start) }
fit <- fit_without(NULL)

# Raw; over the square root of the fitted variance; L^-1 (y - X beta) with V = LL', the visits in order.
raw <- used$bdi - drop(X %*% fit$beta)
V <- covariance_matrix(fit)
scaled <- unlist(lapply(split(seq_along(raw), used$subject), function(rows)
  drop(forwardsolve(t(chol(V[visit[rows], visit[rows], drop = FALSE])), raw[rows]))), use.names = FALSE)
if (requireNamespace("mmrm", quietly = TRUE)) {
  data <- used; data$subject <- factor(data$subject)
  peer <- suppressMessages(suppressWarnings(mmrm::mmrm(bdi ~ baseline * visit + treatment * visit + us(visit | subject), data)))
  for (type in c("response", "pearson", "normalized")) {
    ours <- switch(type, response = raw, pearson = raw / sqrt(diag(V)[visit]), normalized = scaled)
    cat(type, "residuals, largest difference from mmrm:", max(abs(residuals(peer, type = type) - ours)), "\n")
  }
}
# The others' model under the covariance of all: nothing is searched for.
held_at <- function(fit, model) {
  beta <- solve_fixed(model, fit$theta)$beta
  change <- fit$beta - beta
  list(beta = I(unname(beta)), loglik = log_likelihood(model, fit$theta),
       cooks_distance = drop(change %*% solve(fit$Phi, change)) / length(change))
}
influence <- lapply(unique(used$subject), function(s) {
  one <- fit_without(s, fit$theta)
  stopifnot(one$converged)
  change <- fit$beta - one$beta
  held <- held_at(fit, one$model)
  list(subject = s, loglik = one$loglik, cooks_distance = drop(change %*% solve(fit$Phi, change)) / length(change),
       displacement = 2 * (log_likelihood(fit$model, fit$theta) - log_likelihood(fit$model, one$theta)),
       beta = I(unname(one$beta)), std_error = I(sqrt(diag(one$Phi))), parameters = I(one$theta),
       beta_at_fitted_covariance = held$beta, held = held[-1])
})
arm <- as.integer(used$treatment)
by_arm <- lapply(c(reml = TRUE, ml = FALSE), function(reml) {
  model_of <- function(keep) mixed_model(used$bdi[keep], X[keep, ], used$subject[keep], visit[keep], "cs", m = 4, reml = reml,
                                         group = arm[keep])
  whole <- fit_mixed(model_of(TRUE))
  stopifnot(whole$converged)
  list(reml = reml, beta = I(unname(whole$beta)), influence = lapply(unique(used$subject), function(s)
    c(list(subject = s), held_at(whole, model_of(used$subject != s)))))
})
write_fixture(file.path(folder, "mixed-diagnostics.json"), "stats", "influence", influence,
  list(data = "Datasets/beat-the-blues/beat-the-blues.csv", formula = "bdi ~ baseline * visit + treatment * visit", columns = I(colnames(X)),
       beta = I(unname(fit$beta)), by_arm = unname(by_arm), residuals = list(subject = used$subject, month = used$month, raw = raw,
       standardised = raw / sqrt(diag(V)[visit]), scaled = scaled)))
