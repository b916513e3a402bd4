# Effects from printed figures: R's own tests, limits of the noncentral t by quadrature, metafor's escalc, effectsize's conversions.
# The data sets ToothGrowth and mtcars give every figure of one comparison, so that each route starts from the same arms.
# Run from the project's root: Rscript Tests/PublishedEffectsTests/Fixtures/effects.R

source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages({
  library(metafor)
  library(effectsize)
})

digits <- function(x) sprintf("%.17g", x)
pairs <- function(...) {
  values <- list(...)
  paste(names(values), vapply(values, function(x) if (is.character(x)) x else digits(x), ""), sep = "=", collapse = ", ")
}

# The limits of the noncentrality by quadrature (reference.R), each pair once.
known <- new.env()
noncentrality <- function(t, df, level) {
  key <- paste(signif(t, 15), df, level)
  if (is.null(known[[key]])) known[[key]] <- noncentrality_limits(t, df, level)
  known[[key]]
}

row <- function(measure, method, estimate, std_error = NULL, limits = NULL, df = NULL, statistic = NULL, p_value = NULL) {
  list(measure = measure, method = method, estimate = estimate, std_error = std_error, conf_low = limits[1],
       conf_high = limits[2], df = df, statistic = statistic, p_value = p_value)
}

# All that follows from t: g's estimate and variance as metafor has them, r by effectsize, the odds ratio by effectsize.
standardized <- function(t, n1, n2, level, route, exact = TRUE, denominator = "pooled_sd", binary = FALSE) {
  df <- n1 + n2 - 2
  scale <- sqrt(1 / n1 + 1 / n2)
  d <- t * scale
  arms <- escalc("SMD", m1i = d, sd1i = 1, n1i = n1, m2i = 0, sd2i = 1, n2i = n2, vtype = "LS")
  j <- metafor:::.cmicalc(df)
  g <- as.numeric(arms$yi)
  stopifnot(abs(g - j * d) < 1e-12)
  se_d <- sqrt(1 / n1 + 1 / n2 + d^2 / (2 * (n1 + n2)))
  z <- qnorm((1 + level) / 2)
  limits <- if (exact) noncentrality(t, df, level) * scale else d + c(-1, 1) * z * se_d
  statistic <- if (exact) t else d / se_d
  p <- if (exact) 2 * pt(-abs(t), df) else 2 * pnorm(-abs(statistic))
  degrees <- if (exact) df else NULL
  method <- paste0(denominator, "_from_", route)
  rows <- list(
    row("hedges_g", method, g, sqrt(as.numeric(arms$vi)), j * limits, degrees, statistic, p),
    row("cohens_d", method, d, se_d, limits, degrees, statistic, p))
  if (binary) return(rows)
  r <- as.numeric(escalc("RPB", m1i = d, sd1i = 1, n1i = n1, m2i = 0, sd2i = 1, n2i = n2)$yi)
  stopifnot(abs(r - t_to_r(t, df)$r) < 1e-12)
  ratio <- d_to_oddsratio(d)
  c(rows, list(
    row("point_biserial_r", paste0("from_", route), r, NULL, d_to_t_r(limits / scale, df), degrees, statistic, p),
    row("odds_ratio", paste0("logit_of_d_from_", route), ratio, ratio * pi / sqrt(3) * se_d, d_to_oddsratio(limits),
        degrees, statistic, p)))
}
d_to_t_r <- function(t, df) vapply(t, function(x) t_to_r(x, df)$r, 0)

differences <- function(m1, s1, n1, m2, s2, n2, level, route) {
  sp <- sqrt(((n1 - 1) * s1^2 + (n2 - 1) * s2^2) / (n1 + n2 - 2))
  se <- sp * sqrt(1 / n1 + 1 / n2)
  df <- n1 + n2 - 2
  welch <- as.numeric(escalc("MD", m1i = m1, sd1i = s1, n1i = n1, m2i = m2, sd2i = s2, n2i = n2)$vi)
  wdf <- welch^2 / ((s1^2 / n1)^2 / (n1 - 1) + (s2^2 / n2)^2 / (n2 - 1))
  one <- function(method, se, df) {
    row("mean_difference", paste0(method, "_from_", route), m1 - m2, se,
        m1 - m2 + c(-1, 1) * qt((1 + level) / 2, df) * se, df, (m1 - m2) / se, 2 * pt(-abs((m1 - m2) / se), df))
  }
  list(one("student", se, df), one("welch", sqrt(welch), wdf))
}
glass <- function(m1, s1, n1, m2, s2, n2, level, route, denominator = "control_sd") {
  delta <- (m1 - m2) / s2
  se <- sqrt(s1^2 / (n1 * s2^2) + 1 / n2 + delta^2 / (2 * (n2 - 1)))
  list(row("glass_delta", paste0(denominator, "_from_", route), delta, se, delta + c(-1, 1) * qnorm((1 + level) / 2) * se))
}

case <- function(from, rows, level = 0.95) list(from = from, level = level, rows = rows)

routes <- function(x, y, level) {
  n1 <- length(x); n2 <- length(y); df <- n1 + n2 - 2
  m1 <- mean(x); m2 <- mean(y); s1 <- sd(x); s2 <- sd(y)
  test <- t.test(x, y, var.equal = TRUE, conf.level = level)
  t <- unname(test$statistic)
  fit <- anova(lm(c(x, y) ~ rep(1:2, c(n1, n2))))
  sign <- if (t < 0) "-" else "+"
  n <- list(n1 = n1, n2 = n2)
  se1 <- s1 / sqrt(n1); se2 <- s2 / sqrt(n2)
  ci1 <- t.test(x, conf.level = level)$conf.int; ci2 <- t.test(y, conf.level = level)$conf.int
  means <- function(route) {
    c(standardized(t, n1, n2, level, route), glass(m1, s1, n1, m2, s2, n2, level, route),
      differences(m1, s1, n1, m2, s2, n2, level, route))
  }
  make <- function(.rows, ...) case(do.call(pairs, c(list(...), n)), .rows, level)
  student <- function(route) differences(m1, s1, n1, m2, s2, n2, level, route)[1]
  sp <- (m1 - m2) / (t * sqrt(1 / n1 + 1 / n2))
  g <- as.numeric(escalc("SMD", m1i = m1, sd1i = s1, n1i = n1, m2i = m2, sd2i = s2, n2i = n2)$yi)
  list(
    make(means("means"), mean1 = m1, sd1 = s1, mean2 = m2, sd2 = s2),
    make(means("standard_errors"), mean1 = m1, se1 = se1, mean2 = m2, se2 = se2),
    make(means("means_intervals"), mean1 = m1, low1 = ci1[1], high1 = ci1[2], mean2 = m2, low2 = ci2[1],
         high2 = ci2[2], ci_level = level),
    make(means("standard_errors"), mean1 = m1, sd1 = s1, mean2 = m2, se2 = se2),
    make(c(standardized(t, n1, n2, level, "difference_and_sd"), student("difference_and_sd")), diff = m1 - m2, sd = sp),
    make(c(standardized(t, n1, n2, level, "difference_and_se"), student("difference_and_se")), diff = m1 - m2,
         diff_se = test$stderr),
    make(c(standardized(t, n1, n2, level, "difference_interval"), student("difference_interval")),
         diff_low = test$conf.int[1], diff_high = test$conf.int[2], ci_level = level),
    make(standardized(t, n1, n2, level, "difference_and_se", exact = FALSE), diff = m1 - m2, diff_se = test$stderr,
         based = "z"),
    make(standardized(t, n1, n2, level, "t"), t = t),
    make(c(standardized(t, n1, n2, level, "t"), student("t")), t = t, df = df, mean1 = m1, mean2 = m2),
    make(standardized(t, n1, n2, level, "f"), f = fit$`F value`[1], df = df, direction = sign),
    make(standardized(t, n1, n2, level, "p"), p = test$p.value, direction = sign),
    make(standardized(t, n1, n2, level, "p"), p = test$p.value / 2, tails = "1", direction = sign),
    make(standardized(t, n1, n2, level, "r"), r = cor(c(x, y), rep(1:0, c(n1, n2)))),
    make(standardized(t, n1, n2, level, "eta_squared"), eta2 = fit$`Sum Sq`[1] / sum(fit$`Sum Sq`), direction = sign),
    make(standardized(t, n1, n2, level, "z", exact = FALSE), z = t),
    make(standardized(t, n1, n2, level, "d"), d = t * sqrt(1 / n1 + 1 / n2)),
    make(standardized(t, n1, n2, level, "g"), g = g))
}

supp <- split(ToothGrowth$len, ToothGrowth$supp)
cars <- split(mtcars$mpg, mtcars$am)
cases <- c(routes(supp$OJ, supp$VC, 0.95), routes(cars$`0`, cars$`1`, 0.9))

# Counts and what follows from odds ratios: metafor's Berkey/BCG table.
bcg <- dat.bcg[c(1, 4, 7), ]
for (i in seq_len(nrow(bcg))) {
  x <- with(bcg[i, ], c(tpos, tneg, cpos, cneg))
  or <- escalc("OR", ai = x[1], bi = x[2], ci = x[3], di = x[4])
  rr <- escalc("RR", ai = x[1], bi = x[2], ci = x[3], di = x[4])
  d <- escalc("OR2DL", ai = x[1], bi = x[2], ci = x[3], di = x[4])
  test <- chisq.test(matrix(x, 2, byrow = TRUE), correct = FALSE)
  z <- qnorm(0.975)
  wald <- function(measure, method, e, exp = TRUE) {
    y <- as.numeric(e$yi); se <- sqrt(as.numeric(e$vi)); limits <- y + c(-1, 1) * z * se
    row(measure, method, if (exp) base::exp(y) else y, if (exp) base::exp(y) * se else se,
        if (exp) base::exp(limits) else limits, NULL, y / se, 2 * pnorm(-abs(y / se)))
  }
  rows <- list(wald("odds_ratio", "woolf_log", or), wald("risk_ratio", "katz_log", rr),
               wald("cohens_d", "logit_from_counts", d, FALSE),
               row("risk_difference", "newcombe", x[1] / sum(x[1:2]) - x[3] / sum(x[3:4])),
               row("chi_squared", "pearson", NULL, NULL, NULL, 1, unname(test$statistic), test$p.value))
  cases <- c(cases, list(
    case(pairs(a = x[1], b = x[2], c = x[3], d = x[4]), rows),
    case(pairs(events1 = x[1], n1 = x[1] + x[2], events2 = x[3], n2 = x[3] + x[4]), rows),
    case(pairs(or = exp(as.numeric(or$yi)), or_low = exp(as.numeric(or$yi) - z * sqrt(as.numeric(or$vi))),
               or_high = exp(as.numeric(or$yi) + z * sqrt(as.numeric(or$vi)))),
         list(wald("odds_ratio", "wald_log_from_interval", or), wald("cohens_d", "logit_from_odds_ratio", d, FALSE)))))
  # phi, and the difference of scores 0 and 1.
  n1 <- x[1] + x[2]; n2 <- x[3] + x[4]; n <- n1 + n2
  phi <- as.numeric(escalc("PHI", ai = x[1], bi = x[2], ci = x[3], di = x[4])$yi)
  events <- c(rep(1, x[1]), rep(0, x[2]), rep(1, x[3]), rep(0, x[4]))
  t <- unname(t.test(events[1:n1], events[(n1 + 1):n], var.equal = TRUE)$statistic)
  root <- sqrt(unname(test$statistic)) * sign(phi)
  cases <- c(cases, list(case(
    pairs(chi2 = unname(test$statistic), n1 = n1, n2 = n2, direction = if (phi < 0) "-" else "+"),
    c(list(row("phi", "from_chi_squared", phi, 1 / sqrt(n), (root + c(-1, 1) * z) / sqrt(n), NULL, root, test$p.value)),
      standardized(t, n1, n2, 0.95, "chi_squared", exact = FALSE, binary = TRUE)))))
}

# U of two samples without ties, and d of two normal distributions.
x <- cars$`1` + seq_along(cars$`1`) / 1e4
y <- cars$`0` + seq_along(cars$`0`) / 1e5
u <- unname(wilcox.test(x, y)$statistic)
n1 <- length(x); n2 <- length(y)
a <- u / n1 / n2
stopifnot(abs(p_superiority(x, y, parametric = FALSE)[[1]] - a) < 1e-12)
d <- sqrt(2) * qnorm(a)
stopifnot(abs(d_to_p_superiority(d) - a) < 1e-12)
normal <- standardized(d / sqrt(1 / n1 + 1 / n2), n1, n2, 0.95, "u_normal_model", exact = FALSE)
superiority <- list(row("probability_of_superiority", "hanley_mcneil_from_u", a))
cases <- c(cases, list(
  case(pairs(u1 = u, n1 = n1, n2 = n2), c(superiority, normal)),
  case(pairs(u = n1 * n2 - u, n1 = n1, n2 = n2, direction = "+"), c(superiority, normal))))

# Before and after of one group: sleep, whose two drugs were given to the same ten people.
before <- sleep$extra[1:10] + 5; after <- sleep$extra[11:20] + 5
n <- 10; r <- cor(before, after); change <- mean(after - before); s <- sd(after - before)
test <- t.test(after, before, paired = TRUE)
t <- unname(test$statistic)
dz <- change / s
limits <- noncentrality(t, n - 1, 0.95) / sqrt(n)
gz <- escalc("SMCC", m1i = mean(after), m2i = mean(before), sd1i = sd(after), sd2i = sd(before), ni = n, ri = r)
j <- metafor:::.cmicalc(n - 1)
stopifnot(abs(as.numeric(gz$yi) - j * dz) < 1e-12)
paired <- function(route) {
  se <- function(x) sqrt(1 / n + x^2 / (2 * n))
  list(row("g_z", paste0("sd_of_change_from_", route), as.numeric(gz$yi), se(j * dz), j * limits, n - 1, t, test$p.value),
       row("d_z", paste0("sd_of_change_from_", route), dz, se(dz), limits, n - 1, t, test$p.value))
}
whole <- function(route) {
  k <- sqrt(2 * (1 - r)); av <- sqrt((var(before) + var(after)) / 2)
  c(paired(route), list(
    row("d_rm", paste0("raw_sd_from_", route), dz * k, sqrt(1 / n + dz^2 / (2 * n)) * k, limits * k),
    row("d_av", paste0("mean_variance_from_", route), change / av),
    row("g_av", paste0("mean_variance_from_", route), j * change / av),
    row("d_baseline", paste0("baseline_sd_from_", route), change / sd(before)),
    row("mean_change", paste0("paired_t_from_", route), change, unname(test$stderr), test$conf.int, n - 1, t, test$p.value)))
}
both <- list(n = n, pre = mean(before), post = mean(after), sd_pre = sd(before), sd_post = sd(after))
make <- function(rows, ...) case(do.call(pairs, c(both, list(...))), rows)
cases <- c(cases, list(
  make(whole("sd_of_change"), sd_change = s), make(whole("t"), t = t), make(whole("correlation"), r_prepost = r),
  make(whole("se_of_change"), change_se = unname(test$stderr)), make(whole("p"), p = test$p.value),
  make(whole("interval_of_change"), change_low = test$conf.int[1], change_high = test$conf.int[2]),
  case(pairs(n = n, t = t), paired("t")), case(pairs(n = n, f = t^2, direction = "+"), paired("f")),
  case(pairs(n = n, p = test$p.value, direction = "+"), paired("p")),
  case(pairs(n = n, change = change, change_se = unname(test$stderr)), paired("se_of_change"))))

# Before and after of two arms: family therapy and control of MASS's anorexia.
arm <- function(name) subset(MASS::anorexia, Treat == name)
ft <- arm("FT"); cont <- arm("Cont")
n1 <- nrow(ft); n2 <- nrow(cont); m <- n1 + n2 - 2
ss <- function(x, y) sum((x - mean(x)) * (y - mean(y)))
within <- function(f) f(ft) + f(cont)
r <- within(function(x) ss(x$Prewt, x$Postwt)) /
  sqrt(within(function(x) ss(x$Prewt, x$Prewt)) * within(function(x) ss(x$Postwt, x$Postwt)))
gain1 <- ft$Postwt - ft$Prewt; gain2 <- cont$Postwt - cont$Prewt
sp <- sqrt(within(function(x) ss(x$Prewt, x$Prewt)) / m)
j <- metafor:::.cmicalc(m)
d <- j * (mean(gain1) - mean(gain2)) / sp
size <- 1 / n1 + 1 / n2
se <- sqrt(2 * j^2 * (1 - r) * size * (m / (m - 2)) * (1 + d^2 / (2 * (1 - r) * size)) - d^2)
t <- unname(t.test(gain1, gain2, var.equal = TRUE)$statistic)
rows <- c(
  list(row("d_ppc2", "pooled_baseline_sd_from_changes", d, se, d + c(-1, 1) * qnorm(0.975) * se)),
  standardized(t, n1, n2, 0.95, "changes", denominator = "pooled_sd_of_change"),
  glass(mean(gain1), sd(gain1), n1, mean(gain2), sd(gain2), n2, 0.95, "changes", "control_sd_of_change"),
  differences(mean(gain1), sd(gain1), n1, mean(gain2), sd(gain2), n2, 0.95, "changes"))
sds <- list(n1 = n1, n2 = n2, sd_pre1 = sd(ft$Prewt), sd_pre2 = sd(cont$Prewt))
cases <- c(cases, list(
  case(do.call(pairs, c(sds, list(
    pre1 = mean(ft$Prewt), post1 = mean(ft$Postwt), sd_post1 = sd(ft$Postwt), sd_change1 = sd(gain1),
    pre2 = mean(cont$Prewt), post2 = mean(cont$Postwt), sd_post2 = sd(cont$Postwt), sd_change2 = sd(gain2)))), rows),
  case(do.call(pairs, c(sds, list(change1 = mean(gain1), change2 = mean(gain2), r_prepost = r))), rows[1])))

write_fixture("Tests/PublishedEffectsTests/Fixtures/effects.json", c("metafor", "effectsize"), "cases", cases)
