# Reliable change by a mixed model (Speer & Greenbaum 1995): lme4's empirical-Bayes slopes over their posterior SDs,
# ranef(condVar = TRUE), from y ~ time + (1 + time | id) by REML: own slope (the mean slope and the deviation) and, as R's
# clinicalsignificance has it, the deviation alone. On Beat the Blues, and on made-up courses of four visits at uneven
# times with missing values, some of them rising and some falling. The optimum of lme4 is polished by Newton's method.
# Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/reliable-change-courses.R

source("Tests/ComparisonsTests/Fixtures/reference.R")
suppressMessages(library(lme4))

polished <- function(d) {
  fit <- lmer(y ~ time + (1 + time | id), d, control = lmerControl(optCtrl = list(ftol_abs = 1e-14, xtol_abs = 1e-12)))
  deviance <- update(fit, devFunOnly = TRUE)
  theta <- getME(fit, "theta")
  for (step in 1:5) theta <- theta - solve(numDeriv::hessian(deviance, theta), numDeriv::grad(deviance, theta))
  slope <- numDeriv::grad(deviance, theta)
  # What is left of the way to the optimum, in theta.
  left <- solve(numDeriv::hessian(deviance, theta), slope)
  stopifnot(max(abs(left)) < 1e-7, abs(deviance(theta) - deviance(getME(fit, "theta"))) < 1e-6)
  update(fit, start = theta, control = lmerControl(optimizer = NULL))
}

case <- function(name, wide, times, arm, direction, cutoff, rci_level) {
  d <- data.frame(id = rep(seq_len(nrow(wide)), length(times)), time = rep(times, each = nrow(wide)), y = as.vector(wide))
  d <- d[!is.na(d$y), ]
  fit <- polished(d)
  stopifnot(!isSingular(fit))
  r <- as.data.frame(ranef(fit, condVar = TRUE))
  r <- r[r$term == "time", ]
  place <- match(seq_len(nrow(wide)), as.integer(as.character(r$grp)))
  deviation <- r$condval[place]; sd <- r$condsd[place]; own <- fixef(fit)[["time"]] + deviation
  last <- apply(wide[, -1, drop = FALSE], 1, function(x) { x <- x[!is.na(x)]; if (length(x)) x[length(x)] else NA })
  sign <- if (direction == "higher") 1 else -1
  critical <- qnorm(1 - (1 - rci_level) / 2)
  classes <- function(index) {
    found <- ifelse(sign * index > critical, ifelse(sign * last > sign * cutoff, "recovered", "reliably_improved"),
                    ifelse(sign * index < -critical, "deteriorated", "unchanged"))
    found[is.na(wide[, 1]) | is.na(last)] <- NA
    found
  }
  print(table(classes(own / sd), classes(deviation / sd)))
  list(name = name, times = times, arm = arm, direction = direction, cutoff = cutoff, rci_level = rci_level,
       values = lapply(seq_along(times), function(k) wide[, k]), mean_slope = fixef(fit)[["time"]],
       deviation = deviation, posterior_sd = sd,
       "mixed-model" = list(rci = own / sd, class = classes(own / sd)),
       "mixed-model-deviation" = list(rci = deviation / sd, class = classes(deviation / sd)))
}

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
months <- sort(unique(long$month)); people <- unique(long$subject)
blues <- sapply(months, function(m) { at <- long[long$month == m, ]; at$bdi[match(people, at$subject)] })
blues_arm <- long$treatment[match(people, long$subject)]

set.seed(20263)
n <- 60; times <- c(0, 1.5, 4, 9)
slope <- rnorm(n, -0.4, 1.6)
made <- sapply(times, function(t) round(rnorm(n, 0, 2.5) + slope * t, 1)) + round(rnorm(n, 30, 7), 1)
made[cbind(sample(n, 25, TRUE), sample(2:4, 25, TRUE))] <- NA
made[7, 1] <- NA; made[12, 2:4] <- NA; made[20, ] <- NA
arm <- rep(c("IMR", "TAU"), length.out = n)

write_fixture("Tests/ComparisonsTests/Fixtures/reliable-change-courses.json", "lme4", "cases", list(
  case("Beat the Blues", blues, months, blues_arm, "lower", 14, 0.95),
  case("made-up courses", made, times, arm, "lower", 28, 0.95),
  case("made-up courses, higher is better", made, times, arm, "higher", 32, 0.8)))
