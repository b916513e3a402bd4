# Partially nested trials: therapy groups in the treated arm only, so that a group's effect stands on treated rows and every
# arm has its own residual variance or covariance matrix. The dense reference at the polished optimum, held against nlme,
# glmmTMB and, with one residual variance, lme4 and pbkrtest. Makes nested.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/RandomEffects/nested.R

folder <- "Tests/MixedModelsTests/Fixtures/RandomEffects"
source(file.path(folder, "dense.R"))
suppressMessages({ library(nlme); library(glmmTMB); library(lme4); library(lmerTest); library(pbkrtest) })

# Treated persons sit in 8 groups of 5 to 7; every control is a group of one.
simulate <- function(seed) {
  set.seed(seed); sizes <- c(5, 6, 7, 6, 5, 7, 6, 6); t <- sum(sizes); c <- 44
  people <- data.frame(id = sprintf("P%02d", seq_len(t + c)), arm = rep(c("treatment", "control"), c(t, c)),
                       group = c(rep(paste0("G", seq_along(sizes)), sizes), sprintf("alone%02d", seq_len(c))), baseline = round(rnorm(t + c, 50, 8), 1))
  effect <- c(rep(rnorm(length(sizes), 0, 2.5), sizes), rep(0, c)); treated <- as.numeric(people$arm == "treatment")
  sd <- ifelse(treated == 1, 5, 4); C <- 0.55 + 0.45 * diag(3)
  E <- matrix(rnorm(3 * (t + c)), t + c) %*% chol(C) * sd
  long <- data.frame(people[rep(seq_len(t + c), each = 3), ], visit = rep(1:3, t + c))
  i <- rep(seq_len(t + c), each = 3)
  long$y <- round(30 + 0.5 * (long$baseline - 50) - long$visit - 1.2 * treated[i] * long$visit + effect[i] + c(t(E)), 2)
  long$treated <- treated[i]; long$control <- 1 - long$treated
  last <- sample(3, t + c, TRUE, c(0.1, 0.1, 0.8))[i]
  long <- long[long$visit <= last & (runif(nrow(long)) > 0.08 | long$visit == 1), ]; rownames(long) <- NULL
  long$arm <- factor(long$arm, c("control", "treatment")); long$v <- factor(long$visit)
  long
}
long <- simulate(4); end <- subset(long, visit == 1); rownames(end) <- NULL
models <- list(); add <- function(...) models[[length(models) + 1]] <<- structure_model(...)
tight <- lmeControl(maxIter = 500, msMaxIter = 500, niterEM = 100, tolerance = 1e-12, msTol = 1e-14)
tmb <- function(formula, d, reml = TRUE, ...) suppressWarnings(glmmTMB(formula, d, REML = reml, ..., control = glmmTMBControl(optCtrl = list(iter.max = 5000, eval.max = 5000, rel.tol = 1e-12))))

n <- nrow(end); formula <- y ~ baseline + arm; group <- random_part(end$group, cbind(treated = end$treated), "group")
for (reml in c(TRUE, FALSE)) add("group therapy in one arm", "end", end, formula, "y ~ baseline + arm + (0 + treated | group), residual variance by arm",
  list(group, residual_part(n, end$arm)), rep(1, n), reml, list(
  nlme = lme(formula, end, ~ 0 + treated | group, weights = varIdent(form = ~ 1 | arm), method = if (reml) "REML" else "ML", control = tight),
  glmmTMB = tmb(y ~ baseline + arm + (0 + treated | group), end, reml, dispformula = ~ arm, start = list(theta = 1))))
common <- list(random_model("group therapy, one residual variance", "end", end, y ~ baseline + arm + (0 + treated | group), list(group, residual_part(n))))
# The same model for lme4: an effect of every treated row makes up the difference between the residual variances. In the
# (co)variances this is linear, so that Kenward & Roger's numbers are the same as with a variance for each arm.
end$row <- sprintf("row%03d", seq_len(n))
as_lme4 <- random_model("group therapy, residual variance by arm as lme4 can say it", "end", end, y ~ baseline + arm + (0 + treated | group) + (0 + treated | row),
  list(group, random_part(end$row, cbind(treated = end$treated), "row"), residual_part(n)))
numbers <- function(m) c(m$dense$log_likelihood, unlist(lapply(c(m$dense$beta, m$dense$joint), function(b) b[!(names(b) %in% c("name", "L"))])))
hold("residual variance by arm: both ways of saying it", relative(numbers(as_lme4), numbers(models[[1]])), 1e-9)
as_lme4$dense$random_effects <- as_lme4$peers$random_effects <- NULL
common <- c(common, list(as_lme4))

# Several visits: an own unstructured (or other) covariance of visits in every arm.
n <- nrow(long); formula <- y ~ baseline + arm * v; X <- model.matrix(formula, long); group <- random_part(long$group, cbind(treated = long$treated), "group")
at_visit <- function(t) as.numeric(colnames(X) == "armtreatment" | colnames(X) == paste0("armtreatment:v", t))
differences <- setNames(lapply(1:3, at_visit), paste("treatment - control at", 1:3))
S <- function(name) lapply(levels(long$arm), function(a) structure_part(name, long$id, long$visit, arm = long$arm, level = a))
add("group therapy, visits", "long", long, formula, "y ~ baseline + arm * factor(visit) + us(visit | arm/id) + (0 + treated | group)", c(list(group), S("us")), long$visit, TRUE, list(
  glmmTMB = tmb(y ~ baseline + arm * v + (0 + treated | group) + us(0 + v:treated | id) + us(0 + v:control | id), long, dispformula = ~ 0)), differences)
add("group therapy, visits, ar1h", "long", long, formula, "y ~ baseline + arm * factor(visit) + ar1h(visit | arm/id) + (0 + treated | group)", c(list(group), S("ar1h")), long$visit, TRUE, list(), differences)
add("group therapy, visits, cs", "long", long, formula, "y ~ baseline + arm * factor(visit) + cs(visit | arm/id) + (0 + treated | group)", c(list(group), S("cs")), long$visit, TRUE, list(
  nlme = lme(formula, long, list(group = ~ 0 + treated, id = pdDiag(~ 0 + treated + control)), weights = varIdent(form = ~ 1 | arm), method = "REML", control = tight)), differences)

columns <- function(d) lapply(d, function(x) if (is.factor(x)) I(as.character(x)) else if (is.numeric(x)) I(as.numeric(x)) else I(x))
dataset <- function(d) { d$v <- NULL; list(source = "simulated by nested.R", levels = lapply(Filter(is.factor, d), function(x) I(levels(x))), columns = columns(d)) }
write_fixture(file.path(folder, "nested.json"), c("nlme", "glmmTMB", "lme4", "lmerTest", "pbkrtest"), "models", c(models, common),
  list(program = "dense reference (dense.R), held against nlme, glmmTMB, lme4 and pbkrtest", datasets = list(end = dataset(end), long = dataset(long))))
