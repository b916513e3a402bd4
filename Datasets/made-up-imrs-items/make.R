# Makes imrs-items.csv, made-up answers to a questionnaire of 15 items. Nobody answered: the numbers are drawn from a normal
# distribution and cut to five points. Run from the project's root: Rscript Datasets/made-up-imrs-items/make.R

set.seed(20261123, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
n <- 60
items <- 15
arm <- rep(c("IMR", "TAU"), each = n / 2)
person <- rnorm(n)
shift <- rnorm(items, 0, 0.4)
answers <- function(level) {
  raw <- outer(3.2 + level, shift, "+") + matrix(rnorm(n * items, 0, 0.9), n)
  pmin(pmax(round(raw), 1), 5)
}
before <- answers(0.6 * person)
after <- answers(0.6 * (0.8 * person + 0.6 * rnorm(n)) + ifelse(arm == "IMR", 0.45, 0.15))
before[cbind(sample(n, 4), sample(items, 4))] <- NA
after[cbind(sample(n, 7), sample(items, 7))] <- NA
after[23, c(2, 9, 14)] <- NA
after[sample(n, 6), ] <- NA
one <- function(visit, answers) {
  colnames(answers) <- paste0("imrs", seq_len(items))
  data.frame(subject = seq_len(n), arm, visit, answers)
}
long <- rbind(one("baseline", before), one("post", after))
long <- long[order(long$subject, long$visit), ]
write.table(long, "Datasets/made-up-imrs-items/imrs-items.csv", sep = ",", quote = FALSE, na = "", row.names = FALSE,
            eol = "\n")
answered <- rowSums(!is.na(long[, -(1:3)]))
cat("rows", nrow(long), "; complete", sum(answered == items), "; partly", sum(answered > 0 & answered < items), "; empty",
    sum(answered == 0), "\n")
