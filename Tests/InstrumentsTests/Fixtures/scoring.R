# Scores of made-up answers, computed by rowSums and rowMeans from keys that are written out here, and item-rest
# correlations by psych::alpha. Run from the project's root: Rscript Tests/InstrumentsTests/Fixtures/scoring.R

source("Tests/ComparisonsTests/Fixtures/reference.R")
set.seed(20261121, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

# Answers that go with one another, some missing. `low`, `high` may differ between items.
answers <- function(rows, items, low, high, missing = 0.08) {
  low <- rep_len(low, items); high <- rep_len(high, items)
  level <- rnorm(rows, 0, 0.25)
  raw <- sapply(seq_len(items), function(i) {
    share <- pmin(pmax(0.5 + level + rnorm(rows, 0, 0.2), 0), 1)
    round(low[i] + share * (high[i] - low[i]))
  })
  raw[matrix(runif(rows * items) < missing, rows)] <- NA
  raw[1, ] <- NA
  raw[2, is.na(raw[2, ])] <- low[is.na(raw[2, ])]
  raw
}

# The score of columns: NA where more than `limit` are missing.
total <- function(x, limit = 0) {
  answered <- rowSums(!is.na(x))
  sums <- rowSums(x, na.rm = TRUE)
  score <- ifelse(answered == ncol(x), sums, sums / answered * ncol(x))
  ifelse(answered > 0 & ncol(x) - answered <= limit, score, NA)
}
average <- function(x, limit = 0, times = 1) {
  answered <- rowSums(!is.na(x))
  ifelse(answered > 0 & ncol(x) - answered <= limit, rowMeans(x, na.rm = TRUE) * times, NA)
}
turned <- function(x, items, low, high) { x[, items] <- low + high - x[, items]; x }

case <- function(instrument, x, scores, method = NULL, variant = NULL, max_missing = NULL)
  list(instrument = instrument, method = method, variant = variant, max_missing = max_missing,
       answers = lapply(seq_len(nrow(x)), function(r) I(as.numeric(x[r, ]))),
       scores = lapply(scores, function(s) I(as.numeric(s))))

imrs <- answers(25, 15, 1, 5)
hhi <- answers(25, 12, 1, 4)
ahs <- answers(25, 12, 1, 8, 0.05)
core <- answers(40, 34, 0, 4, 0.05)
rses <- answers(25, 10, 0, 3)
honos <- answers(25, 12, 0, 4)
dudit <- answers(25, 11, 0, 4); dudit[, 10:11] <- 2 * round(dudit[, 10:11] / 2)
gas <- answers(25, 4, -2, 2, 0.3)

pathways <- c(1, 4, 6, 8); agency <- c(2, 9, 10, 12)
wellbeing <- c(4, 14, 17, 31); problems <- c(2, 5, 8, 11, 13, 15, 18, 20, 23, 27, 28, 30)
risk <- c(6, 9, 16, 22, 24, 34); functioning <- setdiff(1:34, c(wellbeing, problems, risk))
goals <- rowSums(!is.na(gas))
t_score <- ifelse(goals > 0, 50 + 10 * rowSums(gas, na.rm = TRUE) / sqrt(0.7 * goals + 0.3 * goals^2), NA)
hhi_turned <- turned(hhi, c(3, 6), 1, 4)

cases <- list(
  case("imrs_client", imrs, list(total = total(imrs)), method = "total"),
  case("imrs_client", imrs, list(mean = average(imrs)), method = "mean"),
  case("imrs_client", imrs, list(total = total(imrs, 3)), method = "total", max_missing = 3),
  case("imrs_client", imrs, list(mean = average(imrs, 3)), method = "mean", max_missing = 3),
  case("hhi", hhi, list(total = total(hhi_turned))),
  case("hhi", hhi, list(total = total(hhi_turned, 2)), max_missing = 2),
  case("ahs", ahs, list(total = total(ahs[, c(1, 2, 4, 6, 8, 9, 10, 12)]), pathways = total(ahs[, pathways]),
                        agency = total(ahs[, agency]))),
  case("core_om", core, list(score = average(core, 3, 10), "well_being" = average(core[, wellbeing], 0, 10),
                             problems = average(core[, problems], 1, 10),
                             functioning = average(core[, functioning], 1, 10), risk = average(core[, risk], 0, 10))),
  case("rses", rses, list(total = total(turned(rses, c(2, 5, 6, 8, 9), 0, 3))), variant = "satisfaction_first"),
  case("rses", rses, list(total = total(turned(rses, c(3, 5, 8, 9, 10), 0, 3))), variant = "worth_first"),
  case("honos", honos, list(total = total(honos), behaviour = total(honos[, 1:3]), impairment = total(honos[, 4:5]),
                            symptoms = total(honos[, 6:8]), social = total(honos[, 9:12]))),
  case("dudit", dudit, list(total = total(dudit))),
  case("gas", gas, list(t = t_score)))

# Item 3 of the Herth Hope Index is left as answered, so that it goes against the rest.
complete <- answers(60, 12, 1, 4, 0)[-1, ]
complete[, 6] <- 5 - complete[, 6]
mixed <- turned(complete, c(3, 6), 1, 4)
colnames(mixed) <- paste0("i", 1:12)
drop <- suppressWarnings(psych::alpha(as.data.frame(mixed), check.keys = FALSE))$item.stats$r.drop
item_rest <- list(instrument = "hhi", answers = lapply(seq_len(nrow(complete)), function(r) I(as.numeric(complete[r, ]))),
                  r_drop = I(as.numeric(drop)))
stopifnot(drop[3] < 0, drop[-3] > 0)

write_fixture("Tests/InstrumentsTests/Fixtures/scoring.json", "psych", "cases", cases, list(item_rest = item_rest))
