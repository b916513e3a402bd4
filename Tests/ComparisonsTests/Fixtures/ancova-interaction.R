# Adjusted differences with slopes of their own in each arm (Lin 2013) and d_ppc2 (Morris 2008), on Beat the Blues and on
# the three made-up arms of compare-three-arms.json, all pairs of arms.
# Makes ancova-interaction-beat-the-blues.json and ancova-interaction-three-arms.json. Run from the project's root:
# Rscript Tests/ComparisonsTests/Fixtures/ancova-interaction.R

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))
suppressMessages(library(metafor))

# `data` has later, earlier and arm; the first level of `pair[2]` is the reference of the model. One model for all arms.
interaction_row <- function(data, covariates, pair, visit, level = 0.95) {
  data$arm <- relevel(factor(data$arm), pair[2])
  columns <- model.matrix(reformulate(c("earlier", covariates)), data = droplevels(data))[, -1, drop = FALSE]
  x <- scale(columns, center = TRUE, scale = FALSE)
  fit <- lm(data$later ~ data$arm * x)
  term <- paste0("data$arm", pair[1])
  covariance <- sandwich::vcovHC(fit, type = "HC3")
  df <- fit$df.residual
  b <- coef(fit)[[term]]
  se <- sqrt(covariance[term, term])
  row(visit, "mean_difference", "ancova_interaction", contrast = paste(pair, collapse = " - "), estimate = b,
      std_error = se, df = df, statistic = b / se, p_value = 2 * pt(-abs(b / se), df),
      conf = b + c(-1, 1) * qt((1 + level) / 2, df) * se, conf_level = level, n = nobs(fit),
      covariates = as.list(covariates))
}

# Morris (2008): the estimate as metafor's own test of that paper computes it; the variance is the paper's, with the exact
# correction in place of its approximation; the correlation is pooled within the two arms.
ppc2_row <- function(data, pair, visit, level = 0.95) {
  t <- data[data$arm == pair[1], ]
  c <- data[data$arm == pair[2], ]
  n_t <- nrow(t); n_c <- nrow(c); m <- n_t + n_c - 2
  s <- sqrt(((n_t - 1) * var(t$earlier) + (n_c - 1) * var(c$earlier)) / m)
  j <- metafor:::.cmicalc(m)
  d <- j * (mean(t$later - t$earlier) - mean(c$later - c$earlier)) / s
  within <- function(f) (n_t - 1) * f(t) + (n_c - 1) * f(c)
  r <- within(function(x) cov(x$earlier, x$later)) /
    sqrt(within(function(x) var(x$earlier)) * within(function(x) var(x$later)))
  size <- (n_t + n_c) / (n_t * n_c)
  v <- 2 * j^2 * (1 - r) * size * (m / (m - 2)) * (1 + d^2 / (2 * (1 - r) * size)) - d^2
  row(visit, "d_ppc2", "morris", contrast = paste(pair, collapse = " - "), estimate = d, std_error = sqrt(v),
      conf = d + c(-1, 1) * qnorm((1 + level) / 2) * sqrt(v), conf_level = level, n = n_t + n_c, covariates = list())
}

blues <- list()
long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
for (month in c(2, 3, 5, 8)) {
  data <- pairs_at(long, 0, month)
  data$arm <- data$treatment
  pair <- c("BtheB", "TAU")
  blues <- c(blues, list(interaction_row(data, character(), pair, month),
                         interaction_row(data, c("drug", "length"), pair, month), ppc2_row(data, pair, month)))
}

made <- jsonlite::fromJSON(file.path(folder, "compare-three-arms.json"))$data
made <- as.data.frame(made)
three <- list()
for (v in 1:2) for (pair in list(c("low", "placebo"), c("high", "placebo"), c("high", "low"))) {
  data <- made
  data$arm <- data$treatment
  data$later <- data[[paste0("y", v)]]
  data$stress <- data[[paste0("stress", v)]]
  data <- data[!is.na(data$later), ]
  covariates <- c("age", "sex", "stress", "doubled")
  three <- c(three, list(interaction_row(data, character(), pair, v),
                         interaction_row(data[!is.na(data$age), ], covariates, pair, v), ppc2_row(data, pair, v)))
}
write_fixture(file.path(folder, "ancova-interaction-beat-the-blues.json"), c("sandwich", "metafor"), "rows", blues)
write_fixture(file.path(folder, "ancova-interaction-three-arms.json"), c("sandwich", "metafor"), "rows", three)
