# Makes beat-the-blues.csv (long) and beat-the-blues-wide.csv from the R package HSAUR3, and prints the counts that the
# README quotes. Run from the project's root: Rscript Datasets/beat-the-blues/make.R
#
# Debian: r-cran-hsaur3. Why HSAUR3's months (2, 3, 5, 8) and not HSAUR's (2, 4, 6, 8): see the README.

suppressMessages(library(HSAUR3))
data("BtheB", package = "HSAUR3")

folder <- "Datasets/beat-the-blues"
months <- c(0, 2, 3, 5, 8)
scores <- c("bdi.pre", "bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m")
stopifnot(nrow(BtheB) == 100, all(scores %in% names(BtheB)))

# The package numbers nobody: the subject is the row's place in its table.
wide <- data.frame(subject = seq_len(nrow(BtheB)), treatment = BtheB$treatment, drug = BtheB$drug,
                   length = BtheB$length, BtheB[scores])
names(wide) <- sub(".", "_", names(wide), fixed = TRUE)

long <- do.call(rbind, lapply(seq_along(months), function(i)
  data.frame(wide[c("subject", "treatment", "drug", "length")], month = months[i], bdi = BtheB[[scores[i]]])))
long <- long[order(long$subject, long$month), ]

write <- function(table, file)
  write.table(table, file.path(folder, file), sep = ",", quote = FALSE, na = "", row.names = FALSE, eol = "\n")
write(long, "beat-the-blues.csv")
write(wide, "beat-the-blues-wide.csv")

# Counts for the README.
arms <- c("TAU", "BtheB")
cat("rows", nrow(long), "subjects", nrow(wide), "by arm", paste(arms, table(wide$treatment)[arms]), "\n")
cat("bdi observed", sum(!is.na(long$bdi)), "missing", sum(is.na(long$bdi)), "range", range(long$bdi, na.rm = TRUE), "\n")
cat("\n| month | TAU observed | TAU missing | BtheB observed | BtheB missing | all observed | all missing |\n|--:|--:|--:|--:|--:|--:|--:|\n")
for (m in months) {
  here <- long[long$month == m, ]
  cell <- function(x) c(sum(!is.na(x)), sum(is.na(x)))
  cat("|", paste(c(m, cell(here$bdi[here$treatment == "TAU"]), cell(here$bdi[here$treatment == "BtheB"]),
                   cell(here$bdi)), collapse = " | "), "|\n")
}
patterns <- apply(!is.na(wide[6:9]), 1, function(x) paste(as.integer(x), collapse = ""))
cat("\nfollow-up patterns (1 observed, 0 missing; months 2 3 5 8):\n")
print(table(patterns, wide$treatment))
print(table(wide$drug, wide$treatment)); print(table(wide$length, wide$treatment))
