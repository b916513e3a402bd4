# Two real data sets. Makes mixed-orthodont.json, with its data: distances between pituitary and pterygomaxillary fissure
# (mm) of 11 girls and 16 boys at ages 8, 10, 12, 14, published by Potthoff & Roy (1964), Biometrika 51, 313-326, as
# nlme::Orthodont holds them; and mixed-antidepressant.json, results only, whose data stay outside the project:
# ANTIDEPRESSANT_DATA=path/antidepressant.csv Rscript Tests/MixedModelsTests/Fixtures/mixed-trials.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
structures <- c("us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh", "vc", "vch")

fit_all <- function(y, X, subject, at, contrasts, joints, formula, data) {
  models <- list()
  for (s in structures) for (reml in c(TRUE, FALSE)) {
    fit <- fit_mixed(mixed_model(y, X, subject, at, s, reml))
    stopifnot(fit$converged)
    peer <- if (!s %in% c("vc", "vch")) mmrm_record(as.formula(sprintf("%s + %s(v | s)", formula, s)), data, reml)
    cat(s, reml, fit$iterations, sprintf("%.1e %.9f %.1e", fit$gradient, fit$loglik, fit$loglik - peer$loglik), "\n")
    models[[length(models) + 1]] <- c(model_record(fit, contrasts, joints), list(mmrm = peer))
  }
  models
}

teeth <- as.data.frame(nlme::Orthodont)
teeth$Sex <- factor(teeth$Sex, c("Male", "Female"))
teeth$s <- factor(as.character(teeth$Subject), unique(as.character(teeth$Subject))); teeth$v <- factor(teeth$age)
X <- model.matrix(~ Sex * age, teeth)
joints <- list(`sex and its slope` = diag(4)[c(2, 4), ])
models <- fit_all(teeth$distance, X, teeth$s, as.integer(teeth$v), unit_contrasts(colnames(X)), joints, "distance ~ Sex * age", teeth)
by_age <- fit_mixed(mixed_model(teeth$distance, X, teeth$s, teeth$age, "sp_exp", gap = 2))
by_sex <- fit_mixed(mixed_model(teeth$distance, X, teeth$s, as.integer(teeth$v), "us", TRUE, as.integer(teeth$Sex)))
stopifnot(by_age$converged, by_sex$converged)
models <- c(models, list(c(model_record(by_age, unit_contrasts(colnames(X)), joints), list(time = "age")),
                         c(model_record(by_sex, unit_contrasts(colnames(X)), joints), list(groups = I(levels(teeth$Sex))))))
write_fixture(file.path(folder, "mixed-orthodont.json"), "nlme", "models", models,
  list(source = "Potthoff & Roy (1964), Biometrika 51, 313-326", formula = "distance ~ Sex * age", columns = I(colnames(X)),
       data = list(subject = as.character(teeth$s), sex = as.character(teeth$Sex), age = teeth$age, distance = teeth$distance)))

path <- Sys.getenv("ANTIDEPRESSANT_DATA", "../shared/trials/antidepressant.csv")
if (!file.exists(path)) { cat("mixed-antidepressant.json: skipped, no", path, "\n"); quit() }
trial <- subset(read.csv(path), !is.na(CHANGE) & !is.na(BASVAL))
trial$THERAPY <- relevel(factor(trial$THERAPY), "PLACEBO")
trial$v <- factor(trial$VISIT); trial$s <- factor(trial$PATIENT, unique(trial$PATIENT))
X <- model.matrix(~ BASVAL * v + THERAPY * v, trial)
at <- function(...) as.numeric(colnames(X) %in% c(...))
effects <- lapply(levels(trial$v), function(t) at("THERAPYDRUG", paste0("v", t, ":THERAPYDRUG")))
names(effects) <- paste("DRUG - PLACEBO at", levels(trial$v))
contrasts <- c(unit_contrasts(colnames(X)), effects)
models <- fit_all(trial$CHANGE, X, trial$s, as.integer(trial$v), contrasts, list(`DRUG - PLACEBO at all visits` = do.call(rbind, effects)),
                  "CHANGE ~ BASVAL * v + THERAPY * v", trial)
write_fixture(file.path(folder, "mixed-antidepressant.json"), "stats", "models", models,
  list(data = "../shared/trials/antidepressant.csv", formula = "CHANGE ~ BASVAL * VISIT + THERAPY * VISIT, VISIT a factor",
       columns = I(colnames(X)), rows = nrow(trial), subjects = nlevels(trial$s), contrasts = lapply(contrasts, I)))
