# random.R FILE FORMULA lme4|lmerTest|pbkrtest: the seconds of the fit, with Satterthwaite's or Kenward and Roger's degrees
# of freedom of the coefficients by the latter two, and its REML log-likelihood, as JSON.
arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(arguments[1], stringsAsFactors = TRUE)
formula <- as.formula(arguments[2])
suppressMessages(library(lmerTest))
seconds <- system.time({
  fit <- if (arguments[3] == "lme4") lme4::lmer(formula, data) else lmer(formula, data)
  if (arguments[3] == "lmerTest") summary(fit)
  if (arguments[3] == "pbkrtest") summary(fit, ddf = "Kenward-Roger")
})[["elapsed"]]
cat(sprintf('{"seconds": %.4f, "log_likelihood": %.12f}\n', seconds, as.numeric(logLik(fit))))
