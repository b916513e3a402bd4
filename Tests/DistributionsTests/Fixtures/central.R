# Central distributions: bodies and deep tails, both tails, densities and quantiles, as R has them. central-check.py then
# compares every value with a 50-digit computation, and puts its own where R is off. Run both from the project's root:
#   Rscript Tests/DistributionsTests/Fixtures/central.R && python3 Tests/DistributionsTests/Fixtures/central-check.py
#
# cdf_lower P(X <= x), cdf_upper P(X > x); quantile_lower the smallest x with P(X <= x) >= p, quantile_upper the smallest with
# P(X > x) <= p (in both `x` holds p). negative_binomial counts failures before the size-th success of probability p.

folder <- "Tests/DistributionsTests/Fixtures"

families <- list(
  normal = list(r = "norm", names = c("mean", "sd"), sets = list(c(0, 1), c(10, 2.5))),
  t = list(r = "t", names = "df", sets = list(0.5, 1, 2.5, 10, 1e3, 1e6)),
  chi_squared = list(r = "chisq", names = "df", sets = list(0.5, 1, 3, 10, 100, 1e4)),
  f = list(r = "f", names = c("df1", "df2"), sets = list(c(1, 1), c(2, 10), c(5, 2.5), c(10, 1000), c(100, 50))),
  beta = list(r = "beta", names = c("a", "b"), sets = list(c(0.5, 0.5), c(1, 3), c(2, 5), c(0.1, 10), c(50, 80), c(1000, 2000))),
  binomial = list(r = "binom", names = c("n", "p"), discrete = TRUE,
                  sets = list(c(1, 0.35), c(10, 0.5), c(20, 0.01), c(1000, 0.25), c(1e5, 0.001))),
  poisson = list(r = "pois", names = "rate", discrete = TRUE, sets = list(0.1, 1, 10, 1000)),
  negative_binomial = list(r = "nbinom", names = c("size", "p"), discrete = TRUE,
                           sets = list(c(1, 0.5), c(2.5, 0.1), c(10, 0.9), c(0.3, 0.01))))

tails <- c(1e-300, 1e-150, 1e-40, 1e-12, 1e-3, 0.2, 0.7)
discrete_tails <- c(1e-250, 1e-50, 1e-10, 0.04, 0.45)
quantiles <- c(1e-300, 1e-80, 1e-15, 0.025, 0.3, 0.9)

cases <- list()
for (name in names(families)) {
  family <- families[[name]]
  discrete <- isTRUE(family$discrete)
  for (set in family$sets) {
    # `of` is d, p or q; R's own functions do the rest.
    call <- function(of, x, ...) suppressWarnings(do.call(paste0(of, family$r), c(list(x), as.list(set), list(...))))
    add <- function(f, x, value) {
      usable <- is.finite(x) && is.finite(value) && abs(value) <= 1e300 && (abs(value) >= 1e-300 || (discrete && value == 0)) &&
        (x == 0 || (abs(x) >= 1e-300 && abs(x) <= 1e300))
      # A beta variable that rounds to 1 has lost its tail and tests nothing.
      if (name == "beta" && 1 %in% (if (startsWith(f, "quantile")) value else x)) return()
      if (usable && !(f %in% c("cdf_lower", "cdf_upper", "density") && value == 0))
        cases[[length(cases) + 1]] <<- list(name, f, setNames(set, family$names), x, value)
    }
    # Round numbers, so that a reader recognises them; the value is for exactly the double printed.
    tidy <- function(x) if (discrete) x else signif(x, 6)
    points <- if (discrete) discrete_tails else tails
    lower <- unique(sapply(points, function(p) tidy(call("q", p))))
    upper <- unique(sapply(points, function(p) tidy(call("q", p, lower.tail = FALSE))))
    for (x in lower) add("cdf_lower", x, call("p", x))
    for (x in upper) add("cdf_upper", x, call("p", x, lower.tail = FALSE))
    for (x in unique(c(lower, upper)[seq(1, 2 * length(points), by = 2)])) if (!is.na(x)) add("density", x, call("d", x))
    # A discrete quantile must not sit on a step: these probabilities are no value of the distribution function.
    for (p in quantiles) {
      add("quantile_lower", p, call("q", p))
      add("quantile_upper", p, call("q", p, lower.tail = FALSE))
    }
  }
}

number <- function(v) sprintf("%.17g", v)
text <- vapply(cases, function(c) sprintf(
  '    {"distribution": "%s", "function": "%s", "parameters": {%s}, "x": %s, "value": %s, "source": "R"}', c[[1]], c[[2]],
  paste0('"', names(c[[3]]), '": ', number(c[[3]]), collapse = ", "), number(c[[4]]), number(c[[5]])), "")
writeLines(c("{", '  "program": "R",', sprintf('  "version": "%s.%s",', R.version$major, R.version$minor),
             sprintf('  "packages": {"stats": "%s"},', packageVersion("stats")), sprintf('  "date": "%s",', Sys.Date()), '  "cases": [',
             paste0(text, c(rep(",", length(text) - 1), "")), "  ]", "}"), file.path(folder, "central.json"))
cat(length(cases), "cases\n")
