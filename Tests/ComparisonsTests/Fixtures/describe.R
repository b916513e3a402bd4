# What describe gives, on Beat the Blues and on a made-up trial of three arms with intermittent missing visits, missing
# covariates and a factor of three levels. Run from the project's root:
# Rscript Tests/ComparisonsTests/Fixtures/describe.R
#
# Wilson limits by prop.test, Newcombe's from them; quantile(type = 7); skewness by e1071 (type 2); the standardised
# differences by the formulas of Austin (2009) and of Yang & Dalton (2012), the latter with solve(); Little's test with
# the EM estimates of lavaan's saturated model (full-information maximum likelihood) and the formula of Little (1988),
# which is what naniar::mcar_test computes with estimates of another package. On R's airquality that package documents
# 35.1 with 14 degrees of freedom, p 0.00142.

source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages(library(lavaan))
library(e1071)

item <- function(outcome = NULL, arm = NULL, contrast = NULL, visit = NULL, term = NULL, measure, method = NULL,
                 estimate = NULL, df = NULL, statistic = NULL, p_value = NULL, conf = NULL, n = NULL) {
  if (!is.null(estimate) && is.na(estimate)) estimate <- NULL
  cells <- list(outcome = outcome, arm = arm, contrast = contrast, visit = visit, term = term, measure = measure,
                method = method, estimate = estimate, df = df, statistic = statistic, p_value = p_value,
                conf_low = conf[1], conf_high = conf[2], n = n)
  names_kept <- c("outcome", "arm", "contrast", "visit", "term", "measure", "method", "estimate", "df", "statistic",
                  "p_value", "conf_low", "conf_high", "n")
  setNames(lapply(names_kept, function(k) cells[[k]]), names_kept)
}

wilson <- function(x, n) as.numeric(suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int)

little <- function(y) {
  y <- y[rowSums(!is.na(y)) > 0, , drop = FALSE]
  moments <- lavaan:::lav_mvnorm_missing_h1_estimate_moments(
    Y = y, Mp = lavaan:::lav_data_missing_patterns(y), max.iter = 100000, tol = 1e-15)
  seen <- !is.na(y)
  pattern <- apply(seen, 1, paste, collapse = "")
  d2 <- 0
  df <- -ncol(y)
  for (p in unique(pattern)) {
    rows <- pattern == p
    k <- seen[which(rows)[1], ]
    difference <- colMeans(y[rows, k, drop = FALSE]) - moments$Mu[k]
    d2 <- d2 + sum(rows) * sum(difference * solve(moments$Sigma[k, k], difference))
    df <- df + sum(k)
  }
  list(statistic = d2, df = df, p_value = pchisq(d2, df, lower.tail = FALSE), n = nrow(y),
       mean = as.numeric(moments$Mu), covariance = as.numeric(moments$Sigma))
}

yang_dalton <- function(t, c) {
  used <- which(t + c > 0)[-1]
  a <- (t / sum(t))[used]
  b <- (c / sum(c))[used]
  s <- -(outer(a, a) + outer(b, b)) / 2
  diag(s) <- (a * (1 - a) + b * (1 - b)) / 2
  as.numeric(sqrt(t(a - b) %*% solve(s) %*% (a - b)))
}

# arms: control first; y: matrix with the visits' labels as column names, the first being baseline.
describe <- function(outcome, arm, control, y, covariates) {
  rows <- list()
  add <- function(...) rows[[length(rows) + 1]] <<- item(...)
  visits <- colnames(y)
  groups <- c(lapply(sort(unique(arm)), function(a) list(label = a, who = arm == a)),
              list(list(label = NULL, who = rep(TRUE, length(arm)))))
  treatments <- setdiff(sort(unique(arm)), control)
  for (g in groups) add(arm = g$label, measure = "n", estimate = sum(g$who), n = sum(g$who))

  numeric_rows <- function(x, term, outcome = NULL, visit = NULL) {
    for (g in groups) {
      v <- x[g$who & !is.na(x)]
      put <- function(measure, estimate)
        add(outcome = outcome, arm = g$label, visit = visit, term = term, measure = measure, estimate = estimate,
            n = length(v))
      put("n", length(v))
      put("missing", sum(g$who) - length(v))
      put("mean", mean(v))
      put("sd", sd(v))
      q <- quantile(v, c(0.5, 0.25, 0.75), type = 7, names = FALSE)
      put("median", q[1])
      put("quartile_1", q[2])
      put("quartile_3", q[3])
      put("minimum", min(v))
      put("maximum", max(v))
    }
    for (a in treatments) {
      t <- x[arm == a & !is.na(x)]
      c <- x[arm == control & !is.na(x)]
      add(outcome = outcome, contrast = paste(a, "-", control), visit = visit, term = term, measure = "smd",
          method = "average_variance", estimate = (mean(t) - mean(c)) / sqrt((var(t) + var(c)) / 2),
          n = length(t) + length(c))
    }
  }
  numeric_rows(y[, 1], paste0("baseline(", outcome, ")"), outcome, visits[1])
  for (name in names(covariates)) {
    x <- covariates[[name]]
    if (is.numeric(x)) {
      numeric_rows(x, name)
      next
    }
    for (g in groups) {
      n <- sum(g$who & !is.na(x))
      add(arm = g$label, term = name, measure = "n", estimate = n, n = n)
      add(arm = g$label, term = name, measure = "missing", estimate = sum(g$who) - n, n = n)
      for (level in levels(x)) {
        k <- sum(x[g$who] == level, na.rm = TRUE)
        term <- paste0(name, "[", level, "]")
        add(arm = g$label, term = term, measure = "count", estimate = k, n = n)
        add(arm = g$label, term = term, measure = "percent", estimate = 100 * k / n, n = n)
      }
    }
    for (a in treatments) {
      t <- as.numeric(table(x[arm == a]))
      c <- as.numeric(table(x[arm == control]))
      add(contrast = paste(a, "-", control), term = name, measure = "smd", method = "yang_dalton",
          estimate = yang_dalton(t, c), n = sum(t) + sum(c))
    }
  }

  seen <- !is.na(y)
  for (g in groups) {
    size <- sum(g$who)
    for (v in visits) {
      k <- sum(seen[g$who, v])
      add(outcome = outcome, arm = g$label, visit = v, measure = "observed", estimate = k, n = size)
      add(outcome = outcome, arm = g$label, visit = v, measure = "proportion_observed", estimate = k / size, n = size)
    }
    text <- apply(seen, 1, function(s) if (any(s)) paste(visits[s], collapse = ", ") else "none")
    for (p in unique(text))
      add(outcome = outcome, arm = g$label, term = p, measure = "pattern", estimate = sum(text[g$who] == p), n = size)
    shape <- apply(seen, 1, function(s)
      if (all(s)) "complete" else if (!any(s)) "never_observed" else if (all(diff(s) <= 0)) "monotone" else "intermittent")
    for (s in c("complete", "monotone", "intermittent", "never_observed"))
      add(outcome = outcome, arm = g$label, measure = s, estimate = sum(shape[g$who] == s), n = size)
    for (v in visits[-1]) {
      k <- sum(!seen[g$who, v])
      add(outcome = outcome, arm = g$label, visit = v, measure = "attrition", method = "wilson", estimate = k / size,
          conf = wilson(k, size), n = size)
    }
  }
  for (a in treatments) for (v in visits[-1]) {
    x <- c(sum(!seen[arm == a, v]), sum(!seen[arm == control, v]))
    n <- c(sum(arm == a), sum(arm == control))
    p <- x / n
    first <- wilson(x[1], n[1])
    second <- wilson(x[2], n[2])
    add(outcome = outcome, contrast = paste(a, "-", control), visit = v, term = "attrition", measure = "risk_difference",
        method = "newcombe", estimate = p[1] - p[2],
        conf = c(p[1] - p[2] - sqrt((p[1] - first[1])^2 + (second[2] - p[2])^2),
                 p[1] - p[2] + sqrt((first[2] - p[1])^2 + (p[2] - second[1])^2)), n = sum(n))
  }
  test <- little(y)
  add(outcome = outcome, measure = "little_mcar", method = "em", df = test$df, statistic = test$statistic,
      p_value = test$p_value, n = test$n)

  for (g in groups) for (v in visits) {
    x <- y[g$who & seen[, v], v]
    put <- function(measure, method, estimate)
      add(outcome = outcome, arm = g$label, visit = v, measure = measure, method = method, estimate = estimate,
          n = length(x))
    put("floor", "observed_minimum", mean(x == min(y, na.rm = TRUE)))
    put("ceiling", "observed_maximum", mean(x == max(y, na.rm = TRUE)))
    put("skewness", "adjusted_fisher_pearson", skewness(x, type = 2))
    q <- quantile(x, c(0.25, 0.75), type = 7, names = FALSE)
    put("outliers", "tukey_3_iqr", sum(x < q[1] - 3 * (q[2] - q[1]) | x > q[2] + 3 * (q[2] - q[1])))
  }
  rows
}

wide <- read.csv("Datasets/beat-the-blues/beat-the-blues-wide.csv")
y <- as.matrix(wide[, 4 + 1:5])
colnames(y) <- c("0", "2", "3", "5", "8")
write_fixture("Tests/ComparisonsTests/Fixtures/describe-beat-the-blues.json", c("lavaan", "e1071"), "rows",
              describe("bdi", wide$treatment, "TAU", y,
                       list(drug = factor(wide$drug, c("No", "Yes")), length = factor(wide$length, c("<6m", ">6m")))))

set.seed(20)
count <- 60
arm <- sample(c("A", "B", "C"), count, replace = TRUE)
level <- rnorm(count, 50, 8)
y <- cbind(pre = level + rnorm(count, 0, 4), post = level + rnorm(count, 3, 5), late = level + rnorm(count, 4, 6))
y <- round(y, 1)
y[sample(count, 4), 1] <- NA
y[sample(count, 13), 2] <- NA
y[sample(count, 21), 3] <- NA
y[7, ] <- NA
age <- round(rnorm(count, 40, 12))
age[sample(count, 5)] <- NA
work <- factor(sample(c("full", "none", "part"), count, replace = TRUE), c("full", "none", "part"))
work[sample(count, 3)] <- NA
write_fixture("Tests/ComparisonsTests/Fixtures/describe-three-arms.json", c("lavaan", "e1071"), "rows",
              describe("y", arm, "C", y, list(age = age, work = work)),
              list(arms = I(arm), pre = I(y[, 1]), post = I(y[, 2]), late = I(y[, 3]), age = I(age),
                   work = I(as.character(work))))

air <- as.matrix(airquality)
test <- little(air)
write_fixture("Tests/ComparisonsTests/Fixtures/little-airquality.json", "lavaan", "columns",
              lapply(colnames(air), function(v) I(as.numeric(air[, v]))),
              list(statistic = test$statistic, df = test$df, p_value = test$p_value, n = test$n, mean = I(test$mean),
                   covariance = I(test$covariance), published_statistic = 35.1, published_df = 14,
                   published_p_value = 0.00142))
