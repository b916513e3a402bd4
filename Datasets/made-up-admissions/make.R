# Makes admissions.csv, a made-up trial. Nobody was treated: the numbers are drawn from a negative binomial distribution.
# Run from the project's root: Rscript Datasets/made-up-admissions/make.R

set.seed(20261121, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
n <- 120
arm <- sample(rep(c("TAU", "ACT"), each = n / 2))
age <- round(runif(n, 19, 64))
proneness <- rgamma(n, shape = 1.2, rate = 1.2)
before <- rpois(n, 1.6 * proneness)
days <- ifelse(runif(n) < 0.75, 365, round(runif(n, 40, 364)))
after <- rpois(n, 1.5 * proneness * rgamma(n, 4, 4) * days / 365 * ifelse(arm == "ACT", 0.65, 1))
gone <- runif(n) < 0.06
long <- rbind(
  data.frame(subject = 1:n, arm, age, visit = "before", admissions = before, days = 365),
  data.frame(subject = 1:n, arm, age, visit = "after", admissions = ifelse(gone, NA, after), days = ifelse(gone, NA, days)))
long <- long[order(long$subject, long$visit != "before"), ]
long$days[long$subject == 17 & long$visit == "after"] <- NA
write.table(long, "Datasets/made-up-admissions/admissions.csv", sep = ",", quote = FALSE, na = "", row.names = FALSE, eol = "\n")
cat("rows", nrow(long), "; no count after:", sum(gone), "; count without days:", sum(!is.na(long$admissions) & is.na(long$days)), "\n")
print(table(arm))
