# Covariance structures within a person together with random effects of sites: the dense reference at the polished optimum,
# held against nlme, glmmTMB and pbkrtest, and without sites against mixed-reference.R. Makes structures.json. Run from the project's
# root: Rscript Tests/MixedModelsTests/Fixtures/RandomEffects/structures.R

folder <- "Tests/MixedModelsTests/Fixtures/RandomEffects"
source(file.path(folder, "dense.R"))
suppressMessages({ library(nlme); library(glmmTMB); library(lme4); library(lmerTest); library(pbkrtest) })
one <- function(n) cbind(`(Intercept)` = rep(1, n))

simulate <- function(seed) {
  set.seed(seed); n <- 60; m <- 4; site <- rep(1:6, c(16, 12, 10, 9, 7, 6)); arm <- rep(0:1, 30)
  sd <- c(3, 3.5, 4.5, 5); C <- 0.65^abs(outer(1:m, 1:m, "-")); E <- matrix(rnorm(n * m), n) %*% chol(C * outer(sd, sd))
  d <- data.frame(id = rep(sprintf("P%02d", 1:n), each = m), site = rep(LETTERS[site], each = m), arm = rep(c("control", "treatment")[arm + 1], each = m),
                  visit = rep(1:m, n), baseline = rep(round(rnorm(n, 50, 8), 1), each = m))
  i <- rep(1:n, each = m); s0 <- rnorm(6, 0, 3); s1 <- rnorm(6, 0, 3)
  d$day <- 30 * d$visit + sample(-9:9, n * m, TRUE)
  d$y <- round(20 + 0.5 * (d$baseline - 50) + 0.8 * d$visit + arm[i] * d$visit + s0[site[i]] + s1[site[i]] * arm[i] + c(t(E)), 2)
  last <- sample(m, n, TRUE, c(0.08, 0.08, 0.14, 0.7))[i]
  d <- d[(runif(n * m) > 0.12 & d$visit <= last) | d$visit == 1, ]; rownames(d) <- NULL
  d$treated <- as.numeric(d$arm == "treatment"); d$arm <- factor(d$arm, c("control", "treatment")); d$id <- factor(d$id); d$site <- factor(d$site)
  d$v <- factor(d$visit)
  d
}
d <- simulate(11); n <- nrow(d); visit <- d$visit

full <- y ~ baseline + arm * v; line <- y ~ baseline + arm * visit
X <- model.matrix(full, d)
at_visit <- function(t) as.numeric(colnames(X) == "armtreatment" | colnames(X) == paste0("armtreatment:v", t))
differences <- setNames(lapply(1:4, at_visit), paste("treatment - control at", 1:4))
S <- function(name, gap = 1) structure_part(name, d$id, if (name == "sp_exp") d$day else visit, gap)
site <- random_part(d$site, one(n), "site"); arm_site <- random_part(d$site, cbind(treated = d$treated), "site"); id <- random_part(d$id, one(n), "id")

# Without sites: the same numbers as mixed-reference.R, second-order terms of Kenward & Roger included.
for (s in c("us", "cs", "ar1", "ar1h", "csh", "toeph", "adh", "sp_exp")) {
  position <- if (s == "sp_exp") d$day else visit
  known <- fit_mixed(mixed_model(d$y, X, d$id, position, s, gap = 30)); model <- dense_model(d$y, X, list(S(s, 30)))
  stopifnot(known$converged)
  ours <- dense_at(model, known$theta); each <- c(unit_contrasts(colnames(X)), differences)
  numbers <- function(fit) c(fit$loglik, unlist(lapply(c("observed", "expected"), function(w) { k <- kenward_roger(fit, w)
    lapply(each, function(l) c(satterthwaite(fit, l, w)$df, unlist(kenward_roger_test(k, l)[c("std_error", "df2")]))) })))
  hold(paste("mixed-reference.R:", s), relative(numbers(ours), numbers(known)), 1e-7)
}

tight <- lmeControl(maxIter = 500, msMaxIter = 500, niterEM = 100, tolerance = 1e-12, msTol = 1e-14, opt = "nlminb"); tight_gls <- glsControl(maxIter = 500, msMaxIter = 500, tolerance = 1e-12, msTol = 1e-14)
# glmmTMB's dispformula = ~ 0 keeps a residual variance of about 1.5e-8.
tmb <- function(formula, reml = TRUE, ...) suppressWarnings(glmmTMB(formula, d, REML = reml, ..., control = glmmTMBControl(optCtrl = list(iter.max = 5000, eval.max = 5000, rel.tol = 1e-15, x.tol = 0))))
models <- list(); add <- function(...) models[[length(models) + 1]] <<- structure_model(...)
method <- function(reml) if (reml) "REML" else "ML"

for (reml in c(TRUE, FALSE)) add("us within, sites", "sites", d, full, "y ~ baseline + arm * factor(visit) + us(visit | id) + (1 | site)", list(S("us"), site), visit, reml, list(
  nlme = lme(full, d, ~ 1 | site, corSymm(form = ~ visit | site/id), varIdent(form = ~ 1 | v), method = method(reml), control = tight),
  glmmTMB = tmb(y ~ baseline + arm * v + us(v + 0 | id) + (1 | site), reml, dispformula = ~ 0)), differences)
add("ar1 within, sites and arm by site", "sites", d, full, "y ~ baseline + arm * factor(visit) + ar1(visit | id) + (1 | site) + (0 + treated | site)", list(S("ar1"), site, arm_site), visit, TRUE, list(
  nlme = lme(full, d, list(site = pdDiag(~ treated)), corAR1(form = ~ visit | site/id), method = "REML", control = tight),
  glmmTMB = tmb(y ~ baseline + arm * v + ar1(v + 0 | id) + (1 | site) + (0 + treated | site), dispformula = ~ 0)), differences)
add("ar1 within, sites", "sites", d, line, "y ~ baseline + arm * visit + ar1(visit | id) + (1 | site)", list(S("ar1"), site), visit, FALSE, list(
  nlme = lme(line, d, ~ 1 | site, corAR1(form = ~ visit | site/id), method = "ML", control = tight)))
add("cs within, sites", "sites", d, full, "y ~ baseline + arm * factor(visit) + cs(visit | id) + (1 | site)", list(S("cs"), site), visit, TRUE, list(
  nlme = lme(full, d, ~ 1 | site, corCompSymm(form = ~ visit | site/id), method = "REML", control = tight),
  `lme4 with (1 | id) + (1 | site)` = lme4::lmer(y ~ baseline + arm * v + (1 | id) + (1 | site), d, control = lme4::lmerControl(calc.derivs = FALSE, optCtrl = list(xtol_abs = 1e-13, ftol_abs = 1e-13)))), differences)
# cs is linear, so that Kenward & Roger's numbers are those of (1 | id) + (1 | site), which pbkrtest has.
as_lme4 <- random_model("intercepts of persons and sites", "sites", d, y ~ baseline + arm * v + (1 | id) + (1 | site), list(id, site, residual_part(n)))
numbers <- function(m) c(m$dense$log_likelihood, unlist(lapply(c(m$dense$beta, m$dense$joint), function(b) b[!(names(b) %in% c("name", "L"))])))
hold("cs with sites as intercepts of persons and sites", relative(numbers(as_lme4), numbers(models[[length(models)]])), 1e-9)
as_lme4$formula <- sub("v", "factor(visit)", as_lme4$formula, fixed = TRUE); models[[length(models) + 1]] <- as_lme4
add("ar1h within, sites", "sites", d, full, "y ~ baseline + arm * factor(visit) + ar1h(visit | id) + (1 | site)", list(S("ar1h"), site), visit, TRUE, list(
  nlme = lme(full, d, ~ 1 | site, corAR1(form = ~ visit | site/id), varIdent(form = ~ 1 | v), method = "REML", control = tight)), differences)
add("csh within, sites", "sites", d, full, "y ~ baseline + arm * factor(visit) + csh(visit | id) + (1 | site)", list(S("csh"), site), visit, TRUE, list(
  glmmTMB = tmb(y ~ baseline + arm * v + cs(v + 0 | id) + (1 | site), dispformula = ~ 0)), differences)
add("toeph within, sites", "sites", d, full, "y ~ baseline + arm * factor(visit) + toeph(visit | id) + (1 | site)", list(S("toeph"), site), visit, TRUE, list(
  glmmTMB = tmb(y ~ baseline + arm * v + toep(v + 0 | id) + (1 | site), dispformula = ~ 0)), differences)
add("intercepts and ar1", "sites", d, full, "y ~ baseline + arm * factor(visit) + (1 | id) + ar1(visit | id)", list(id, S("ar1")), visit, TRUE, list(
  nlme = lme(full, d, ~ 1 | id, corAR1(form = ~ visit | id), method = "REML", control = tight)), differences)
for (reml in c(TRUE, FALSE)) add("individual times", "sites", d, line, "y ~ baseline + arm * visit + sp_exp(day | id)", list(S("sp_exp", 30)), d$day, reml, list(
  `nlme gls` = gls(line, d, corExp(form = ~ day | id), method = method(reml), control = tight_gls)))
add("individual times, sites", "sites", d, full, "y ~ baseline + arm * factor(visit) + sp_exp(day | id) + (1 | site)", list(S("sp_exp", 30), site), d$day, TRUE, list(
  nlme = lme(full, d, ~ 1 | site, corExp(form = ~ day | site/id), method = "REML", control = tight)), differences)
add("individual times, persons", "sites", d, full, "y ~ baseline + arm * factor(visit) + (1 | id) + sp_exp(day | id)", list(id, S("sp_exp", 30)), d$day, TRUE, list(
  nlme = lme(full, d, ~ 1 | id, corExp(form = ~ day | id), method = "REML", control = tight)), differences)

columns <- function(d) lapply(d, function(x) if (is.factor(x)) I(as.character(x)) else I(as.numeric(x)))
d$v <- NULL
write_fixture(file.path(folder, "structures.json"), c("nlme", "glmmTMB", "lme4", "lmerTest", "pbkrtest"), "models", models,
  list(program = "dense reference (dense.R), held against nlme, glmmTMB and pbkrtest, and without sites against mixed-reference.R",
       datasets = list(sites = list(source = "simulated by structures.R", levels = lapply(Filter(is.factor, d), function(x) I(levels(x))), columns = columns(d)))))
