# Beat the Blues (Datasets/beat-the-blues): the default model bdi ~ baseline * month + treatment * month with every
# covariance structure, marginal means, treatment minus control by month, multivariate-t adjustment, sandwich covariances,
# and the constrained longitudinal analysis. Makes mmrm-btheb.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/mmrm-btheb.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
suppressMessages({ library(clubSandwich); library(nlme) })

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
long$treatment <- factor(long$treatment, c("TAU", "BtheB"))
long$subject <- factor(long$subject, unique(long$subject))
long$baseline <- long$bdi[long$month == 0][match(long$subject, long$subject[long$month == 0])]
after <- subset(long, month > 0)
after$visit <- factor(after$month)
used <- subset(after, !is.na(bdi) & !is.na(baseline))
months <- levels(used$visit)
X <- model.matrix(~ baseline * visit + treatment * visit, used)
row_at <- function(arm, month, baseline) {
  one <- data.frame(baseline = baseline, visit = factor(month, months), treatment = factor(arm, levels(used$treatment)))
  model.matrix(~ baseline * visit + treatment * visit, one)[1, ]
}
centre <- mean(used$baseline)                                        # mean over analysed rows
means <- list(); differences <- list()
for (t in months) {
  for (a in levels(used$treatment)) means[[paste(a, t, sep = " at ")]] <- row_at(a, t, centre)
  differences[[paste("BtheB - TAU at", t)]] <- row_at("BtheB", t, centre) - row_at("TAU", t, centre)
}
average <- list(`BtheB, mean of visits` = Reduce(`+`, means[grep("BtheB", names(means))]) / 4,
                `TAU, mean of visits` = Reduce(`+`, means[grep("TAU", names(means))]) / 4,
                `BtheB - TAU, mean of visits` = Reduce(`+`, differences) / 4,
                `BtheB - TAU, 8 - 2` = differences[[4]] - differences[[1]])
contrasts <- c(unit_contrasts(colnames(X)), means, differences, average)
joints <- list(`visit:treatment` = diag(ncol(X))[grep("visit.*:treatment", colnames(X)), ],
               `BtheB - TAU at all visits` = do.call(rbind, differences))

record <- function(X, data, visit, structure, reml, contrasts, joints, formula) {
  fit <- fit_mixed(mixed_model(data$bdi, X, data$subject, visit, structure, reml, m = max(visit)))
  cat(structure, reml, fit$iterations, sprintf("%.1e %.9f", fit$gradient, fit$loglik), "\n")
  stopifnot(fit$converged)
  peer <- if (structure %in% c("us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh"))
    mmrm_record(as.formula(sprintf("%s + %s(visit | subject)", formula, structure)), data, reml)
  list(fit = fit, row = c(model_record(fit, contrasts, joints), list(mmrm = peer)))
}

formula <- "bdi ~ baseline * visit + treatment * visit"
structures <- c("us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh", "vc", "vch")
models <- list(); sandwiches <- list()
for (s in structures) for (reml in c(TRUE, FALSE)) {
  done <- record(X, used, as.integer(used$visit), s, reml, contrasts, joints, formula)
  models[[length(models) + 1]] <- done$row
  if (reml && s == "us") { kr <- kenward_roger(done$fit); multiplicity <- multivariate_t(kr, differences); intervals <- wald_rows(kr, c(means, differences)) }
  if (reml && s %in% c("us", "cs", "ar1h")) sandwiches <- c(sandwiches, sandwich_records(done$fit, c(unit_contrasts(colnames(X)), differences)))
}

# Months as times: exponential correlation in the distance between months; and covariances of their own in each arm.
fit <- fit_mixed(mixed_model(used$bdi, X, used$subject, used$month, "sp_exp"))
models[[length(models) + 1]] <- c(model_record(fit, contrasts, joints), list(time = "month"))
for (s in c("us", "ar1h")) {
  fit <- fit_mixed(mixed_model(used$bdi, X, used$subject, as.integer(used$visit), s, TRUE, as.integer(used$treatment), 4))
  stopifnot(fit$converged)
  models[[length(models) + 1]] <- c(model_record(fit, contrasts, joints), list(groups = I(levels(used$treatment))))
}

# Constrained: baseline is an outcome, its mean common to the arms; arm columns only after it.
clda <- subset(long, !is.na(bdi))
clda$visit <- factor(clda$month)
visits <- levels(clda$visit)
Z <- model.matrix(~ visit, clda)
arm <- vapply(visits[-1], function(t) as.numeric(clda$visit == t & clda$treatment == "BtheB"), numeric(nrow(clda)))
Z <- cbind(Z, arm); colnames(Z) <- c("(Intercept)", paste0("visit", visits[-1]), paste0("treatmentBtheB:visit", visits[-1]))
z_at <- function(a, t) as.numeric(c(TRUE, visits[-1] == t, a == "BtheB" & visits[-1] == t))
clda_means <- list(`common at 0` = z_at("TAU", "0")); clda_differences <- list()
for (t in visits[-1]) {
  for (a in levels(used$treatment)) clda_means[[paste(a, t, sep = " at ")]] <- z_at(a, t)
  clda_differences[[paste("BtheB - TAU at", t)]] <- z_at("BtheB", t) - z_at("TAU", t)
}
clda_contrasts <- c(unit_contrasts(colnames(Z)), clda_means, clda_differences)
constrained <- lapply(c("us", "toeph", "cs"), function(s) {
  fit <- fit_mixed(mixed_model(clda$bdi, Z, clda$subject, as.integer(clda$visit), s, m = 5))
  stopifnot(fit$converged)
  if (s == "us") clda_multiplicity <<- multivariate_t(kenward_roger(fit), clda_differences)
  model_record(fit, clda_contrasts, list(`BtheB - TAU at all visits` = do.call(rbind, clda_differences)))
})

# clubSandwich on gls (which stops early): that package's own numbers, to compare at 1e-4.
peer <- gls(bdi ~ baseline * visit + treatment * visit, used, corCompSymm(form = ~ 1 | subject), method = "REML",
            control = glsControl(tolerance = 1e-12, msTol = 1e-12))
club <- lapply(c("CR0", "CR2", "CR3"), function(type) {
  test <- coef_test(peer, vcov = vcovCR(peer, cluster = used$subject, type = type), test = "Satterthwaite")
  list(covariance = "cs", type = type, std_error = I(test$SE), df = I(test$df))
})

write_fixture(file.path(folder, "mmrm-btheb.json"), c("mvtnorm", "nlme", "clubSandwich"), "models", models,
  list(data = "Datasets/beat-the-blues/beat-the-blues.csv", formula = formula, columns = I(colnames(X)), rows = nrow(used),
       subjects = length(unique(used$subject)), baseline_mean = centre,
       baseline_mean_subjects = mean(used$baseline[!duplicated(used$subject)]),
       contrasts = lapply(contrasts, function(l) I(unname(l))), joints = lapply(joints, function(L) rows_of_matrix(unname(L))),
       kenward_roger_intervals = intervals, multiplicity = multiplicity, sandwich = sandwiches, clubSandwich_gls = club,
       gls_loglik = as.numeric(logLik(peer)), gls_aic = AIC(peer), gls_bic = BIC(peer),
       constrained = list(rows = nrow(clda), subjects = length(unique(clda$subject)), columns = I(colnames(Z)),
                          contrasts = lapply(clda_contrasts, I), multiplicity = clda_multiplicity, models = constrained)))
