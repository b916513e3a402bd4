# Reference numbers for `endline sites` on Datasets/made-up-sites: case mix by lm with weighted sum-to-zero contrasts of the
# sites, limits by qt, Spiegelhalter's (2005) formulas for overdispersion, REML, BLUPs and Knapp & Hartung by metafor, ranks by
# pnorm and simulation, the intraclass correlation by analysis of variance with the interval from Harville & Fenech's F.
# Run from the project's root: Rscript Tests/SiteComparisonsTests/Fixtures/sites.R

folder <- "Tests/SiteComparisonsTests/Fixtures"
source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages(library(metafor))
tight <- list(threshold = 1e-14, maxiter = 10000, tau2.max = 1e8)

long <- read.csv("Datasets/made-up-sites/sites.csv")
base <- long[long$visit == 0, ]
min_cell <- 5
level <- 0.95
z95 <- qnorm(0.975)

case <- function(visit, covariates) {
  data <- long[long$visit == visit, ]
  data$baseline <- base$score[match(data$subject, base$subject)]
  data <- data[!is.na(data$score), ]
  counts <- table(data$site)
  labels <- names(counts)[counts >= min_cell]
  data <- data[data$site %in% labels, ]
  data$site <- factor(data$site, levels = labels)
  n <- as.vector(table(data$site)); K <- length(n); N <- sum(n)

  # Weighted sum-to-zero contrasts: the last site's effect is minus the weighted sum of the others'.
  contrasts <- rbind(diag(K - 1), -n[-K] / n[K])
  Z <- contrasts[as.integer(data$site), ]
  X <- sapply(covariates, function(c) data[[c]] - mean(data[[c]]))
  if (!length(covariates)) X <- matrix(0, N, 0)
  fit <- if (ncol(X)) lm(data$score ~ Z + X) else lm(data$score ~ Z)
  effects <- 1 + seq_len(K - 1)
  b <- coef(fit); V <- vcov(fit); df <- fit$df.residual; s <- summary(fit)$sigma
  deviation <- as.vector(contrasts %*% b[effects])
  se <- sqrt(diag(contrasts %*% V[effects, effects] %*% t(contrasts)))
  L <- cbind(1, contrasts)
  adjusted <- as.vector(L %*% b[c(1, effects)])
  variance <- diag(L %*% V[c(1, effects), c(1, effects)] %*% t(L))
  target <- unname(b[1]); target_se <- sqrt(V[1, 1])
  t <- deviation / se
  p <- 2 * pt(-abs(t), df)

  # Against the other sites' subjects.
  rest <- sapply(1:K, function(k) sum(n[-k] * adjusted[-k]) / (N - n[k]))
  rest_se <- sapply(1:K, function(k) {
    w <- -n / (N - n[k]); w[k] <- 1
    l <- as.vector(w %*% L)
    sqrt(as.vector(l %*% V[c(1, effects), c(1, effects)] %*% l))
  })

  z <- sign(t) * -qnorm(pt(-abs(t), df, log.p = TRUE), log.p = TRUE)
  q <- quantile(z, c(0.1, 0.9), type = 7)
  w <- pmin(pmax(z, q[1]), q[2])
  phi <- mean(w^2)
  weight <- 1 / se^2
  tau2 <- max(0, (K * phi - (K - 1)) / (sum(weight) - sum(weight^2) / sum(weight)))

  model <- rma(yi = adjusted, vi = variance, method = "REML", control = tight)
  shrunk <- blup(model)
  lambda <- model$tau2 / (model$tau2 + variance)
  mu_se <- model$se
  expected <- sapply(1:K, function(k) 1 + sum(sapply(setdiff(1:K, k), function(j)
    pnorm((shrunk$pred[k] - shrunk$pred[j]) /
      sqrt(lambda[k] * variance[k] + lambda[j] * variance[j] + (lambda[k] - lambda[j])^2 * mu_se^2)))))
  set.seed(1)
  draws <- 4e5
  mu <- rnorm(draws, 0, mu_se)
  theta <- sapply(1:K, function(k) shrunk$pred[k] + (1 - lambda[k]) * mu + rnorm(draws, 0, sqrt(lambda[k] * variance[k])))
  ranks <- t(apply(theta, 1, rank))
  cumulative <- t(sapply(1:K, function(k) cumsum(tabulate(ranks[, k], K)) / draws))

  # The intraclass correlation around the covariates.
  M <- diag(N) - { Q <- qr.Q(qr(cbind(1, X))); Q %*% t(Q) }
  G <- model.matrix(~ site - 1, data)
  C <- t(G) %*% M %*% G
  e <- eigen(C, symmetric = TRUE)
  keep <- e$values > 1e-8
  delta <- e$values[keep]
  u <- as.vector(t(e$vectors[, keep]) %*% t(G) %*% M %*% data$score) / sqrt(delta)
  mse <- s^2
  F0 <- mean(u^2) / mse
  rho <- (F0 - 1) / mean(delta)
  Fr <- function(r) mean(u^2 / (1 + r * delta)) / mse
  limit <- function(x) if (Fr(0) <= x) 0 else uniroot(function(r) Fr(r) - x, c(0, 1e4), tol = 1e-15)$root
  low <- limit(qf(0.975, length(delta), df)); high <- limit(qf(0.025, length(delta), df))
  if (!length(covariates)) {
    a <- anova(lm(score ~ site, data))
    n0 <- (N - sum(n^2) / N) / (K - 1)
    msb <- a$`Mean Sq`[1]; msw <- a$`Mean Sq`[2]
    stopifnot(abs((msb - msw) / (msb + (n0 - 1) * msw) - rho / (1 + rho)) < 1e-10)
  }

  fidelity <- tapply(data$fidelity, data$site, unique)
  slope <- rma(yi = adjusted, vi = variance, mods = ~ as.vector(fidelity), method = "REML", test = "knha", control = tight)

  list(visit = as.character(visit), covariates = I(as.character(covariates)), n = N, df = df, sigma = s, target = target,
    target_se = target_se, phi = phi, tau2_additive = tau2, tau2_reml = model$tau2,
    icc = max(0, rho / (1 + rho)), icc_low = low / (1 + low), icc_high = high / (1 + high),
    slope = unname(coef(slope)[2]), slope_se = slope$se[2], slope_df = slope$ddf[1], slope_p = slope$pval[2],
    slope_low = slope$ci.lb[2], slope_high = slope$ci.ub[2], slope_tau2 = slope$tau2,
    labels = I(labels), counts = I(n), means = I(as.vector(tapply(data$score, data$site, mean))),
    sds = I(as.vector(tapply(data$score, data$site, sd))), adjusted = I(adjusted), adjusted_se = I(sqrt(variance)),
    deviation = I(deviation), se = I(se), statistic = I(t), p = I(p), holm = I(p.adjust(p, "holm")), bh = I(p.adjust(p, "BH")),
    low95 = I(target - qt(0.975, df) * se), high95 = I(target + qt(0.975, df) * se),
    low998 = I(target - qt(0.999, df) * se), high998 = I(target + qt(0.999, df) * se),
    se_multiplicative = I(se * sqrt(max(1, phi))), se_additive = I(sqrt(se^2 + if (phi > 1) tau2 else 0)),
    high95_multiplicative = I(target + qt(0.975, df) * se * sqrt(max(1, phi))),
    high95_additive = I(target + qt(0.975, df) * sqrt(se^2 + if (phi > 1) tau2 else 0)),
    rest = I(rest), rest_se = I(rest_se),
    shrunk = I(shrunk$pred), shrunk_se = I(shrunk$se), shrunk_low = I(shrunk$pi.lb), shrunk_high = I(shrunk$pi.ub),
    rank = I(expected), rank_cumulative = I(as.vector(t(cumulative))))
}

cases <- list(case(12, c("baseline", "age")), case(24, c("baseline", "age")), case(24, "baseline"), case(24, character()))
for (c in cases) {
  cat("visit", c$visit, "phi", c$phi, "tau2", c$tau2_additive, c$tau2_reml, "icc", c$icc, c$icc_low, c$icc_high, "\n")
  print(data.frame(label = c(c$labels), n = c(c$counts), d = c(c$deviation), t = c(c$statistic), rank = c(c$rank)))
  cat("slope", c$slope, c$slope_se, c$slope_df, c$slope_p, "\n")
}
write_fixture(file.path(folder, "sites.json"), "metafor", "cases", cases)
