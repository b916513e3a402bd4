# Draws ratings.csv. Run from the project's root: Rscript Datasets/made-up-ratings/make.R

set.seed(20261121, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
n <- 60
answer <- function(x, low = 1, high = 5) pmin(high, pmax(low, round(x)))

subject <- sprintf("S%02d", 1:n)
trait <- rnorm(n)
visits <- c("first", "second")
rows <- list()
for (v in seq_along(visits)) {
  state <- trait + rnorm(n, sd = 0.35)
  loading <- c(0.9, 0.8, 0.7, 0.85, 0.6, -0.75)
  items <- sapply(loading, function(l) answer(3 + l * state + rnorm(n, sd = 0.7)))
  colnames(items) <- paste0("item", 1:6)
  fidelity <- 3 + 0.8 * rnorm(n)
  severity <- c(0, 0.1, -0.3, 0.6)
  coders <- sapply(severity, function(s) answer(fidelity + s + rnorm(n, sd = 0.45)))
  colnames(coders) <- paste0("coder_", letters[1:4])
  rows[[v]] <- data.frame(subject, visit = visits[v], items, coders)
}
data <- do.call(rbind, rows)
data <- data[order(data$subject, match(data$visit, visits)), ]
data$total <- rowSums(data[paste0("item", 1:5)])
data$item3[c(17, 84)] <- NA
data$total[c(17, 84)] <- NA
data$coder_b[31] <- NA
write.csv(data, "Datasets/made-up-ratings/ratings.csv", row.names = FALSE, quote = FALSE, na = "")
