# Holds the dense formulas of mixed-reference.R against other programs, and stops where they disagree: derivatives against
# numDeriv, Kenward-Roger with expected information against pbkrtest, Satterthwaite against lmerTest, sandwiches against
# clubSandwich and mmrm, and (with FEV_DATA) every published SAS listing. Prints the largest differences; makes no file.
# Run from the project's root: Rscript Tests/MixedModelsTests/Fixtures/mixed-reference-checks.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
suppressMessages({ library(lme4); library(lmerTest); library(pbkrtest); library(nlme); library(clubSandwich) })
relative <- function(a, b) max(abs(a / b - 1))
hold <- function(name, difference, limit) { cat(sprintf("%-66s %.1e\n", name, difference)); stopifnot(difference < limit) }

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
long$treatment <- factor(long$treatment, c("TAU", "BtheB"))
long$baseline <- long$bdi[long$month == 0][long$subject]
used <- subset(long, month > 0 & !is.na(bdi))
used$visit <- factor(used$month); used$subject <- factor(used$subject)
formula <- bdi ~ baseline * visit + treatment * visit
X <- model.matrix(formula, used); visit <- as.integer(used$visit); each <- unit_contrasts(colnames(X))

for (s in c("us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh", "vc", "vch", "sp_exp")) for (reml in c(TRUE, FALSE)) {
  model <- mixed_model(used$bdi, X, used$subject, if (s == "sp_exp") used$month else visit, s, reml)
  theta <- 1.05 * starting_value(model, 0.5); d <- derivatives(model, theta); value <- function(z) log_likelihood(model, z)
  H <- numDeriv::hessian(value, theta)
  hold(paste(s, if (reml) "REML" else "ML", "score and observed information against numDeriv"),
       max(abs(numDeriv::grad(value, theta) - d$score) / sqrt(abs(diag(H))),
           abs(H + d$observed) / sqrt(outer(abs(diag(H)), abs(diag(H))))), 1e-5)
}

fit <- fit_mixed(mixed_model(used$bdi, X, used$subject, visit, "cs"))
random <- lmer(bdi ~ baseline * visit + treatment * visit + (1 | subject), used,
               control = lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-12)))
expected <- kenward_roger(fit, "expected")
hold("adjusted covariance against pbkrtest", relative(as.matrix(vcovAdj(random)), expected$covariance), 1e-6)
L <- diag(ncol(X))[grep(":treatment", colnames(X)), ]
ours <- kenward_roger_test(expected, L); theirs <- KRmodcomp(random, L)$test["Ftest", ]
hold("F, denominator and scale against pbkrtest",
     relative(c(ours$statistic, ours$df2, ours$scale), unlist(theirs[c("stat", "ddf", "F.scaling")])), 1e-6)
hold("Satterthwaite df against lmerTest", relative(vapply(each, function(l) satterthwaite(fit, l)$df, 0), coef(summary(random))[, "df"]), 1e-6)
hold("joint Satterthwaite test against lmerTest",
     relative(unlist(satterthwaite_joint(fit, L)[c("statistic", "df2")]), unlist(contestMD(random, L)[c("F value", "DenDF")])), 1e-6)

peer <- gls(formula, used, corCompSymm(form = ~ 1 | subject), control = glsControl(tolerance = 1e-12, msTol = 1e-12))
for (type in c("CR0", "CR2", "CR3")) {
  test <- coef_test(peer, vcovCR(peer, cluster = used$subject, type = type), test = "Satterthwaite")
  s <- sandwich(fit, if (type == "CR2") "CR2-clubSandwich" else type)
  hold(paste(type, "standard errors and df against clubSandwich"),
       max(relative(test$SE, sqrt(diag(s$covariance))), relative(test$df, vapply(each, s$df, 0))), 1e-7)
}
if (requireNamespace("mmrm", quietly = TRUE)) for (type in c(CR0 = "Empirical", CR2 = "Empirical-Bias-Reduced", CR3 = "Empirical-Jackknife")) {
  table <- summary(suppressWarnings(mmrm::mmrm(bdi ~ baseline * visit + treatment * visit + cs(visit | subject), used, vcov = type)))$coefficients
  s <- sandwich(fit, c(Empirical = "CR0", `Empirical-Bias-Reduced` = "CR2", `Empirical-Jackknife` = "CR3")[[type]])
  hold(paste("mmrm", type), max(relative(table[, "Std. Error"], sqrt(diag(s$covariance))), relative(table[, "df"], vapply(each, s$df, 0))), 1e-7)
}

path <- Sys.getenv("FEV_DATA", "../shared/trials/fev.csv")
if (!file.exists(path)) { cat("SAS listings: skipped, no", path, "\n"); quit() }
fev <- subset(read.csv(path), !is.na(FEV1))
fev$ARMCD <- relevel(factor(fev$ARMCD), "PBO")
sas <- jsonlite::fromJSON(file.path(folder, "sas-fev.json"), simplifyVector = FALSE)
fev_fit <- function(X, s, reml = TRUE, group = 1)
  fit_mixed(mixed_model(fev$FEV1, X, fev$USUBJID, as.integer(factor(fev$AVISIT)), s, reml, group))
for (l in sas$listings) {
  X <- if (l$model == "FEV1 ~ 1") matrix(1, nrow(fev)) else model.matrix(~ RACE + SEX + ARMCD * AVISIT, fev)
  one <- fev_fit(X, l$covariance, l$method == "reml", if (is.null(l$group)) 1 else as.integer(fev$ARMCD))
  above <- l$minus_2_loglik + 2 * one$loglik
  cat(sprintf("SAS %-45s stops %9.1e above the optimum\n", l$file, above)); stopifnot(above > -1e-8, above < 2e-5)
}
# SAS stops at a relative criterion of 1e-8, so that its standard errors are off by up to 1.2e-4; the ratio of the two
# Kenward-Roger standard errors is not, and shows the second-order term.
cells <- function(s, method) Filter(function(z) z$covariance == s && z$df_method == method, sas$contrasts)[[1]]
for (s in unique(vapply(sas$contrasts, `[[`, "", "covariance"))) {
  one <- fev_fit(model.matrix(~ ARMCD, fev), s)
  se <- vapply(c(FALSE, TRUE), function(linear) kenward_roger_test(kenward_roger(one, linear = linear), c(0, 1))$std_error, 0)
  kr <- cells(s, "kenward-roger"); linear <- cells(s, "kenward-roger-linear")
  hold(paste("SAS", s, "ratio of second-order to linear standard error"), abs(se[1] / se[2] - kr$std_error / linear$std_error), 1e-7)
  hold(paste("SAS", s, "standard error and df"), max(abs(se[1] / kr$std_error - 1), abs(satterthwaite(one, c(0, 1))$df / kr$df - 1)), 5e-4)
}
