# What mmrm, lme4 (with lmerTest, pbkrtest and emmeans) and nlme print for one model of Beat the Blues, each with its own
# conventions: log-likelihood, AIC, BIC, tests of the coefficients, marginal means. Makes mixed-conventions.json, the
# numbers of Documentation/Methods/conventions.md. Needs mmrm 0.3.18. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/mixed-conventions.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
if (!requireNamespace("mmrm", quietly = TRUE)) { cat("mixed-conventions.R: skipped, mmrm is not installed\n"); quit() }
suppressMessages({ library(mmrm); library(nlme); library(lme4); library(lmerTest); library(pbkrtest); library(emmeans) })

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
long$treatment <- factor(long$treatment, c("TAU", "BtheB")); long$subject <- factor(long$subject)
long$baseline <- long$bdi[long$month == 0][match(long$subject, long$subject[long$month == 0])]
long$drugged <- as.numeric(long$drug == "Yes")                              # a covariate of two numbers
used <- subset(long, month > 0 & !is.na(bdi)); used$visit <- factor(used$month)
formula <- bdi ~ baseline * visit + treatment * visit
with_term <- function(term, base = formula) update(base, as.formula(paste("~ . +", term)))
tight <- lmerControl(optCtrl = list(xtol_abs = 1e-13, xtol_rel = 1e-13, ftol_abs = 1e-15, ftol_rel = 1e-15, maxeval = 1e5))
quietly <- function(x) suppressMessages(suppressWarnings(x))

criteria <- list()
add <- function(program, covariance, reml, fit)
  criteria[[length(criteria) + 1]] <<- list(program = program, covariance = covariance, method = if (reml) "reml" else "ml",
                                            loglik = as.numeric(logLik(fit)), aic = AIC(fit), bic = BIC(fit))
for (reml in c(TRUE, FALSE)) {
  for (s in c("us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh"))
    add("mmrm", s, reml, quietly(mmrm(with_term(sprintf("%s(visit | subject)", s)), used, reml = reml)))
  add("lme4", "cs", reml, lme4::lmer(with_term("(1 | subject)"), used, REML = reml, control = tight))
  add("nlme", "cs", reml, gls(formula, used, corCompSymm(form = ~ 1 | subject), method = if (reml) "REML" else "ML",
                              control = glsControl(tolerance = 1e-12, msTol = 1e-12)))
}

tests <- list()
test <- function(program, covariance, method, table)
  tests[[length(tests) + 1]] <<- list(program = program, covariance = covariance, df_method = method,
    estimate = I(unname(table[, "Estimate"])), std_error = I(unname(table[, "Std. Error"])), df = I(unname(table[, "df"])))
for (s in c("us", "cs", "ar1h")) for (method in c("Satterthwaite", "Between-Within"))
  test("mmrm", s, tolower(method),
       summary(quietly(mmrm(with_term(sprintf("%s(visit | subject)", s)), used, method = method)))$coefficients)
random <- lmerTest::lmer(with_term("(1 | subject)"), used, control = tight)
test("lme4", "cs", "satterthwaite", summary(random, ddf = "Satterthwaite")$coefficients)
test("lme4", "cs", "kenward-roger", summary(random, ddf = "Kenward-Roger")$coefficients)

# emmeans keeps a number of two values as a factor and averages over both with equal weights.
two <- bdi ~ baseline * visit + treatment * visit + drugged
means <- list()
mean_rows <- function(program, fit) {
  rows <- as.data.frame(emmeans(fit, ~ treatment | visit, lmer.df = "satterthwaite"))
  at_mean <- as.data.frame(emmeans(fit, ~ treatment | visit, lmer.df = "satterthwaite", cov.keep = "1"))
  for (i in seq_len(nrow(rows)))
    means[[length(means) + 1]] <<- list(program = program, treatment = as.character(rows$treatment[i]),
      visit = as.character(rows$visit[i]), estimate = rows$emmean[i], std_error = rows$SE[i], df = rows$df[i],
      estimate_at_mean = at_mean$emmean[i])
}
mean_rows("mmrm", quietly(mmrm(with_term("cs(visit | subject)", two), used)))
mean_rows("lme4", lmerTest::lmer(with_term("(1 | subject)", two), used, control = tight))

# The model of SAS's listings (sas-fev.json): FEV1 ~ ARMCD of the data that mmrm has with it.
fev <- list()
for (s in c("us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "adh")) {
  one <- as.formula(sprintf("FEV1 ~ ARMCD + %s(AVISIT | USUBJID)", s))
  row <- function(vcov) summary(quietly(mmrm(one, mmrm::fev_data, method = "Kenward-Roger", vcov = vcov)))$coefficients[2, ]
  curved <- row("Kenward-Roger"); linear <- row("Kenward-Roger-Linear")
  fev[[length(fev) + 1]] <- list(covariance = s, estimate = curved[["Estimate"]], std_error = curved[["Std. Error"]],
                                 df = curved[["df"]], linear_std_error = linear[["Std. Error"]])
}

write_fixture(file.path(folder, "mixed-conventions.json"), c("mmrm", "lme4", "lmerTest", "pbkrtest", "emmeans", "nlme"),
  "criteria", criteria,
  list(data = "Datasets/beat-the-blues/beat-the-blues.csv", formula = deparse(formula), rows = nrow(used),
       subjects = nlevels(droplevels(used$subject)), columns = I(colnames(model.matrix(formula, used))), tests = tests,
       means_formula = deparse(two), share_drugged = mean(used$drugged), means = means,
       fev_formula = "FEV1 ~ ARMCD", fev = fev))
for (c in criteria) cat(sprintf("%-5s %-6s %-5s %.6f %.6f %.6f\n", c$program, c$covariance, c$method, c$loglik, c$aic, c$bic))
for (t in tests) cat(sprintf("%-5s %-6s %-15s se %.6f df %.4f\n", t$program, t$covariance, t$df_method, t$std_error[12], t$df[12]))
for (f in fev) cat(sprintf("fev %-6s %.8f se %.8f linear %.8f df %.4f\n", f$covariance, f$estimate, f$std_error, f$linear_std_error, f$df))
