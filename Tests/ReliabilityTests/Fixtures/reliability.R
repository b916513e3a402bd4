# Reference values for alpha, omega, item statistics, intraclass correlations, kappas and test-retest correlations. Run from
# the project's root: Rscript Tests/ReliabilityTests/Fixtures/reliability.R
#
# psych gives alpha, item statistics, intraclass correlations and kappas; what it rounds or does not give is formulas here:
# Feldt's interval by qf, McGraw & Wong's intervals as they print them, standard errors of kappas held against a numerical
# gradient over the cells (Fleiss's: by one over the subjects), and the one-factor model polished by Newton's method from factanal's fit, its gradient kept
# in the file, with the information of ML by its definition. lavaan is held against that within what its optimizer leaves.

suppressPackageStartupMessages({library(psych); library(numDeriv); library(lavaan)})
set.seed(41, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

# --- scales ---

polished <- function(R) {
  k <- nrow(R)
  start <- factanal(covmat = R, factors = 1, n.obs = 100)
  theta <- c(as.numeric(start$loadings), start$uniquenesses)
  gradient <- function(theta) {
    l <- theta[1:k]; p <- theta[k + 1:k]
    W <- solve(tcrossprod(l) + diag(p))
    D <- W - W %*% R %*% W
    c(2 * D %*% l, diag(D))
  }
  for (step in 1:100) {
    g <- gradient(theta)
    change <- solve(jacobian(gradient, theta), g)
    theta <- theta - change
    if (max(abs(change)) < 1e-15) break
  }
  stopifnot(all(eigen(jacobian(gradient, theta))$values > 0), all(theta[k + 1:k] > 0))
  list(theta = theta, gradient = max(abs(gradient(theta))))
}

omega_ml <- function(X, level) {
  k <- ncol(X); n <- nrow(X); s <- apply(X, 2, sd)
  fit <- polished(cor(X))
  l <- fit$theta[1:k] * s; p <- fit$theta[k + 1:k] * s^2
  if (sum(l) < 0) l <- -l
  W <- solve(tcrossprod(l) + diag(p))
  derivative <- function(a) {
    D <- matrix(0, k, k)
    if (a <= k) { D[a, ] <- D[a, ] + l; D[, a] <- D[, a] + l } else D[a - k, a - k] <- 1
    D
  }
  I <- matrix(0, 2 * k, 2 * k)
  for (a in 1:(2 * k)) for (b in 1:(2 * k))
    I[a, b] <- n / 2 * sum(diag(W %*% derivative(a) %*% W %*% derivative(b)))
  omega <- sum(l)^2 / (sum(l)^2 + sum(p))
  g <- grad(function(t) sum(t[1:k])^2 / (sum(t[1:k])^2 + sum(t[k + 1:k])), c(l, p))
  d <- sqrt(diag(I))
  se <- sqrt(sum((g / d) * solve(I / outer(d, d), g / d)))
  z <- qnorm(1 - (1 - level) / 2)
  half <- z * se / (omega * (1 - omega))
  # lavaan as a second opinion.
  model <- paste0("f =~ ", paste(sprintf("l%d*%s", 1:k, colnames(X)), collapse = " + "), "\n",
                  paste(sprintf("%s ~~ p%d*%s", colnames(X), 1:k, colnames(X)), collapse = "\n"), "\n",
                  "omega := (", paste0("l", 1:k, collapse = "+"), ")^2/((", paste0("l", 1:k, collapse = "+"), ")^2+",
                  paste0("p", 1:k, collapse = "+"), ")")
  lav <- parameterEstimates(cfa(model, data = as.data.frame(X), std.lv = TRUE, information = "expected",
                                se = "standard"))
  lav <- lav[lav$label == "omega", ]
  stopifnot(abs(lav$est - omega) < 1e-5, abs(lav$se - se) < 1e-5)
  list(estimate = omega, std_error = se, conf_low = plogis(qlogis(omega) - half),
       conf_high = plogis(qlogis(omega) + half), loadings = as.numeric(l), uniquenesses = as.numeric(p),
       largest_gradient = fit$gradient)
}

scale_case <- function(name, X, level, omega = TRUE) {
  X <- as.matrix(X); colnames(X) <- paste0("i", seq_len(ncol(X)))
  n <- nrow(X); k <- ncol(X)
  estimate <- k / (k - 1) * (1 - sum(apply(X, 2, var)) / var(rowSums(X)))
  tail <- (1 - level) / 2
  df <- (n - 1) * (k - 1)
  rest <- sapply(1:k, function(i) cor(X[, i], rowSums(X[, -i, drop = FALSE])))
  without <- sapply(1:k, function(i) {
    Y <- X[, -i, drop = FALSE]
    if (k > 2) (k - 1) / (k - 2) * (1 - sum(apply(Y, 2, var)) / var(rowSums(Y))) else NA
  })
  if (k > 2) {
    a <- suppressMessages(suppressWarnings(alpha(as.data.frame(X), check.keys = FALSE, warnings = FALSE)))
    stopifnot(abs(a$total$raw_alpha - estimate) < 1e-8 * max(1, abs(estimate)),
              max(abs(a$item.stats$r.drop - rest)) < 1e-8, max(abs(a$alpha.drop$raw_alpha - without)) < 1e-8)
  }
  sem2 <- var(rowSums(X)) * (1 - estimate)
  list(name = name, level = level, items = unname(lapply(1:k, function(i) X[, i])), alpha = estimate,
       alpha_low = 1 - (1 - estimate) * qf(1 - tail, n - 1, df),
       alpha_high = 1 - (1 - estimate) * qf(tail, n - 1, df), df = df,
       total_mean = mean(rowSums(X)), total_sd = sd(rowSums(X)), means = as.numeric(colMeans(X)),
       sds = as.numeric(apply(X, 2, sd)), item_rest = rest, alpha_without = if (k > 2) without else NULL,
       sem = sqrt(sem2), sem_low = sqrt(df * sem2 / qchisq(1 - tail, df)), sem_high = sqrt(df * sem2 / qchisq(tail, df)),
       mdc95 = qnorm(0.975) * sqrt(2) * sqrt(sem2),
       omega = if (omega) omega_ml(X, level) else NULL)
}

items <- function(n, loadings, noise = 0.8, cut = TRUE) {
  f <- rnorm(n)
  X <- sapply(loadings, function(l) l * f + rnorm(n, sd = noise))
  if (cut) pmin(pmax(round(3 + X), 1), 5) else X
}
shrout <- matrix(c(9,2,5,8, 6,1,3,2, 8,4,6,8, 7,1,2,6, 10,5,6,9, 6,2,4,7), ncol = 4, byrow = TRUE)
ratings <- read.csv("Datasets/made-up-ratings/ratings.csv")
first <- ratings[ratings$visit == "first", ]
five <- na.omit(first[paste0("item", 1:5)])
six <- na.omit(first[paste0("item", 1:6)])
scales <- list(
  scale_case("six items of 120", items(120, c(.9, .8, .7, .6, .5, .9)), 0.95),
  scale_case("one item un-reversed", items(80, c(.9, .8, -.7, .9, .5)), 0.9),
  scale_case("three items of 40", items(40, c(.9, .9, .8)), 0.95),
  scale_case("fifteen items of 300", items(300, seq(.4, 1.1, length.out = 15)), 0.99),
  scale_case("two items of 25", items(25, c(.9, .7)), 0.95, omega = FALSE),
  scale_case("items that have nothing in common", items(30, c(0, 0, 0, 0)), 0.95, omega = FALSE),
  scale_case("different units", items(60, c(.9, .8, .7, .6), cut = FALSE) %*% diag(c(1, 3, 0.5, 10)), 0.95),
  scale_case("a large offset", items(50, c(.9, .8, .7, .9)) + 1e6, 0.95),
  scale_case("Shrout and Fleiss", shrout, 0.95, omega = FALSE),
  scale_case("made-up ratings", five, 0.95),
  scale_case("made-up ratings, six items", six, 0.95))

# --- intraclass correlations ---

icc_case <- function(name, X, level, offset = 0) {
  X <- as.matrix(X); dimnames(X) <- NULL
  n <- nrow(X); k <- ncol(X); a <- 1 - level
  long <- data.frame(y = as.numeric(X), s = factor(rep(1:n, k)), r = factor(rep(1:k, each = n)))
  ms <- anova(lm(y ~ s + r, long))$`Mean Sq`
  MSR <- ms[1]; MSC <- ms[2]; MSE <- ms[3]
  MSW <- ((k - 1) * MSC + (n - 1) * (k - 1) * MSE) / (n * (k - 1))
  dfe <- (n - 1) * (k - 1)
  two <- function(f, d1, d2) min(1, 2 * min(pf(f, d1, d2), pf(f, d1, d2, lower.tail = FALSE)))
  # McGraw & Wong (1996), Tables 4 and 7.
  F1 <- MSR / MSW; F1L <- F1 / qf(1 - a / 2, n - 1, n * (k - 1)); F1U <- F1 * qf(1 - a / 2, n * (k - 1), n - 1)
  F3 <- MSR / MSE; F3L <- F3 / qf(1 - a / 2, n - 1, dfe); F3U <- F3 * qf(1 - a / 2, dfe, n - 1)
  A1 <- (MSR - MSE) / (MSR + (k - 1) * MSE + k / n * (MSC - MSE))
  av <- k * A1 / (n * (1 - A1)); bv <- 1 + k * A1 * (n - 1) / (n * (1 - A1))
  v <- (av * MSC + bv * MSE)^2 / ((av * MSC)^2 / (k - 1) + (bv * MSE)^2 / dfe)
  FL <- qf(1 - a / 2, n - 1, v); FU <- qf(1 - a / 2, v, n - 1)
  A1L <- n * (MSR - FL * MSE) / (FL * (k * MSC + (k * n - k - n) * MSE) + n * MSR)
  A1U <- n * (FU * MSR - MSE) / (k * MSC + (k * n - k - n) * MSE + n * FU * MSR)
  AkL <- n * (MSR - FL * MSE) / (FL * (MSC - MSE) + n * MSR)
  AkU <- n * (FU * MSR - MSE) / (MSC - MSE + n * FU * MSR)
  rows <- list(
    list(form = "ICC(1,1)", estimate = (MSR - MSW) / (MSR + (k - 1) * MSW), f = F1, df = n * (k - 1),
         p = two(F1, n - 1, n * (k - 1)), low = (F1L - 1) / (F1L + k - 1), high = (F1U - 1) / (F1U + k - 1)),
    list(form = "ICC(2,1)", estimate = A1, f = F3, df = v, p = two(F3, n - 1, v), low = A1L, high = A1U),
    list(form = "ICC(3,1)", estimate = (MSR - MSE) / (MSR + (k - 1) * MSE), f = F3, df = dfe, p = two(F3, n - 1, dfe),
         low = (F3L - 1) / (F3L + k - 1), high = (F3U - 1) / (F3U + k - 1)),
    list(form = "ICC(1,k)", estimate = (MSR - MSW) / MSR, f = F1, df = n * (k - 1), p = two(F1, n - 1, n * (k - 1)),
         low = 1 - 1 / F1L, high = 1 - 1 / F1U),
    list(form = "ICC(2,k)", estimate = (MSR - MSE) / (MSR + (MSC - MSE) / n), f = F3, df = v, p = two(F3, n - 1, v),
         low = AkL, high = AkU),
    list(form = "ICC(3,k)", estimate = (MSR - MSE) / MSR, f = F3, df = dfe, p = two(F3, n - 1, dfe),
         low = 1 - 1 / F3L, high = 1 - 1 / F3U))
  theirs <- ICC(X, lmer = FALSE, alpha = a)$results
  for (i in 1:6) stopifnot(
    abs(theirs$ICC[i] - rows[[i]]$estimate) < 1e-9, abs(theirs$F[i] - rows[[i]]$f) < 1e-9 * rows[[i]]$f,
    abs(theirs$`lower bound`[i] - rows[[i]]$low) < 1e-8, abs(theirs$`upper bound`[i] - rows[[i]]$high) < 1e-8,
    i %in% c(2, 5) || abs(min(1, 2 * min(theirs$p[i], 1 - theirs$p[i])) - rows[[i]]$p) < 1e-9)
  list(name = name, level = level, columns = lapply(1:k, function(i) X[, i] + offset), iccs = rows,
       sem_consistency = sqrt(MSE), sem_consistency_low = sqrt(dfe * MSE / qchisq(1 - a / 2, dfe)),
       sem_consistency_high = sqrt(dfe * MSE / qchisq(a / 2, dfe)),
       sem_agreement = sqrt((MSR + (k - 1) * MSE + k / n * (MSC - MSE)) / k * (1 - A1)))
}

raters <- function(n, shifts, noise) {
  t <- rnorm(n, mean = 50, sd = 10)
  sapply(shifts, function(s) t + s + rnorm(n, sd = noise))
}
coders <- na.omit(first[paste0("coder_", letters[1:4])])
pairs <- merge(ratings[ratings$visit == "first", c("subject", "total")],
               ratings[ratings$visit == "second", c("subject", "total")], by = "subject")
pairs <- na.omit(pairs)[2:3]
tables <- list(
  icc_case("Shrout and Fleiss", shrout, 0.95),
  icc_case("two raters of 30", raters(30, c(0, 3), 4), 0.95),
  icc_case("five raters of 12, far apart", raters(12, c(-20, -5, 0, 8, 25), 3), 0.9),
  icc_case("three raters who agree on nothing", matrix(rnorm(24), 8), 0.95),
  icc_case("ten raters of 100", raters(100, rnorm(10), 6), 0.99),
  icc_case("a large offset", shrout, 0.95, offset = 1e6),
  icc_case("made-up ratings, four coders", coders, 0.95),
  icc_case("made-up ratings, two visits", pairs, 0.95))

# --- kappa ---

kappa_of <- function(P, W) {
  po <- sum(W * P); pe <- sum(W * outer(rowSums(P), colSums(P)))
  (po - pe) / (1 - pe)
}
kappa_case <- function(name, a, b, level) {
  values <- sort(unique(c(a, b)))
  P <- table(factor(a, values), factor(b, values)) / length(a)
  P <- matrix(as.numeric(P), length(values))
  d <- abs(outer(values, values, "-")) / diff(range(values))
  z <- qnorm(1 - (1 - level) / 2)
  one <- function(W) {
    estimate <- kappa_of(P, W)
    pe <- sum(W * outer(rowSums(P), colSums(P)))
    # Fleiss, Cohen & Everitt (1969), held against the delta method of the multinomial.
    chance <- outer(as.numeric(W %*% colSums(P)), as.numeric(t(W) %*% rowSums(P)), "+")
    se <- sqrt((sum(P * (W - chance * (1 - estimate))^2) - (estimate - pe * (1 - estimate))^2) / length(a)) / (1 - pe)
    g <- grad(function(p) { Q <- matrix(p / sum(p), nrow(P)); kappa_of(Q, W) }, as.numeric(P))
    stopifnot(abs(sqrt((sum(P * g^2) - sum(P * g)^2) / length(a)) / se - 1) < 1e-7)
    list(estimate = estimate, std_error = se, conf_low = estimate - z * se, conf_high = estimate + z * se)
  }
  result <- list(unweighted = one((d == 0) * 1), linear = one(1 - d), quadratic = one(1 - d^2))
  if (all(diff(values) == 1)) {
    theirs <- suppressWarnings(cohen.kappa(cbind(a, b)))
    stopifnot(abs(theirs$kappa - result$unweighted$estimate) < 1e-9,
              abs(theirs$weighted.kappa - result$quadratic$estimate) < 1e-9,
              abs(sqrt(theirs$var.kappa) - result$unweighted$std_error) < 1e-7)
  }
  c(list(name = name, level = level, first = a, second = b, agreement = mean(a == b)), result)
}
fleiss_case <- function(name, X, level) {
  X <- as.matrix(X); dimnames(X) <- NULL
  values <- sort(unique(as.numeric(X))); k <- ncol(X); n <- nrow(X)
  counts <- t(apply(X, 1, function(r) table(factor(r, values))))
  fleiss <- function(w) {
    w <- w / sum(w)
    p <- colSums(w * counts) / k
    P <- sum(w * (rowSums(counts^2) - k) / (k * (k - 1)))
    (P - sum(p^2)) / (1 - sum(p^2))
  }
  estimate <- fleiss(rep(1, n))
  u <- grad(fleiss, rep(1, n) / n)
  se <- sqrt(sum(u^2) / (n * (n - 1)))
  z <- qnorm(1 - (1 - level) / 2)
  list(name = name, level = level, raters = lapply(1:k, function(i) X[, i]),
       agreement = mean(apply(X, 1, function(r) length(unique(r)) == 1)), estimate = estimate, std_error = se,
       conf_low = estimate - z * se, conf_high = estimate + z * se)
}
cut5 <- function(X) pmin(pmax(round(X), 1), 5)
truth <- rnorm(70, 3, 1.1)
two <- cut5(cbind(truth + rnorm(70, sd = .6), truth + .3 + rnorm(70, sd = .6)))
kappas <- list(
  kappa_case("five categories of 70", two[, 1], two[, 2], 0.95),
  kappa_case("yes and no of 40", rbinom(40, 1, .4), rbinom(40, 1, .5), 0.95),
  kappa_case("a category that nobody used", ifelse(two[, 1] == 3, 4, two[, 1]), ifelse(two[, 2] == 3, 2, two[, 2]), 0.9),
  kappa_case("made-up ratings, two coders", na.omit(first[c("coder_a", "coder_b")])[[1]],
             na.omit(first[c("coder_a", "coder_b")])[[2]], 0.95))
fleisses <- list(
  fleiss_case("four raters of 70", cut5(truth + matrix(rnorm(280, sd = .7), 70)), 0.95),
  fleiss_case("made-up ratings, four coders", coders, 0.95))

# --- test and retest ---

retests <- lapply(list(pairs, raters(12, c(0, 3), 4), -raters(9, c(0, 3), 30)), function(X) {
  x <- X[, 1]; y <- X[, 2]
  test <- cor.test(x, y)
  list(first = x, second = y, level = 0.95, estimate = unname(test$estimate), low = test$conf.int[1],
       high = test$conf.int[2])
})

source("Tests/ComparisonsTests/Fixtures/reference.R")
packages <- c("psych", "numDeriv")
head <- list(program = "R", version = paste(R.version$major, R.version$minor, sep = "."),
             packages = lapply(setNames(packages, packages), function(p) as.character(packageVersion(p))))
writeLines(json(c(head, list(scales = scales, tables = tables, kappas = kappas, fleiss_kappas = fleisses,
                             retests = retests))), "Tests/ReliabilityTests/Fixtures/reliability.json")
cat("largest gradient", max(sapply(scales, function(s) if (is.null(s$omega)) 0 else s$omega$largest_gradient)), "\n")
