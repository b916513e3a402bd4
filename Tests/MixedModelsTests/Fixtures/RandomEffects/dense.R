# Mixed models with random effects by plain dense algebra: V = sum of Z G Z' over the terms + R as one n x n matrix, the
# likelihood, its exact score and both informations in the (co)variances, a polished optimum, also on the boundary, and
# best linear unbiased predictions. The formulas are the published ones (Harville 1977; Kenward & Roger 1997), not
# rearranged for speed. Defines functions only; the other scripts of this folder source it from the project's root.

source("Tests/MixedModelsTests/Fixtures/mixed-reference.R")

# ---- Parts of V ------------------------------------------------------------------------------------------------------

pairs_below <- function(q) {
  pairs <- which(lower.tri(diag(q), diag = TRUE), arr.ind = TRUE)
  unname(pairs[order(pairs[, 1], pairs[, 2]), , drop = FALSE])
}
symmetric <- function(values, q) {
  G <- matrix(0, q, q); pairs <- pairs_below(q)
  G[pairs] <- values; G[pairs[, 2:1, drop = FALSE]] <- values
  G
}
same <- function(group) outer(as.character(group), as.character(group), "==") * 1

# Every part: parameter names, at(theta) with V, D (first derivatives), H (second ones that do not vanish), and valid(theta).

# (terms | group) with an unstructured covariance in (co)variances, which is linear. Z: n x q, one column a term.
random_part <- function(group, Z = cbind(`(Intercept)` = rep(1, length(group))), name = deparse(substitute(group))) {
  Z <- as.matrix(Z); q <- ncol(Z); pairs <- pairs_below(q); block <- same(group)
  basis <- lapply(seq_len(nrow(pairs)), function(k) {
    z <- outer(Z[, pairs[k, 1]], Z[, pairs[k, 2]])
    block * (if (pairs[k, 1] == pairs[k, 2]) z else z + t(z))
  })
  list(kind = "random", group = name, levels = as.character(group), Z = Z, terms = colnames(Z), q = q, basis = basis, curved = FALSE,
       names = paste0(name, ":", apply(pairs, 1, function(k) paste(colnames(Z)[k], collapse = ","))),
       covariance = function(theta) symmetric(theta, q),
       at = function(theta) list(V = Reduce(`+`, Map(`*`, theta, basis)), D = basis, H = list()),
       valid = function(theta) min(eigen(symmetric(theta, q), TRUE, TRUE)$values) > 0)
}

# The same term where G is singular: G = L L' with L of `rank` columns, lower trapezoidal. Rank 0 takes the term away.
singular_part <- function(part, rank) {
  q <- part$q; cells <- which(lower.tri(matrix(0, q, q), diag = TRUE)[, seq_len(rank), drop = FALSE], arr.ind = TRUE)
  k <- nrow(cells); pairs <- pairs_below(q)
  loading <- function(phi) { L <- matrix(0, q, rank); L[cells] <- phi; L }
  unit <- function(i) { E <- matrix(0, q, rank); E[cells[i, , drop = FALSE]] <- 1; E }
  combine <- function(G) Reduce(`+`, Map(`*`, G[pairs], part$basis))
  n <- length(part$levels)
  part$full <- part
  part$rank <- rank; part$curved <- k > 0; part$names <- if (k) paste0(part$group, ":L", cells[, 1], cells[, 2])
  part$covariance <- function(phi) if (k) tcrossprod(loading(phi)) else matrix(0, q, q)
  part$at <- function(phi) {
    if (!k) return(list(V = matrix(0, n, n), D = list(), H = list()))
    L <- loading(phi)
    H <- list()
    for (i in seq_len(k)) for (j in i:k) {
      G <- tcrossprod(unit(i), unit(j)); G <- G + t(G)
      if (any(G != 0)) H[[length(H) + 1]] <- list(i = i, j = j, S = combine(G))
    }
    list(V = combine(tcrossprod(L)), D = lapply(seq_len(k), function(i) { G <- tcrossprod(unit(i), L); combine(G + t(G)) }), H = H)
  }
  part$valid <- function(phi) TRUE
  part
}

# Independent rows, one variance for each level of `arm`.
residual_part <- function(n, arm = rep("residual", n)) {
  arm <- as.character(arm); levels <- unique(arm)
  basis <- lapply(levels, function(a) diag((arm == a) * 1))
  list(kind = "residual", names = if (length(levels) > 1) paste0("residual:", levels) else "residual", curved = FALSE, levels = levels,
       covariance = function(theta) diag(theta, length(theta)),
       at = function(theta) list(V = diag(colSums(theta * t(vapply(basis, diag, numeric(n))))), D = basis, H = list()),
       valid = function(theta) all(theta > 0))
}

# structure(at | subject), in the parameters of mixed-reference.R; `at` a visit's number, or a time for sp_exp. With
# `level`, for the rows of that level of `arm` only.
structure_part <- function(name, subject, at, gap = 1, arm = NULL, level = NULL) {
  m <- if (name == "sp_exp") 1 else max(at)
  s <- structure_of(name, m, gap); block <- same(subject) * if (is.null(level)) 1 else outer(arm == level, arm == level)
  times <- sort(unique(at)); place <- match(at, times)
  spread <- function(M) block * M[place, place]
  positions <- if (name == "sp_exp") times else seq_len(m)
  if (name != "sp_exp") place <- at
  list(kind = "structure", structure = name, level = level, names = paste0(name, if (!is.null(level)) paste0("[", level, "]"), ":", s$names), start = s$start, curved = !(name %in% c("us", "cs", "toep", "vc", "vch")),
       covariance = function(theta) s$at(theta, positions)$V,
       at = function(theta) { f <- s$at(theta, positions)
         list(V = spread(f$V), D = lapply(f$D, spread), H = lapply(f$H, function(h) list(i = h$i, j = h$j, S = spread(h$S)))) },
       valid = function(theta) (name != "sp_exp" || all(theta > 0)) &&
         all(is.finite(V <- s$at(theta, positions, 0)$V)) && min(eigen(V, TRUE, TRUE)$values) > 0)
}

# ---- Model -----------------------------------------------------------------------------------------------------------

dense_model <- function(y, X, parts, reml = TRUE) {
  sizes <- vapply(parts, function(p) length(p$names), 0L); ends <- cumsum(sizes)
  list(y = as.numeric(y), X = as.matrix(X), parts = parts, reml = reml, n = length(y), p = ncol(X), K = sum(sizes),
       own = Map(function(e, s) e - s + seq_len(s), ends, sizes), names = unlist(lapply(parts, `[[`, "names")))
}

dense_covariance <- function(model, theta) Map(function(part, own) part$at(theta[own]), model$parts, model$own)

dense_fixed <- function(model, V) {
  U <- chol(V)
  X <- backsolve(U, model$X, transpose = TRUE); y <- backsolve(U, model$y, transpose = TRUE)
  d <- qr(X, LAPACK = FALSE); stopifnot(d$rank == model$p)
  back <- order(d$pivot)
  list(U = U, r = qr.resid(d, y), beta = setNames(qr.coef(d, y), colnames(model$X)), Phi = chol2inv(qr.R(d))[back, back, drop = FALSE],
       logdet = 2 * sum(log(diag(U))), logdet_xvx = 2 * sum(log(abs(diag(qr.R(d))))))
}

dense_loglik <- function(model, theta) {
  ok <- all(mapply(function(part, own) part$valid(theta[own]), model$parts, model$own))
  if (!isTRUE(ok)) return(-Inf)
  V <- Reduce(`+`, lapply(dense_covariance(model, theta), `[[`, "V"))
  s <- try(dense_fixed(model, V), silent = TRUE)
  if (inherits(s, "try-error")) return(-Inf)
  -0.5 * (model$n * log(2 * pi) + s$logdet + sum(s$r^2) + if (model$reml) s$logdet_xvx - model$p * log(2 * pi) else 0)
}

# With V_i, V_ij the derivatives of V and P = V^-1 - V^-1 X Phi X'V^-1, T = P under REML and V^-1 under ML:
# score_i = (y'P V_i P y - tr T V_i) / 2, expected_ij = tr(T V_i T V_j) / 2,
# observed_ij = y'P V_i P V_j P y - tr(T V_i T V_j) / 2 + (tr T V_ij - y'P V_ij P y) / 2.
dense_derivatives <- function(model, theta, blocks = TRUE) {   # blocks: Q, which only Kenward-Roger needs
  f <- dense_covariance(model, theta); K <- model$K; p <- model$p
  D <- unlist(lapply(f, `[[`, "D"), recursive = FALSE)
  H <- unlist(Map(function(part, own) lapply(part$H, function(h) list(i = own[h$i], j = own[h$j], S = h$S)), f, model$own), recursive = FALSE)
  s <- dense_fixed(model, Reduce(`+`, lapply(f, `[[`, "V")))
  inverse <- chol2inv(s$U); VX <- inverse %*% model$X
  P <- inverse - VX %*% s$Phi %*% t(VX)
  T <- if (model$reml) P else inverse
  Py <- inverse %*% (model$y - model$X %*% s$beta)
  TD <- lapply(D, function(M) T %*% M); DPy <- vapply(D, function(M) drop(M %*% Py), numeric(model$n)); DX <- lapply(D, function(M) M %*% VX)
  trTT <- matrix(0, K, K); for (i in 1:K) for (j in 1:i) trTT[i, j] <- trTT[j, i] <- sum(TD[[i]] * t(TD[[j]]))
  second <- matrix(0, K, K); R <- lapply(1:K, function(i) lapply(1:K, function(j) matrix(0, p, p)))
  for (h in H) {
    value <- sum(T * h$S) - sum(Py * (h$S %*% Py)); G <- crossprod(VX, h$S %*% VX)
    for (e in unique(list(c(h$i, h$j), c(h$j, h$i)))) {
      second[e[1], e[2]] <- second[e[1], e[2]] + value
      R[[e[1]]][[e[2]]] <- R[[e[1]]][[e[2]]] + G
    }
  }
  list(fixed = s, Phi = s$Phi, P = P, inverse = inverse, Py = Py, XDX = lapply(DX, function(M) crossprod(VX, M)),
       Q = if (blocks) lapply(DX, function(A) lapply(DX, function(B) crossprod(A, inverse %*% B))), R = R,
       score = 0.5 * (drop(crossprod(DPy, Py)) - vapply(D, function(M) sum(T * M), 0)), expected = trTT / 2,
       observed = t(DPy) %*% P %*% DPy - trTT / 2 + second / 2)
}

# Newton with step control; scoring while the observed information is not positive. Converged: the score in standard
# errors of the parameters is below 1e-9 and the observed information is positive.
dense_fit <- function(model, start, iterations = 200) {
  theta <- start; value <- dense_loglik(model, theta); stopifnot(is.finite(value)); damping <- 1e-3
  for (iteration in seq_len(iterations)) {
    d <- dense_derivatives(model, theta, FALSE)
    positive <- all(eigen(cov_scaled(d$observed), TRUE, TRUE)$values > 1e-12)
    information <- if (positive) d$observed else d$expected
    decrement <- if (positive) sum(d$score * solve(information, d$score, tol = 0)) else Inf
    if (decrement < 1e-25) break
    repeat {
      step <- try(solve(information + damping * diag(abs(diag(information)), length(theta)), d$score, tol = 0), silent = TRUE)
      trial <- if (inherits(step, "try-error")) -Inf else dense_loglik(model, theta + step)
      if (trial > value - 1e-12 * abs(value) || damping > 1e12) break
      damping <- max(damping * 10, 1e-6)
    }
    if (damping > 1e12) break
    theta <- theta + step; value <- trial
    damping <- if (damping < 1e-9 || decrement < 1e-6) 0 else damping / 20
  }
  fit <- dense_at(model, theta)
  fit$iterations <- iteration
  smallest <- min(eigen(cov_scaled(fit$derivatives$observed), TRUE, TRUE)$values)
  decrement <- if (smallest > 0) sum(fit$derivatives$score * solve(fit$derivatives$observed, fit$derivatives$score, tol = 0)) else NA
  fit$gradient <- sqrt(decrement); fit$converged <- isTRUE(decrement < 1e-18); fit$smallest_eigenvalue <- smallest
  fit
}

dense_at <- function(model, theta) {
  d <- dense_derivatives(model, theta)
  list(model = model, theta = theta, loglik = dense_loglik(model, theta), derivatives = d, beta = d$fixed$beta, Phi = d$Phi)
}

# On the boundary: at the optimum over G = L L' of lower rank, the derivative S of the log-likelihood by G (symmetric, all
# entries free) must be negative semidefinite and S L = 0. Gives its eigenvalues and the largest |S L|, both scaled by the
# standard errors that the terms' variances would have.
boundary_conditions <- function(fit) {
  full <- fit$model; theta <- c()
  full$parts <- lapply(full$parts, function(p) if (is.null(p$full)) p else p$full)
  for (i in seq_along(full$parts)) {
    own <- fit$theta[fit$model$own[[i]]]
    theta <- c(theta, if (is.null(fit$model$parts[[i]]$full)) own else fit$model$parts[[i]]$covariance(own)[pairs_below(full$parts[[i]]$q)])
  }
  full <- dense_model(full$y, full$X, full$parts, full$reml)
  d <- dense_derivatives(full, theta)
  unlist(lapply(seq_along(full$parts), function(i) if (!is.null(fit$model$parts[[i]]$full)) {
    q <- full$parts[[i]]$q; pairs <- pairs_below(q); own <- full$own[[i]]
    S <- symmetric(d$score[own] / ifelse(pairs[, 1] == pairs[, 2], 1, 2), q)
    s <- 1 / sqrt(sqrt(diag(d$expected)[own][pairs[, 1] == pairs[, 2]]))
    S <- S * outer(s, s); G <- fit$model$parts[[i]]$covariance(fit$theta[fit$model$own[[i]]]) / outer(s, s)
    list(list(part = i, eigenvalues = eigen(S, TRUE, TRUE)$values, stationarity = max(abs(S %*% G)) / max(abs(G), 1e-300),
              score = d$score[own], full = full, theta = theta))
  }), recursive = FALSE)
}

# ---- Predictions -----------------------------------------------------------------------------------------------------

# b = G Z'V^-1 (y - X beta); conditional variance G - G Z'V^-1 Z G (beta known) and prediction error G - G Z'P Z G.
dense_blups <- function(fit) {
  d <- fit$derivatives
  unlist(Map(function(part, own) if (part$kind == "random") {
    G <- part$covariance(fit$theta[own]); levels <- unique(part$levels)
    each <- lapply(levels, function(l) {
      Z <- part$Z * (part$levels == l); GZ <- G %*% t(Z)
      list(b = drop(GZ %*% d$Py), c = sqrt(pmax(0, diag(G - GZ %*% d$inverse %*% t(GZ)))), e = sqrt(pmax(0, diag(G - GZ %*% d$P %*% t(GZ)))))
    })
    list(list(group = part$group, terms = I(part$terms), levels = I(levels),
              estimate = lapply(each, function(z) I(unname(z$b))), conditional_sd = lapply(each, function(z) I(unname(z$c))),
              prediction_error_sd = lapply(each, function(z) I(unname(z$e)))))
  }, fit$model$parts, fit$model$own), recursive = FALSE)
}

# ---- Records ---------------------------------------------------------------------------------------------------------

# Joint hypotheses: all columns of a term zero, in the printed (treatment) coding.
term_contrasts <- function(X, labels) {
  assign <- attr(X, "assign"); out <- list()
  for (a in setdiff(unique(assign), 0)) out[[labels[a]]] <- diag(ncol(X))[assign == a, , drop = FALSE]
  out
}

kr_variants <- function(fit) {
  curved <- any(vapply(fit$model$parts, function(p) isTRUE(p$curved) && p$kind == "structure", TRUE))
  singular <- any(vapply(fit$model$parts, function(p) !is.null(p$full), TRUE))
  ways <- if (singular) list(kenward_roger_linear = c("observed", TRUE), kenward_roger_linear_expected = c("expected", TRUE))
          else c(list(kenward_roger = c("observed", FALSE), kenward_roger_expected = c("expected", FALSE)),
                 if (curved) list(kenward_roger_linear = c("observed", TRUE), kenward_roger_linear_expected = c("expected", TRUE)))
  lapply(ways, function(w) kenward_roger(fit, w[1], as.logical(w[2])))
}

coefficient_rows <- function(fit, krs, contrasts = unit_contrasts(colnames(fit$model$X)))
  unname(Map(function(name, l) {
    s <- satterthwaite(fit, l)
    c(list(name = name, estimate = s$estimate, std_error = s$std_error, satterthwaite = s$df,
           satterthwaite_expected = satterthwaite(fit, l, "expected")$df),
      lapply(krs, function(k) { z <- kenward_roger_test(k, l); list(std_error = z$std_error, df = z$df2) }))
  }, names(contrasts), contrasts))

joint_rows <- function(fit, krs, joints) unname(Map(function(name, L) c(
  list(name = name, L = rows_of_matrix(unname(L)), satterthwaite = satterthwaite_joint(fit, L)[c("statistic", "df1", "df2")],
       satterthwaite_expected = satterthwaite_joint(fit, L, "expected")[c("statistic", "df1", "df2")]),
  lapply(krs, function(k) kenward_roger_test(k, L)[c("scale", "statistic", "df1", "df2")])), names(joints), joints))

covariance_rows <- function(fit) Map(function(part, own) {
  theta <- fit$theta[own]
  c(switch(part$kind, random = list(kind = "random", group = part$group, terms = I(part$terms)),
           residual = list(kind = "residual", levels = if (length(part$levels) > 1) I(part$levels)),
           structure = list(kind = "structure", structure = part$structure, level = part$level)),
    list(parameters = I(unname(theta))),
    if (part$kind != "structure" || part$structure != "sp_exp") list(covariance = rows_of_matrix(part$covariance(theta))),
    if (!is.null(part$rank)) list(rank = part$rank))
}, fit$model$parts, fit$model$own)

# Likelihood, score and informations away from the optimum: every (co)variance and parameter a little larger or smaller.
probe <- function(model, theta) {
  factor <- 1 + 0.1 * cos(seq_along(theta)); theta <- theta * factor
  if (!is.finite(dense_loglik(model, theta))) theta <- theta / factor * (1 + 0.01 * cos(seq_along(theta)))
  d <- dense_derivatives(model, theta)
  list(parameters = I(unname(theta)), log_likelihood = dense_loglik(model, theta), score = I(unname(d$score)), observed = rows_of_matrix(d$observed),
       expected = rows_of_matrix(d$expected), beta = I(unname(d$fixed$beta)))
}

# What an item of a fixture says. `beta`, `contrasts`, `joint`: Satterthwaite with the observed information ("_expected":
# with the other); kenward_roger with second-order terms where the structure is curved in its parameters, the observed
# information, and variants by name. On the boundary G = L L': parameters are the entries of L (their information contains
# the curvature of L L', so that the directions across the boundary are out), `boundary` has the log-likelihood's slope by G,
# which is negative semidefinite, and `boundary_kept_in_information` Kenward-Roger with every (co)variance in the expected
# information, as pbkrtest counts. `away_from_optimum`: likelihood, score and informations at another place.
dense_record <- function(fit, joints = list(), contrasts = NULL, predictions = TRUE, away = TRUE) {
  krs <- if (fit$model$reml) kr_variants(fit)
  boundary <- boundary_conditions(fit)
  at_full <- if (length(boundary) && fit$model$reml) { # every (co)variance kept in the information, as pbkrtest does
    whole <- dense_at(boundary[[1]]$full, boundary[[1]]$theta)
    kr <- list(kenward_roger_expected = kenward_roger(whole, "expected"))
    list(coefficients = coefficient_rows(whole, kr), joint = joint_rows(whole, kr, joints))
  }
  strip <- function(rows) lapply(rows, function(r) r[setdiff(names(r), c("satterthwaite", "satterthwaite_expected"))])
  c(list(converged = fit$converged, gradient = fit$gradient, log_likelihood = fit$loglik, parameter_names = I(fit$model$names),
         parameters = I(unname(fit$theta)), covariance = unname(covariance_rows(fit)),
         observed_information = rows_of_matrix(fit$derivatives$observed), expected_information = rows_of_matrix(fit$derivatives$expected),
         vcov = rows_of_matrix(fit$Phi), beta = coefficient_rows(fit, krs), joint = joint_rows(fit, krs, joints)),
    if (length(contrasts)) list(contrasts = coefficient_rows(fit, krs, contrasts)),
    if (length(boundary)) list(boundary = lapply(boundary, function(b) list(part = b$part, scaled_eigenvalues_of_slope = I(b$eigenvalues),
      stationarity = b$stationarity, score_in_full = I(unname(b$score)))), boundary_kept_in_information = lapply(at_full, strip)),
    if (predictions) list(random_effects = dense_blups(fit)), if (away) list(away_from_optimum = probe(fit$model, fit$theta)))
}

# ---- Peers -----------------------------------------------------------------------------------------------------------

hold <- function(name, difference, limit) { cat(sprintf("  %-62s %.1e\n", name, difference)); stopifnot(difference < limit) }
relative <- function(a, b) max(abs(a - b) / pmax(abs(b), 1e-8 * max(abs(b))))

# lmer's own numbers, lmerTest's and pbkrtest's at the place where lmer stopped.
lmer_fit <- function(formula, data, reml = TRUE) suppressWarnings(suppressMessages(lmerTest::lmer(formula, data, REML = reml,
  control = lme4::lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE, check.nobs.vs.nlev = "ignore", check.nobs.vs.nRE = "ignore",
  optCtrl = list(xtol_abs = 1e-13, xtol_rel = 1e-13, ftol_abs = 1e-13, ftol_rel = 1e-15, maxeval = 50000)))))

lmer_record <- function(peer, joints = list(), reml = TRUE) {
  out <- list(version = as.character(packageVersion("lme4")), singular = lme4::isSingular(peer), log_likelihood = as.numeric(logLik(peer)),
    sigma2 = sigma(peer)^2,
    covariance = lapply(names(lme4::VarCorr(peer)), function(g) { C <- lme4::VarCorr(peer)[[g]]
      list(group = g, terms = I(colnames(C)), covariance = rows_of_matrix(unname(matrix(C, nrow(C))))) }),
    vcov = rows_of_matrix(unname(as.matrix(vcov(peer)))))
  table <- suppressWarnings(coef(summary(peer)))
  adjusted <- if (reml) as.matrix(pbkrtest::vcovAdj(peer))
  out$beta <- lapply(seq_len(nrow(table)), function(i) {
    l <- as.numeric(seq_len(nrow(table)) == i)
    c(list(name = rownames(table)[i], estimate = table[i, "Estimate"], std_error = table[i, "Std. Error"], satterthwaite = table[i, "df"]),
      if (reml) list(kenward_roger_expected = list(std_error = sqrt(adjusted[i, i]), df = pbkrtest::Lb_ddf(l, vcov(peer), pbkrtest::vcovAdj(peer)))))
  })
  out$joint <- unname(Map(function(name, L) {
    s <- suppressWarnings(lmerTest::contestMD(peer, L))
    k <- if (reml) pbkrtest::KRmodcomp(peer, L)$test["Ftest", ]
    c(list(name = name, satterthwaite = list(statistic = s[["F value"]], df1 = s[["NumDF"]], df2 = s[["DenDF"]])),
      if (reml) list(kenward_roger_expected = list(scale = k[["F.scaling"]], statistic = k[["stat"]], df1 = k[["ndf"]], df2 = k[["ddf"]])))
  }, names(joints), joints))
  r <- lme4::ranef(peer, condVar = TRUE)
  out$random_effects <- lapply(names(r), function(g) { v <- attr(r[[g]], "postVar")
    sds <- if (is.list(v)) do.call(cbind, lapply(v, function(a) t(matrix(sqrt(apply(a, 3, diag)), dim(a)[1])))) else t(matrix(sqrt(pmax(0, apply(v, 3, diag))), dim(v)[1]))
    list(group = g, terms = I(colnames(r[[g]])), levels = I(rownames(r[[g]])),
         estimate = lapply(seq_len(nrow(r[[g]])), function(i) I(unname(unlist(r[[g]][i, ])))), conditional_sd = lapply(seq_len(nrow(sds)), function(i) I(sds[i, ]))) })
  out
}

# Where lmer stopped, in the parameters of the parts, which must follow lmer's order of terms ending in the residual.
lmer_theta <- function(peer, parts) {
  cov <- lme4::VarCorr(peer); names <- names(cov)
  theta <- unlist(lapply(seq_along(parts), function(i) {
    part <- parts[[i]]
    if (part$kind == "residual") return(sigma(peer)^2)
    k <- which(vapply(cov, function(C) setequal(colnames(C), part$terms), TRUE) & sub("\\.[0-9]+$", "", names) == part$group)
    stopifnot(length(k) == 1)
    matrix(cov[[k]], part$q)[match(part$terms, colnames(cov[[k]])), match(part$terms, colnames(cov[[k]])), drop = FALSE][pairs_below(part$q)]
  }))
  unname(theta)
}

# Fits, polishes, holds the dense formulas against the peers at the peers' own place, and makes the fixture's item.
# `singular` gives the rank of each term (NA: full) where the optimum is on the boundary.
random_model <- function(name, data_name, data, formula, parts, reml = TRUE, singular = NULL, note = NULL, kr_limit = 1e-9, satterthwaite_limit = 1e-5) {
  fixed <- lme4::nobars(formula); frame <- model.frame(fixed, data); X <- model.matrix(fixed, frame)
  joints <- term_contrasts(X, attr(terms(fixed), "term.labels")); y <- model.response(frame)
  cat(name, if (reml) "REML" else "ML", "\n")
  peer <- lmer_fit(formula, data, reml)
  model <- dense_model(y, X, parts, reml); theta <- lmer_theta(peer, parts)
  there <- if (is.null(singular)) dense_at(model, theta)
  if (is.null(singular)) fit <- dense_fit(model, theta)
  else {
    reduced <- Map(function(p, r) if (is.na(r)) p else singular_part(p, r), parts, c(singular, NA))
    start <- unlist(Map(function(p, q, own) {
      if (is.null(q$full)) return(theta[own])
      if (!q$rank) return(NULL)
      e <- eigen(symmetric(theta[own], p$q), TRUE); A <- e$vectors[, 1:q$rank, drop = FALSE] %*% diag(sqrt(e$values[1:q$rank]), q$rank)
      L <- t(qr.R(qr(t(A)))); L[lower.tri(matrix(0, p$q, p$q), TRUE)[, 1:q$rank, drop = FALSE]]
    }, parts, reduced, model$own))
    fit <- dense_fit(dense_model(y, X, reduced, reml), start)
    b <- boundary_conditions(fit)
    for (z in b) { cat("  boundary: slope's eigenvalues", format(z$eigenvalues, digits = 3), "\n"); stopifnot(max(z$eigenvalues) < 1e-8, z$stationarity < 1e-8) }
    there <- dense_at(b[[1]]$full, theta + 0)
  }
  cat(sprintf("  iterations %d, score %.1e, log-likelihood %.12f; lmer stops %.1e below\n", fit$iterations, fit$gradient, fit$loglik, fit$loglik - as.numeric(logLik(peer))))
  stopifnot(fit$converged)
  theirs <- lmer_record(peer, joints, reml)
  hold("lme4: log-likelihood at its own place (absolute)", abs(dense_loglik_any(there$model, theta) - theirs$log_likelihood), 1e-7)
  hold("lme4: standard errors at its own place", relative(sqrt(diag(there$Phi)), sqrt(diag(as.matrix(vcov(peer))))), 1e-7)
  away <- probe(fit$model, fit$theta); value <- function(t) dense_loglik_any(fit$model, t); size <- sqrt(diag(do.call(rbind, away$expected)))
  small <- list(d = 1e-3, eps = 1e-5 / mean(size))
  slope <- numDeriv::grad(value, away$parameters, method.args = small)
  curvature <- numDeriv::jacobian(function(t) dense_derivatives(fit$model, t, FALSE)$score, away$parameters, method.args = c(small, r = 2))
  hold("numDeriv: score and observed information away from the optimum",
       max(abs(slope - away$score) / size, abs(curvature + do.call(rbind, away$observed)) / outer(size, size)), 1e-6)
  for (b in dense_blups(there)) {
    r <- Filter(function(r) r$group == b$group, theirs$random_effects)[[1]]; rows <- match(b$levels, r$levels); cols <- match(b$terms, r$terms)
    pick <- function(x, rows = seq_along(x), cols = seq_along(x[[1]])) do.call(rbind, x)[rows, cols, drop = FALSE]
    hold(paste("lme4: random effects and conditional SD,", b$group), max(abs(pick(b$estimate) - pick(r$estimate, rows, cols)),
         abs(pick(b$conditional_sd) - pick(r$conditional_sd, rows, cols))) / max(abs(pick(r$conditional_sd)), 1e-300, if (all(pick(r$conditional_sd) == 0)) 1), if (is.null(singular)) 1e-8 else 1e-5)
  }
  for (j in seq_along(joints)) hold(paste("lmerTest: joint", names(joints)[j]), relative(unlist(satterthwaite_joint(fit, joints[[j]])[c("statistic", "df2")]),
    unlist(theirs$joint[[j]]$satterthwaite[c("statistic", "df2")])), satterthwaite_limit)
  hold("lmerTest: Satterthwaite df, against the polished ones", relative(vapply(unit_contrasts(colnames(X)), function(l) satterthwaite(fit, l)$df, 0),
    vapply(theirs$beta, `[[`, 0, "satterthwaite")), satterthwaite_limit)
  if (reml) {
    kr <- kenward_roger(there, "expected")
    hold("pbkrtest: adjusted standard errors, at lmer's place", relative(sqrt(diag(kr$covariance)), vapply(theirs$beta, function(b) b$kenward_roger_expected$std_error, 0)), kr_limit)
    hold("pbkrtest: df, at lmer's place", relative(vapply(unit_contrasts(colnames(X)), function(l) kenward_roger_test(kr, l)$df2, 0),
      vapply(theirs$beta, function(b) b$kenward_roger_expected$df, 0)), kr_limit)
    for (j in seq_along(joints)) hold(paste("pbkrtest: joint", names(joints)[j]), relative(unlist(kenward_roger_test(kr, joints[[j]])[c("scale", "statistic", "df2")]),
      unlist(theirs$joint[[j]]$kenward_roger_expected[c("scale", "statistic", "df2")])), kr_limit)
  }
  list(name = name, data = data_name, formula = paste(deparse(formula, 500), collapse = ""), criterion = if (reml) "REML" else "ML", rows = length(y),
       columns = I(colnames(X)), note = note, dense = dense_record(fit, joints), peers = theirs)
}

# Also at a singular G.
dense_loglik_any <- function(model, theta) { model$parts <- lapply(model$parts, function(p) { p$valid <- function(t) TRUE; p }); dense_loglik(model, theta) }

# ---- Where lmer has no such model ------------------------------------------------------------------------------------

# Starting values: the structure's own from the visits' mean squares, a fifth of the variance for every random effect.
dense_start <- function(model, at, r = 0.4) {
  e2 <- qr.resid(qr(model$X), model$y)^2; v <- if (all(at == round(at)) && max(at) < 20) tapply(e2, at, mean) else mean(e2)
  unlist(lapply(model$parts, function(p) switch(p$kind, structure = p$start(v, r), residual = rep(mean(e2) / 2, length(p$names)),
    random = (diag(p$q) * mean(e2) / 5 / mean(p$Z[p$Z != 0]^2))[pairs_below(p$q)])))
}

# glmmTMB's covariance of the fixed effects contains the uncertainty of the covariance parameters: Phi + J W J' with J the
# derivative of beta by them and W the inverse of the observed information.
with_covariance_uncertainty <- function(fit) {
  f <- dense_covariance(fit$model, fit$theta); D <- unlist(lapply(f, `[[`, "D"), recursive = FALSE); d <- fit$derivatives
  J <- vapply(D, function(M) drop(fit$Phi %*% crossprod(fit$model$X, d$inverse %*% (M %*% d$Py))), numeric(fit$model$p))
  fit$Phi + J %*% solve(d$observed, t(J))
}

# gls under ML divides the residual sum of squares by N - p in the covariance of beta: taken out here.
# `peers`: named list of fitted objects of nlme or glmmTMB; their log-likelihood and standard errors are stored and printed.
structure_model <- function(name, data_name, data, formula, printed, parts, at, reml = TRUE, peers = list(), contrasts = NULL, note = NULL, loglik_limit = 1e-6, se_limit = 1e-4) {
  frame <- model.frame(formula, data); X <- model.matrix(formula, frame); y <- model.response(frame)
  cat(name, if (reml) "REML" else "ML", "\n")
  model <- dense_model(y, X, parts, reml)
  fits <- lapply(c(0.4, 0.1), function(r) try(dense_fit(model, dense_start(model, at, r)), silent = TRUE))
  fits <- Filter(function(f) !inherits(f, "try-error") && f$converged, fits); stopifnot(length(fits) > 0)
  fit <- fits[[which.max(vapply(fits, `[[`, 0, "loglik"))]]
  cat(sprintf("  iterations %d, score %.1e, log-likelihood %.12f, %d of 2 starts, parameters %s\n", fit$iterations, fit$gradient, fit$loglik, length(fits), paste(signif(fit$theta, 4), collapse = " ")))
  away <- probe(model, fit$theta); value <- function(t) dense_loglik_any(model, t); size <- sqrt(diag(do.call(rbind, away$expected)))
  small <- list(d = 1e-3, eps = 1e-5 / mean(size))
  slope <- numDeriv::grad(value, away$parameters, method.args = small)
  curvature <- numDeriv::jacobian(function(t) dense_derivatives(model, t, FALSE)$score, away$parameters, method.args = c(small, r = 2))
  hold("numDeriv: score and observed information away from the optimum",
       max(abs(slope - away$score) / size, abs(curvature + do.call(rbind, away$observed)) / outer(size, size)), 1e-6)
  rows <- Map(function(peer, program) {
    value <- as.numeric(logLik(peer)); table <- if (inherits(peer, "glmmTMB")) list(b = glmmTMB::fixef(peer)$cond, V = vcov(peer)$cond) else
      if (isS4(peer)) list(b = lme4::fixef(peer), V = as.matrix(vcov(peer))) else list(b = if (inherits(peer, "gls")) coef(peer) else nlme::fixef(peer), V = if (inherits(peer, "gls")) peer$varBeta * if (reml) 1 else 1 - ncol(X) / length(y) else peer$varFix)
    se <- sqrt(diag(if (inherits(peer, "glmmTMB")) with_covariance_uncertainty(fit) else fit$Phi))
    cat(sprintf("  %s stops %.1e below; standard errors apart by %.1e\n", program, fit$loglik - value, relative(sqrt(diag(table$V)), se)))
    stopifnot(abs(fit$loglik - value) < if (inherits(peer, "glmmTMB")) 1e-3 else loglik_limit, relative(sqrt(diag(table$V)), se) < if (inherits(peer, "glmmTMB")) 5e-3 else se_limit)
    list(program = program, version = as.character(packageVersion(sub(" .*", "", program))), log_likelihood = value, beta = I(unname(table$b)), vcov = rows_of_matrix(unname(as.matrix(table$V))))
  }, peers, names(peers))
  list(name = name, data = data_name, formula = printed, criterion = if (reml) "REML" else "ML", rows = length(y), columns = I(colnames(X)), note = note,
       dense = dense_record(fit, term_contrasts(X, attr(terms(formula), "term.labels")), contrasts), peers = unname(rows))
}
