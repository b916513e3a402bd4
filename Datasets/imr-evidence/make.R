# Makes trials.csv: standardized mean differences (Hedges' g, positive where Illness Management and Recovery does better)
# of the randomised trials whose print allows one, from claims.csv and arm_summaries.csv. Needs metafor.
suppressMessages(library(metafor))
arms <- read.csv("arm_summaries.csv", check.names = FALSE)
claims <- read.csv("claims.csv", check.names = FALSE)

rows <- list()
add <- function(study, outcome, n1, n2, g, v, route) {
  rows[[length(rows) + 1]] <<- data.frame(
    study = study, outcome = outcome, n1 = n1, n2 = n2, g = signif(g, 15), std_error = signif(sqrt(v), 15), route = route)
}

# Jensen 2019: model means and standard errors at one year; SD = SE x root of the randomised.
jensen <- function(instrument, outcome) {
  arm <- function(name) {
    x <- arms[arms$study == "Jensen 2019" & arms$analysis == "itt_model" & arms$instrument == instrument & arms$arm == name, ]
    stopifnot(nrow(x) == 1)
    x
  }
  a <- arm("IMR"); b <- arm("TAU")
  e <- escalc("SMD", m1i = a$mean, sd1i = a$se * sqrt(a$n), n1i = a$n, m2i = b$mean, sd2i = b$se * sqrt(b$n), n2i = b$n)
  sign <- if (a$higher_is_better == "true") 1 else -1
  add("Jensen 2019", outcome, a$n, b$n, sign * as.numeric(e$yi), as.numeric(e$vi), "means_se")
}

# t = root of F with one numerator df; the arms are taken for equal, since their sizes were not seen.
from_f <- function(study, outcome, f, total, route) {
  n1 <- ceiling(total / 2); n2 <- floor(total / 2)
  e <- escalc("SMD", ti = sqrt(f), n1i = n1, n2i = n2)
  add(study, outcome, n1, n2, as.numeric(e$yi), as.numeric(e$vi), route)
}
hong_kong <- function(pattern, outcome) {
  x <- claims[grepl("Hong Kong", claims$study) & grepl(pattern, claims$outcome), ]
  stopifnot(nrow(x) == 1)
  from_f("Hong Kong (PMID 38027051)", outcome, as.numeric(x$test_statistic), x$n1, "f")
}
# eta squared of two groups: F = eta2 / (1 - eta2) x (N - 2).
fardig <- function(outcome_in_print, outcome) {
  x <- claims[claims$study == "F\u00e4rdig 2011" & claims$outcome == outcome_in_print & claims$claim_type == "effect_size", ]
  stopifnot(nrow(x) == 1)
  total <- as.numeric(claims$estimate[claims$study == "F\u00e4rdig 2011" & claims$claim_type == "count"])
  eta2 <- x$effect_size
  from_f("F\u00e4rdig 2011", outcome, eta2 / (1 - eta2) * (total - 2), total, "eta_squared")
}

fardig("IMRS client", "illness management (patient)")
hong_kong("IMRS client", "illness management (patient)")
jensen("IMRS client", "illness management (patient)")
hong_kong("SOFAS", "functioning")
jensen("GAF-F", "functioning")
hong_kong("Snyder Hope", "hope")
jensen("Adult State Hope Scale", "hope")
fardig("observer-rated psychiatric symptoms", "psychiatric symptoms")
jensen("PANSS", "psychiatric symptoms")

out <- do.call(rbind, rows)
write.csv(out, "trials.csv", row.names = FALSE, quote = c(1, 2, 7), fileEncoding = "UTF-8")
