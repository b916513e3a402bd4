# One-sided tests of mean differences against a margin of 5 on Beat the Blues: stats::t.test with mu and alternative for
# what is a t test, estimate and standard error of lm for ANCOVA. Alpha 0.05 and 0.025.
# Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/equivalence.R

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))

margin <- 5
rows <- list()
add <- function(month, level, measure, term, method, estimate, std_error, df, statistic, p_value, conf, n) {
  rows[[length(rows) + 1]] <<- list(visit = as.character(month), level = level, measure = measure, term = term,
    method = method, estimate = estimate, std_error = std_error, df = df, statistic = unname(statistic),
    p_value = p_value, conf_low = conf[1], conf_high = conf[2], conf_level = round(2 * level - 1, 6), n = n)
}

# `test(mu, alternative)` gives statistic and p; `estimate` and the rest are those of the two-sided test.
five <- function(month, level, method, estimate, std_error, df, n, conf, test) {
  at <- function(measure, term, suffix, result)
    add(month, level, measure, term, paste0(method, suffix), estimate, std_error, df, result$statistic, result$p.value,
        conf, n)
  lower <- test(-margin, "greater")
  upper <- test(margin, "less")
  at("equivalence", "-5 < difference < 5", "_tost", if (lower$p.value >= upper$p.value) lower else upper)
  at("non_inferiority", "higher is better: > -5", "_one_sided", lower)
  at("non_inferiority", "lower is better: < 5", "_one_sided", upper)
  at("superiority_by_margin", "higher is better: > 5", "_one_sided", test(margin, "greater"))
  at("superiority_by_margin", "lower is better: < -5", "_one_sided", test(-margin, "less"))
}

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
for (level in c(0.95, 0.975)) for (month in c(2, 5, 8)) {
  here <- long[long$month == month & !is.na(long$bdi), ]
  pairs <- pairs_at(long, 0, month)
  treated <- pairs$treatment == "BtheB"
  change <- pairs$later - pairs$earlier
  tested <- function(method, x, y, equal) {
    full <- t.test(x, y, var.equal = equal, conf.level = 2 * level - 1)
    five(month, level, method, mean(x) - mean(y), full$stderr, unname(full$parameter), length(x) + length(y),
         full$conf.int, function(mu, alternative) t.test(x, y, var.equal = equal, mu = mu, alternative = alternative))
  }
  x <- here$bdi[here$treatment == "BtheB"]; y <- here$bdi[here$treatment == "TAU"]
  tested("welch", x, y, FALSE)
  tested("student", x, y, TRUE)
  tested("change_score", change[treated], change[!treated], TRUE)
  pairs$arm <- relevel(factor(pairs$treatment), "TAU")
  fit <- lm(later ~ earlier + arm, data = pairs)
  for (method in c("ancova", "ancova_hc3")) {
    v <- if (method == "ancova") vcov(fit) else sandwich::vcovHC(fit, type = "HC3")
    b <- coef(fit)[["armBtheB"]]; se <- sqrt(v["armBtheB", "armBtheB"]); df <- fit$df.residual
    five(month, level, method, b, se, df, nobs(fit), b + c(-1, 1) * qt(level, df) * se, function(mu, alternative) {
      t <- (b - mu) / se
      list(statistic = t, p.value = pt(t, df, lower.tail = alternative == "less"))
    })
  }
}
write_fixture(file.path(folder, "equivalence.json"), "sandwich", "rows", rows, list(margin = margin))
