# Makes group-therapy.csv, a made-up trial. Nobody was treated: the numbers are drawn from a normal distribution.
# Run from the project's root: Rscript Datasets/made-up-group-therapy/make.R

set.seed(20261122, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
sizes <- c(8, 7, 9, 6, 8, 10, 7, 8)
treated <- sum(sizes)
n <- 2 * treated
arm <- rep(c("CBT", "TAU"), each = treated)
group <- c(rep(sprintf("G%d", seq_along(sizes)), sizes), rep("", treated))
effect <- c(rep(rnorm(length(sizes), 0, 3), sizes), rep(0, treated))
spread <- ifelse(arm == "CBT", 7, 6)
person <- rnorm(n)
before <- round(pmin(pmax(28 + 6 * (0.7 * person + sqrt(1 - 0.49) * rnorm(n)), 0), 63))
at <- function(change) round(pmin(pmax(28 + change + effect + spread * (0.7 * person + sqrt(1 - 0.49) * rnorm(n)), 0), 63))
end <- at(ifelse(arm == "CBT", -9, -4))
later <- at(ifelse(arm == "CBT", -8, -5))
end[runif(n) < 0.06] <- NA
later[is.na(end) | runif(n) < 0.08] <- NA
one <- function(visit, bdi) data.frame(subject = 1:n, arm, therapy_group = group, visit, bdi)
long <- rbind(one(0, before), one(12, end), one(24, later))
long <- long[order(long$subject, long$visit), ]
write.table(long, "Datasets/made-up-group-therapy/group-therapy.csv", sep = ",", quote = FALSE, na = "", row.names = FALSE, eol = "\n")
cat("rows", nrow(long), "; subjects", n, "; no value at 12:", sum(is.na(end)), "; at 24:", sum(is.na(later)), "\n")
