# What a parametric bootstrap must show in balanced layouts, where the distributions are known:
# * the restricted likelihood ratio of a variance of zero in a one-way layout rises with F alone, so that its p-value by
#   simulation is that of the F test;
# * with an intercept and a slope for each subject over the same times the coefficients are those of least squares, normal
#   with the standard errors of the fit, and the residual variance is that within subjects: chi-squared over its degrees
#   of freedom, as long as the variances are above zero.
# The data are those of classic.json. Makes bootstrap.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/RandomEffects/bootstrap.R

folder <- "Tests/MixedModelsTests/Fixtures/RandomEffects"
source(file.path(folder, "dense.R"))
suppressMessages(library(lme4))
a <- anova(lm(Yield ~ Batch, Dyestuff))
fit <- lmer(Reaction ~ Days + (Days | Subject), sleepstudy, control = lmerControl(optCtrl = list(ftol_abs = 1e-14, xtol_abs = 1e-12)))
error <- sqrt(diag(as.matrix(vcov(fit))))
df <- nrow(sleepstudy) - 2 * nlevels(sleepstudy$Subject)
numbers <- c(lapply(names(fixef(fit)), function(n) { b <- fixef(fit)[[n]]; s <- error[[n]]
  list(measure = "coefficient", term = n, sd = s, low = qnorm(0.025, b, s), high = qnorm(0.975, b, s)) }),
  list({ v <- sigma(fit)^2; list(measure = "variance", term = "residual", sd = v * sqrt(2 / df), low = v * qchisq(0.025, df) / df, high = v * qchisq(0.975, df) / df) }))
write_fixture(file.path(folder, "bootstrap.json"), "lme4", "numbers", numbers,
  list(program = "lme4, qnorm, qchisq, anova", data = "classic.json", formula = "Reaction ~ Days + (Days | Subject)", one_way = list(data = "Dyestuff", f = a$F[1], p_value = a$`Pr(>F)`[1])))
