# Functions the fixture scripts of this folder share: rows, JSON at full precision, and those measures that no R package
# gives in the form Documentation/Methods defines. Formulas stand here from their sources, not from Endline's code.
# Sourced from the project's root.

# ---- Rows and JSON ---------------------------------------------------------------------------------------------------

# One row of results. NULL and NaN become null: what the reference does not give is absent, never zero.
row <- function(visit, measure, method = NULL, arm = NULL, contrast = NULL, estimate = NULL, std_error = NULL, df = NULL,
                statistic = NULL, p_value = NULL, conf = NULL, conf_level = NULL, n = NULL, covariates = NULL) {
  cells <- list(outcome = "bdi", arm = arm, contrast = contrast, visit = as.character(visit), measure = measure,
                method = method, covariates = covariates, estimate = estimate, std_error = std_error, df = df,
                statistic = statistic, p_value = p_value, conf_low = conf[1], conf_high = conf[2],
                conf_level = if (is.null(conf)) NULL else conf_level, n = n)
  names_kept <- c("outcome", "arm", "contrast", "visit", "measure", "method", if (!is.null(covariates)) "covariates",
                  "estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "conf_level", "n")
  setNames(lapply(names_kept, function(k) cells[[k]]), names_kept)
}

json_text <- function(x) {
  escaped <- gsub('"', '\\"', gsub("\\", "\\\\", x, fixed = TRUE), fixed = TRUE)
  paste0('"', escaped, '"')
}

# jsonlite stops at 15 digits; 17 are needed to read back the same double. I(x) forces an array of one.
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    if (!is.null(names(x)))
      return(paste0("{", paste0(json_text(names(x)), ": ", vapply(x, json, ""), collapse = ", "), "}"))
    return(paste0("[", paste(vapply(x, json, ""), collapse = ", "), "]"))
  }
  one <- function(v) {
    if (is.na(v) || (is.numeric(v) && !is.finite(v))) return("null")
    if (is.logical(v)) return(if (v) "true" else "false")
    if (is.numeric(v)) return(sprintf("%.17g", v))
    json_text(v)
  }
  parts <- vapply(unname(unclass(x)), one, "")
  if (length(x) == 1 && !inherits(x, "AsIs")) parts else paste0("[", paste(parts, collapse = ", "), "]")
}

write_fixture <- function(file, packages, key, items, extra = list()) {
  # `extra` may say that another program made the numbers.
  head <- list(program = "R", version = paste(R.version$major, R.version$minor, sep = "."),
               packages = lapply(setNames(packages, packages), function(p) as.character(packageVersion(p))),
               date = as.character(Sys.Date()))
  head <- c(head[setdiff(names(head), names(extra))], extra)
  lines <- c("{", paste0("  ", json_text(names(head)), ": ", vapply(head, json, ""), ","),
             paste0("  ", json_text(key), ": ["),
             paste0("    ", vapply(items, json, ""), c(rep(",", length(items) - 1), "")), "  ]", "}")
  writeLines(lines, file)
  cat(file, length(items), key, "\n")
}

# ---- Noncentral t -----------------------------------------------------------------------------------------------------

# P(T <= t) for T = (Z + ncp) / s with s = sqrt(chi2_df / df), as the mean of Phi(t s - ncp) over s: the trapezoidal rule
# in log s, which converges exponentially. R's pt(ncp =) stops at about 1e-12 and loses the tails.
noncentral_t <- function(t, df, ncp, lower = TRUE) {
  log_density <- function(u) df * u - df * exp(2 * u) / 2
  top <- log_density(0)
  left <- uniroot(function(u) log_density(u) - top + 80, c(-400 / df - 10, 0))$root
  right <- uniroot(function(u) log_density(u) - top + 80, c(0, 8))$root
  u <- seq(left, right, length.out = 6001)
  weight <- exp(log_density(u) - top)
  sum(weight * pnorm(t * exp(u) - ncp, lower.tail = lower)) / sum(weight)
}

# The noncentralities for which the observed t is the upper and the lower alpha/2 point.
noncentrality_limits <- function(t, df, level) {
  alpha <- 1 - level
  reach <- c(-12, 12) * (1 + abs(t) / sqrt(2 * df))
  solve_for <- function(lower)
    uniroot(function(d) noncentral_t(t, df, d, lower) - alpha / 2, t + reach, tol = 1e-14, maxiter = 1000)$root
  c(solve_for(FALSE), solve_for(TRUE))
}

# effectsize solves the same equations by a minimiser that stops near 1e-6: close enough to catch a wrong formula.
check_against_effectsize <- function(result, estimate, limits) {
  other <- suppressWarnings(unlist(result[c(1, 3, 4)]))
  stopifnot(all(abs(c(estimate, limits) - other) < 3e-6))
}

# Hedges's J, exact: E(d) = delta / J.
hedges_j <- function(df) exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)

# ---- Hodges-Lehmann ---------------------------------------------------------------------------------------------------

walsh_averages <- function(d) { all <- outer(d, d, "+") / 2; sort(all[upper.tri(all, diag = TRUE)]) }
pairwise_differences <- function(x, y) sort(as.vector(outer(x, y, "-")))

# Limits from order statistics: the C-th smallest and the C-th largest of the M Walsh averages (or pairwise differences).
# `null_quantile` is C from the exact null distribution, as wilcox.test takes it: q(alpha/2), but at least 1.
limits_at <- function(sorted, rank) {
  rank <- max(1, rank)
  c(sorted[rank], sorted[length(sorted) + 1 - rank])
}

# The rank C from the normal approximation: floor(M/2 - z sigma), no continuity correction (Hollander & Wolfe 1999,
# Nonparametric Statistical Methods, 3.4 and 4.4: "the largest integer not exceeding").
# Paired: sigma^2 = sum of squared midranks of |d| over ALL pairs / 4, which without ties is n(n+1)(2n+1)/24; zeros are
# one more group of ties. Two samples: sigma^2 = n1 n2/12 (N + 1 - sum(t^3 - t)/(N(N - 1))).
rank_paired_normal <- function(d, level, tied = TRUE) {
  n <- length(d)
  variance <- if (tied) sum(rank(abs(d))^2) / 4 else n * (n + 1) * (2 * n + 1) / 24
  floor(n * (n + 1) / 4 - qnorm(1 - (1 - level) / 2) * sqrt(variance))
}

rank_two_sample_normal <- function(x, y, level, tied = TRUE) {
  n1 <- length(x); n2 <- length(y); total <- n1 + n2
  ties <- if (tied) as.numeric(table(c(x, y))) else 1
  variance <- n1 * n2 / 12 * (total + 1 - sum(ties^3 - ties) / (total * (total - 1)))
  floor(n1 * n2 / 2 - qnorm(1 - (1 - level) / 2) * sqrt(variance))
}

# When wilcox.test is exact by default.
exact_paired <- function(d) length(d) < 50 && !any(d == 0) && !anyDuplicated(abs(d))
exact_two_sample <- function(x, y) length(x) < 50 && length(y) < 50 && !anyDuplicated(c(x, y))

# R's asymptotic interval, by root-finding in the continuity-corrected statistic; tol.root tightened from 1e-4. In the
# paired case wilcox.test drops zero differences before estimating, so its estimate is not the median of all Walsh averages.
r_wilcox <- function(..., level) suppressWarnings(
  wilcox.test(..., exact = FALSE, correct = TRUE, conf.int = TRUE, conf.level = level, tol.root = 1e-10))

# ---- Change -----------------------------------------------------------------------------------------------------------

# Every measure of change for one arm and one follow-up; `earlier` and `later` are complete pairs.
change_rows <- function(earlier, later, visit, arm, level = 0.95) {
  d <- later - earlier
  n <- length(d); df <- n - 1
  s0 <- sd(earlier); s1 <- sd(later); s_d <- sd(d); r <- cor(earlier, later); m <- mean(d)
  z <- qnorm(1 - (1 - level) / 2)
  at <- function(measure, method = NULL, ...) row(visit, measure, method, arm = arm, conf_level = level, n = n, ...)

  t <- t.test(later, earlier, paired = TRUE, conf.level = level)
  t_value <- unname(t$statistic)
  correlation <- cor.test(earlier, later, conf.level = level)

  d_z <- m / s_d
  z_limits <- noncentrality_limits(t_value, df, level) / sqrt(n)
  check_against_effectsize(effectsize::cohens_d(later, earlier, paired = TRUE, ci = level), d_z, z_limits)

  # Bonett (2008), Psychological Methods 13, 99-109: standardizers are the root mean variance, and one condition's SD.
  s_mean2 <- (s0^2 + s1^2) / 2
  d_av <- m / sqrt(s_mean2)
  se_av <- sqrt(d_av^2 * (s0^4 + s1^4 + 2 * r^2 * s0^2 * s1^2) / (8 * s_mean2^2 * df) + s_d^2 / (s_mean2 * df))
  av_limits <- d_av + c(-z, z) * se_av
  d_baseline <- m / s0
  se_baseline <- sqrt(d_baseline^2 / (2 * df) + s_d^2 / (s0^2 * df))

  to_rm <- sqrt(2 * (1 - r))
  j <- hedges_j(df)

  exact <- exact_paired(d)
  test <- suppressWarnings(wilcox.test(later, earlier, paired = TRUE))
  walsh <- walsh_averages(d)
  r_interval <- r_wilcox(later, earlier, paired = TRUE, level = level)
  pairs <- data.frame(earlier, later)
  coin_row <- function(zero_method, name) {
    fit <- coin::wilcoxsign_test(later ~ earlier, data = pairs, zero.method = zero_method)
    at("signed_rank", name, statistic = as.numeric(coin::statistic(fit)), p_value = as.numeric(coin::pvalue(fit)))
  }

  rows <- list(
    at("n", estimate = n),
    at("mean_baseline", estimate = mean(earlier)), at("mean_followup", estimate = mean(later)),
    at("sd_baseline", estimate = s0), at("sd_followup", estimate = s1),
    at("correlation", "pearson", estimate = r),
    at("correlation", "r_cor_test", estimate = r, df = unname(correlation$parameter),
       statistic = unname(correlation$statistic), p_value = correlation$p.value, conf = correlation$conf.int),
    at("mean_change", "paired_t", estimate = m, std_error = t$stderr, df = unname(t$parameter), statistic = t_value,
       p_value = t$p.value, conf = t$conf.int),
    at("sd_change", estimate = s_d),
    at("d_z", "noncentral_t", estimate = d_z, std_error = sqrt(1 / n + d_z^2 / (2 * n)), df = df, statistic = t_value,
       p_value = t$p.value, conf = z_limits),
    at("d_av", "bonett_2008", estimate = d_av, std_error = se_av, conf = av_limits),
    at("d_rm", "noncentral_t_scaled", estimate = d_z * to_rm, std_error = sqrt(1 / n + d_z^2 / (2 * n)) * to_rm,
       conf = z_limits * to_rm),
    at("d_baseline", "bonett_2008", estimate = d_baseline, std_error = se_baseline,
       conf = d_baseline + c(-z, z) * se_baseline),
    at("g_z", "noncentral_t", estimate = j * d_z, df = df, statistic = t_value, p_value = t$p.value, conf = j * z_limits),
    at("g_av", "bonett_2008", estimate = j * d_av, conf = j * av_limits),
    at("signed_rank", if (exact) "exact" else "normal_continuity_ties", statistic = unname(test$statistic),
       p_value = test$p.value),
    coin_row("Pratt", "coin_pratt"), coin_row("Wilcoxon", "coin_wilcoxon"))

  rank <- if (exact) qsignrank((1 - level) / 2, n) else rank_paired_normal(d, level)
  c(rows, list(
    at("hodges_lehmann", if (exact) "order_statistics_exact" else "order_statistics_normal", estimate = median(walsh),
       conf = limits_at(walsh, rank)),
    at("hodges_lehmann", "order_statistics_normal_untied", estimate = median(walsh),
       conf = limits_at(walsh, rank_paired_normal(d, level, tied = FALSE))),
    at("hodges_lehmann", "r_wilcox_asymptotic", estimate = unname(r_interval$estimate), conf = r_interval$conf.int)))
}

# ---- Between arms -----------------------------------------------------------------------------------------------------

# Brunner & Munzel (2000): P(x > y) + P(x = y)/2 with the standard error from placements and Satterthwaite's df.
brunner_munzel <- function(x, y) {
  n1 <- length(x); n2 <- length(y)
  pooled <- rank(c(x, y))
  p <- (mean(pooled[1:n1]) - (n1 + 1) / 2) / n2
  v1 <- var((pooled[1:n1] - rank(x)) / n2) / n1
  v2 <- var((pooled[n1 + 1:n2] - rank(y)) / n1) / n2
  list(p = p, se = sqrt(v1 + v2), df = (v1 + v2)^2 / (v1^2 / (n1 - 1) + v2^2 / (n2 - 1)))
}

# Everything that needs only the two arms' values at one visit. x is treatment, y control; x minus y.
two_sample_rows <- function(x, y, visit, contrast, arms, level = 0.95) {
  n1 <- length(x); n2 <- length(y); n <- n1 + n2; df <- n - 2
  z <- qnorm(1 - (1 - level) / 2)
  at <- function(measure, method = NULL, ...)
    row(visit, measure, method, contrast = contrast, conf_level = level, n = n, covariates = list(), ...)
  in_arm <- function(measure, arm, value, size)
    row(visit, measure, arm = arm, estimate = value, n = size, covariates = list())
  tested <- function(method, t) at("mean_difference", method, estimate = mean(x) - mean(y), std_error = t$stderr,
    df = unname(t$parameter), statistic = unname(t$statistic), p_value = t$p.value, conf = t$conf.int)

  welch <- t.test(x, y, conf.level = level)
  student <- t.test(x, y, var.equal = TRUE, conf.level = level)
  t_value <- unname(student$statistic)

  pooled <- sqrt(((n1 - 1) * var(x) + (n2 - 1) * var(y)) / df)
  d <- (mean(x) - mean(y)) / pooled
  d_limits <- noncentrality_limits(t_value, df, level) * sqrt(1 / n1 + 1 / n2)
  check_against_effectsize(effectsize::cohens_d(x, y, ci = level), d, d_limits)
  g <- hedges_j(df) * d
  se_like <- function(e) sqrt(1 / n1 + 1 / n2 + e^2 / (2 * n))

  # Only the control SD in the denominator; treatment variance enters through its own ratio (unequal variances allowed).
  delta <- (mean(x) - mean(y)) / sd(y)
  se_delta <- sqrt(var(x) / var(y) / n1 + 1 / n2 + delta^2 / (2 * (n2 - 1)))

  exact <- exact_two_sample(x, y)
  test <- suppressWarnings(wilcox.test(x, y))
  bm <- brunner_munzel(x, y)
  t_bm <- qt(1 - (1 - level) / 2, bm$df)
  logit_se <- bm$se / (bm$p * (1 - bm$p))
  logit_t <- qlogis(bm$p) / logit_se
  plain_t <- (bm$p - 0.5) / bm$se
  differences <- pairwise_differences(x, y)
  rank <- if (exact) qwilcox((1 - level) / 2, n1, n2) else rank_two_sample_normal(x, y, level)
  r_interval <- r_wilcox(x, y, level = level)

  list(
    in_arm("n", arms[1], n1, n1), in_arm("n", arms[2], n2, n2),
    in_arm("mean", arms[1], mean(x), n1), in_arm("mean", arms[2], mean(y), n2),
    in_arm("sd", arms[1], sd(x), n1), in_arm("sd", arms[2], sd(y), n2),
    tested("welch", welch), tested("student", student),
    at("cohens_d", "noncentral_t", estimate = d, std_error = se_like(d), df = df, statistic = t_value,
       p_value = student$p.value, conf = d_limits),
    at("hedges_g", "noncentral_t", estimate = g, std_error = se_like(g), df = df, statistic = t_value,
       p_value = student$p.value, conf = hedges_j(df) * d_limits),
    at("glass_delta", "normal_unequal_variances", estimate = delta, std_error = se_delta,
       conf = delta + c(-z, z) * se_delta),
    at("rank_sum", if (exact) "exact" else "normal_continuity_ties", statistic = unname(test$statistic),
       p_value = test$p.value),
    at("probability_of_superiority", "brunner_munzel_logit", estimate = bm$p, std_error = bm$se, df = bm$df,
       statistic = logit_t, p_value = 2 * pt(-abs(logit_t), bm$df),
       conf = plogis(qlogis(bm$p) + c(-1, 1) * t_bm * logit_se)),
    at("probability_of_superiority", "brunner_munzel", estimate = bm$p, std_error = bm$se, df = bm$df,
       statistic = plain_t, p_value = 2 * pt(-abs(plain_t), bm$df), conf = bm$p + c(-1, 1) * t_bm * bm$se),
    at("hodges_lehmann", if (exact) "order_statistics_exact" else "order_statistics_normal",
       estimate = median(differences), conf = limits_at(differences, rank)),
    at("hodges_lehmann", "order_statistics_normal_untied", estimate = median(differences),
       conf = limits_at(differences, rank_two_sample_normal(x, y, level, tied = FALSE))),
    at("hodges_lehmann", "r_wilcox_asymptotic", estimate = unname(r_interval$estimate), conf = r_interval$conf.int))
}

# Changes compared, and follow-up adjusted for baseline. `pairs` has treatment (factor, control first), earlier, later
# and the covariates; one row per complete pair.
adjusted_rows <- function(pairs, visit, contrast, covariate_sets, level = 0.95) {
  n <- nrow(pairs)
  arms <- levels(pairs$treatment)
  change <- pairs$later - pairs$earlier
  treated <- pairs$treatment == arms[2]
  t <- t.test(change[treated], change[!treated], var.equal = TRUE, conf.level = level)
  rows <- list(row(visit, "mean_difference", "change_score", contrast = contrast,
    estimate = mean(change[treated]) - mean(change[!treated]), std_error = t$stderr, df = unname(t$parameter),
    statistic = unname(t$statistic), p_value = t$p.value, conf = t$conf.int, conf_level = level, n = n,
    covariates = list()))
  term <- paste0("treatment", arms[2])
  for (set in covariate_sets) {
    fit <- lm(reformulate(c("earlier", "treatment", set), "later"), data = pairs)
    df <- fit$df.residual
    for (method in c("ancova", "ancova_hc3")) {
      covariance <- if (method == "ancova") vcov(fit) else sandwich::vcovHC(fit, type = "HC3")
      tested <- lmtest::coeftest(fit, vcov. = covariance, df = df)[term, ]
      b <- unname(tested["Estimate"]); se <- unname(tested["Std. Error"])
      rows <- c(rows, list(row(visit, "mean_difference", method, contrast = contrast, estimate = b, std_error = se,
        df = df, statistic = unname(tested["t value"]), p_value = unname(tested["Pr(>|t|)"]),
        conf = b + c(-1, 1) * qt(1 - (1 - level) / 2, df) * se, conf_level = level, n = n,
        covariates = as.list(set))))
    }
  }
  rows
}

# ---- Long tables ------------------------------------------------------------------------------------------------------

# Complete pairs of baseline and one follow-up, one row per subject.
pairs_at <- function(long, baseline, followup) {
  earlier <- long[long$month == baseline, ]
  later <- long[long$month == followup, ]
  earlier$later <- later$bdi[match(earlier$subject, later$subject)]
  names(earlier)[names(earlier) == "bdi"] <- "earlier"
  earlier[!is.na(earlier$earlier) & !is.na(earlier$later), ]
}
