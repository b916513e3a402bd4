# What follows from models with random effects beside their coefficients, by the dense formulas of dense.R: the groups' own
# levels and slopes with errors of prediction, residuals around the fixed effects and around the groups, intraclass
# correlations with intervals by the delta method on the logit scale, sandwich covariances by cluster with their degrees of
# freedom, and the model without each group. Data and starting values are those of classic.json and trials.json. Held
# against lme4 and clubSandwich. Makes predictions.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/RandomEffects/predictions.R

folder <- "Tests/MixedModelsTests/Fixtures/RandomEffects"
source(file.path(folder, "dense.R"))
suppressMessages({ library(lme4); library(clubSandwich); library(jsonlite) })
classic <- fromJSON(file.path(folder, "classic.json"), simplifyDataFrame = FALSE)
trials <- fromJSON(file.path(folder, "trials.json"), simplifyDataFrame = FALSE)
frame_of <- function(fixture, name) {
  d <- fixture$datasets[[name]]; x <- as.data.frame(d$columns)
  for (f in names(d$levels)) x[[f]] <- factor(as.character(d$columns[[f]]), unlist(d$levels[[f]]))
  x
}
one <- function(n) cbind(`(Intercept)` = rep(1, n))
sleep <- frame_of(classic, "sleepstudy"); sites <- frame_of(trials, "sites"); dye <- frame_of(classic, "Dyestuff"); penicillin <- frame_of(classic, "Penicillin")
stored <- function(fixture, name, criterion) Filter(function(m) m$name == name && m$criterion == criterion, fixture$models)[[1]]$dense$parameters
fit_of <- function(d, fixed, parts, start, reml = TRUE) {
  frame <- model.frame(fixed, d); f <- dense_fit(dense_model(model.response(frame), model.matrix(fixed, frame), parts(d), reml), start)
  stopifnot(f$converged); f
}
V_of <- function(fit) Reduce(`+`, lapply(dense_covariance(fit$model, fit$theta), `[[`, "V"))
sleep_slopes <- function(d) list(random_part(d$Subject, cbind(one(nrow(d)), Days = d$Days), "Subject"), residual_part(nrow(d)))
sleep_flat <- function(d) list(random_part(d$Subject, one(nrow(d)), "Subject"), residual_part(nrow(d)))
site_slopes <- function(d) list(random_part(d$id, cbind(one(nrow(d)), time = d$time), "id"), random_part(d$site, one(nrow(d)), "site"), residual_part(nrow(d)))
site_nested <- function(d) list(random_part(paste0(d$id, ":", d$site), one(nrow(d)), "id:site"), random_part(d$site, one(nrow(d)), "site"), residual_part(nrow(d)))
fixed_slopes <- y ~ baseline + arm * time; fixed_visits <- y ~ baseline + arm * factor(time)
A <- fit_of(sites, fixed_slopes, site_slopes, stored(trials, "sites: slopes of persons, intercepts of sites", "REML"))
B <- fit_of(sites, fixed_visits, site_nested, stored(trials, "sites: persons in sites", "REML"))
S <- fit_of(sleep, Reaction ~ Days, sleep_slopes, stored(classic, "sleepstudy: intercepts and slopes", "REML"))

# ---- Own levels and slopes -------------------------------------------------------------------------------------------

# c'beta + b of one effect of one group: Var = c'Phi c + (G - GZ'PZG) - 2 c'Phi X'V^-1 Z G, the column of that effect.
own_lines <- function(fit, part_index, weights) {
  part <- fit$model$parts[[part_index]]; G <- part$covariance(fit$theta[fit$model$own[[part_index]]]); d <- fit$derivatives
  lapply(unique(part$levels), function(l) {
    Z <- part$Z * (part$levels == l); GZ <- G %*% t(Z); b <- drop(GZ %*% d$Py); C <- G - GZ %*% d$P %*% t(GZ)
    cross <- -fit$Phi %*% t(fit$model$X) %*% d$inverse %*% t(GZ)
    rows <- lapply(seq_len(part$q), function(j) { w <- weights(l, j)
      list(effect = part$terms[j], fixed = sum(w * fit$beta), own = sum(w * fit$beta) + b[j],
           own_std_error = sqrt(drop(w %*% fit$Phi %*% w) + C[j, j] + 2 * sum(w * cross[, j]))) })
    list(level = l, effects = rows)
  })
}
first <- function(d, column, l) which(d[[column]] == l)[1]
id_weights <- function(l, j) { i <- first(sites, "id", l); t <- sites$treated[i]; if (j == 1) c(1, sites$baseline[i], t, 0, 0) else c(0, 0, 0, 1, t) }
site_weights <- function(l, j) colMeans(A$model$X[sites$site == l, ])
coef_theirs <- coef(lmer_fit(Reaction ~ Days + (Days | Subject), sleep))$Subject
sleep_own <- own_lines(S, 1, function(l, j) c(j == 1, j == 2) * 1)
hold("own levels and slopes against lme4's coef", max(abs(t(vapply(sleep_own, function(z) vapply(z$effects, `[[`, 0, "own"), c(0, 0))) - as.matrix(coef_theirs[vapply(sleep_own, `[[`, "", "level"), ]))), 1e-3)
lines <- list(list(data = "sleepstudy", formula = "Reaction ~ Days + (Days | Subject)", group = "Subject", groups = sleep_own),
              list(data = "sites", formula = "y ~ baseline + arm * time + (1 + time | id) + (1 | site)", group = "id", groups = own_lines(A, 1, id_weights)),
              list(data = "sites", formula = "y ~ baseline + arm * time + (1 + time | id) + (1 | site)", group = "site", groups = own_lines(A, 2, site_weights)))

# ---- Residuals -------------------------------------------------------------------------------------------------------

residuals_of <- function(fit) {
  marginal <- drop(fit$model$X %*% fit$beta); f <- dense_covariance(fit$model, fit$theta); last <- length(f)
  random <- Reduce(`+`, lapply(f[-last], `[[`, "V")); own <- diag(f[[last]]$V)
  conditional <- marginal + drop(random %*% fit$derivatives$Py)
  list(fitted = marginal, standardized = (fit$model$y - marginal) / sqrt(diag(random) + own), conditional_fitted = conditional, conditional_standardized = (fit$model$y - conditional) / sqrt(own))
}
peer <- lmer_fit(y ~ baseline + arm * time + (1 + time | id) + (1 | site), sites); rA <- residuals_of(A)
hold("conditional fitted values against lme4", max(abs(rA$conditional_fitted - fitted(peer))), 1e-3)
hold("conditional standardized residuals against lme4", max(abs(rA$conditional_standardized - residuals(peer, scaled = TRUE))), 1e-3)
residuals <- list(list(data = "sites", formula = "y ~ baseline + arm * time + (1 + time | id) + (1 | site)", values = rA))

# ---- Intraclass correlations -----------------------------------------------------------------------------------------

icc_of <- function(name, data, formula, fit, which, criterion = "REML") {
  t <- fit$theta; part <- sum(t[which]); rest <- sum(t[-which]); g <- rep(-1 / rest, length(t)); g[which] <- 1 / part
  e <- sqrt(drop(g %*% solve(fit$derivatives$observed, g, tol = 0))); r <- part / (part + rest); z <- qnorm(0.975)
  list(data = data, formula = formula, criterion = criterion, term = name, estimate = r, std_error = r * (1 - r) * e,
       conf_low = plogis(log(part / rest) - z * e), conf_high = plogis(log(part / rest) + z * e))
}
flat <- fit_of(sleep, Reaction ~ Days, sleep_flat, stored(classic, "sleepstudy: intercepts", "REML"))
dyed <- fit_of(dye, Yield ~ 1, function(d) list(random_part(d$Batch, one(nrow(d)), "Batch"), residual_part(nrow(d))), stored(classic, "Dyestuff", "REML"))
dyed_ml <- fit_of(dye, Yield ~ 1, function(d) list(random_part(d$Batch, one(nrow(d)), "Batch"), residual_part(nrow(d))), stored(classic, "Dyestuff", "ML"), FALSE)
crossed <- fit_of(penicillin, diameter ~ 1, function(d) list(random_part(d$plate, one(nrow(d)), "plate"), random_part(d$sample, one(nrow(d)), "sample"), residual_part(nrow(d))), stored(classic, "Penicillin: crossed", "REML"))
nested_formula <- "y ~ baseline + arm * factor(time) + (1 | site/id)"; crossed_formula <- "diameter ~ 1 + (1 | plate) + (1 | sample)"
iccs <- list(icc_of("Subject", "sleepstudy", "Reaction ~ Days + (1 | Subject)", flat, 1),
             icc_of("Batch", "Dyestuff", "Yield ~ 1 + (1 | Batch)", dyed, 1), icc_of("Batch", "Dyestuff", "Yield ~ 1 + (1 | Batch)", dyed_ml, 1, "ML"),
             icc_of("site:id", "sites", nested_formula, B, 1), icc_of("site", "sites", nested_formula, B, 2), icc_of("all groups", "sites", nested_formula, B, 1:2),
             icc_of("plate", "Penicillin", crossed_formula, crossed, 1), icc_of("sample", "Penicillin", crossed_formula, crossed, 2), icc_of("all groups", "Penicillin", crossed_formula, crossed, 1:2))

# ---- Sandwich by cluster ---------------------------------------------------------------------------------------------

# Phi (sum_c X_c'V_c^-1/2 A_c V_c^-1/2 e_c e_c' ...) Phi with symmetric roots, A = 1, (1 - H)^-1/2 or (1 - H)^-1. Every
# contrast is a sum over clusters of (g'y)^2, whose moments under y ~ (X beta, V) give the df: (tr G)^2 / tr G^2, G = g'Vg.
power <- function(M, p) { e <- eigen((M + t(M)) / 2, TRUE); keep <- e$values > 1e-12; e$vectors[, keep, drop = FALSE] %*% (t(e$vectors[, keep, drop = FALSE]) * e$values[keep]^p) }
sandwich_by <- function(fit, cluster) {
  V <- V_of(fit); X <- fit$model$X; n <- nrow(X); e <- fit$model$y - X %*% fit$beta
  residual_maker <- diag(n) - X %*% fit$Phi %*% t(X) %*% fit$derivatives$inverse
  stopifnot(all(abs(V[outer(cluster, cluster, "!=")]) == 0))
  lapply(c("cr0", "cr2", "cr3"), function(kind) {
    weights <- lapply(unique(cluster), function(c) {
      rows <- which(cluster == c); root <- power(V[rows, rows], -0.5); Z <- root %*% X[rows, , drop = FALSE]; H <- Z %*% fit$Phi %*% t(Z)
      A <- switch(kind, cr0 = diag(length(rows)), cr2 = power(diag(length(rows)) - H, -0.5), cr3 = power(diag(length(rows)) - H, -1))
      fit$Phi %*% t(Z) %*% A %*% root %*% residual_maker[rows, , drop = FALSE]      # p x n, on y
    })
    rows <- lapply(seq_len(ncol(X)), function(j) {
      g <- do.call(rbind, lapply(weights, function(w) w[j, ])); G <- g %*% V %*% t(g)
      list(name = colnames(X)[j], std_error = sqrt(sum((g %*% fit$model$y)^2)), df = sum(diag(G))^2 / sum(G^2))
    })
    list(kind = kind, coefficients = rows)
  })
}
visits <- function(d) list(structure_part("us", d$id, d$time + 1), residual_part(nrow(d)))
us_model <- local({ frame <- model.frame(fixed_visits, sites); dense_model(model.response(frame), model.matrix(fixed_visits, frame), list(structure_part("us", as.character(sites$id), sites$time + 1))) })
U <- dense_fit(us_model, dense_start(us_model, sites$time + 1)); stopifnot(U$converged)
by_site <- sandwich_by(A, as.character(sites$site)); by_subject <- sandwich_by(S, as.character(sleep$Subject)); repeated <- sandwich_by(U, as.character(sites$site))
theirs <- suppressMessages(vcovCR(lme4::lmer(Reaction ~ Days + (Days | Subject), sleep, control = lme4::lmerControl(optCtrl = list(ftol_abs = 1e-14, xtol_abs = 1e-12))), cluster = sleep$Subject, type = "CR0"))
hold("CR0 by subject against clubSandwich", relative(vapply(by_subject[[1]]$coefficients, `[[`, 0, "std_error"), sqrt(diag(theirs))), 1e-4)
theirs <- suppressMessages(vcovCR(lme4::lmer(y ~ baseline + arm * time + (1 + time | id) + (1 | site), sites, control = lme4::lmerControl(optCtrl = list(ftol_abs = 1e-14, xtol_abs = 1e-12))), cluster = sites$site, type = "CR0"))
hold("CR0 by site against clubSandwich", relative(vapply(by_site[[1]]$coefficients, `[[`, 0, "std_error"), sqrt(diag(theirs))), 1e-4)
sandwiches <- list(list(data = "sleepstudy", formula = "Reaction ~ Days + (Days | Subject)", cluster = "Subject", kinds = by_subject),
                   list(data = "sites", formula = "y ~ baseline + arm * time + (1 + time | id) + (1 | site)", cluster = "site", kinds = by_site),
                   list(data = "sites", formula = "y ~ baseline + arm * factor(time) + us(time | id)", cluster = "site", kinds = repeated))

# ---- Without each group ----------------------------------------------------------------------------------------------

# Changes of the coefficients, Cook's distance d'Phi^-1 d / p with the whole model's Phi, and the loss of twice the whole
# model's log-likelihood at the refit's variances.
without <- function(fit, d, column, fixed, parts) lapply(as.character(unique(d[[column]])), function(l) {
  rest <- droplevels(d[d[[column]] != l, ]); f <- fit_of(rest, fixed, parts, fit$theta, fit$model$reml); change <- fit$beta - f$beta
  list(level = l, changes = I(unname(change)), cooks_distance = drop(change %*% solve(fit$Phi, change)) / length(change),
       likelihood_displacement = 2 * (fit$loglik - dense_loglik(fit$model, f$theta)), log_likelihood = f$loglik)
})
influence <- list(list(data = "sleepstudy", formula = "Reaction ~ Days + (Days | Subject)", group = "Subject", groups = without(S, sleep, "Subject", Reaction ~ Days, sleep_slopes)),
                  list(data = "sites", formula = "y ~ baseline + arm * time + (1 + time | id) + (1 | site)", group = "site", groups = without(A, sites, "site", fixed_slopes, site_slopes)))

# ---- Slopes by arm ---------------------------------------------------------------------------------------------------

slope <- function(name, w) list(name = name, estimate = sum(w * A$beta), std_error = sqrt(drop(w %*% A$Phi %*% w)), df = satterthwaite(A, w)$df)
slopes <- list(slope("control", c(0, 0, 0, 1, 0)), slope("treatment", c(0, 0, 0, 1, 1)), slope("treatment - control", c(0, 0, 0, 0, 1)))

write_fixture(file.path(folder, "predictions.json"), c("lme4", "clubSandwich"), "own_lines", lines,
  list(program = "dense reference (dense.R), held against lme4 and clubSandwich", data = "classic.json, trials.json", residuals = residuals, icc = iccs, sandwiches = sandwiches, influence = influence, slopes = slopes))
