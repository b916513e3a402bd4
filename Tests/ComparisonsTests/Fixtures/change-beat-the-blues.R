# Change from baseline in Beat the Blues: per follow-up, each arm and all arms together, complete pairs, later minus
# earlier. Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/change-beat-the-blues.R

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
rows <- list()
for (month in c(2, 3, 5, 8)) {
  pairs <- pairs_at(long, 0, month)
  for (arm in list("TAU", "BtheB", NULL)) {
    chosen <- if (is.null(arm)) pairs else pairs[pairs$treatment == arm, ]
    rows <- c(rows, change_rows(chosen$earlier, chosen$later, month, arm))
  }
}
write_fixture(file.path(folder, "change-beat-the-blues.json"), c("coin", "effectsize"), "rows", rows)
