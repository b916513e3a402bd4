# Makes sites.csv, a made-up study. Nobody was treated: the numbers are drawn from a normal distribution.
# Run from the project's root: Rscript Datasets/made-up-sites/make.R

set.seed(20261124, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
sizes <- c(Ash = 24, Birch = 31, Cedar = 12, Elm = 3, Fir = 40, Hazel = 18, Maple = 27, Oak = 9, Willow = 22)
fidelity <- c(3.5, 4.2, 3.2, 4.0, 4.4, 3.8, 4.1, 3.6, 4.3)
# What a site adds at week 24: a little by chance, a little by fidelity, and Willow stands apart.
effect <- rnorm(9, 0, 0.8) + 2 * (fidelity - mean(fidelity)) + c(rep(0, 8), 6)
n <- sum(sizes)
place <- rep(seq_along(sizes), sizes)
age <- round(pmin(pmax(rnorm(n, 42 + c(-4, 2, 6, 0, -2, 3, 0, 5, -3)[place], 9), 18), 75))
before <- round(pmin(pmax(rnorm(n, 45 + c(2, -3, 4, 0, -1, 3, 0, -4, 1)[place] - 0.1 * (age - 42), 8), 0), 100))
one <- function(gain, own) round(pmin(pmax(45 + 0.6 * (before - 45) - 0.15 * (age - 42) + gain + own[place] + rnorm(n, 0, 7), 0), 100))
half <- one(3, effect / 2)
end <- one(6, effect)
half[runif(n) < 0.05] <- NA
end[runif(n) < 0.08 & names(sizes)[place] != "Elm"] <- NA
long <- do.call(rbind, lapply(list(list(0, before), list(12, half), list(24, end)), function(v)
  data.frame(subject = 1:n, site = names(sizes)[place], visit = v[[1]], age, fidelity = fidelity[place], score = v[[2]])))
long <- long[order(long$subject, long$visit), ]
write.table(long, "Datasets/made-up-sites/sites.csv", sep = ",", quote = FALSE, na = "", row.names = FALSE, eol = "\n")
cat("rows", nrow(long), "; subjects", n, "; no value at 12:", sum(is.na(half)), "; at 24:", sum(is.na(end)), "\n")
print(table(names(sizes)[place][!is.na(end)]))
