# The simulated FEV1 trial (mmrm's fev_data): every covariance structure by REML and ML, polished, with every
# degree-of-freedom method. Makes mmrm-fev.json. The data stay outside the project:
# FEV_DATA=path/fev.csv Rscript Tests/MixedModelsTests/Fixtures/mmrm-fev.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
path <- Sys.getenv("FEV_DATA", "../shared/trials/fev.csv")
if (!file.exists(path)) { cat("mmrm-fev.R: skipped, no", path, "\n"); quit() }

fev <- read.csv(path, stringsAsFactors = TRUE)
fev$ARMCD <- relevel(fev$ARMCD, "PBO")
fev$USUBJID <- factor(fev$USUBJID, unique(fev$USUBJID))
used <- droplevels(fev[!is.na(fev$FEV1), ])
X <- model.matrix(~ RACE + SEX + ARMCD * AVISIT, used)
visit <- as.integer(used$AVISIT)

# Treatment minus control at each visit, their mean, the difference in change from the first visit to the last.
at <- function(...) as.numeric(colnames(X) %in% c(...))
effect <- lapply(levels(used$AVISIT), function(v) at("ARMCDTRT", paste0("ARMCDTRT:AVISIT", v)))
contrasts <- c(unit_contrasts(colnames(X)), setNames(effect, paste("TRT - PBO at", levels(used$AVISIT))),
               list(`TRT - PBO, mean of visits` = Reduce(`+`, effect) / 4, `TRT - PBO, VIS4 - VIS1` = effect[[4]] - effect[[1]]))
rows <- function(pattern) diag(ncol(X))[grep(pattern, colnames(X)), , drop = FALSE]
joints <- list(RACE = rows("^RACE"), `ARMCD:AVISIT` = rows("ARMCDTRT:"), `TRT - PBO at all visits` = do.call(rbind, effect))

structures <- c("us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh", "vc", "vch", "sp_exp")
models <- list(); sandwiches <- list()
for (s in structures) for (reml in c(TRUE, FALSE)) {
  fit <- fit_mixed(mixed_model(used$FEV1, X, used$USUBJID, visit, s, reml, m = 4))
  stopifnot(fit$converged)
  term <- if (s == "sp_exp") "sp_exp(VISITN | USUBJID)" else sprintf("%s(AVISIT | USUBJID)", s)
  peer <- if (!s %in% c("vc", "vch")) mmrm_record(as.formula(paste("FEV1 ~ RACE + SEX + ARMCD * AVISIT +", term)), fev, reml)
  models[[length(models) + 1]] <- c(model_record(fit, contrasts, joints), list(mmrm = peer))
  if (reml && s %in% c("us", "cs", "ar1h")) sandwiches <- c(sandwiches, sandwich_records(fit, contrasts))
  cat(s, reml, fit$iterations, sprintf("%.1e %.9f %.2e", fit$gradient, fit$loglik, fit$loglik - peer$loglik), "\n")
}
write_fixture(file.path(folder, "mmrm-fev.json"), "stats", "models", models,
              list(data = "../shared/trials/fev.csv", formula = "FEV1 ~ RACE + SEX + ARMCD * AVISIT", columns = I(colnames(X)),
                   reference_levels = list(RACE = "Asian", SEX = "Female", ARMCD = "PBO", AVISIT = "VIS1"),
                   rows = nrow(X), subjects = nlevels(used$USUBJID),
                   contrasts = lapply(contrasts, I), joints = lapply(joints, rows_of_matrix), sandwich = sandwiches))
