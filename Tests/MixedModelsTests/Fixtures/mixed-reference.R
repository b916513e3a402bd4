# The mixed model for repeated measures by plain dense algebra: likelihood, exact derivatives, a polished optimum,
# Satterthwaite and Kenward-Roger degrees of freedom, sandwich covariances. The formulas are the published ones (Harville
# 1977; Kenward & Roger 1997; Fai & Cornelius 1996; Bell & McCaffrey 2002; Pustejovsky & Tipton 2018), written out and not
# rearranged for speed. Defines functions only; the other scripts of this folder source it from the project's root.

source("Tests/ComparisonsTests/Fixtures/reference.R")

# ---- Covariance structures -------------------------------------------------------------------------------------------

# Each gives, for parameters theta and positions `at`, the covariance matrix (with order = 0 no more than that), its first
# derivatives (list of k) and its second ones (list of list(i, j, matrix) with i <= j, those that vanish left out), in the
# parameters that SAS differentiates in.

linear_structure <- function(names, basis, start) list(
  names = names, start = start,
  at = function(theta, at, order = 2) {
    D <- lapply(basis, function(B) B[at, at, drop = FALSE])
    list(V = Reduce(`+`, Map(`*`, theta, D)), D = D, H = list())
  })

# Each entry of the matrix is a product of powers of the parameters; exponents[i, j, k] is the power of parameter k.
product_structure <- function(names, exponents, start) {
  k <- dim(exponents)[3]
  derivative <- function(theta, at, times) {
    out <- matrix(1, length(at), length(at))
    for (q in seq_len(k)) {
      e <- matrix(exponents[at, at, q], length(at))
      coefficient <- switch(times[q] + 1, e^0, e, e * (e - 1))
      power <- matrix(theta[q]^(e - times[q]), length(at))
      out <- out * ifelse(coefficient == 0, 0, coefficient * power)
    }
    out
  }
  once <- function(...) tabulate(c(...), k)
  list(names = names, start = start, at = function(theta, at, order = 2) {
    if (order == 0) return(list(V = derivative(theta, at, integer(k))))
    H <- list()
    for (i in seq_len(k)) for (j in i:k) {
      S <- derivative(theta, at, once(i, j))
      if (any(S != 0)) H[[length(H) + 1]] <- list(i = i, j = j, S = S)
    }
    list(V = derivative(theta, at, integer(k)), D = lapply(seq_len(k), function(i) derivative(theta, at, once(i))), H = H)
  })
}

# sigma^2 exp(-distance / theta); `at` are times here.
exponential_structure <- function(gap) list(
  names = c("variance", "range"), start = function(v, r) c(mean(v), -gap / log(r)),
  at = function(theta, at, order = 2) {
    d <- abs(outer(at, at, "-")); s <- theta[1]; a <- theta[2]; E <- exp(-d / a)
    list(V = s * E, D = list(E, s * E * d / a^2),
         H = list(list(i = 1, j = 2, S = E * d / a^2), list(i = 2, j = 2, S = s * E * (d^2 / a^4 - 2 * d / a^3))))
  })

# m visits; start(v, r) gives a valid starting value from the visits' variances v and a common correlation r.
structure_of <- function(name, m, gap = 1) {
  visits <- seq_len(m)
  pairs <- which(lower.tri(diag(m), diag = TRUE), arr.ind = TRUE)
  pairs <- pairs[order(pairs[, 1], pairs[, 2]), , drop = FALSE]
  lag <- abs(outer(visits, visits, "-"))
  unit <- function(on) matrix(as.numeric(on), m)
  own <- function(i) outer((visits == i) / 2, (visits == i) / 2, "+")            # power of variance i
  variances <- lapply(visits, own)
  common <- list(matrix(1, m, m))
  step <- function(i) unit(outer(visits, visits, pmin) <= i & outer(visits, visits, pmax) > i)  # passes from i to i + 1
  cube <- function(...) { parts <- c(...); array(unlist(parts), c(m, m, length(parts))) }
  v_names <- paste0("variance_", visits); lags <- seq_len(m - 1)
  switch(name,
    us = linear_structure(paste0("cov_", pairs[, 1], "_", pairs[, 2]),
      lapply(seq_len(nrow(pairs)), function(q) unit(outer(visits, visits, function(a, b)
        pmax(a, b) == pairs[q, 1] & pmin(a, b) == pairs[q, 2]))),
      function(v, r) ifelse(pairs[, 1] == pairs[, 2], 1, r) * sqrt(v[pairs[, 1]] * v[pairs[, 2]])),
    cs = linear_structure(c("covariance", "residual"), list(matrix(1, m, m), diag(m)),
      function(v, r) c(r, 1 - r) * mean(v)),
    toep = linear_structure(c("variance", paste0("cov_lag_", lags)), lapply(0:(m - 1), function(l) unit(lag == l)),
      function(v, r) c(1, rep(r, m - 1)) * mean(v)),
    vc = linear_structure("variance", list(diag(m)), function(v, r) mean(v)),
    vch = linear_structure(v_names, lapply(visits, function(i) unit(outer(visits == i, visits == i))), function(v, r) v),
    ar1 = product_structure(c("variance", "rho"), cube(common, list(lag)), function(v, r) c(mean(v), r)),
    ar1h = product_structure(c(v_names, "rho"), cube(variances, list(lag)), function(v, r) c(v, r)),
    csh = product_structure(c(v_names, "rho"), cube(variances, list(unit(lag > 0))), function(v, r) c(v, r)),
    toeph = product_structure(c(v_names, paste0("rho_lag_", lags)),
      cube(variances, lapply(lags, function(l) unit(lag == l))), function(v, r) c(v, rep(r, m - 1))),
    ad = product_structure(c("variance", paste0("rho_", lags)), cube(common, lapply(lags, step)),
      function(v, r) c(mean(v), rep(r, m - 1))),
    adh = product_structure(c(v_names, paste0("rho_", lags)), cube(variances, lapply(lags, step)),
      function(v, r) c(v, rep(r, m - 1))),
    sp_exp = exponential_structure(gap))
}

# ---- Model -----------------------------------------------------------------------------------------------------------

# y, X: analysed rows; subject; at: visit number (or time for sp_exp); group: number of the covariance group, or 1.
# Subjects with the same positions in the same group form a pattern; within it X is n x (subjects * p).
mixed_model <- function(y, X, subject, at, name, reml = TRUE, group = 1, m = max(at), gap = 1) {
  X <- as.matrix(X); p <- ncol(X); group <- rep_len(group, length(y))
  order_rows <- order(match(subject, unique(subject)), at)
  y <- y[order_rows]; X <- X[order_rows, , drop = FALSE]
  subject <- subject[order_rows]; at <- at[order_rows]; group <- group[order_rows]
  rows <- split(seq_along(y), factor(subject, unique(subject)))
  key <- vapply(rows, function(s) paste(group[s[1]], paste(sprintf("%.17g", at[s]), collapse = " ")), "")
  patterns <- lapply(split(rows, factor(key, unique(key))), function(members) {
    s <- unlist(members, use.names = FALSE); n <- length(members[[1]])
    list(at = at[members[[1]]], group = group[s[1]], n = n, m = length(members), rows = s,
         X = matrix(X[s, ], n), y = matrix(y[s], n))
  })
  list(patterns = patterns, structure = structure_of(name, m, gap), name = name, visits = if (name == "sp_exp") NULL else seq_len(m),
       groups = max(group), p = p, N = length(y), subjects = length(rows), reml = reml, columns = colnames(X),
       y = y, X = X, subject = subject, at = at, group = group)
}

block_of <- function(model, group) (group - 1) * length(model$structure$names) + seq_along(model$structure$names)

rows_at <- function(S, at) list(
  V = S$V[at, at, drop = FALSE], D = lapply(S$D, function(M) M[at, at, drop = FALSE]),
  H = lapply(S$H, function(h) list(i = h$i, j = h$j, S = h$S[at, at, drop = FALSE])))

# The whitened rows of every pattern, and the fixed effects at theta.
solve_fixed <- function(model, theta, order = 2) {
  visits <- model$visits
  full <- if (!is.null(visits)) lapply(seq_len(model$groups), function(g)
    model$structure$at(theta[block_of(model, g)], visits, order))
  parts <- lapply(model$patterns, function(q) {
    S <- if (is.null(visits)) model$structure$at(theta[block_of(model, q$group)], q$at) else rows_at(full[[q$group]], q$at)
    root_inverse <- solve(t(chol(S$V)))
    list(S = S, A = root_inverse, X = matrix(root_inverse %*% q$X, q$n * q$m), y = as.vector(root_inverse %*% q$y),
         logdet = -2 * q$m * sum(log(diag(root_inverse))))
  })
  X <- do.call(rbind, lapply(parts, `[[`, "X")); y <- unlist(lapply(parts, `[[`, "y"), use.names = FALSE)
  decomposition <- qr(X, LAPACK = FALSE)
  stopifnot(decomposition$rank == model$p)
  R <- qr.R(decomposition)
  order_back <- order(decomposition$pivot)
  list(parts = parts, X = X, r = qr.resid(decomposition, y), beta = setNames(qr.coef(decomposition, y), model$columns),
       Phi = chol2inv(R)[order_back, order_back], logdet = sum(vapply(parts, `[[`, 0, "logdet")),
       logdet_xvx = 2 * sum(log(abs(diag(R)))))
}

# -2 log L = N log 2 pi + log|V| + r'V^-1 r; REML: (N - p) log 2 pi + ... + log|X'V^-1 X|, without log|X'X|.
log_likelihood <- function(model, theta) {
  if (!is.null(model$visits)) for (g in seq_len(model$groups))
    if (inherits(try(chol(model$structure$at(theta[block_of(model, g)], model$visits, 0)$V), silent = TRUE), "try-error"))
      return(-Inf)
  if (is.null(model$visits) && any(theta <= 0)) return(-Inf)
  s <- try(solve_fixed(model, theta, 0), silent = TRUE)
  if (inherits(s, "try-error")) return(-Inf)
  restricted <- if (model$reml) s$logdet_xvx - model$p * log(2 * pi) else 0
  -0.5 * (model$N * log(2 * pi) + s$logdet + sum(s$r^2) + restricted)
}

# Everything that the score, the informations and Kenward-Roger need, exactly. With V_i, V_ij the derivatives of V:
# `blocks` asks for Q, which only Kenward-Roger needs.
# XDX[[i]] = X'V^-1 V_i V^-1 X, Q[[i]][[j]] = X'V^-1 V_i V^-1 V_j V^-1 X, R[[i]][[j]] = X'V^-1 V_ij V^-1 X.
derivatives <- function(model, theta, blocks = TRUE) {
  s <- solve_fixed(model, theta)
  K <- length(theta); p <- model$p
  D <- matrix(0, sum(vapply(model$patterns, function(q) q$n^2, 0)), K); weight <- numeric(nrow(D))
  DX <- matrix(0, model$N, p * K); Dr <- matrix(0, model$N, K)
  trace_1 <- numeric(K); trace_2 <- rHr <- matrix(0, K, K)
  R <- lapply(1:K, function(i) lapply(1:K, function(j) matrix(0, p, p)))
  row <- 0; cell <- 0
  for (q in seq_along(model$patterns)) {
    pattern <- model$patterns[[q]]; part <- s$parts[[q]]; n <- pattern$n
    rows <- row + seq_len(n * pattern$m); row <- row + n * pattern$m
    cells <- cell + seq_len(n^2); cell <- cell + n^2; weight[cells] <- pattern$m
    own <- block_of(model, pattern$group)
    X <- matrix(part$X, n); r <- matrix(s$r[rows], n)
    white <- function(S) part$A %*% S %*% t(part$A)
    for (i in seq_along(own)) {
      W <- white(part$S$D[[i]]); k <- own[i]
      D[cells, k] <- W
      trace_1[k] <- trace_1[k] + pattern$m * sum(diag(W))
      DX[rows, (k - 1) * p + 1:p] <- matrix(W %*% X, ncol = p)
      Dr[rows, k] <- W %*% r
    }
    for (h in part$S$H) {
      W <- white(h$S); i <- own[h$i]; j <- own[h$j]
      tr <- pattern$m * sum(diag(W)); q_r <- sum(r * (W %*% r))
      G <- crossprod(part$X, matrix(W %*% X, ncol = p))
      for (e in unique(list(c(i, j), c(j, i)))) {
        trace_2[e[1], e[2]] <- trace_2[e[1], e[2]] + tr
        rHr[e[1], e[2]] <- rHr[e[1], e[2]] + q_r
        R[[e[1]]][[e[2]]] <- R[[e[1]]][[e[2]]] + G
      }
    }
  }
  Phi <- s$Phi
  block <- function(M, i) M[, (i - 1) * p + 1:p, drop = FALSE]
  XDX_all <- crossprod(s$X, DX)
  XDX <- lapply(1:K, function(i) block(XDX_all, i))
  Q <- if (blocks) {
    Q_all <- crossprod(DX)
    lapply(1:K, function(i) lapply(1:K, function(j) block(Q_all[(i - 1) * p + 1:p, , drop = FALSE], j)))
  }
  tr <- function(A, B) sum(A * t(B))
  tVV <- crossprod(D * sqrt(weight))
  XDr <- crossprod(s$X, Dr)
  rPr <- crossprod(Dr) - t(XDr) %*% Phi %*% XDr                                    # y'P V_i P V_j P y
  trPP <- tVV; trP2 <- trace_2; trP1 <- trace_1
  if (model$reml) {
    PX <- lapply(XDX, function(A) Phi %*% A)
    trP1 <- trace_1 - vapply(PX, function(A) sum(diag(A)), 0)
    half <- t(chol(Phi))                                                            # tr(Phi Q_ij) = tr(half' Q_ij half)
    DXh <- vapply(1:K, function(i) as.vector(block(DX, i) %*% half), numeric(model$N * p))
    as_columns <- function(f) vapply(PX, function(A) as.vector(f(A)), numeric(p * p))
    trPP <- tVV - 2 * crossprod(DXh) + crossprod(matrix(as_columns(identity), ncol = K), matrix(as_columns(base::t), ncol = K))
    for (i in 1:K) for (j in 1:K) if (trace_2[i, j] != 0 || any(R[[i]][[j]] != 0))
      trP2[i, j] <- trace_2[i, j] - tr(Phi, R[[i]][[j]])
  }
  list(fixed = s, Phi = Phi, XDX = XDX, Q = Q, R = R,
       score = -0.5 * (trP1 - as.vector(crossprod(Dr, s$r))),
       expected = 0.5 * trPP, observed = rPr - 0.5 * trPP + 0.5 * trP2 - 0.5 * rHr)
}

# ---- Optimum ---------------------------------------------------------------------------------------------------------

# Step-controlled scoring with the expected information, then with the observed one, to the end of double precision.
# `converged` says that the score, in standard errors of the parameters, is below 1e-9 and the information is positive.
fit_mixed <- function(model, start = NULL, iterations = 150) {
  if (is.null(start)) start <- starting_value(model)
  theta <- start; value <- log_likelihood(model, theta); damping <- 1e-3
  for (iteration in seq_len(iterations)) {
    d <- derivatives(model, theta, blocks = FALSE)
    positive <- all(eigen(cov_scaled(d$observed), TRUE, TRUE)$values > 1e-12)
    information <- if (positive) d$observed else d$expected
    decrement <- if (positive) sum(d$score * solve(information, d$score, tol = 0)) else Inf
    if (decrement < 1e-24) break
    repeat {
      step <- try(solve(information + damping * diag(abs(diag(information)), length(theta)), d$score, tol = 0), silent = TRUE)
      trial <- if (inherits(step, "try-error")) -Inf else log_likelihood(model, theta + step)
      if (trial > value - 1e-12 * abs(value) || damping > 1e12) break
      damping <- max(damping * 10, 1e-6)
    }
    if (damping > 1e12) break
    theta <- theta + step; value <- trial
    if (nearly_singular(model, theta)) break
    damping <- if (damping < 1e-9 || decrement < 1e-6) 0 else damping / 20
  }
  d <- derivatives(model, theta)
  smallest <- min(eigen(cov_scaled(d$observed), TRUE, TRUE)$values)
  decrement <- if (smallest > 0) sum(d$score * solve(d$observed, d$score, tol = 0)) else NA
  list(model = model, theta = setNames(theta, NULL), loglik = log_likelihood(model, theta), derivatives = d,
       beta = d$fixed$beta, Phi = d$Phi, iterations = iteration, smallest_eigenvalue = smallest,
       gradient = sqrt(decrement), converged = isTRUE(decrement < 1e-18))
}

# The likelihood climbs towards a singular covariance matrix: no optimum inside.
nearly_singular <- function(model, theta, tolerance = 1e-8) !is.null(model$visits) &&
  any(vapply(seq_len(model$groups), function(g) min(eigen(cov_scaled(
    model$structure$at(theta[block_of(model, g)], model$visits, 0)$V), TRUE, TRUE)$values), 0) < tolerance)

cov_scaled <- function(M) { s <- sqrt(pmax(abs(diag(M)), 1e-300)); M / outer(s, s) }

starting_value <- function(model, r = 0.3) {
  e <- qr.resid(qr(model$X), model$y)
  one <- function(rows) {
    v <- if (is.null(model$visits)) mean(e[rows]^2)
         else vapply(model$visits, function(t) mean(e[rows & model$at == t]^2), 0)
    v[!is.finite(v)] <- mean(e[rows]^2)
    model$structure$start(pmax(v, 0.05 * mean(v)), r)
  }
  unlist(lapply(seq_len(model$groups), function(g) one(model$group == g)))
}

covariance_matrix <- function(fit, group = 1, at = fit$model$visits)
  fit$model$structure$at(fit$theta[block_of(fit$model, group)], at)$V

# SAS's counts: REML covariance parameters only, ML all; BIC over subjects with an analysed row.
information_criteria <- function(fit) {
  k <- length(fit$theta) + if (fit$model$reml) 0 else fit$model$p
  list(aic = -2 * fit$loglik + 2 * k, bic = -2 * fit$loglik + k * log(fit$model$subjects))
}

# ---- Degrees of freedom ----------------------------------------------------------------------------------------------

weights_of <- function(fit, information = "observed") solve(fit$derivatives[[information]], tol = 0)

# Single contrast: 2 v^2 / (g'Wg), g_i the derivative of l'Phi l.
satterthwaite <- function(fit, l, information = "observed") {
  v <- drop(l %*% fit$Phi %*% l); a <- drop(fit$Phi %*% l)
  g <- vapply(fit$derivatives$XDX, function(A) drop(a %*% A %*% a), 0)
  list(estimate = sum(l * fit$beta), std_error = sqrt(v), df = 2 * v^2 / drop(g %*% weights_of(fit, information) %*% g))
}

# Fai & Cornelius: F over the eigenvectors of L Phi L'; nu_m of each; E = sum over nu_m > 2 of nu_m / (nu_m - 2),
# denominator 2 E / (E - q).
satterthwaite_joint <- function(fit, L, information = "observed") {
  q <- nrow(L); spectrum <- eigen(L %*% fit$Phi %*% t(L), TRUE)
  rotated <- t(spectrum$vectors) %*% L
  nu <- apply(rotated, 1, function(l) satterthwaite(fit, l, information)$df)
  E <- sum((nu / (nu - 2))[nu > 2])
  list(statistic = sum((rotated %*% fit$beta)^2 / spectrum$values) / q, df1 = q, df2 = if (E > q) 2 * E / (E - q) else NA,
       component_df = I(nu))
}

# Kenward & Roger (1997): Phi_A = Phi + 2 Phi (sum W_ij (Q_ij - P_i Phi P_j - R_ij / 4)) Phi with P_i = -XDX_i.
kenward_roger <- function(fit, information = "observed", linear = FALSE) {
  d <- fit$derivatives; W <- weights_of(fit, information); K <- nrow(W); Phi <- fit$Phi
  U <- matrix(0, nrow(Phi), ncol(Phi))
  for (i in 1:K) for (j in 1:K)
    U <- U + W[i, j] * (d$Q[[i]][[j]] - d$XDX[[i]] %*% Phi %*% d$XDX[[j]] - if (linear) 0 else d$R[[i]][[j]] / 4)
  adjusted <- Phi + 2 * Phi %*% U %*% Phi
  list(fit = fit, W = W, covariance = (adjusted + t(adjusted)) / 2)
}

kenward_roger_test <- function(kr, L) {
  L <- if (is.matrix(L)) L else t(L)
  l <- nrow(L); Phi <- kr$fit$Phi; K <- nrow(kr$W); beta <- kr$fit$beta
  Theta <- t(L) %*% solve(L %*% Phi %*% t(L), L)
  M <- lapply(kr$fit$derivatives$XDX, function(A) -Theta %*% Phi %*% A %*% Phi)
  t1 <- vapply(M, function(A) sum(diag(A)), 0)
  A1 <- drop(t1 %*% kr$W %*% t1); A2 <- 0
  for (i in 1:K) for (j in 1:K) A2 <- A2 + kr$W[i, j] * sum(M[[i]] * t(M[[j]]))
  B <- (A1 + 6 * A2) / (2 * l)
  g <- ((l + 1) * A1 - (l + 4) * A2) / ((l + 2) * A2)
  c0 <- 3 * l + 2 * (1 - g)
  E <- 1 / (1 - A2 / l)
  V <- (2 / l) * (1 + g / c0 * B) / ((1 - (l - g) / c0 * B)^2 * (1 - (l + 2 - g) / c0 * B))
  m <- 4 + (l + 2) / (l * V / (2 * E^2) - 1)
  lambda <- if (l == 1) 1 else m / (E * (m - 2))
  LVL <- L %*% kr$covariance %*% t(L); b <- L %*% beta
  list(estimate = if (l == 1) drop(b), std_error = if (l == 1) sqrt(drop(LVL)), scale = lambda,
       statistic = lambda * drop(t(b) %*% solve(LVL, b)) / l, df1 = l, df2 = m)
}

# Schluchter & Elashoff (1990) as mmrm counts it: a column that varies within any subject is within; the intercept takes
# the within df; a contrast the smallest of the columns it uses.
between_within <- function(fit, l) {
  x <- fit$model$X; s <- match(fit$model$subject, unique(fit$model$subject))
  varies <- apply(x, 2, function(v) any(v != v[match(s, s)]))
  intercept <- apply(x, 2, function(v) all(v == 1))
  between <- fit$model$subjects - sum(!varies)
  within <- fit$model$N - fit$model$subjects - sum(varies)
  used <- if (is.matrix(l)) apply(l != 0, 2, any) else l != 0
  min(ifelse(varies | intercept, within, between)[used])
}

# ---- Sandwich --------------------------------------------------------------------------------------------------------

# Phi (sum_s X_s'V_s^-1 A_s e_s e_s' A_s' V_s^-1 X_s) Phi, in whitened rows (V = LL', Z = L^-1 X, H = Z Phi Z'):
# CR0 A = 1; CR3 A = (1 - H)^-1; CR2 two roots that agree only for one row a subject: "symmetric" (1 - H)^-1/2 in whitened
# rows (as mmrm) and "clubSandwich" D'(D (V - X Phi X') D')^-1/2 D with V = D'D. Satterthwaite df with V as the working
# covariance: (tr G)^2 / tr(G^2) with G_st = g_s' Omega g_t over the subjects (Bell & McCaffrey).
sandwich <- function(fit, type = c("CR0", "CR2", "CR2-clubSandwich", "CR3")) {
  type <- match.arg(type); model <- fit$model; Phi <- fit$Phi; p <- model$p
  Z <- E <- NULL; A_Z <- list(); at <- 0; index <- list()
  s <- fit$derivatives$fixed
  root_inverse <- function(M) { e <- eigen((M + t(M)) / 2, TRUE); keep <- e$values > 1e-12
    e$vectors[, keep, drop = FALSE] %*% (t(e$vectors[, keep, drop = FALSE]) / sqrt(e$values[keep])) }
  for (q in seq_along(model$patterns)) {
    part <- s$parts[[q]]; n <- model$patterns[[q]]$n
    for (member in seq_len(model$patterns[[q]]$m)) {
      z <- part$X[(member - 1) * n + 1:n, , drop = FALSE]
      rest <- diag(n) - z %*% Phi %*% t(z)
      A <- switch(type, CR0 = diag(n), CR3 = solve(rest), CR2 = root_inverse(rest), `CR2-clubSandwich` = {
        V <- part$S$V; D <- chol(V); L <- t(D)
        B <- D %*% L %*% rest %*% t(L) %*% t(D)
        solve(L) %*% t(D) %*% root_inverse(B) %*% D %*% L })
      rows <- at + 1:n; at <- at + n
      index[[length(index) + 1]] <- rows
      A_Z[[length(A_Z) + 1]] <- t(A) %*% z
    }
  }
  scores <- t(vapply(seq_along(index), function(k) drop(crossprod(A_Z[[k]], s$r[index[[k]]])), numeric(p)))
  if (p == 1) scores <- matrix(scores)
  covariance <- Phi %*% crossprod(scores) %*% Phi
  df <- function(l) {                    # g_s = (1 - H)_s' A_s' Z_s Phi l, so g_s'g_t = a_s'a_t [s = t] - a_s'Z_s Phi Z_t'a_t
    a <- lapply(A_Z, function(M) drop(M %*% Phi %*% l))
    za <- vapply(seq_along(index), function(k) drop(crossprod(s$X[index[[k]], , drop = FALSE], a[[k]])), numeric(p))
    za <- matrix(za, p)
    G <- diag(vapply(a, function(v) sum(v^2), 0), length(a)) - t(za) %*% Phi %*% za
    sum(diag(G))^2 / sum(G^2)
  }
  list(type = type, covariance = covariance, df = df)
}

# ---- Multivariate t ----------------------------------------------------------------------------------------------------

# Two-sided adjusted p of every contrast of a family and the 95 % critical value, at the family's smallest df.
multivariate_t <- function(kr, family) {
  L <- do.call(rbind, family)
  tests <- lapply(family, function(l) kenward_roger_test(kr, l))
  df <- min(vapply(tests, `[[`, 0, "df2"))
  t <- unname(vapply(tests, function(z) z$estimate / z$std_error, 0))
  correlation <- cov2cor(L %*% kr$covariance %*% t(L))
  set.seed(1)                                                      # the package's own routine takes whole df only
  whole <- 1 - mvtnorm::pmvt(rep(-abs(t[1]), length(t)), rep(abs(t[1]), length(t)), df = floor(df), corr = correlation)
  stopifnot(abs(whole - multivariate_t_tail(abs(t[1]), floor(df), correlation)) < 5e-3)
  list(df = df, statistic = I(t), correlation = rows_of_matrix(correlation),
       p_value = I(vapply(abs(t), multivariate_t_tail, 0, df = df, correlation = correlation)),
       critical_95 = uniroot(function(v) multivariate_t_tail(v, df, correlation) - 0.05, c(1.9, 5), tol = 1e-10)$root)
}

# P(max |T| > v) as the mean over chi_df / sqrt(df) of the normal probability, by the trapezoidal rule in its logarithm.
multivariate_t_tail <- function(v, df, correlation, nodes = 41) {
  ends <- sqrt(c(qchisq(1e-13, df), qchisq(1e-13, df, lower.tail = FALSE)) / df)
  u <- seq(log(ends[1]), log(ends[2]), length.out = nodes)
  weight <- exp(df * u - df * exp(2 * u) / 2); weight <- weight / sum(weight); q <- nrow(correlation)
  inside <- vapply(v * exp(u), function(b) c(mvtnorm::pmvnorm(rep(-b, q), rep(b, q), corr = correlation,
                                                             algorithm = mvtnorm::Miwa(steps = 1024))), 0)
  1 - sum(weight * inside)
}

# ---- Rows of a fixture -----------------------------------------------------------------------------------------------

rows_of_matrix <- function(M) lapply(seq_len(nrow(M)), function(i) I(unname(M[i, ])))

fit_summary <- function(fit) {
  z <- information_criteria(fit)
  list(converged = fit$converged, loglik = fit$loglik, aic = z$aic, bic = z$bic, gradient = fit$gradient,
       smallest_scaled_eigenvalue = fit$smallest_eigenvalue, parameters = I(unname(fit$theta)),
       parameter_names = I(rep(fit$model$structure$names, fit$model$groups)))
}

# One contrast under every degree-of-freedom method; `krs` as kenward_rogers() gives it, or NULL under ML.
contrast_row <- function(name, fit, l, krs = NULL) {
  s <- satterthwaite(fit, l)
  kr <- lapply(krs, function(k) kenward_roger_test(k, l))
  c(list(name = name, estimate = s$estimate, std_error = s$std_error, satterthwaite = s$df,
         satterthwaite_expected = satterthwaite(fit, l, "expected")$df,
         between_within = between_within(fit, l), residual = fit$model$N - fit$model$p),
    lapply(kr, function(k) list(std_error = k$std_error, df = k$df2)))
}

joint_row <- function(name, fit, L, krs = NULL)
  c(list(name = name, satterthwaite = satterthwaite_joint(fit, L), between_within = between_within(fit, L)),
    lapply(krs, function(k) kenward_roger_test(k, L)[c("scale", "statistic", "df1", "df2")]))

kenward_rogers <- function(fit) if (fit$model$reml) list(
  kenward_roger = kenward_roger(fit), kenward_roger_linear = kenward_roger(fit, linear = TRUE),
  kenward_roger_expected = kenward_roger(fit, "expected"),
  kenward_roger_linear_expected = kenward_roger(fit, "expected", linear = TRUE))

unit_contrasts <- function(names) setNames(lapply(seq_along(names), function(i) as.numeric(seq_along(names) == i)), names)

wald_rows <- function(kr, contrasts, level = 0.95) unname(Map(function(n, l) {
  z <- kenward_roger_test(kr, l); half <- qt((1 + level) / 2, z$df2) * z$std_error
  list(name = n, estimate = z$estimate, std_error = z$std_error, df = z$df2, statistic = z$estimate / z$std_error,
       p_value = 2 * pt(-abs(z$estimate / z$std_error), z$df2), conf_low = z$estimate - half, conf_high = z$estimate + half)
}, names(contrasts), contrasts))

# `contrasts`: named list of vectors; `joints`: named list of matrices.
model_record <- function(fit, contrasts, joints = list()) {
  krs <- kenward_rogers(fit)
  c(list(covariance = fit$model$name, method = if (fit$model$reml) "reml" else "ml"), fit_summary(fit),
    list(matrix = if (!is.null(fit$model$visits)) lapply(seq_len(fit$model$groups), function(g) rows_of_matrix(covariance_matrix(fit, g))),
         beta = I(unname(fit$beta)), beta_covariance = rows_of_matrix(fit$Phi),
         contrasts = unname(Map(function(n, l) contrast_row(n, fit, l, krs), names(contrasts), contrasts)),
         joint = unname(Map(function(n, L) joint_row(n, fit, L, krs), names(joints), joints))))
}

# Standard errors and df of every sandwich.
sandwich_records <- function(fit, contrasts) lapply(c("CR0", "CR2", "CR2-clubSandwich", "CR3"), function(type) {
  s <- sandwich(fit, type)
  list(covariance = fit$model$name, type = type, contrasts = unname(Map(function(n, l)
    list(name = n, std_error = sqrt(drop(l %*% s$covariance %*% l)), df = s$df(l)), names(contrasts), contrasts)))
})

# What mmrm reports for the same model: where it stopped and its Satterthwaite df. NULL where it is not installed.
mmrm_record <- function(formula, data, reml = TRUE, kenward_roger = reml, estimates = FALSE) {
  if (!requireNamespace("mmrm", quietly = TRUE)) return(NULL)
  one <- function(method, vcov) try(suppressWarnings(suppressMessages(
    mmrm::mmrm(formula, data, reml = reml, method = method, vcov = vcov, optimizer = c("L-BFGS-B", "nlminb", "BFGS")))), TRUE)
  fit <- one("Satterthwaite", "Asymptotic")
  if (inherits(fit, "try-error")) return(list(converged = FALSE))
  table <- summary(fit)$coefficients
  out <- list(converged = TRUE, version = as.character(packageVersion("mmrm")), loglik = as.numeric(logLik(fit)),
              std_error = I(unname(table[, "Std. Error"])), satterthwaite = I(unname(table[, "df"])))
  if (estimates) out$estimate <- I(unname(table[, "Estimate"]))
  kr <- if (kenward_roger) one("Kenward-Roger", "Kenward-Roger-Linear")
  if (inherits(kr, "mmrm")) {
    table <- summary(kr)$coefficients
    out <- c(out, list(linear_std_error = I(unname(table[, "Std. Error"])), linear_df = I(unname(table[, "df"]))))
  }
  out
}
