# Therapy groups: CR2 with the groups as clusters, and the exact interval of the intraclass correlation, for the models of
# nested.json at the optimum that stands there. Makes groups.json. Run from the project's root, after nested.R:
# Rscript Tests/MixedModelsTests/Fixtures/RandomEffects/groups.R
#
# Everything by dense matrices: V of all rows, the clusters' blocks of the hat matrix and the n x n matrix of the residuals'
# quadratic form. CR2 takes the symmetric root in rows whitened by the Cholesky factor of the cluster's V (as mmrm does);
# where every cluster has one row it is the same as clubSandwich's, which is checked. The interval inverts the F statistic
# of Wald (1940) and Harville & Fenech (1985), here by the residual sums of squares of generalised least squares.

folder <- "Tests/MixedModelsTests/Fixtures/RandomEffects"
source("Tests/ComparisonsTests/Fixtures/reference.R")
nested <- jsonlite::fromJSON(file.path(folder, "nested.json"), simplifyVector = FALSE)
data_of <- function(name) {
  d <- nested$datasets[[name]]; columns <- lapply(d$columns, function(x) unlist(x))
  for (n in names(d$levels)) columns[[n]] <- factor(columns[[n]], unlist(d$levels[[n]]))
  as.data.frame(columns, stringsAsFactors = FALSE)
}
matrix_of <- function(x) do.call(rbind, lapply(x, unlist))
root <- function(M, power) { e <- eigen(M, symmetric = TRUE); e$vectors %*% (ifelse(e$values > 1e-12, pmax(e$values, 1e-300)^power, 0) * t(e$vectors)) }

covariance <- function(model, d) {
  V <- matrix(0, nrow(d), nrow(d)); same <- function(x) outer(x, x, "==") * 1
  for (part in model$dense$covariance) {
    S <- matrix_of(part$covariance)
    if (part$kind == "random") V <- V + S[1, 1] * outer(d$treated, d$treated) * same(d$group)
    if (part$kind == "residual") { own <- diag(S); names(own) <- unlist(part$levels); V <- V + diag(own[as.character(d$arm)]) }
    if (part$kind == "structure") { v <- as.integer(factor(d$visit)); m <- as.numeric(d$arm == part$level); V <- V + S[v, v] * same(d$id) * outer(m, m) }
  }
  V
}

cr2 <- function(X, y, V, cluster) {
  Vi <- solve(V); Phi <- solve(crossprod(X, Vi %*% X)); beta <- drop(Phi %*% crossprod(X, Vi %*% y)); r <- y - drop(X %*% beta)
  parts <- split(seq_along(y), factor(cluster, unique(cluster)))
  made <- lapply(parts, function(i) {
    L <- t(chol(V[i, i, drop = FALSE])); Z <- forwardsolve(L, X[i, , drop = FALSE]); e <- forwardsolve(L, r[i])
    A <- root(diag(length(i)) - Z %*% Phi %*% t(Z), -0.5); list(i = i, L = L, Z = Z, A = A, score = t(Z) %*% A %*% e)
  })
  covariance <- Phi %*% Reduce(`+`, lapply(made, function(m) tcrossprod(m$score))) %*% Phi
  H <- V - X %*% Phi %*% t(X)  # covariance of the residuals where the model is right
  df <- sapply(seq_len(ncol(X)), function(column) {
    G <- sapply(made, function(m) { g <- numeric(length(y)); g[m$i] <- t(solve(m$L)) %*% m$A %*% m$Z %*% Phi[, column]; g })
    Q <- t(G) %*% H %*% G; sum(diag(Q))^2 / sum(Q^2)
  })
  list(beta = beta, se = sqrt(diag(covariance)), df = df)
}

# F falls with the ratio of the variances: its quantiles are the limits.
exact <- function(X, y, group, level = 0.95) {
  X <- X[, qr(X)$pivot[seq_len(qr(X)$rank)], drop = FALSE]; Z <- model.matrix(~ 0 + factor(group)); ZZ <- tcrossprod(Z)
  full <- qr(cbind(X, Z)); error <- sum(qr.resid(full, y)^2); df <- length(y) - full$rank; k <- full$rank - ncol(X)
  statistic <- function(ratio) {
    W <- solve(diag(length(y)) + ratio * ZZ); P <- W - W %*% X %*% solve(t(X) %*% W %*% X) %*% t(X) %*% W
    (drop(t(y) %*% P %*% y) - error) / k / (error / df)
  }
  limit <- function(q) if (statistic(0) <= q) 0 else uniroot(function(r) statistic(r) - q, c(0, 1e4), tol = 1e-14, maxiter = 10000)$root
  r <- c(limit(qf((1 + level) / 2, k, df)), limit(qf((1 - level) / 2, k, df)))
  r / (1 + r)
}

one_way <- function() {
  # Clusters of one row: clubSandwich's CR2 and degrees of freedom.
  d <- data_of("end"); fit <- lm(y ~ baseline + arm, d)
  own <- cr2(model.matrix(fit), d$y, diag(nrow(d)) * summary(fit)$sigma^2, seq_len(nrow(d)))
  other <- clubSandwich::coef_test(fit, clubSandwich::vcovCR(fit, factor(seq_len(nrow(d))), "CR2"), test = "Satterthwaite")
  column <- grep("^df", names(other), value = TRUE)[1]
  cat("clubSandwich: ", max(abs(own$se / other$SE - 1)), max(abs(own$df / other[[column]] - 1)), "\n")
  stopifnot(max(abs(own$se / other$SE - 1)) < 1e-8, max(abs(own$df / other[[column]] - 1)) < 1e-6)
}
one_way()

models <- list()
for (model in nested$models) {
  wanted <- c("group therapy in one arm", "group therapy, visits", "group therapy, visits, ar1h", "group therapy, visits, cs")
  if (!(model$name %in% wanted) || model$criterion != "REML") next
  d <- data_of(model$data); formula <- if (model$data == "end") y ~ baseline + arm else y ~ baseline + arm * factor(visit)
  X <- model.matrix(formula, d); V <- covariance(model, d); cluster <- ifelse(d$treated == 1, d$group, d$id)
  found <- cr2(X, d$y, V, cluster)
  stopifnot(max(abs(found$beta - sapply(model$dense$beta, `[[`, "estimate"))) < 1e-7)
  parts <- model$dense$covariance; between <- parts[[1]]$covariance[[1]][[1]]
  icc <- lapply(sort(unique(d$visit)), function(visit) {
    own <- d$visit == visit & d$treated == 1; e <- d[own, ]
    place <- if (model$data == "end") which(unlist(parts[[2]]$levels) == "treatment") else match(visit, sort(unique(d$visit)))
    S <- if (model$data == "end") parts[[2]] else Filter(function(p) identical(p$level, "treatment"), parts)[[1]]
    within <- S$covariance[[place]][[place]]; limits <- exact(X[own, , drop = FALSE], e$y, e$group)
    size <- sum(table(e$group)^2) / nrow(e)
    list(visit = visit, n = nrow(e), icc = between / (between + within), low = limits[1], high = limits[2], size = size)
  })
  models[[length(models) + 1]] <- list(name = model$name, data = model$data, formula = model$formula,
    beta = lapply(seq_along(found$beta), function(i) list(name = colnames(X)[i], estimate = found$beta[[i]], std_error = found$se[[i]], df = found$df[[i]])), icc = icc)
}
write_fixture(file.path(folder, "groups.json"), "clubSandwich", "models", models, list(program = "dense formulas in R at the optima of nested.json, held against clubSandwich"))
