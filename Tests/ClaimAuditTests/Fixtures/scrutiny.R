# Writes scrutiny.json: verdicts of GRIM, GRIMMER and DEBIT by the R package scrutiny.
#
#   SCRUTINY=/path/to/its/source Rscript scrutiny.R > scrutiny.json
#
# SCRUTINY names a checkout of https://github.com/lhdjung/scrutiny; without it an installed package is used. Ties count
# as both ways of rounding ("up_or_down", the package's default).
source_folder <- Sys.getenv("SCRUTINY")
if (source_folder == "") {
  suppressMessages(library(scrutiny))
  version <- as.character(packageVersion("scrutiny"))
} else {
  suppressMessages({
    library(dplyr); library(purrr); library(rlang); library(stringr); library(tibble); library(tidyr); library(glue)
    library(cli)
  })
  about <- read.dcf(file.path(source_folder, "DESCRIPTION"), fields = c("Collate", "Version"))
  files <- strsplit(trimws(gsub("'", "", about[, "Collate"])), "[ \n]+")[[1]]
  for (file in files) sys.source(file.path(source_folder, "R", file), envir = globalenv())
  version <- about[, "Version"]
}
set.seed(20261121)
quiet <- function(call) unname(suppressWarnings(suppressMessages(call)))
text <- function(x, decimals) formatC(x, format = "f", digits = decimals)
cases <- list()
for (i in 1:300) {
  decimals <- sample(1:3, 1)
  n <- sample(2:120, 1)
  items <- sample(1:4, 1)
  mean <- text(runif(1, 1, 7), decimals)
  cases[[length(cases) + 1]] <- list(
    test = "grim", mean = mean, spread = "", n = n, items = items, consistent = quiet(grim(mean, n, items = items)))
}
for (i in 1:300) {
  decimals <- sample(1:2, 1)
  n <- sample(3:12, 1)
  values <- sample(1:7, n, replace = TRUE)
  mean <- text(mean(values), decimals)
  # Half of them a real sample's SD, half moved by some units of the last decimal.
  sd <- text(abs(sd(values) + (i %% 2) * sample(-4:4, 1) * 10^-decimals), decimals)
  verdict <- quiet(grimmer(mean, sd, n, show_reason = TRUE))
  if (is.list(verdict)) { ok <- verdict[[1]]; reason <- verdict[[2]] } else { ok <- verdict; reason <- "" }
  cases[[length(cases) + 1]] <- list(
    test = "grimmer", mean = mean, spread = sd, n = n, items = 1, consistent = as.logical(ok), reason = as.character(reason))
}
for (i in 1:200) {
  n <- sample(5:300, 1)
  share <- sample(0:n, 1) / n
  mean <- text(share, 2)
  sd <- text(abs(sqrt(share * (1 - share) * n / (n - 1)) + sample(-2:2, 1) / 100 * (i %% 2)), 2)
  ok <- quiet(debit(mean, sd, n))
  # Not answered where all are 0 or all are 1.
  if (is.na(ok)) next
  cases[[length(cases) + 1]] <- list(test = "debit", mean = mean, spread = sd, n = n, items = 1, consistent = ok)
}
cat(sprintf('{"program": "R", "version": "%s", "packages": {"scrutiny": "%s"}, "cases": [\n',
  paste(R.version$major, R.version$minor, sep = "."), version))
lines <- vapply(cases, function(x) sprintf(
  '{"test": "%s", "mean": "%s", "spread": "%s", "n": %d, "items": %d, "consistent": %s, "reason": "%s"}',
  x$test, x$mean, x$spread, as.integer(x$n), as.integer(x$items), tolower(as.character(x$consistent)),
  if (is.null(x$reason)) "" else x$reason), "")
cat(paste(lines, collapse = ",\n"), "\n]}\n", sep = "")
