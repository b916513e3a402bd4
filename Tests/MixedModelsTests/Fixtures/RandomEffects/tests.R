# Tests of variance components with the mixtures of the boundary (Self & Liang 1987; Stram & Lee 1994), profile intervals
# of variance components, and R squared of Nakagawa & Schielzeth (2013) with Johnson's (2014) random slopes. The data are
# those of classic.json. Makes tests.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/RandomEffects/tests.R

folder <- "Tests/MixedModelsTests/Fixtures/RandomEffects"
source(file.path(folder, "dense.R"))
suppressMessages({ library(lme4); library(performance) })
one <- function(n) cbind(`(Intercept)` = rep(1, n))
machines <- { e <- new.env(); data("Machines", package = "nlme", envir = e); x <- as.data.frame(e$Machines); x$Worker <- factor(as.character(x$Worker)); x }
stool <- { data("ergoStool", package = "nlme", envir = e); x <- as.data.frame(e$ergoStool); x$Subject <- factor(as.character(x$Subject)); x }
criteria <- c(REML = TRUE, ML = FALSE)

# ---- Likelihood-ratio tests ------------------------------------------------------------------------------------------

model_of <- function(data, fixed, parts, reml) { frame <- model.frame(fixed, data); dense_model(model.response(frame), model.matrix(fixed, frame), parts, reml) }
polished <- function(model) { f <- dense_fit(model, dense_start(model, rep(1, model$n))); stopifnot(f$converged); f }
mixture <- function(x, df) (if (df[1] == 0) as.numeric(x <= 0) else pchisq(x, df[1], lower.tail = FALSE)) / 2 + pchisq(x, df[2], lower.tail = FALSE) / 2
peer_loglik <- function(formula, data, reml) as.numeric(if (is.null(findbars(formula))) logLik(lm(formula, data), REML = reml) else logLik(lmer_fit(formula, data, reml)))
compare <- function(data_name, data, null, alternative, null_parts, parts, df, boundary = FALSE) lapply(names(criteria), function(criterion) {
  reml <- criteria[[criterion]]; fixed <- nobars(null)
  l0 <- polished(model_of(data, fixed, null_parts, reml))$loglik
  l1 <- if (boundary) l0 else polished(model_of(data, fixed, parts, reml))$loglik   # boundary: the variance's estimate is zero
  theirs <- c(peer_loglik(null, data, reml), peer_loglik(alternative, data, reml))
  hold(paste("LRT", data_name, criterion, "log-likelihoods against lme4 and lm"), max(abs(c(l0, l1) - theirs)), 1e-7)
  x <- max(0, 2 * (l1 - l0))
  p <- if (identical(df, c(0, 1)) && x == 0) 1 else mixture(x, df)
  list(data = data_name, criterion = criterion, null = deparse(null, 500), alternative = deparse(alternative, 500), null_log_likelihood = l0, alternative_log_likelihood = l1, statistic = x,
       mixture_df = I(df), p_value = p, p_value_plain = pchisq(x, sum(df) - df[1], lower.tail = FALSE), peer_log_likelihoods = I(theirs))
})
d <- sleepstudy; n <- nrow(d); rest <- residual_part(n); a <- random_part(d$Subject, one(n), "Subject"); b <- random_part(d$Subject, cbind(Days = d$Days), "Subject")
full <- random_part(d$Subject, cbind(one(n), Days = d$Days), "Subject")
tests <- c(compare("sleepstudy", d, Reaction ~ Days, Reaction ~ Days + (1 | Subject), list(rest), list(a, rest), c(0, 1)),
           compare("sleepstudy", d, Reaction ~ Days + (1 | Subject), Reaction ~ Days + (1 | Subject) + (0 + Days | Subject), list(a, rest), list(a, b, rest), c(0, 1)),
           compare("sleepstudy", d, Reaction ~ Days + (1 | Subject), Reaction ~ Days + (Days | Subject), list(a, rest), list(full, rest), c(1, 2)))
for (s in c("Dyestuff", "Dyestuff2")) { d <- get(s); n <- nrow(d)
  tests <- c(tests, compare(s, d, Yield ~ 1, Yield ~ 1 + (1 | Batch), list(residual_part(n)), list(random_part(d$Batch, one(n), "Batch"), residual_part(n)), c(0, 1), s == "Dyestuff2")) }
d <- stool; n <- nrow(d)
tests <- c(tests, compare("ergoStool", d, effort ~ Type, effort ~ Type + (1 | Subject), list(residual_part(n)), list(random_part(d$Subject, one(n), "Subject"), residual_part(n)), c(0, 1)))
d <- machines; n <- nrow(d); w <- random_part(d$Worker, one(n), "Worker"); wm <- random_part(paste0(d$Machine, ":", d$Worker), one(n), "Machine:Worker")
tests <- c(tests, compare("Machines", d, score ~ Machine + (1 | Worker), score ~ Machine + (1 | Worker/Machine), list(w, residual_part(n)), list(wm, w, residual_part(n)), c(0, 1)))

# ---- Profile intervals -----------------------------------------------------------------------------------------------

# Every group has the same design in these two, so that the likelihood is a sum over groups of small matrices.
grouped <- function(y, X, group, Z) { rows <- split(seq_along(y), group); list(y = y, X = X, rows = rows, Z = Z[rows[[1]], , drop = FALSE]) }
grouped_loglik <- function(m, G, s2, reml, X = m$X, y = m$y) {
  V <- m$Z %*% G %*% t(m$Z) + diag(s2, nrow(m$Z)); A <- solve(t(chol(V))); p <- ncol(X)
  W <- do.call(rbind, lapply(m$rows, function(r) A %*% cbind(X[r, , drop = FALSE], y[r])))
  f <- qr(W[, seq_len(p), drop = FALSE]); N <- length(y); r <- if (p) qr.resid(f, W[, p + 1]) else W[, p + 1]
  -0.5 * (N * log(2 * pi) - 2 * length(m$rows) * sum(log(diag(A))) + sum(r^2) + if (reml) 2 * sum(log(abs(diag(qr.R(f))))) - p * log(2 * pi) else 0)
}
# phi: log SDs of the random effects, log residual SD and, for two effects, atanh of the correlation.
G_of <- function(phi, q) { s <- exp(phi[1:q]); if (q == 1) matrix(s^2) else { c <- tanh(phi[4]) * s[1] * s[2]; matrix(c(s[1]^2, c, c, s[2]^2), 2) } }
maximum <- function(f, start) {                      # quasi-Newton, then Newton to the end
  o <- nlminb(start, function(p) -f(p), control = list(rel.tol = 1e-13, x.tol = 1e-9, iter.max = 500, eval.max = 1000)); phi <- o$par
  for (i in 1:2) { H <- numDeriv::hessian(f, phi); step <- try(solve(H, numDeriv::grad(f, phi)), silent = TRUE)
    if (!inherits(step, "try-error") && all(is.finite(step)) && max(abs(step)) < 0.1 && f(phi - step) >= f(phi)) phi <- phi - step }
  list(par = phi, value = f(phi))
}
limits_of <- function(m, q, reml, level = 0.95) {
  names <- c(if (q == 1) "sd" else c("sd_1", "sd_2"), "sigma", if (q == 2) "correlation"); k <- length(names)
  f <- function(phi) grouped_loglik(m, G_of(phi, q), exp(2 * phi[q + 1]), reml)
  top <- maximum(f, c(rep(log(sd(m$y) / 2), q), log(sd(m$y) / 2), if (q == 2) 0.05)); crit <- qchisq(level, 1)
  se <- sqrt(diag(solve(-numDeriv::hessian(f, top$par))))
  each <- lapply(seq_len(k), function(j) {
    from <- top$par[-j]
    excess <- function(v) { o <- maximum(function(free) f(append(free, v, j - 1)), from); from <<- o$par; 2 * (top$value - o$value) - crit }
    side <- function(sign) { from <<- top$par[-j]; a <- top$par[j]; b <- a
      for (i in 1:60) { b <- b + sign * 0.7 * se[j]; if (excess(b) > 0) return(uniroot(excess, sort(c(b, b - sign * 0.7 * se[j])), tol = 1e-10)$root) }
      NA }
    back <- if (names[j] == "correlation") tanh else exp
    list(name = names[j], estimate = back(top$par[j]), conf_low = back(side(-1)), conf_high = back(side(1)))
  })
  if (!reml) each <- c(each, lapply(seq_len(ncol(m$X)), function(j) {
    A <- G_of(top$par, q); X <- m$X[, -j, drop = FALSE]; from <- top$par
    b <- (function() { V <- m$Z %*% A %*% t(m$Z) + diag(exp(2 * top$par[q + 1]), nrow(m$Z)); W <- solve(V)
      M <- Reduce(`+`, lapply(m$rows, function(r) t(m$X[r, , drop = FALSE]) %*% W %*% m$X[r, , drop = FALSE])); v <- Reduce(`+`, lapply(m$rows, function(r) t(m$X[r, , drop = FALSE]) %*% W %*% m$y[r]))
      list(b = solve(M, v)[j], se = sqrt(solve(M)[j, j])) })()
    excess <- function(v) { o <- maximum(function(phi) grouped_loglik(m, G_of(phi, q), exp(2 * phi[q + 1]), FALSE, X, m$y - m$X[, j] * v), from); 2 * (top$value - o$value) - crit }
    side <- function(sign) uniroot(excess, sort(b$b + sign * b$se * c(1, 4)), tol = 1e-9 * b$se)$root
    list(name = colnames(m$X)[j], estimate = b$b, conf_low = side(-1), conf_high = side(1))
  }))
  list(criterion = if (reml) "REML" else "ML", log_likelihood = top$value, limits = each)
}
peer_limits <- function(fit) { ci <- suppressWarnings(suppressMessages(confint(profile(fit, signames = FALSE), level = 0.95)))
  lapply(seq_len(nrow(ci)), function(i) list(name = rownames(ci)[i], conf_low = ci[i, 1], conf_high = ci[i, 2])) }
profiles <- list()
cases <- list(list("sleepstudy", Reaction ~ Days + (Days | Subject), 2), list("sleepstudy", Reaction ~ Days + (1 | Subject), 1), list("Dyestuff", Yield ~ 1 + (1 | Batch), 1))
for (case in cases) {
  s <- case[[1]]; d <- get(s); formula <- case[[2]]; q <- case[[3]]; group <- if (s == "Dyestuff") d$Batch else d$Subject
  frame <- model.frame(nobars(formula), d); X <- model.matrix(nobars(formula), frame); y <- model.response(frame)
  m <- grouped(as.numeric(y), X, group, if (q == 2) cbind(1, d$Days) else cbind(rep(1, nrow(d))))
  peer <- lmer_fit(formula, d, FALSE); theirs <- peer_limits(peer)
  for (criterion in names(criteria)) {
    done <- limits_of(m, q, criteria[[criterion]])
    value <- as.numeric(logLik(if (criteria[[criterion]]) lmer_fit(formula, d, TRUE) else peer))
    hold(paste("profile", s, deparse(formula), criterion, "log-likelihood against lme4"), abs(value - done$log_likelihood), 1e-8)
    if (criterion == "ML") {
      ours <- vapply(done$limits, function(z) c(z$conf_low, z$conf_high), numeric(2)); colnames(ours) <- vapply(done$limits, `[[`, "", "name")
      mine <- ours[, c(if (q == 2) c("sd_1", "correlation", "sd_2") else "sd", "sigma", colnames(X))]
      hold(paste("profile", s, deparse(formula), "limits against lme4's splines"), max(abs(mine - vapply(theirs, function(z) c(z$conf_low, z$conf_high), numeric(2))) / rep(apply(mine, 2, diff), each = 2)), 5e-3)
      done$peer <- theirs
    }
    profiles[[length(profiles) + 1]] <- c(list(data = s, formula = deparse(formula)), done)
  }
}

# ---- R squared -------------------------------------------------------------------------------------------------------

# Variance of the fixed part over the rows (N - 1), mean of the diagonal of Z G Z' over the rows, residual variance.
# performance 0.10.2 counts only one of two terms on the same group (the result is stored, not held).
explained <- function(name, data, formula, parts, held = TRUE) {
  fit <- polished(model_of(data, nobars(formula), parts, TRUE)); peer <- lmer_fit(formula, data)
  fixed <- var(drop(fit$model$X %*% fit$beta))
  f <- dense_covariance(fit$model, fit$theta); random <- sum(vapply(f[-length(f)], function(z) mean(diag(z$V)), 0)); residual <- mean(diag(f[[length(f)]]$V)); total <- fixed + random + residual
  r <- r2_nakagawa(peer); i <- suppressWarnings(icc(peer))
  theirs <- list(r2_marginal = unname(as.numeric(r$R2_marginal)), r2_conditional = unname(as.numeric(r$R2_conditional)), icc_adjusted = as.numeric(i$ICC_adjusted), icc_unadjusted = as.numeric(if (is.null(i$ICC_unadjusted)) i$ICC_conditional else i$ICC_unadjusted))
  ours <- list(r2_marginal = fixed / total, r2_conditional = (fixed + random) / total, icc_adjusted = random / (random + residual), icc_unadjusted = random / total)
  if (held) hold(paste("R squared", deparse(formula, 500), "against performance"), relative(unlist(ours), unlist(theirs)), 1e-5)
  else print(rbind(ours = unlist(ours), performance = unlist(theirs)), digits = 10)
  c(list(data = name, formula = deparse(formula, 500), criterion = "REML", variance_fixed = fixed, variance_random = random, variance_residual = residual), ours, list(performance = theirs))
}
d <- sleepstudy; dm <- machines; nm <- nrow(dm); C <- model.matrix(~ Machine, dm)
rsquared <- list(
  explained("sleepstudy", d, Reaction ~ Days + (Days | Subject), list(full, rest)), explained("sleepstudy", d, Reaction ~ Days + (1 | Subject), list(a, rest)),
  explained("sleepstudy", d, Reaction ~ Days + (1 | Subject) + (0 + Days | Subject), list(a, b, rest), FALSE),
  explained("Machines", dm, score ~ Machine + (1 | Worker/Machine), list(wm, w, residual_part(nm))), explained("Machines", dm, score ~ Machine + (Machine | Worker), list(random_part(dm$Worker, C, "Worker"), residual_part(nm))))

write_fixture(file.path(folder, "tests.json"), c("lme4", "performance"), "likelihood_ratio_tests", tests,
  list(program = "dense reference (dense.R), held against lme4 and performance", data = "classic.json", profile_intervals = profiles, r_squared = rsquared))
