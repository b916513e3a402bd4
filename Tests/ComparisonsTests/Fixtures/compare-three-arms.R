# Three made-up arms, the control in the middle of the level order: contrasts of two arms each, and one ANCOVA for all
# with a numeric covariate that is sometimes missing, a factor with a level that nobody in the model has, a covariate
# that varies over visits, and a column that is aliased. In the last set one subject has a factor level alone
# (leverage 1), where HC3 does not exist. Run from the project's root:
# Rscript Tests/ComparisonsTests/Fixtures/compare-three-arms.R

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))
set.seed(20261121, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

n <- 66
arms <- c("low", "placebo", "high")
grain <- function(x) round(x * 1024) / 1024
wide <- data.frame(treatment = factor(sample(rep(arms, c(20, 24, 22))), arms), earlier = grain(rnorm(n, 25, 6)))
effect <- c(low = -2, placebo = 0, high = -5)[as.character(wide$treatment)]
wide$age <- grain(rnorm(n, 45, 12))
wide$doubled <- 2 * wide$age + 1
wide$sex <- factor(sample(c("f", "m"), n, TRUE), c("f", "m", "x"))
wide$rare <- factor(c("only", rep(c("a", "b"), length.out = n - 1)), c("a", "b", "only"))
for (v in 1:2) {
  wide[[paste0("stress", v)]] <- grain(rnorm(n))
  wide[[paste0("y", v)]] <- grain(0.6 * wide$earlier + v * effect + wide[[paste0("stress", v)]] + rnorm(n, 5, 4))
}
wide$age[c(5, 17, 40)] <- NA
wide$doubled[c(5, 17, 40)] <- NA
wide$y2[sample(n, 12)] <- NA
wide$y2[1] <- 20

rows <- list()
for (v in 1:2) {
  here <- wide
  here$later <- here[[paste0("y", v)]]
  here$stress <- here[[paste0("stress", v)]]
  here <- here[!is.na(here$later), ]
  for (arm in c("low", "high")) {
    contrast <- paste(arm, "- placebo")
    x <- here$later[here$treatment == arm]
    y <- here$later[here$treatment == "placebo"]
    rows <- c(rows, Filter(function(r) !is.null(r$contrast), two_sample_rows(x, y, v, contrast, c(arm, "placebo"))))
    for (set in list(character(), c("age", "sex", "stress", "doubled"), "rare")) {
      model <- here
      model$treatment <- relevel(model$treatment, "placebo")
      fit <- lm(reformulate(c("earlier", "treatment", set), "later"), data = model)
      df <- fit$df.residual
      term <- paste0("treatment", arm)
      b <- coef(fit)[[term]]
      for (method in c("ancova", "ancova_hc3")) {
        covariance <- if (method == "ancova") vcov(fit) else
          tryCatch(suppressWarnings(sandwich::vcovHC(fit, type = "HC3")), error = function(e) NULL)
        se <- if (is.null(covariance)) NaN else sqrt(covariance[term, term])
        conf <- if (is.finite(se)) b + c(-1, 1) * qt(0.975, df) * se
        rows <- c(rows, list(row(v, "mean_difference", method, contrast = contrast, estimate = b, std_error = se,
          df = if (is.finite(se)) df, statistic = b / se, p_value = 2 * pt(-abs(b / se), df), conf = conf,
          conf_level = 0.95, n = nobs(fit), covariates = as.list(set))))
      }
    }
  }
}
columns <- lapply(wide, function(x) I(if (is.factor(x)) as.character(x) else x))
write_fixture(file.path(folder, "compare-three-arms.json"), "sandwich", "rows", rows,
              list(generator = "set.seed(20261121), Mersenne-Twister, Inversion, Rejection", data = columns))
