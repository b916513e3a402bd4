# The simulated visual-acuity trial (mmrm's bcva_data: 1,000 subjects, 10 visits, drop-out), large enough to show what a
# wrong sum over patterns does. Makes mmrm-bcva.json. The data stay outside the project:
# BCVA_DATA=path/bcva.csv Rscript Tests/MixedModelsTests/Fixtures/mmrm-bcva.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
path <- Sys.getenv("BCVA_DATA", "../shared/trials/bcva.csv")
if (!file.exists(path)) { cat("mmrm-bcva.R: skipped, no", path, "\n"); quit() }

bcva <- subset(read.csv(path, stringsAsFactors = TRUE), !is.na(BCVA_CHG))
bcva$ARMCD <- factor(bcva$ARMCD, c(setdiff(levels(bcva$ARMCD), "TRT"), "TRT"))
X <- model.matrix(~ BCVA_BL + RACE + ARMCD * AVISIT, bcva)
at <- function(...) as.numeric(colnames(X) %in% c(...))
effects <- lapply(levels(bcva$AVISIT), function(t) at("ARMCDTRT", paste0("ARMCDTRT:AVISIT", t)))
names(effects) <- paste("TRT - control at", levels(bcva$AVISIT))
contrasts <- c(unit_contrasts(colnames(X)), effects)
joints <- list(`ARMCD:AVISIT` = diag(ncol(X))[grep("ARMCDTRT:", colnames(X)), ])
models <- list()
for (s in c("us", "toeph", "cs")) {
  fit <- fit_mixed(mixed_model(bcva$BCVA_CHG, X, bcva$USUBJID, as.integer(bcva$AVISIT), s))
  cat(s, fit$iterations, sprintf("%.1e %.9f", fit$gradient, fit$loglik), "\n")
  stopifnot(fit$converged)
  models[[length(models) + 1]] <- model_record(fit, contrasts, joints)
}
write_fixture(file.path(folder, "mmrm-bcva.json"), "stats", "models", models,
  list(data = "../shared/trials/bcva.csv", formula = "BCVA_CHG ~ BCVA_BL + RACE + ARMCD * AVISIT", columns = I(colnames(X)),
       control = levels(bcva$ARMCD)[1], rows = nrow(bcva), subjects = length(unique(bcva$USUBJID)), contrasts = lapply(contrasts, I)))
