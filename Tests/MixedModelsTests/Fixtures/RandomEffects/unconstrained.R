# Random effects whose (co)variances may be anything with which V is still positive definite (SAS's NOBOUND): the dense
# reference at the polished optimum. Held against closed forms: one-way balanced data, where the variance of groups is
# (MSB - MSW)/n; and two levels, where the model is a compound symmetry of any admissible correlation, which nlme's gls fits.
# Makes unconstrained.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/RandomEffects/unconstrained.R

folder <- "Tests/MixedModelsTests/Fixtures/RandomEffects"
source(file.path(folder, "dense.R"))
suppressMessages({ library(lme4); library(nlme) })
one <- function(n) cbind(`(Intercept)` = rep(1, n))
free <- function(part) { part$valid <- function(theta) TRUE; part }

models <- list()
add <- function(name, data_name, data, formula, printed, parts, start, reml = TRUE, check = NULL) {
  frame <- model.frame(formula, data); X <- model.matrix(formula, frame); y <- model.response(frame)
  parts <- lapply(parts, free)
  model <- dense_model(y, X, parts, reml)
  fit <- dense_fit(model, start * mean(qr.resid(qr(X), y)^2)); stopifnot(fit$converged)
  value <- function(t) dense_loglik(model, t); away <- probe(model, fit$theta)
  slope <- numDeriv::grad(value, fit$theta, method.args = list(d = 1e-3, eps = 1e-5))
  cat(sprintf("%s %s: log-likelihood %.12f, (co)variances %s\n", name, if (reml) "REML" else "ML", fit$loglik, paste(signif(fit$theta, 6), collapse = " ")))
  hold("numDeriv: score at the optimum", max(abs(slope) / sqrt(diag(fit$derivatives$expected))), 1e-6)
  if (!is.null(check)) check(fit)
  # One intercept beside one residual variance: their correlation within groups, its error by the delta method.
  share <- if (length(fit$theta) == 2 && min(fit$theta) < 0) { total <- sum(fit$theta); g <- c(fit$theta[2], -fit$theta[1]) / total^2
    list(icc = list(estimate = fit$theta[1] / total, std_error = sqrt(drop(g %*% solve(fit$derivatives$observed, g))))) }
  models[[length(models) + 1]] <<- list(name = name, data = data_name, formula = printed, criterion = if (reml) "REML" else "ML",
    rows = length(y), columns = I(colnames(X)),
    dense = c(share, dense_record(fit, term_contrasts(X, attr(terms(formula), "term.labels")), predictions = FALSE)))
}

# Box & Tiao's dyestuff data: the mean square between batches is the smaller one.
d <- Dyestuff2; n <- nrow(d); ms <- anova(lm(Yield ~ Batch, d))[["Mean Sq"]]
for (reml in c(TRUE, FALSE)) add("Dyestuff2, negative", "Dyestuff2", d, Yield ~ 1, "Yield ~ 1 + (1 | Batch)",
  list(random_part(d$Batch, one(n), "Batch"), residual_part(n)), c(-0.05, 1), reml,
  function(fit) hold("closed form", relative(fit$theta, if (reml) c((ms[1] - ms[2]) / 5, ms[2]) else c((ms[1] * 5 / 6 - ms[2]) / 5, ms[2])), 1e-9))

# Three interviews by each of 14 persons that alternate: a negative correlation within persons; the gaps are at random.
set.seed(11); persons <- 14
alternating <- data.frame(id = factor(rep(seq_len(persons), each = 3)), month = rep(1:3, persons), arm = factor(rep(rep(c("control", "treated"), persons / 2), each = 3)))
C <- matrix(-0.3, 3, 3); diag(C) <- 1
alternating$y <- round(20 - alternating$month + 2 * (alternating$arm == "treated") + 3 * c(t(matrix(rnorm(3 * persons), persons) %*% chol(C))), 2)
alternating <- alternating[runif(nrow(alternating)) > 0.1, ]; rownames(alternating) <- NULL
n <- nrow(alternating)
for (reml in c(TRUE, FALSE)) add("persons less alike than others", "alternating", alternating, y ~ arm * month, "y ~ arm * month + (1 | id)",
  list(random_part(alternating$id, one(n), "id"), residual_part(n)), c(-0.1, 1), reml, function(fit) {
    g <- gls(y ~ arm * month, alternating, corCompSymm(-0.2, ~ 1 | id), method = if (reml) "REML" else "ML", control = glsControl(tolerance = 1e-12, msTol = 1e-14, maxIter = 500, msMaxIter = 500))
    hold("gls: log-likelihood", abs(fit$loglik - as.numeric(logLik(g))), 1e-6)
  })

# Sites and persons in sites, of which the sites are more alike than chance.
set.seed(5); sites <- 8; each <- sample(4:7, sites, TRUE); people <- sum(each)
sited <- data.frame(site = factor(rep(rep(letters[seq_len(sites)], each), each = 3)), id = factor(rep(seq_len(people), each = 3)), month = rep(1:3, people))
sited$arm <- factor(rep(sample(c("control", "treated"), people, TRUE), each = 3))
person <- rnorm(people, 0, 2); person <- person - ave(person, rep(seq_len(sites), each))
sited$y <- round(30 - sited$month + 1.5 * (sited$arm == "treated") + rep(person, each = 3) + rnorm(3 * people, 0, 2), 2)
sited <- sited[runif(nrow(sited)) > 0.08, ]; rownames(sited) <- NULL
n <- nrow(sited)
add("sites more alike than chance", "sited", sited, y ~ arm + month, "y ~ arm + month + (1 | site) + (1 | id)",
  list(random_part(sited$site, one(n), "site"), random_part(sited$id, one(n), "id"), residual_part(n)), c(-0.02, 0.5, 0.5))
add("sites more alike than chance, slopes by site", "sited", sited, y ~ arm + month, "y ~ arm + month + (0 + month | site) + (1 | id)",
  list(random_part(sited$site, cbind(month = sited$month), "site"), random_part(sited$id, one(n), "id"), residual_part(n)), c(-0.005, 0.5, 0.5))
add("sites beside a structure", "sited", sited, y ~ arm + month, "y ~ arm + month + ar1(month | id) + (1 | site)",
  list(random_part(sited$site, one(n), "site"), structure_part("ar1", sited$id, sited$month)), c(-0.02, 1, 0.5 / mean(qr.resid(qr(model.matrix(y ~ arm + month, sited)), sited$y)^2)))

# Slopes whose covariance matrix has a negative eigenvalue.
set.seed(3); persons <- 16
slopes <- data.frame(id = factor(rep(seq_len(persons), each = 4)), month = rep(0:3, persons), arm = factor(rep(rep(c("control", "treated"), persons / 2), each = 4)))
slopes$y <- round(25 - slopes$month * (1 + (slopes$arm == "treated")) + rep(rnorm(persons, 0, 3), each = 4) + rnorm(nrow(slopes), 0, 2), 2)
n <- nrow(slopes)
for (reml in c(TRUE, FALSE)) add("slopes, indefinite", "slopes", slopes, y ~ arm * month, "y ~ arm * month + (1 + month | id)",
  list(random_part(slopes$id, cbind(one(n), month = slopes$month), "id"), residual_part(n)), c(0.5, -0.01, -0.01, 0.5), reml)
# The same where the optimum is a covariance matrix anyway.
d <- sleepstudy; n <- nrow(d)
add("sleepstudy, inside", "sleepstudy", d, Reaction ~ Days, "Reaction ~ Days + (Days | Subject)",
  list(random_part(d$Subject, cbind(one(n), Days = d$Days), "Subject"), residual_part(n)), c(0.3, 0, 0.02, 0.3))
stopifnot(sum(vapply(models, function(m) min(unlist(lapply(m$dense$covariance[vapply(m$dense$covariance, function(p) p$kind == "random", TRUE)], function(p) min(eigen(do.call(rbind, p$covariance))$values)))) < 0, TRUE)) >= 8)

columns <- function(d) lapply(d, function(x) if (is.factor(x)) I(as.character(x)) else I(as.numeric(x)))
dataset <- function(d, source) list(source = source, levels = lapply(Filter(is.factor, d), function(x) I(levels(x))), columns = columns(d))
made <- "simulated by unconstrained.R"
write_fixture(file.path(folder, "unconstrained.json"), c("lme4", "nlme"), "models", models,
  list(program = "dense reference (dense.R) without bounds, held against closed forms and nlme", datasets = list(
    Dyestuff2 = dataset(Dyestuff2, "Box & Tiao (1973), Bayesian Inference in Statistical Analysis, section 5.1.2"),
    sleepstudy = dataset(sleepstudy, "Belenky et al. (2003), Journal of Sleep Research 12, 1-12"),
    alternating = dataset(alternating, made), sited = dataset(sited, made), slopes = dataset(slopes, made))))
