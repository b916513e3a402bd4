# Reliable change by six published indices, cut-offs a, b, c, classes and shares, on made-up scores of two arms with
# missing follow-ups and whole-number and decimal scores. Base R; every formula is written as its authors have it:
#   JT   Jacobson & Truax (1991), Christensen & Mendoza (1986)
#   GLN  Gulliksen, Lord & Novick, in Hsu (1989, 1995) and Bauer, Lambert & Nielsen (2004)
#   HLL  Hsu, Linn & Lord, in Hsu (1989)
#   EN   Edwards & Nunnally, in Speer (1992)
#   NK   Nunnally & Kotsch (1983)
#   HA   Hageman & Arrindell (1999)
# Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/reliable-change.R

source("Tests/ComparisonsTests/Fixtures/reference.R")

simulate <- function(seed, n, digits, sign) {
  set.seed(seed)
  arm <- rep(c("IMR", "TAU"), length.out = n)
  true <- rnorm(n, 30, 8)
  change <- rnorm(n, ifelse(arm == "IMR", 11, 5), 8) * sign
  pre <- round(true + rnorm(n, 0, 3), digits)
  post <- round(true + change + rnorm(n, 0, 3), digits)
  post[sample(n, 7)] <- NA
  pre[sample(n, 2)] <- NA
  list(arm = arm, pre = pre, post = post)
}

indices <- function(d, R, R_post) {
  both <- !is.na(d$pre) & !is.na(d$post)
  m <- mean(d$pre, na.rm = TRUE); s <- sd(d$pre, na.rm = TRUE)
  x <- d$pre; y <- d$post
  m2 <- mean(y[both])
  sem <- s * sqrt(1 - R)
  s_pred <- s * sqrt(1 - R^2)
  kelley <- R * (x - m) + m
  s1 <- sd(x[both]); s2 <- sd(y[both]); r12 <- cor(x[both], y[both])
  r1 <- (s1^2 - sem^2) / s1^2; r2 <- (s2^2 - sem^2) / s2^2
  r_dd <- (s1^2 * r1 + s2^2 * r2 - 2 * r12 * s1 * s2) / (s1^2 + s2^2 - 2 * r12 * s1 * s2)
  list(
    sem = sem, m = m, s = s, m2 = m2, r2 = r2,
    rci = list(
      "jacobson-truax" = (y - x) / sqrt(2 * sem^2),
      "gulliksen-lord-novick" = ((y - m) - R * (x - m)) / s_pred,
      "hsu-linn-lord" = ((y - m2) - R * (x - m)) / s_pred,
      "edwards-nunnally" = (y - kelley) / sem,
      "nunnally-kotsch" = (y - kelley) / sqrt(R^2 * s^2 * (1 - R) + s^2 * (1 - R_post)),
      "hageman-arrindell" = ((y - x) * r_dd + (mean(y[both]) - mean(x[both])) * (1 - r_dd)) / (sqrt(r_dd) * sqrt(2 * sem^2))))
}

cutoff_score <- function(type, sign, m, s, m0, s0) switch(type,
  a = m + sign * 2 * s,
  b = m0 - sign * 2 * s0,
  c = (s * m0 + s0 * m) / (s + s0))

wilson <- function(x, n, level) suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE)$conf.int)[1:2]

shares <- function(classes, arm, label, level) {
  kept <- !is.na(classes) & (if (is.null(label)) TRUE else arm == label)
  n <- sum(kept)
  counts <- list(recovered = c("recovered"), reliably_improved = c("reliably_improved"),
                 improved_total = c("recovered", "reliably_improved"), unchanged = "unchanged",
                 deteriorated = "deteriorated")
  lapply(names(counts), function(k) {
    x <- sum(classes[kept] %in% counts[[k]])
    list(arm = label, measure = k, n = n, estimate = x / n, conf_low = wilson(x, n, level)[1],
         conf_high = wilson(x, n, level)[2])
  })
}

newcombe <- function(x1, n1, x2, n2, level) {
  w1 <- wilson(x1, n1, level); w2 <- wilson(x2, n2, level); p1 <- x1 / n1; p2 <- x2 / n2
  p1 - p2 + c(-sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2), sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2))
}

contrasts <- function(classes, arm, level) {
  sets <- list(recovered = "recovered", improved_total = c("recovered", "reliably_improved"), deteriorated = "deteriorated")
  unlist(lapply(names(sets), function(k) {
    one <- function(label) {
      kept <- !is.na(classes) & arm == label
      c(sum(classes[kept] %in% sets[[k]]), sum(kept))
    }
    t <- one("IMR"); c0 <- one("TAU")
    diff <- newcombe(t[1], t[2], c0[1], c0[2], level)
    rows <- list(list(term = k, measure = "risk_difference", n = t[2] + c0[2], estimate = t[1] / t[2] - c0[1] / c0[2],
                      conf_low = diff[1], conf_high = diff[2]))
    if (t[1] > 0 && c0[1] > 0 && t[1] < t[2] && c0[1] < c0[2]) {
      rr <- (t[1] / t[2]) / (c0[1] / c0[2]); se <- sqrt(1 / t[1] - 1 / t[2] + 1 / c0[1] - 1 / c0[2])
      limits <- rr * exp(c(-1, 1) * qnorm(1 - (1 - level) / 2) * se)
      rows[[2]] <- list(term = k, measure = "risk_ratio", n = t[2] + c0[2], estimate = rr, conf_low = limits[1],
                        conf_high = limits[2])
    }
    rows
  }), recursive = FALSE)
}

case <- function(d, method, direction, R, R_post, cutoff, m0, s0, rci_level, level) {
  sign <- if (direction == "higher") 1 else -1
  found <- indices(d, R, R_post)
  rci <- found$rci[[method]]
  one_sided <- method == "hageman-arrindell"
  critical <- if (one_sided) qnorm(rci_level) else qnorm(1 - (1 - rci_level) / 2)
  # Hageman and Arrindell's populations are those of true scores: reliability (S^2 - SE^2) / S^2.
  true_sd <- function(s) if (one_sided) s * sqrt((s^2 - found$sem^2) / s^2) else s
  at <- cutoff_score(cutoff, sign, found$m, true_sd(found$s), m0, true_sd(s0))
  past <- if (one_sided)
    sign * (found$m2 + (d$post - found$m2) * found$r2 - at) / (sqrt(found$r2) * found$sem) > critical
  else sign * d$post > sign * at
  classes <- ifelse(sign * rci > critical, ifelse(past, "recovered", "reliably_improved"),
                    ifelse(sign * rci < -critical, "deteriorated", "unchanged"))
  list(method = method, direction = direction, reliability = R, reliability_followup = R_post, cutoff = cutoff,
       functional_mean = m0, functional_sd = s0, rci_level = rci_level, level = level, critical = critical,
       cutoff_score = at, arm = d$arm, baseline = d$pre, followup = d$post, rci = rci, class = classes,
       shares = c(shares(classes, d$arm, "IMR", level), shares(classes, d$arm, "TAU", level),
                  shares(classes, d$arm, NULL, level)),
       contrasts = contrasts(classes, d$arm, level))
}

methods <- c("jacobson-truax", "gulliksen-lord-novick", "hsu-linn-lord", "edwards-nunnally", "nunnally-kotsch",
             "hageman-arrindell")
lower <- simulate(20261, 60, 0, -1)
higher <- simulate(20262, 45, 1, 1)
cases <- c(
  lapply(methods, function(k) case(lower, k, "lower", 0.85, 0.85, "c", 12, 6, 0.95, 0.95)),
  lapply(methods, function(k) case(lower, k, "lower", 0.78, 0.70, "b", 12, 6, 0.90, 0.95)),
  lapply(methods, function(k) case(higher, k, "higher", 0.88, 0.80, "a", 55, 7, 0.95, 0.90)))
write_fixture("Tests/ComparisonsTests/Fixtures/reliable-change.json", "stats", "cases", cases)
