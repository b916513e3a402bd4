# Rank tests and Hodges-Lehmann estimates on small made-up vectors: exact and normal, ties, zeros, nothing but equal
# values, and n from 1 to 50. Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/ranks-small.R
#
# Every value is a multiple of 1/64, so differences and Walsh averages are exact and ties are ties on any machine.
# Fields of a case: `statistic` V of (later - earlier) or U of treatment; `p_value` as wilcox.test gives it by default;
# `p_value_normal` forced normal with continuity and tie corrections, `p_value_uncorrected` without the continuity
# correction; coin's exact conditional p-values (ties allowed; "pratt" ranks the zeros and then drops them, "wilcoxon" drops
# them first); limits of the Hodges-Lehmann estimate from order statistics (`rank` C from below and from above; `achieved` is
# the exact coverage, null for the normal rank); `r_*` what wilcox.test(conf.int = TRUE) gives, null where it fails.

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))
suppressMessages(library(coin))
set.seed(20261121, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

levels_wanted <- c(0.9, 0.95, 0.99)
value_or_null <- function(e) tryCatch({ v <- suppressWarnings(e); if (all(is.finite(v))) v else NULL }, error = function(e) NULL)
grain <- function(x) round(x * 64) / 64

# `count` differences with distinct nonzero absolute values.
untied <- function(count, shift) {
  repeat { d <- grain(rnorm(count, shift, 2)); if (all(d != 0) && !anyDuplicated(abs(d))) return(d) }
}
untied_two <- function(n1, n2, shift) {
  repeat { v <- grain(c(rnorm(n1, shift, 2), rnorm(n2, 0, 2))); if (!anyDuplicated(v)) return(list(v[1:n1], v[n1 + 1:n2])) }
}

paired_case <- function(name, d) {
  n <- length(d)
  earlier <- grain(rnorm(n, 20, 5))
  later <- earlier + d
  stopifnot(identical(later - earlier, d))
  test <- function(...) suppressWarnings(wilcox.test(later, earlier, paired = TRUE, ...))
  exact <- exact_paired(d)
  walsh <- walsh_averages(d)
  default <- test()
  interval <- function(level) {
    rank <- max(1, if (exact) qsignrank((1 - level) / 2, n) else rank_paired_normal(d, level))
    limits <- limits_at(walsh, rank)
    r <- value_or_null(unname(as.numeric({ i <- if (exact) test(conf.int = TRUE, conf.level = level) else
      r_wilcox(later, earlier, paired = TRUE, level = level); c(i$estimate, i$conf.int) })))
    if (exact) stopifnot(all.equal(limits, r[2:3], tolerance = 1e-14))
    list(level = level, rank = rank, low = limits[1], high = limits[2],
         achieved = if (exact) 1 - 2 * psignrank(rank - 1, n), r_estimate = r[1], r_low = r[2], r_high = r[3])
  }
  coin_p <- function(zero_method, how) value_or_null(as.numeric(pvalue(
    wilcoxsign_test(later ~ earlier, data = data.frame(later, earlier), zero.method = zero_method, distribution = how))))
  coin_z <- function(zero_method) value_or_null(as.numeric(statistic(
    wilcoxsign_test(later ~ earlier, data = data.frame(later, earlier), zero.method = zero_method))))
  list(name = name, kind = "paired", earlier = I(earlier), later = I(later), n = n, zeros = sum(d == 0),
       ties = anyDuplicated(abs(d[d != 0])) > 0, exact = exact, statistic = unname(default$statistic),
       p_value = default$p.value, p_value_normal = test(exact = FALSE)$p.value,
       p_value_uncorrected = test(exact = FALSE, correct = FALSE)$p.value,
       coin_exact_pratt = coin_p("Pratt", "exact"), coin_exact_wilcoxon = coin_p("Wilcoxon", "exact"),
       coin_z_pratt = coin_z("Pratt"), coin_p_pratt = coin_p("Pratt", "asymptotic"),
       coin_z_wilcoxon = coin_z("Wilcoxon"), coin_p_wilcoxon = coin_p("Wilcoxon", "asymptotic"),
       hodges_lehmann = median(walsh), limits = lapply(levels_wanted, interval))
}

two_sample_case <- function(name, x, y) {
  n1 <- length(x); n2 <- length(y)
  test <- function(...) suppressWarnings(wilcox.test(x, y, ...))
  exact <- exact_two_sample(x, y)
  differences <- pairwise_differences(x, y)
  default <- test()
  interval <- function(level) {
    rank <- max(1, if (exact) qwilcox((1 - level) / 2, n1, n2) else rank_two_sample_normal(x, y, level))
    limits <- limits_at(differences, rank)
    r <- value_or_null(unname(as.numeric({ i <- if (exact) test(conf.int = TRUE, conf.level = level) else
      r_wilcox(x, y, level = level); c(i$estimate, i$conf.int) })))
    if (exact) stopifnot(all.equal(limits, r[2:3], tolerance = 1e-14))
    list(level = level, rank = rank, low = limits[1], high = limits[2],
         achieved = if (exact) 1 - 2 * pwilcox(rank - 1, n1, n2), r_estimate = r[1], r_low = r[2], r_high = r[3])
  }
  arm <- factor(rep(c("treatment", "control"), c(n1, n2)), c("treatment", "control"))
  data <- data.frame(v = c(x, y), arm)
  list(name = name, kind = "two_sample", treatment = I(x), control = I(y), n = n1 + n2,
       ties = anyDuplicated(c(x, y)) > 0, exact = exact, statistic = unname(default$statistic), p_value = default$p.value,
       p_value_normal = test(exact = FALSE)$p.value, p_value_uncorrected = test(exact = FALSE, correct = FALSE)$p.value,
       coin_exact = value_or_null(as.numeric(pvalue(wilcox_test(v ~ arm, data = data, distribution = "exact")))),
       coin_z = value_or_null(as.numeric(statistic(wilcox_test(v ~ arm, data = data)))),
       coin_p = value_or_null(as.numeric(pvalue(wilcox_test(v ~ arm, data = data)))),
       hodges_lehmann = median(differences), limits = lapply(levels_wanted, interval))
}

two <- function(name, n1, n2, shift) { v <- untied_two(n1, n2, shift); two_sample_case(name, v[[1]], v[[2]]) }
cases <- list(
  paired_case("paired, n 1", untied(1, -1)),
  paired_case("paired, n 2", untied(2, -1)),
  paired_case("paired, n 3", untied(3, 1)),
  paired_case("paired, n 5, no ties", untied(5, -1)),
  paired_case("paired, n 12, no ties", untied(12, -1)),
  paired_case("paired, n 25, no ties, large effect", untied(25, -6)),
  paired_case("paired, n 49, no ties: largest exact", untied(49, -0.5)),
  paired_case("paired, n 50, no ties: normal", untied(50, -0.5)),
  paired_case("paired, n 20, ties", { d <- round(rnorm(20, -1, 3)); d[d == 0] <- 2; d }),
  paired_case("paired, n 15, no ties, one zero", c(0, untied(14, -1))),
  paired_case("paired, n 16, ties and zeros", c(0, 0, 0, 0, round(rnorm(12, -1, 2)))),
  paired_case("paired, n 8, all equal", rep(-2, 8)),
  paired_case("paired, n 6, all zero", rep(0, 6)),
  two("two samples, 1 and 1", 1, 1, 0),
  two("two samples, 1 and 3", 1, 3, 1),
  two("two samples, 2 and 2", 2, 2, 1),
  two("two samples, 5 and 7, no ties", 5, 7, 1),
  two("two samples, 20 and 30, no ties", 20, 30, -1),
  two("two samples, 49 and 49, no ties: largest exact", 49, 49, -0.5),
  two("two samples, 50 and 12, no ties: normal", 50, 12, -1),
  two("two samples, 8 and 9, fully separated", 8, 9, 40),
  two_sample_case("two samples, 15 and 18, ties", round(rnorm(15, 1, 2)), round(rnorm(18, 0, 2))),
  two_sample_case("two samples, 6 and 5, all equal", rep(3, 6), rep(3, 5)))

write_fixture(file.path(folder, "ranks-small.json"), "coin", "cases", cases,
              list(generator = "set.seed(20261121), Mersenne-Twister, Inversion, Rejection"))
