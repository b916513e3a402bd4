# Counts over exposure: a made-up trial of three arms (one without events) with a baseline, covariates, an aliased column
# and missing values; a trial whose counts vary less than Poisson's; large counts. Garwood's limits from poisson.test, robust
# errors from sandwich, subjects as clusters by sandwich::vcovCL, the negative binomial from MASS::glm.nb, which stops
# early: Newton's steps on (coefficients, log theta) are taken from there until the score is 0 to rounding. The standard
# errors are those of summary.negbin: expected information, theta as known.
# Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/counts.R

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))
suppressMessages(library(MASS))
library(sandwich)
set.seed(20261121, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
tight <- glm.control(epsilon = 1e-14, maxit = 100)

log_ratio_row <- function(visit, method, contrast, b, se, n, measure = "rate_ratio") {
  row(visit, measure, method, contrast = contrast, estimate = exp(b), std_error = exp(b) * se, statistic = b / se,
      p_value = 2 * pnorm(-abs(b / se)), conf = exp(b + c(-1, 1) * qnorm(0.975) * se), conf_level = 0.95, n = n)
}

# glm's Poisson fit, taken to the end by Newton's steps; the covariance of HC0 by sandwich, checked against the formula.
poisson_fit <- function(formula, data) {
  fit <- glm(formula, poisson, data, control = tight, na.action = na.omit)
  x <- model.matrix(fit); y <- fit$y; o <- fit$offset
  b <- coef(fit)
  for (step in 1:5) {
    mu <- exp(drop(x %*% b) + o)
    b <- b + solve(crossprod(x * sqrt(mu)), crossprod(x, y - mu))[, 1]
  }
  mu <- exp(drop(x %*% b) + o)
  bread <- solve(crossprod(x * sqrt(mu)))
  robust <- bread %*% crossprod(x * (y - mu)) %*% bread
  stopifnot(all.equal(robust, unname(vcovHC(fit, type = "HC0")), check.attributes = FALSE, tolerance = 1e-8))
  list(b = b, robust = sqrt(diag(robust)), model = sqrt(diag(bread)), n = length(y), fit = fit)
}

negative_binomial_fit <- function(formula, data) {
  fit <- suppressWarnings(glm.nb(formula, data, control = glm.control(epsilon = 1e-12, maxit = 500), na.action = na.omit))
  x <- model.matrix(fit); y <- fit$y
  o <- model.offset(model.frame(fit))
  b <- coef(fit); s <- log(fit$theta)
  for (step in 1:50) {
    theta <- exp(s); mu <- exp(drop(x %*% b) + o)
    g <- (y - mu) / (1 + mu / theta)
    gt <- sum(digamma(y + theta) - digamma(theta) + log(theta) + 1 - log(theta + mu) - (y + theta) / (theta + mu))
    hbb <- -crossprod(x, x * (mu * theta * (y + theta) / (theta + mu)^2))
    hbt <- crossprod(x, mu * (y - mu) / (theta + mu)^2)
    htt <- sum(trigamma(y + theta) - trigamma(theta) + 1 / theta - 2 / (theta + mu) + (y + theta) / (theta + mu)^2)
    score <- c(crossprod(x, g), gt * theta)
    hessian <- rbind(cbind(hbb, hbt * theta), c(hbt * theta, htt * theta^2 + gt * theta))
    move <- solve(hessian, score)
    b <- b - move[seq_along(b)]; s <- s - move[length(move)]
  }
  theta <- exp(s); mu <- exp(drop(x %*% b) + o)
  stopifnot(max(abs(score)) < 1e-9, all(eigen(hessian)$values < 0))
  # The optimum is no worse than glm.nb's, and near it.
  ll <- function(t, m) sum(dnbinom(y, size = t, mu = m, log = TRUE))
  stopifnot(ll(theta, mu) >= ll(fit$theta, fitted(fit)) - 1e-9, abs(theta / fit$theta - 1) < 1e-3)
  se <- sqrt(diag(solve(crossprod(x * sqrt(mu / (1 + mu / theta))))))
  list(b = b, se = se, theta = theta, n = length(y), fit = fit)
}

arm_rows <- function(visit, arm, y, t) {
  test <- poisson.test(sum(y), sum(t))
  n <- length(y)
  list(row(visit, "n", arm = arm, estimate = n, n = n), row(visit, "events", arm = arm, estimate = sum(y), n = n),
       row(visit, "exposure", arm = arm, estimate = sum(t), n = n),
       row(visit, "rate", "garwood", arm = arm, estimate = unname(test$estimate), conf = as.numeric(test$conf.int),
           conf_level = 0.95, n = n))
}

# ---- Three arms --------------------------------------------------------------------------------------------------------

n <- 160
arms <- c("high", "low", "none", "placebo")
made <- data.frame(treatment = sample(rep(arms, c(52, 50, 6, 52))), age = round(rnorm(n, 45, 12) * 16) / 16)
made$sex <- factor(sample(c("f", "m"), n, TRUE), c("f", "m"))
made$doubled <- 2 * made$age + 1
prone <- rgamma(n, 1.4, 1.4)
made$before <- rpois(n, 2 * prone)
made$time_before <- round(runif(n, 0.5, 1.5) * 64) / 64
made$time <- round(runif(n, 0.25, 2) * 64) / 64
rates <- c(high = 0.9, low = 1.4, none = 0, placebo = 1.9)
made$y <- rpois(n, rates[made$treatment] * exp(0.01 * (made$age - 45)) * prone * made$time)
made$age[c(4, 77)] <- NA
made$doubled[c(4, 77)] <- NA
made$before[c(9, 20, 33)] <- NA
made$y[c(12, 50)] <- NA
made$arm <- relevel(factor(made$treatment, arms), "placebo")
made$log_before <- log((made$before + 0.5) / made$time_before)

rows <- list()
for (arm in arms) {
  here <- made[made$treatment == arm & !is.na(made$y), ]
  rows <- c(rows, arm_rows("post", arm, here$y, here$time))
}
# sandwich and glm.nb have no limit at -Inf: the arm without events is left out, which is the limit of the likelihood.
some <- droplevels(made[made$treatment != "none" & !is.na(made$y), ])
raw <- y ~ arm + offset(log(time))
full <- y ~ arm + log_before + age + sex + offset(log(time))
for (kind in c("", "_adjusted")) {
  formula <- if (kind == "") raw else full
  p <- poisson_fit(formula, some)
  nb <- negative_binomial_fit(formula, some)
  for (arm in c("high", "low")) {
    term <- paste0("arm", arm); contrast <- paste(arm, "- placebo")
    rows <- c(rows, list(
      log_ratio_row("post", paste0("poisson_robust", kind), contrast, unname(p$b[term]), unname(p$robust[which(names(p$b) == term)]), p$n),
      log_ratio_row("post", paste0("negative_binomial", kind), contrast, unname(nb$b[term]), unname(nb$se[which(names(nb$b) == term)]), nb$n)))
  }
  rows <- c(rows, list(row("post", "theta", paste0("negative_binomial", kind), estimate = unname(nb$theta), n = nb$n)))
}
# The rate difference: Poisson regression with identity link, no intercept, exposure times arm.
for (arm in c("high", "low")) {
  here <- some[some$treatment %in% c(arm, "placebo"), ]
  here$a <- here$time * (here$treatment == arm); here$b <- here$time * (here$treatment == "placebo")
  start <- c(sum(here$y[here$a > 0]) / sum(here$a), sum(here$y[here$b > 0]) / sum(here$b))
  fit <- glm(y ~ 0 + a + b, poisson(link = "identity"), here, start = start, control = tight)
  v <- vcovHC(fit, type = "HC0")
  d <- start[1] - start[2]; se <- sqrt(v[1, 1] + v[2, 2] - 2 * v[1, 2])
  stopifnot(abs(unname(coef(fit)) - start) < 1e-10)
  rows <- c(rows, list(row("post", "rate_difference", "poisson_robust", contrast = paste(arm, "- placebo"), estimate = d,
    std_error = se, statistic = d / se, p_value = 2 * pnorm(-abs(d / se)), conf = d + c(-1, 1) * qnorm(0.975) * se,
    conf_level = 0.95, n = nrow(here))))
}

# ---- Change ------------------------------------------------------------------------------------------------------------

change <- list()
for (arm in list("high", "low", "placebo", NULL)) {
  here <- made[!is.na(made$y) & !is.na(made$before) & (if (is.null(arm)) TRUE else made$treatment == arm), ]
  k <- nrow(here)
  long <- data.frame(id = c(seq_len(k), seq_len(k)), later = rep(0:1, each = k), y = c(here$before, here$y),
                     t = c(here$time_before, here$time))
  fit <- glm(y ~ later + offset(log(t)), poisson, long, control = tight)
  v <- vcovCL(fit, cluster = long$id, type = "HC0", cadjust = FALSE)
  b <- log(sum(here$y) / sum(here$time)) - log(sum(here$before) / sum(here$time_before))
  stopifnot(abs(coef(fit)["later"] - b) < 1e-10)
  r <- log_ratio_row("post", "poisson_robust", "post - pre", b, sqrt(v["later", "later"]), k)
  r["arm"] <- list(arm)
  limits <- function(measure, y, t) {
    e <- poisson.test(sum(y), sum(t))
    row("post", measure, "garwood", arm = arm, contrast = "post - pre", estimate = unname(e$estimate),
        conf = as.numeric(e$conf.int), conf_level = 0.95, n = k)
  }
  change <- c(change, list(limits("rate_baseline", here$before, here$time_before), limits("rate_followup", here$y, here$time), r))
}

# ---- Counts that vary less than Poisson's: glm.nb's theta runs away, and Poisson is the limit ---------------------------

under <- data.frame(treatment = rep(c("A", "B"), c(12, 13)), y = c(3, 4, 3, 4, 4, 3, 3, 4, 5, 4, 3, 4, 2, 2, 3, 2, 3, 2, 2, 3, 2, 3, 2, 2, 3),
                    time = rep(c(1, 1, 2, 1, 1), 5))
under$time <- rep(1, 25)
p <- poisson_fit(y ~ treatment + offset(log(time)), under)
limit <- list(log_ratio_row("post", "poisson_robust", "B - A", unname(p$b[2]), unname(p$robust[2]), 25),
              log_ratio_row("post", "negative_binomial", "B - A", unname(p$b[2]), unname(p$model[2]), 25))

# ---- Counts above 4096, nearly Poisson and far from it -------------------------------------------------------------------

large <- data.frame(treatment = rep(c("A", "B"), each = 15), time = round(runif(30, 1, 3) * 64) / 64)
large$y <- rpois(30, 3000 * large$time * rgamma(30, 40, 40) * ifelse(large$treatment == "B", 1.2, 1))
nb <- negative_binomial_fit(y ~ treatment + offset(log(time)), large)
big <- list(log_ratio_row("post", "negative_binomial", "B - A", unname(nb$b[2]), unname(nb$se[2]), 30),
            row("post", "theta", "negative_binomial", estimate = unname(nb$theta), n = 30))

plain <- function(x) I(if (is.factor(x)) as.character(x) else x)
write_fixture(file.path(folder, "counts.json"), c("MASS", "sandwich"), "rows", rows,
              list(generator = "set.seed(20261121), Mersenne-Twister, Inversion, Rejection", change = change, limit = limit, large = big,
                   data = lapply(made[c("treatment", "before", "time_before", "time", "age", "doubled", "sex", "y")], plain),
                   under = lapply(under[c("treatment", "y", "time")], plain), many = lapply(large[c("treatment", "y", "time")], plain)))
