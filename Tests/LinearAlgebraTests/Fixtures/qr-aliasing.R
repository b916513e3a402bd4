# Fits by R's lm on made designs, collinear ones among them, and sandwich's HC3. Writes qr-aliasing.json.
# Run: Rscript qr-aliasing.R (in this folder)
library(jsonlite)
library(sandwich)
set.seed(20)
n <- 24
site <- rep(1:4, each = 6)
arm <- rep(0:1, 12)
age <- round(runif(n, 18, 75), 1)
score <- sample(0:40, n, replace = TRUE)
items <- sample(0:4, n, replace = TRUE)
y <- round(20 + 3 * arm + 0.2 * age + rnorm(n, 0, 4 + arm), 2)
dummies <- sapply(1:4, function(k) as.numeric(site == k))
one <- rep(1, n)
# Site 4 has no treated subject.
armEmpty <- ifelse(site == 4, 0, arm)
designs <- list(
  `full rank` = cbind(one, arm, age, score),
  `duplicated column` = cbind(one, age, arm, age),
  `intercept and all dummies` = cbind(one, dummies, arm),
  `dummies before the intercept` = cbind(dummies, one, arm),
  `column of zeros` = cbind(one, 0, arm, age),
  `integer sum before a part` = cbind(one, score + items, items, score, arm),
  `empty cell in an interaction` = cbind(one, dummies[, -1], armEmpty, armEmpty * dummies[, -1]),
  `raw and centred covariate` = cbind(one, age, age - mean(age), arm, arm * age, arm * (age - mean(age))),
  `two factors in full` = cbind(dummies, 1 - arm, arm),
  `large and small units` = cbind(one, age * 1e6, arm * 1e-6, score * 1e-9)
)
fitted <- lapply(names(designs), function(name) {
  x <- unname(designs[[name]])
  fit <- lm(y ~ x - 1)
  kept <- !is.na(coef(fit))
  s <- summary(fit)
  list(
    name = name, columns = lapply(seq_len(ncol(x)), function(j) x[, j]),
    coefficients = unname(coef(fit)),
    aliased = I(which(!kept) - 1), rank = fit$rank, sigma = s$sigma,
    unscaledCovariance = unname(s$cov.unscaled), keptStandardErrors = unname(s$coefficients[, 2]),
    leverages = unname(hatvalues(fit)),
    hc3 = unname(vcovHC(lm(y ~ x[, kept, drop = FALSE] - 1), type = "HC3"))
  )
})
head <- list(program = "R", version = paste(R.version$major, R.version$minor, sep = "."),
  packages = list(sandwich = as.character(packageVersion("sandwich"))), date = format(Sys.Date()))
write(toJSON(c(head, list(response = y, fits = fitted)), digits = NA, auto_unbox = TRUE, na = "null", pretty = 1),
  "qr-aliasing.json")
