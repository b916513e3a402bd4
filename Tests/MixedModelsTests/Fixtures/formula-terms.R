# What R makes of formulas: the terms in order, the intercept, and how each factor of each term is coded. Run from the
# project's root: Rscript Tests/MixedModelsTests/Fixtures/formula-terms.R
#
# The coding is read off model.matrix's columns: as many levels in a term's column names as the factor has, or one less.
# ranks_r are the ranks of model.matrix up to each term; ranks_terms those of every term with an indicator for every level,
# beside the intercept: what the formula says. They differ where R takes a margin for present that is not.

source("Tests/ComparisonsTests/Fixtures/reference.R")

a <- factor(rep(c("p", "q"), 36))
b <- factor(rep(rep(c("u", "v", "w"), each = 2), 12))
g <- factor(rep(rep(c("s", "t"), each = 6), 6))
i <- 1:72
d <- data.frame(a, b, g, n = (i - 1) %/% 12 %% 3 + 1, x = i^2 %% 7, z = (3 * i + i^3) %% 11, y = (5 * i^2 + i) %% 23)
baseline <- function(outcome) (outcome * outcome + 3 * outcome) %% 17

formulas <- c(
  # The order of terms, and the operators.
  "y ~ 1", "y ~ a", "y ~ b + a", "y ~ a * b", "y ~ a:b + a", "y ~ b:a + a", "y ~ a:a", "y ~ a + a", "y ~ a * a",
  "y ~ a * b * g", "y ~ a * b * g - a:b:g", "y ~ a * b - a", "y ~ a * b - a - b", "y ~ (a + b + g):x", "y ~ (a + b) * g",
  "y ~ (a + b) * (g + x)", "y ~ g:b + a:g + x", "y ~ x + a:b:g + a:b + g", "y ~ a / b", "y ~ (a + b) / g",
  "y ~ a / (b + g)", "y ~ a / b / g", "y ~ a * b / g", "y ~ a / b:g", "y ~ a + (b - a)", "y ~ (a * b - a):x",
  "y ~ a + b + g - b - g", "y ~ x * z * a",
  # The intercept.
  "y ~ 0 + a", "y ~ a + 0", "y ~ a - 1", "y ~ -1 + a", "y ~ a + -1", "y ~ a + 0 + 1", "y ~ a - 0", "y ~ a - 1 + 1",
  "y ~ (1 + a) * b", "y ~ (0 + a):b", "y ~ a * b - (b + 1)", "y ~ a - -1", "y ~ +a", "y ~ 0 + x", "y ~ 0 + x + a",
  "y ~ 0 + a + b", "y ~ 0 + a * b", "y ~ 0 + a:b", "y ~ 0 + b:g + a", "y ~ 0 + x:a", "y ~ 0 + x + x:a", "y ~ 0 + x * a",
  # Margins.
  "y ~ x:a", "y ~ x + x:a", "y ~ a + x:a", "y ~ x * a", "y ~ a:b", "y ~ b + a:b", "y ~ a:b + b:g", "y ~ a + a:b:g",
  "y ~ a * b + a:b:g", "y ~ x:z:a", "y ~ x:a + x:b", "y ~ x:a + z:a", "y ~ x * b + a * b", "y ~ x:b + b + a:b",
  "y ~ a:b + x:b", "y ~ x:b + a:b", "y ~ x:b + x:a:b", "y ~ 0 + x + x:b + a:b", "y ~ x:a + a:b + b:g",
  # What stands for itself, and the models of trials.
  "y ~ n + factor(n)", "y ~ factor(n)", "y ~ factor(n) * a", "y ~ factor(n):x", "y ~ n * a", "y ~ factor(a) + a",
  "y ~ baseline(y)", "y ~ baseline(y) * b + a * b", "y ~ baseline(y) + a:b", "y ~ 0 + baseline(y):b + a:b",
  "y ~ baseline(y) * factor(n) + a * factor(n) + x + g"
)

# Made ones, of every operator; those with columns beyond count are left out.
set.seed(1973)
made <- function(depth) {
  if (depth == 0 || runif(1) < 0.25) return(sample(c("a", "b", "g", "x", "z", "factor(n)"), 1))
  text <- paste(made(depth - 1), sample(c("+", "*", ":", "/", "-"), 1, prob = c(8, 6, 6, 2, 1)), made(depth - 1))
  if (runif(1) < 0.5) paste0("(", text, ")") else text
}
random <- replicate(600, paste("y ~", sample(c("", "", "0 +", "1 +"), 1), made(3)))
small <- function(text) ncol(model.matrix(as.formula(text), d)) <= 40
formulas <- unique(c(formulas, Filter(small, gsub("  ", " ", random))))

is_categorical <- function(v) v %in% c("a", "b", "g", "factor(n)", "factor(a)")

coding <- function(f) {
  t <- terms(f)
  m <- model.matrix(f, d)
  codes <- attr(t, "factors")
  labels <- attr(t, "term.labels")
  lapply(seq_along(labels), function(j) {
    variables <- rownames(codes)[codes[, j] > 0]
    pieces <- do.call(rbind, strsplit(colnames(m)[attr(m, "assign") == j], ":", fixed = TRUE))
    contrasts <- vapply(seq_along(variables), function(k) {
      v <- variables[k]
      if (!is_categorical(v)) return(TRUE)
      shown <- length(unique(pieces[, k]))
      levels <- nlevels(factor(eval(parse(text = v), d)))
      stopifnot(shown == levels || shown == levels - 1)
      shown == levels - 1
    }, TRUE)
    list(variables = I(variables), contrasts = I(contrasts))
  })
}

indicators <- function(f) {
  t <- terms(f)
  codes <- attr(t, "factors")
  columns <- matrix(1, nrow(d), attr(t, "intercept"))
  of <- rep(0, attr(t, "intercept"))
  for (j in seq_along(attr(t, "term.labels"))) {
    block <- matrix(1, nrow(d), 1)
    for (v in rownames(codes)[codes[, j] > 0]) {
      value <- eval(parse(text = v), d)
      one <- if (is_categorical(v)) sapply(levels(factor(value)), function(l) as.numeric(value == l)) else cbind(value)
      block <- do.call(cbind, lapply(seq_len(ncol(one)), function(k) block * one[, k]))
    }
    columns <- cbind(columns, block)
    of <- c(of, rep(j, ncol(block)))
  }
  list(columns = columns, of = of)
}

# The rank of the intercept, of that and the first term, and so on.
ranks <- function(columns, of, terms)
  vapply(0:terms, function(j) if (any(of <= j)) qr(columns[, of <= j, drop = FALSE])$rank else 0L, 0L)

items <- lapply(formulas, function(text) {
  f <- as.formula(text)
  labels <- attr(terms(f), "term.labels")
  m <- model.matrix(f, d)
  all <- indicators(f)
  list(formula = text, intercept = attr(terms(f), "intercept") == 1, labels = I(labels),
       terms = coding(f),
       ranks_r = I(ranks(m, attr(m, "assign"), length(labels))),
       ranks_terms = I(ranks(all$columns, all$of, length(labels))))
})
data <- list(a = as.integer(a), b = as.integer(b), g = as.integer(g), n = d$n, x = d$x, z = d$z, y = d$y,
             baseline = baseline(d$y))
write_fixture("Tests/MixedModelsTests/Fixtures/formula-terms.json", "stats", "formulas", items, list(data = data))
