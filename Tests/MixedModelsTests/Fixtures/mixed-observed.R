# What was observed beside what a model says of the same rows: means and SDs by arm and visit, covariances and correlations
# of the residuals by pair of visits, means by dropout pattern. The models are fitted by mixed-reference.R and compared
# here with nlme::gls. Orthodont has values taken out, so that some children miss an age and come back. Makes
# mixed-observed.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/mixed-observed.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
library(nlme)

# subject, arm (factor), visit (1, 2, ...), group (1, 2, ...), y, fitted: analysed rows. `sets` names the subjects whose
# covariances are compared, each with which group's matrix.
rows_of <- function(d, labels, sigma, sets) {
  out <- list()
  add <- function(measure, value, n, arm = NA, visit = NA, term = NA)
    out[[length(out) + 1]] <<- list(measure = measure, arm = arm, visit = visit, term = term,
                                    estimate = if (is.na(value)) NA else value, n = n)
  means <- function(part, ...) {
    add("observed_mean", mean(part$y), nrow(part), ...)
    add("modelled_mean", mean(part$fitted), nrow(part), ...)
    add("mean_misfit", mean(part$y - part$fitted), nrow(part), ...)
  }
  last <- length(labels)
  for (a in levels(d$arm)) for (v in seq_len(last)) {
    part <- d[d$arm == a & d$visit == v, ]
    means(part, arm = a, visit = labels[v])
    add("observed_sd", sd(part$y), nrow(part), a, labels[v])
    around <- mean(vapply(part$group, function(g) sigma[[g]][v, v], 0))
    add("modelled_sd", sqrt(var(part$fitted) + around), nrow(part), a, labels[v])
  }
  wide <- function(part) { e <- matrix(NA, length(unique(part$subject)), last)
    e[cbind(match(part$subject, unique(part$subject)), part$visit)] <- part$y - part$fitted; e }
  for (set in sets) {
    e <- wide(d[set$rows, ])
    for (i in seq_len(last)) for (j in seq_len(i)) {
      both <- complete.cases(e[, c(i, j)]); n <- sum(both)
      label <- function(measure, value) add(measure, value, n, set$arm, labels[i], paste0(set$prefix, "with ", labels[j]))
      s <- sigma[[set$group]]; s_ij <- s[i, j]; own <- cov(e[both, i], e[both, j])
      label("observed_covariance", own); label("modelled_covariance", s_ij); label("covariance_misfit", own - s_ij)
      if (i == j) next
      r <- cor(e[both, i], e[both, j]); rho <- cov2cor(s)[i, j]
      label("observed_correlation", r); label("modelled_correlation", rho); label("correlation_misfit", r - rho)
    }
  }
  seen <- split(d$visit, d$subject)
  pattern <- vapply(seen, function(v) if (!setequal(v, seq_len(max(v)))) "intermittent" else if (max(v) == last) "every visit"
                    else paste("last visit", labels[max(v)]), "")
  d$pattern <- pattern[as.character(d$subject)]
  for (p in unique(d$pattern)) for (a in levels(d$arm)) {
    own <- d[d$pattern == p & d$arm == a, ]
    if (nrow(own) == 0) next
    add("pattern_subjects", length(unique(own$subject)), length(unique(d$subject[d$arm == a])), a, NA, p)
    for (v in sort(unique(own$visit))) means(own[own$visit == v, ], arm = a, visit = labels[v], term = p)
  }
  out
}

case_of <- function(name, d, X, labels, structure, sets, peer = function(sigma) NULL) {
  fit <- fit_mixed(mixed_model(d$y, X, d$subject, d$visit, structure, m = length(labels), group = d$group))
  stopifnot(fit$converged)
  d$fitted <- drop(X %*% fit$beta)
  sigma <- lapply(seq_len(max(d$group)), function(g) covariance_matrix(fit, g))
  for (fit in peer(sigma[[1]])) cat(name, "fitted values, largest difference from gls:", max(abs(fitted(fit) - d$fitted)), "\n")
  list(case = name, rows = rows_of(d, labels, sigma, sets))
}

btheb <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
btheb$baseline <- btheb$bdi[btheb$month == 0][btheb$subject]
btheb <- subset(btheb, month > 0 & !is.na(bdi))
d <- data.frame(subject = btheb$subject, arm = factor(btheb$treatment), month = factor(btheb$month), y = btheb$bdi,
                baseline = btheb$baseline, drug = factor(btheb$drug), group = 1)
d$visit <- as.integer(d$month); d$treatment <- relevel(d$arm, "TAU")
X <- model.matrix(~ baseline * month + treatment * month, d)
arms <- function(d) c(list(list(rows = rep(TRUE, nrow(d)), arm = NA, prefix = "", group = 1)), lapply(levels(d$arm), function(a)
  list(rows = d$arm == a, arm = a, prefix = "", group = 1)))
# By its own search, and with the covariance that mixed-reference.R found.
peers <- function(sigma) {
  model <- y ~ baseline * month + treatment * month
  ratio <- sqrt(diag(sigma) / sigma[1, 1]); names(ratio) <- levels(d$month)
  list(gls(model, d, correlation = corSymm(form = ~ visit | subject), weights = varIdent(form = ~ 1 | month)),
       gls(model, d, weights = varIdent(form = ~ 1 | month, fixed = ratio[-1]),
           correlation = corSymm(cov2cor(sigma)[lower.tri(sigma)], form = ~ visit | subject, fixed = TRUE)))
}
usual <- case_of("us", d, X, c("2", "3", "5", "8"), "us", arms(d), peers)

d$group <- as.integer(d$drug)
by_drug <- case_of("cs by drug", d, X, c("2", "3", "5", "8"), "cs", lapply(1:2, function(g)
  list(rows = d$group == g, arm = NA, prefix = paste0("drug[", levels(d$drug)[g], "] "), group = g)))

child <- as.data.frame(Orthodont)
gone <- with(child, (Subject %in% c("M02", "F05", "M11") & age == 10) | (Subject %in% c("M07", "F01") & age >= 12) |
               (Subject %in% c("M09", "F08", "M13") & age == 14) | (Subject == "F10" & age > 8) | (Subject == "F03" & age == 8))
child <- child[!gone, ]
o <- data.frame(subject = as.character(child$Subject), arm = factor(as.character(child$Sex)), age = child$age,
                y = child$distance, visit = match(child$age, c(8, 10, 12, 14)))
o$group <- as.integer(o$arm); o$sex <- factor(o$arm, c("Male", "Female"))
by_sex <- case_of("us by sex", o, model.matrix(~ sex * age, o), c("8", "10", "12", "14"), "us", lapply(1:2, function(g)
  list(rows = o$group == g, arm = levels(o$arm)[g], prefix = "", group = g)))

write_fixture(file.path(folder, "mixed-observed.json"), c("stats", "nlme"), "cases", list(usual, by_drug, by_sex),
  list(orthodont = list(subject = o$subject, sex = as.character(o$arm), age = o$age, distance = o$y)))
