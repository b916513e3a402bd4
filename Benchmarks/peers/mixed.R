# mixed.R FILE mmrm|gls satterthwaite|kenward-roger|none: the seconds of the fit and its REML log-likelihood, as JSON.
arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(arguments[1], stringsAsFactors = TRUE)
data$id <- factor(data$id)
if (arguments[2] == "mmrm") {
  suppressMessages(library(mmrm))
  method <- if (arguments[3] == "kenward-roger") "Kenward-Roger" else "Satterthwaite"
  seconds <- system.time({
    fit <- mmrm(y ~ base + arm * visit + us(visit | id), data, method = method)
    summary(fit)
  })[["elapsed"]]
} else {
  library(nlme)
  data$place <- as.integer(data$visit)
  seconds <- system.time(
    fit <- gls(y ~ base + arm * visit, data, corSymm(form = ~ place | id), varIdent(form = ~ 1 | visit),
               control = glsControl(maxIter = 200, msMaxIter = 200))
  )[["elapsed"]]
}
value <- as.numeric(logLik(fit))
cat(sprintf('{"seconds": %.4f, "log_likelihood": %.12f}\n', seconds, value))
