# Differences between the arms of Beat the Blues at every visit, BtheB minus TAU.
# Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/compare-beat-the-blues.R

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
long$treatment <- factor(long$treatment, c("TAU", "BtheB"))
contrast <- "BtheB - TAU"
rows <- list()
for (month in c(0, 2, 3, 5, 8)) {
  here <- long[long$month == month & !is.na(long$bdi), ]
  rows <- c(rows, two_sample_rows(here$bdi[here$treatment == "BtheB"], here$bdi[here$treatment == "TAU"], month, contrast,
                                  c("BtheB", "TAU")))
  if (month > 0)
    rows <- c(rows, adjusted_rows(pairs_at(long, 0, month), month, contrast, list(character(), c("drug", "length"))))
}
write_fixture(file.path(folder, "compare-beat-the-blues.json"), c("sandwich", "lmtest", "effectsize"), "rows", rows)
