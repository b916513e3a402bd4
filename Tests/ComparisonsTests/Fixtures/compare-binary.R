# Responders of Beat the Blues (percent <= -50) between the arms, and a made-up trial of three arms with an event, a
# factor, a column that is aliased, and missing covariates: g-computation from glm, its standard error by the delta method
# with the gradient by hand. glm's covariance is that of its last but one step, so Newton's steps are taken from there to
# the end. The aliased column stays out of glm, which would keep it at this epsilon. Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/compare-binary.R

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))
suppressMessages(library(metafor))
set.seed(20261121, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

g_computation <- function(data, formula, arm, control, visit, contrast) {
  fit <- glm(formula, binomial, data, control = glm.control(epsilon = 1e-12), na.action = na.omit)
  used <- model.frame(fit)
  design <- model.matrix(fit)
  b <- coef(fit)
  for (step in 1:5) {
    p <- plogis(drop(design %*% b))
    covariance <- solve(crossprod(design * sqrt(p * (1 - p))))
    b <- b + drop(covariance %*% crossprod(design, fit$y - p))
  }
  under <- function(level) {
    here <- used
    here$arm <- factor(level, levels(used$arm))
    x <- model.matrix(delete.response(terms(fit)), here, xlev = fit$xlevels)
    p <- plogis(drop(x %*% b))
    list(risk = mean(p), gradient = colMeans(p * (1 - p) * x))
  }
  t <- under(arm)
  c <- under(control)
  d <- t$risk - c$risk
  g <- t$gradient - c$gradient
  se <- sqrt(drop(g %*% covariance %*% g))
  row(visit, "risk_difference", "g_computation", contrast = contrast, estimate = d, std_error = se, statistic = d / se,
      p_value = 2 * pnorm(-abs(d / se)), conf = d + c(-1, 1) * qnorm(0.975) * se, conf_level = 0.95, n = nrow(used))
}

wilson <- function(x, n) as.numeric(suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int)

arm_rows <- function(y, visit, arm) {
  n <- length(y)
  list(row(visit, "n", arm = arm, estimate = n, n = n), row(visit, "events", arm = arm, estimate = sum(y), n = n),
       row(visit, "proportion", "wilson", arm = arm, estimate = mean(y), conf = wilson(sum(y), n), conf_level = 0.95, n = n))
}

contrast_rows <- function(y1, y2, visit, contrast) {
  x1 <- sum(y1); n1 <- length(y1); x2 <- sum(y2); n2 <- length(y2)
  w1 <- wilson(x1, n1)
  w2 <- wilson(x2, n2)
  d <- mean(y1) - mean(y2)
  limits <- d + c(-sqrt((mean(y1) - w1[1])^2 + (w2[2] - mean(y2))^2), sqrt((w1[2] - mean(y1))^2 + (mean(y2) - w2[1])^2))
  ratio <- function(measure, name, method) {
    e <- escalc(measure, ai = x1, n1i = n1, ci = x2, n2i = n2)
    se <- sqrt(as.numeric(e$vi))
    log_ratio <- as.numeric(e$yi)
    row(visit, name, method, contrast = contrast, estimate = exp(log_ratio), std_error = exp(log_ratio) * se,
        statistic = log_ratio / se, p_value = 2 * pnorm(-abs(log_ratio / se)),
        conf = exp(log_ratio + c(-1, 1) * qnorm(0.975) * se), conf_level = 0.95, n = n1 + n2)
  }
  chi <- suppressWarnings(chisq.test(matrix(c(x1, x2, n1 - x1, n2 - x2), 2), correct = FALSE))
  list(row(visit, "risk_difference", "newcombe", contrast = contrast, estimate = d, conf = limits, conf_level = 0.95, n = n1 + n2),
       ratio("RR", "risk_ratio", "katz_log"), ratio("OR", "odds_ratio", "woolf_log"),
       row(visit, "chi_squared", "pearson", contrast = contrast, statistic = as.numeric(chi$statistic), df = 1,
           p_value = chi$p.value, n = n1 + n2))
}

rows <- list()
wide <- read.csv("Datasets/beat-the-blues/beat-the-blues-wide.csv")
wide$arm <- factor(wide$treatment, c("TAU", "BtheB"))
for (v in c(2, 3, 5, 8)) {
  wide$y <- as.numeric(100 * (wide[[paste0("bdi_", v, "m")]] - wide$bdi_pre) / wide$bdi_pre <= -50)
  here <- wide[!is.na(wide$y), ]
  rows <- c(rows, arm_rows(here$y[here$arm == "TAU"], v, "TAU"), arm_rows(here$y[here$arm == "BtheB"], v, "BtheB"),
            contrast_rows(here$y[here$arm == "BtheB"], here$y[here$arm == "TAU"], v, "BtheB - TAU"))
  rows <- c(rows, list(g_computation(here, y ~ arm + bdi_pre + drug + length, "BtheB", "TAU", v, "BtheB - TAU")))
}

n <- 150
arms <- c("low", "placebo", "high")
grain <- function(x) round(x * 1024) / 1024
made <- data.frame(treatment = sample(rep(arms, c(48, 52, 50))), age = grain(rnorm(n, 45, 12)), before = rbinom(n, 1, 0.6))
made$arm <- relevel(factor(made$treatment, arms), "placebo")
made$doubled <- 2 * made$age + 1
made$sex <- factor(sample(c("f", "m"), n, TRUE), c("f", "m"))
made$y <- rbinom(n, 1, plogis(-2.2 + 0.03 * made$age + 0.9 * made$before + c(low = 0.4, placebo = 0, high = 1)[made$treatment]))
made$age[c(3, 90)] <- NA
made$doubled[c(3, 90)] <- NA
made$y[c(7, 11, 60)] <- NA
adjusted <- lapply(c("low", "high"), function(arm) {
  g_computation(made, y ~ arm + before + age + sex, arm, "placebo", "post", paste(arm, "- placebo"))
})
plain <- function(x) I(if (is.factor(x)) as.character(x) else x)
write_fixture(file.path(folder, "compare-binary.json"), "metafor", "rows", rows,
              list(generator = "set.seed(20261121), Mersenne-Twister, Inversion, Rejection", adjusted = adjusted,
                   data = lapply(made[c("treatment", "before", "age", "doubled", "sex", "y")], plain)))
