# Trials with random effects: Beat the Blues (Datasets/beat-the-blues), a simulated trial in six sites with gaps, and two
# simulated ones whose optimum has a singular covariance matrix. Makes trials.json. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/RandomEffects/trials.R

folder <- "Tests/MixedModelsTests/Fixtures/RandomEffects"
source(file.path(folder, "dense.R"))
suppressMessages({ library(lme4); library(lmerTest); library(pbkrtest) })
one <- function(n) cbind(`(Intercept)` = rep(1, n))
models <- list()
add <- function(...) models[[length(models) + 1]] <<- random_model(...)

long <- read.csv("Datasets/beat-the-blues/beat-the-blues.csv")
long$treatment <- factor(long$treatment, c("TAU", "BtheB")); long$subject <- factor(long$subject, unique(long$subject))
long$baseline <- long$bdi[long$month == 0][match(long$subject, long$subject[long$month == 0])]
long$visit <- factor(long$month)
after <- droplevels(subset(long, month > 0 & !is.na(bdi) & !is.na(baseline))); every <- subset(long, !is.na(bdi))
terms_of <- function(d) { n <- nrow(d); Z <- cbind(one(n), month = d$month)
  list(flat = list(random_part(d$subject, one(n), "subject"), residual_part(n)),
       slope = list(random_part(d$subject, Z, "subject"), residual_part(n)),
       apart = list(random_part(d$subject, one(n), "subject"), random_part(d$subject, Z[, 2, drop = FALSE], "subject"), residual_part(n))) }
a <- terms_of(after); e <- terms_of(every)
for (reml in c(TRUE, FALSE)) add("Beat the Blues: intercepts", "beat-the-blues after baseline", after, bdi ~ baseline * visit + treatment * visit + (1 | subject), a$flat, reml)
add("Beat the Blues: intercepts, months as a line", "beat-the-blues after baseline", after, bdi ~ baseline + treatment * month + (1 | subject), a$flat)
add("Beat the Blues: slopes", "beat-the-blues after baseline", after, bdi ~ baseline + treatment * month + (1 + month | subject), a$slope)
add("Beat the Blues: uncorrelated slopes", "beat-the-blues after baseline", after, bdi ~ baseline + treatment * month + (1 + month || subject), a$apart)
add("Beat the Blues: slopes with baseline rows", "beat-the-blues", every, bdi ~ treatment * month + (1 + month | subject), e$slope)

simulate <- function(seed, id_sd, id_cor, site_sd, site_arm_sd, site_cor = 0, residual = 2, gaps = 0.15) {
  set.seed(seed); n <- 60; site <- rep(1:6, c(16, 12, 10, 9, 7, 6)); arm <- rep(0:1, 30)
  d <- data.frame(id = rep(sprintf("P%02d", 1:n), each = 4), site = rep(LETTERS[site], each = 4), arm = rep(c("control", "treatment")[arm + 1], each = 4),
                  time = rep(0:3, n), baseline = rep(round(rnorm(n, 50, 8), 1), each = 4))
  z <- matrix(rnorm(2 * n), 2); u0 <- id_sd[1] * z[1, ]; u1 <- id_sd[2] * (id_cor * z[1, ] + sqrt(1 - id_cor^2) * z[2, ])
  w <- matrix(rnorm(12), 2); s0 <- site_sd * w[1, ]; s1 <- site_arm_sd * (site_cor * w[1, ] + sqrt(1 - site_cor^2) * w[2, ])
  i <- rep(1:n, each = 4); t <- d$time; a <- arm[i]
  d$y <- round(20 + 0.5 * (d$baseline - 50) + 0.8 * t + 0.6 * a * t + u0[i] + u1[i] * t + s0[site[i]] + s1[site[i]] * a + rnorm(4 * n, 0, residual), 2)
  keep <- runif(4 * n) > gaps; last <- sample(0:3, n, TRUE, c(0.08, 0.08, 0.14, 0.7))[i]
  d <- d[(keep & d$time <= last) | (d$time == 0), ]; rownames(d) <- NULL
  d$treated <- as.numeric(d$arm == "treatment"); d$arm <- factor(d$arm, c("control", "treatment")); d$id <- factor(d$id); d$site <- factor(d$site)
  d
}
parts_of <- function(d) { n <- nrow(d); list(
  id_slope = random_part(d$id, cbind(one(n), time = d$time), "id"), id = random_part(d$id, one(n), "id"), in_site = random_part(paste0(d$id, ":", d$site), one(n), "id:site"),
  site = random_part(d$site, one(n), "site"), site_slope = random_part(d$site, cbind(one(n), treated = d$treated), "site"),
  site_only = random_part(d$site, cbind(treated = d$treated), "site"), rest = residual_part(n)) }

sites <- simulate(10, c(3, 1), 0.3, 2, 1.5); p <- parts_of(sites)
for (reml in c(TRUE, FALSE)) add("sites: slopes of persons, intercepts of sites", "sites", sites, y ~ baseline + arm * time + (1 + time | id) + (1 | site), list(p$id_slope, p$site, p$rest), reml)
add("sites: persons in sites", "sites", sites, y ~ baseline + arm * factor(time) + (1 | site/id), list(p$in_site, p$site, p$rest))
add("sites: effect of arm by site, uncorrelated", "sites", sites, y ~ baseline + arm * time + (1 | id) + (1 | site) + (0 + treated | site), list(p$id, p$site, p$site_only, p$rest))

near <- simulate(25, c(3, 0.6), 0.9, 2, 1.5, -0.9); p <- parts_of(near)
add("nearly singular: arm by site", "nearly-singular", near, y ~ baseline + arm * time + (1 | id) + (1 + treated | site), list(p$id, p$site_slope, p$rest), TRUE,
    NULL, "the correlation of a site's intercept and arm effect is close to -1, but inside")
one_end <- simulate(17, c(3, 0.6), 0.9, 2, 1.5, -0.9); p <- parts_of(one_end)
add("singular: slopes of persons", "singular", one_end, y ~ baseline + arm * time + (1 + time | id) + (1 | site), list(p$id_slope, p$site, p$rest), TRUE, c(1, NA), "a person's slope is a multiple of the intercept: correlation 1")
add("singular: arm by site", "singular", one_end, y ~ baseline + arm * time + (1 | id) + (1 + treated | site), list(p$id, p$site_slope, p$rest), TRUE, c(NA, 1), "correlation of 1 or -1 among sites")
none <- simulate(23, c(3, 0.6), 0.9, 2, 1.5, -0.9); p <- parts_of(none)
for (reml in c(TRUE, FALSE)) add("singular and zero", "no-sites", none, y ~ baseline + arm * time + (1 + time | id) + (1 | site), list(p$id_slope, p$site, p$rest), reml, c(1, 0), "correlation 1 in persons and no variance of sites")
add("zero matrix", "no-sites", none, y ~ baseline + arm * time + (1 | id) + (1 + treated | site), list(p$id, p$site_slope, p$rest), TRUE, c(NA, 0), "the whole covariance matrix of sites is zero")

columns <- function(d) lapply(d, function(x) if (is.factor(x)) I(as.character(x)) else if (is.numeric(x)) I(as.numeric(x)) else I(x))
dataset <- function(d, source) list(source = source, levels = lapply(Filter(is.factor, d), function(x) I(levels(x))), columns = columns(d))
kept <- c("subject", "treatment", "month", "visit", "baseline", "bdi"); made <- "simulated by trials.R"
write_fixture(file.path(folder, "trials.json"), c("lme4", "lmerTest", "pbkrtest"), "models", models,
  list(program = "dense reference (dense.R), held against lme4, lmerTest and pbkrtest",
       datasets = list(`beat-the-blues after baseline` = dataset(after[kept], "Datasets/beat-the-blues, rows after baseline with an outcome"),
                       `beat-the-blues` = dataset(every[setdiff(kept, "baseline")], "Datasets/beat-the-blues, rows with an outcome"), sites = dataset(sites, made),
                       `nearly-singular` = dataset(near, made), singular = dataset(one_end, made), `no-sites` = dataset(none, made))))
