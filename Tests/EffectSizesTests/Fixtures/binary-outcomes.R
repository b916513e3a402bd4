# Ratios of two groups' events, tables pooled over sites, and events before and after in the same subjects. Run from the
# project's root: Rscript Tests/EffectSizesTests/Fixtures/binary-outcomes.R
#
# metafor gives the ratios (escalc, with 1/2 added to all four cells where one is 0) and what is pooled (rma.mh, whose
# risk difference has Sato's variance, whose TA is Breslow-Day with Tarone's correction); R itself chisq.test, prop.test,
# mantelhaen.test, mcnemar.test and binom.test. Newcombe's paired interval (method 10) is put together from prop.test's
# Wilson limits (1998, Statistics in Medicine 17, 2635-2650).

source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages(library(metafor))

effect <- function(estimate, std_error = NULL, statistic = NULL, df = NULL, p_value = NULL, conf = NULL)
  list(estimate = estimate, std_error = std_error, statistic = statistic, df = df, p_value = p_value,
       conf_low = conf[1], conf_high = conf[2])

# A ratio from its logarithm.
ratio <- function(log_ratio, se, level) {
  z <- log_ratio / se
  effect(exp(log_ratio), exp(log_ratio) * se, z, NULL, 2 * pnorm(-abs(z)),
         exp(log_ratio + c(-1, 1) * qnorm((1 + level) / 2) * se))
}

pair <- function(x1, n1, x2, n2, level) {
  m <- matrix(c(x1, x2, n1 - x1, n2 - x2), 2)
  logs <- function(measure) escalc(measure, ai = x1, n1i = n1, ci = x2, n2i = n2)
  rr <- logs("RR")
  or <- logs("OR")
  chi <- suppressWarnings(chisq.test(m, correct = FALSE))
  none <- x1 + x2 == 0 || x1 + x2 == n1 + n2
  list(x1 = x1, n1 = n1, x2 = x2, n2 = n2, level = level,
       risk_ratio = ratio(as.numeric(rr$yi), sqrt(as.numeric(rr$vi)), level),
       odds_ratio = ratio(as.numeric(or$yi), sqrt(as.numeric(or$vi)), level),
       chi_squared = if (none) NULL else effect(NULL, NULL, as.numeric(chi$statistic), 1, chi$p.value))
}

pooled <- function(name, a, n1, c, n2, level) {
  fit <- function(measure) rma.mh(ai = a, n1i = n1, ci = c, n2i = n2, measure = measure, level = 100 * level,
                                  drop00 = FALSE, correct = FALSE)
  rd <- fit("RD")
  rr <- fit("RR")
  or <- fit("OR")
  both <- a + c > 0 & a + c < n1 + n2
  array3 <- array(rbind(a, c, n1 - a, n2 - c)[, both], c(2, 2, sum(both)))
  test <- mantelhaen.test(array3, correct = FALSE)
  list(case = name, a = I(a), n1 = I(n1), c = I(c), n2 = I(n2), level = level,
       risk_difference = effect(as.numeric(rd$beta), rd$se, rd$zval, NULL, rd$pval, c(rd$ci.lb, rd$ci.ub)),
       risk_ratio = ratio(as.numeric(rr$beta), rr$se, level), odds_ratio = ratio(as.numeric(or$beta), or$se, level),
       test = effect(NULL, NULL, as.numeric(test$statistic), 1, test$p.value),
       homogeneity = effect(NULL, NULL, or$TA, sum(both) - 1, pchisq(or$TA, sum(both) - 1, lower.tail = FALSE)))
}

wilson <- function(x, n, level) as.numeric(suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE))$conf.int)

paired <- function(both, later, earlier, neither, level) {
  n <- both + later + earlier + neither
  p1 <- (both + earlier) / n
  p2 <- (both + later) / n
  w1 <- wilson(both + earlier, n, level)
  w2 <- wilson(both + later, n, level)
  margins <- (both + later) * (both + earlier) * (earlier + neither) * (later + neither)
  cross <- both * neither - later * earlier
  phi <- if (margins == 0) 0 else (if (cross > 0) max(cross - n / 2, 0) else cross) / sqrt(margins)
  below <- sqrt((p2 - w2[1])^2 - 2 * phi * (p2 - w2[1]) * (w1[2] - p1) + (w1[2] - p1)^2)
  above <- sqrt((w2[2] - p2)^2 - 2 * phi * (w2[2] - p2) * (p1 - w1[1]) + (p1 - w1[1])^2)
  chi <- if (later + earlier > 0)
    mcnemar.test(matrix(c(both, later, earlier, neither), 2), correct = FALSE) else NULL
  exact <- if (later + earlier > 0) binom.test(later, later + earlier)$p.value else 1
  list(both = both, later_only = later, earlier_only = earlier, neither = neither, level = level,
       risk_difference = effect(p2 - p1, conf = c(p2 - p1 - below, p2 - p1 + above)),
       exact = exact,
       mid_p = if (later + earlier == 0) 1 else if (later == earlier) 1 - dbinom(later, later + earlier, 0.5) / 2 else exact - dbinom(later, later + earlier, 0.5),
       chi_squared = if (!is.null(chi)) effect(NULL, NULL, as.numeric(chi$statistic), 1, chi$p.value))
}

pairs <- list()
for (level in c(0.95, 0.9))
  for (x in list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(5, 56, 0, 29), c(10, 10, 0, 20), c(0, 10, 0, 20), c(19, 27, 12, 25),
                 c(3, 400, 9, 390), c(7, 7, 9, 9), c(80123, 200000, 60011, 190000)))
    pairs <- c(pairs, list(pair(x[1], x[2], x[3], x[4], level)))

strata <- list(
  pooled("three sites", c(12, 8, 30), c(40, 25, 80), c(7, 9, 20), c(42, 24, 77), 0.95),
  pooled("sites without events, unequal arms", c(0, 3, 1, 9, 0), c(5, 12, 9, 30, 7), c(0, 1, 4, 15, 2), c(6, 11, 20, 33, 5), 0.9),
  pooled("many small sites", c(1, 2, 0, 1, 2, 1, 1, 0), c(2, 2, 2, 3, 3, 2, 1, 2), c(0, 1, 1, 1, 0, 2, 0, 0),
         c(2, 3, 2, 2, 2, 3, 2, 1), 0.95))

twice <- list(paired(36, 12, 2, 0, 0.95), paired(20, 12, 2, 16, 0.95), paired(1, 1, 7, 12, 0.95),
              paired(0, 5, 5, 10, 0.9), paired(53, 0, 1, 0, 0.95), paired(30, 0, 0, 20, 0.95), paired(0, 8, 0, 14, 0.95),
              paired(59, 6, 16, 80, 0.99))

write_fixture("Tests/EffectSizesTests/Fixtures/binary-outcomes.json", "metafor", "pairs", pairs,
              list(strata = strata, twice = twice))
