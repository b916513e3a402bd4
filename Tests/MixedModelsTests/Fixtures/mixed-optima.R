# Trials whose likelihood has more than one maximum, or a maximum beside a slope that rises towards a singular matrix: the
# maxima that the dense reference and mmrm find. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/mixed-optima.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))

# Every maximum that the starts lead to, highest first: log-likelihood, covariance, coefficients and standard errors.
optima <- function(model, starts) {
  found <- lapply(starts, function(start) try(fit_mixed(model, start), silent = TRUE))
  found <- Filter(function(f) !inherits(f, "try-error") && f$converged, found)
  found <- found[order(-vapply(found, `[[`, 0, "loglik"))]
  distinct <- !duplicated(round(vapply(found, `[[`, 0, "loglik"), 6))
  lapply(found[distinct], function(f) list(loglik = f$loglik, matrix = rows_of_matrix(covariance_matrix(f)),
    beta = I(unname(f$beta)), std_error = I(sqrt(diag(f$Phi)))))
}

# mmrm's packed matrix in the reference's order, and its likelihood.
peer <- function(formula, data, optimizer) {
  fit <- suppressWarnings(suppressMessages(mmrm::mmrm(formula, data, optimizer = optimizer)))
  S <- mmrm::VarCorr(fit)
  list(start = t(S)[upper.tri(S, TRUE)], loglik = as.numeric(logLik(fit)))
}

item <- function(name, file, formula, term) {
  data <- read.csv(file.path(folder, file))
  for (column in c("subject", "arm", "visit")) data[[column]] <- factor(data[[column]])
  X <- model.matrix(formula, data)
  model <- mixed_model(data[[all.vars(formula)[1]]], X, data$subject, as.integer(data$visit), "us")
  theirs <- peer(update(formula, paste("~ . +", term)), data, c("L-BFGS-B", "nlminb", "BFGS"))
  starts <- c(list(theirs$start), lapply(c(0.3, -0.3, 0.05, 0.7), function(r) try(starting_value(model, r), silent = TRUE)))
  list(name = name, file = file, formula = paste(deparse(formula), "+", term), columns = I(colnames(X)),
       mmrm = theirs$loglik, optima = optima(model, starts))
}

items <- list(
  item("two maxima", "mixed-two-maxima.csv", y ~ arm * visit, "us(visit | subject)"),
  item("beside a slope", "mixed-steep.csv", change ~ baseline + arm + visit, "us(visit | subject)"))
for (i in items) { cat(i$name, sprintf("%.10f", i$mmrm), "\n"); print(sprintf("%.10f", vapply(i$optima, `[[`, 0, "loglik"))) }
write_fixture(file.path(folder, "mixed-optima.json"), "mmrm", "trials", items)
