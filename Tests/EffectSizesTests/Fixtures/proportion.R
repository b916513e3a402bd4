# Wilson's interval of one proportion and Newcombe's hybrid score interval (method 10) of a difference of two. Run from
# the project's root: Rscript Tests/EffectSizesTests/Fixtures/proportion.R
#
# R's prop.test without correction gives Wilson's limits; Newcombe's are put together from them. `published` is
# Table II of Newcombe (1998), Statistics in Medicine 17, 873-890, for method 10, as other programs' tests quote it.

library(jsonlite)

wilson <- function(x, n, level) as.numeric(suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE))$conf.int)

single <- function(x, n, level) {
  limits <- wilson(x, n, level)
  list(successes = x, n = n, level = level, estimate = x / n, conf_low = limits[1], conf_high = limits[2])
}

difference <- function(x1, n1, x2, n2, level, published = NULL) {
  p1 <- x1 / n1
  p2 <- x2 / n2
  first <- wilson(x1, n1, level)
  second <- wilson(x2, n2, level)
  list(x1 = x1, n1 = n1, x2 = x2, n2 = n2, level = level, estimate = p1 - p2,
       conf_low = p1 - p2 - sqrt((p1 - first[1])^2 + (second[2] - p2)^2),
       conf_high = p1 - p2 + sqrt((first[2] - p1)^2 + (p2 - second[1])^2),
       published_low = published[1], published_high = published[2])
}

singles <- list()
for (level in c(0.9, 0.95, 0.999))
  for (case in list(c(0, 1), c(1, 1), c(0, 20), c(1, 29), c(15, 148), c(81, 263), c(20, 20), c(3, 100000)))
    singles <- c(singles, list(single(case[1], case[2], level)))

differences <- list(
  difference(56, 70, 48, 80, 0.95, c(0.0524, 0.3339)),
  difference(9, 10, 3, 10, 0.95, c(0.1705, 0.8090)),
  difference(6, 7, 2, 7, 0.95, c(0.0582, 0.8062)),
  difference(5, 56, 0, 29, 0.95, c(-0.0381, 0.1926)),
  difference(0, 10, 0, 20, 0.95, c(-0.1611, 0.2775)),
  difference(0, 10, 0, 10, 0.95, c(-0.2775, 0.2775)),
  difference(10, 10, 0, 20, 0.95, c(0.6791, 1)),
  difference(10, 10, 0, 10, 0.95, c(0.6075, 1)),
  difference(19, 52, 13, 48, 0.9),
  difference(2, 311, 17, 90, 0.99))

write_json(list(program = "R", version = paste(R.version$major, R.version$minor, sep = "."), singles = singles, differences = differences),
           "Tests/EffectSizesTests/Fixtures/proportion.json", auto_unbox = TRUE, digits = NA, null = "null", pretty = TRUE)
