# Beat the Blues: marginal means, contrasts and joint tests by the package emmeans, from a model's polished optimum. Means
# with every weighting of the averaged factors, tests by the normal distribution (what this package takes of the degrees of
# freedom is not asked here). Makes mixed-means.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/mixed-means.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
suppressMessages({ library(emmeans); library(mvtnorm) })

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
long$treatment <- factor(long$treatment, c("TAU", "BtheB"))
long$drug <- factor(long$drug, c("No", "Yes")); long$length <- factor(long$length, c("<6m", ">6m"))
long$subject <- factor(long$subject, unique(long$subject))
long$baseline <- long$bdi[long$month == 0][match(long$subject, long$subject[long$month == 0])]
used <- subset(long, month > 0 & !is.na(bdi) & !is.na(baseline))
used$visit <- factor(used$month)

rows <- function(summary, kind, spec, weights) {
  d <- as.data.frame(summary)
  lapply(seq_len(nrow(d)), function(i) c(
    list(kind = kind, spec = spec, weights = weights),
    lapply(d[i, intersect(c("contrast", "treatment", "visit", "drug", "length"), names(d)), drop = FALSE], as.character),
    list(estimate = d[i, if (kind == "contrast") "estimate" else "emmean"], std_error = d[i, "SE"])))
}
cases <- list()
for (formula in c("bdi ~ baseline*visit + treatment*visit + drug + length",
                  "bdi ~ baseline + drug*treatment*visit + length", "bdi ~ baseline + visit + treatment:visit + drug:treatment")) {
  X <- model.matrix(as.formula(formula), used)
  kept <- qr(X)$pivot[seq_len(qr(X)$rank)]
  fit <- fit_mixed(mixed_model(used$bdi, X[, sort(kept)], used$subject, as.integer(used$visit), "us", TRUE))
  stopifnot(fit$converged, length(kept) == ncol(X))
  grid <- qdrg(as.formula(formula), data = used, coef = unname(fit$beta), vcov = fit$Phi, df = Inf)
  grid@model.info$nesting <- NULL   # every factor is averaged over, wherever its main effect is written
  found <- list()
  specs <- list(`treatment | visit` = ~ treatment | visit, visit = ~ visit, treatment = ~ treatment,
                `drug*treatment | visit` = ~ drug * treatment | visit)
  for (name in names(specs)) for (w in c("equal", "proportional", "cells")) {
    means <- suppressMessages(emmeans(grid, specs[[name]], weights = w))
    found <- c(found, rows(means, "mean", name, w))
    if (w != "proportional") found <- c(found, rows(contrast(means, "trt.vs.ctrl1", adjust = "none"), "contrast", name, w))
  }
  joint <- as.data.frame(joint_tests(grid))
  cases[[length(cases) + 1]] <- list(formula = formula, rows = found, joint = lapply(seq_len(nrow(joint)), function(i)
    list(term = joint[["model term"]][i], df1 = joint$df1[i], statistic = joint$F.ratio[i])))
}

# Constrained baseline: means over the visits after it, where at baseline everybody counts as in the control arm.
clda <- subset(long, !is.na(bdi))
clda$visit <- factor(clda$month); later <- levels(clda$visit)[-1]
clda$treatment[clda$month == 0] <- "TAU"
formula <- bdi ~ visit + treatment:visit + drug*visit
X <- model.matrix(formula, clda); X <- X[, colSums(abs(X)) > 0]
X <- X[, colnames(X) != "visit0:treatmentBtheB"]
stopifnot(qr(X)$rank == ncol(X))
fit <- fit_mixed(mixed_model(clda$bdi, X, clda$subject, as.integer(clda$visit), "us", TRUE))
stopifnot(fit$converged)
whole <- setNames(rep(NA_real_, ncol(model.matrix(formula, clda))), colnames(model.matrix(formula, clda)))
whole[colnames(X)] <- fit$beta
grid <- qdrg(formula, data = clda, coef = whole, vcov = fit$Phi, df = Inf, at = list(visit = later))
grid@model.info$nesting <- NULL
constrained <- list()
for (spec in c("treatment", "drug")) for (w in c("equal", "proportional", "cells")) {
  means <- suppressMessages(emmeans(grid, as.formula(paste("~", spec)), weights = w))
  constrained <- c(constrained, rows(means, "mean", spec, w),
                   rows(contrast(means, "trt.vs.ctrl1", adjust = "none"), "contrast", spec, w))
}

# P(max |T| > t) of any correlations, by a deterministic rule (mixed-reference.R); the nodes doubled to see how far it is off.
set.seed(20231)
tails <- lapply(list(c(3, 7.5), c(4, 40)), function(size) {
  k <- size[1]; A <- matrix(rnorm(k * (k + 2)), k); R <- cov2cor(A %*% t(A))
  list(correlation = rows_of_matrix(R), df = size[2], tails = lapply(c(1.2, 2.3, 3.4), function(t) {
    p <- multivariate_t_tail(t, size[2], R, 161)
    stopifnot(abs(p - multivariate_t_tail(t, size[2], R, 81)) < 1e-7)
    list(t = t, p_value = p)
  }))
})

# Standard deviations (n - 1, pooled within arms): at baseline over subjects with an analysed row, and of the analysed values
# by visit; subjects by arm and visit.
pooled <- function(y, arm) sum(tapply(y, arm, function(v) sum((v - mean(v))^2))) / (length(y) - nlevels(arm))
first <- used[!duplicated(used$subject), ]
deviations <- list(baseline = sqrt(pooled(first$baseline, first$treatment)),
  total = sqrt(mean(vapply(split(used, used$visit), function(d) pooled(d$bdi, d$treatment), 0))))
counts <- as.data.frame(table(treatment = used$treatment, visit = used$visit))
write_fixture(file.path(folder, "mixed-means.json"), c("emmeans", "mvtnorm"), "cases", cases,
  list(constrained = constrained, tails = tails, deviations = deviations, counts = lapply(seq_len(nrow(counts)), function(i)
    list(treatment = as.character(counts$treatment[i]), visit = as.character(counts$visit[i]), n = counts$Freq[i]))))
