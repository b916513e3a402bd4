# Published data sets with random effects: lme4, lmerTest and pbkrtest where they stop, and the dense reference at the
# polished optimum. Makes classic.json, which carries the data as numbers. Run from the project's root:
# Rscript Tests/MixedModelsTests/Fixtures/RandomEffects/classic.R

folder <- "Tests/MixedModelsTests/Fixtures/RandomEffects"
source(file.path(folder, "dense.R"))
suppressMessages({ library(lme4); library(lmerTest); library(pbkrtest) })
nlme_data <- function(name) { e <- new.env(); data(list = name, package = "nlme", envir = e); as.data.frame(e[[name]]) }
plain <- function(data, ordered = character()) { for (c in names(data)) if (is.ordered(data[[c]])) data[[c]] <- factor(as.character(data[[c]]), unique(as.character(data[[c]]))); data }
one <- function(n) cbind(`(Intercept)` = rep(1, n))

sources <- list(
  sleepstudy = "Belenky et al. (2003), Journal of Sleep Research 12, 1-12", Orthodont = "Potthoff & Roy (1964), Biometrika 51, 313-326",
  Machines = "Milliken & Johnson (1992), Analysis of Messy Data I", Penicillin = "Davies & Goldsmith (1972), Statistical Methods in Research and Production, section 6.6",
  Pastes = "Davies & Goldsmith (1972), Statistical Methods in Research and Production, section 6.5", Dyestuff = "Davies & Goldsmith (1972), Statistical Methods in Research and Production, section 6.4",
  Dyestuff2 = "Box & Tiao (1973), Bayesian Inference in Statistical Analysis, section 5.1.2", ergoStool = "Pinheiro & Bates (2000), Mixed-Effects Models in S and S-PLUS, appendix A.9")
sets <- c(lapply(setNames(nm = c("sleepstudy", "Penicillin", "Pastes", "Dyestuff", "Dyestuff2")), function(n) plain(get(n))),
          lapply(setNames(nm = c("Orthodont", "Machines", "ergoStool")), function(n) plain(nlme_data(n))))
models <- list()
add <- function(...) models[[length(models) + 1]] <<- random_model(...)

d <- sets$sleepstudy; n <- nrow(d); Z <- cbind(one(n), Days = d$Days); rest <- residual_part(n)
both <- list(random_part(d$Subject, Z, "Subject"), rest)
apart <- list(random_part(d$Subject, one(n), "Subject"), random_part(d$Subject, Z[, 2, drop = FALSE], "Subject"), rest)
for (reml in c(TRUE, FALSE)) {
  add("sleepstudy: intercepts and slopes", "sleepstudy", d, Reaction ~ Days + (Days | Subject), both, reml)
  add("sleepstudy: uncorrelated", "sleepstudy", d, Reaction ~ Days + (1 | Subject) + (0 + Days | Subject), apart, reml)
  add("sleepstudy: intercepts", "sleepstudy", d, Reaction ~ Days + (1 | Subject), list(apart[[1]], rest), reml)
}

d <- sets$Orthodont; n <- nrow(d)
add("Orthodont: intercepts and slopes", "Orthodont", d, distance ~ Sex * age + (age | Subject), list(random_part(d$Subject, cbind(one(n), age = d$age), "Subject"), residual_part(n)))
add("Orthodont: intercepts", "Orthodont", d, distance ~ Sex * age + (1 | Subject), list(random_part(d$Subject, one(n), "Subject"), residual_part(n)))

d <- sets$Machines; n <- nrow(d); M <- model.matrix(~ 0 + Machine, d); C <- model.matrix(~ Machine, d)
add("Machines: nested", "Machines", d, score ~ Machine + (1 | Worker/Machine),
    list(random_part(paste0(d$Machine, ":", d$Worker), one(n), "Machine:Worker"), random_part(d$Worker, one(n), "Worker"), residual_part(n)))
add("Machines: unstructured", "Machines", d, score ~ Machine + (Machine | Worker), list(random_part(d$Worker, C, "Worker"), residual_part(n)))
add("Machines: unstructured by machine", "Machines", d, score ~ Machine + (0 + Machine | Worker), list(random_part(d$Worker, M, "Worker"), residual_part(n)))

d <- sets$Penicillin; n <- nrow(d); parts <- list(random_part(d$plate, one(n), "plate"), random_part(d$sample, one(n), "sample"), residual_part(n))
for (reml in c(TRUE, FALSE)) add("Penicillin: crossed", "Penicillin", d, diameter ~ 1 + (1 | plate) + (1 | sample), parts, reml)

d <- sets$Pastes; n <- nrow(d)
add("Pastes: nested", "Pastes", d, strength ~ 1 + (1 | batch/cask), list(random_part(paste0(d$cask, ":", d$batch), one(n), "cask:batch"), random_part(d$batch, one(n), "batch"), residual_part(n)))

for (s in c("Dyestuff", "Dyestuff2")) for (reml in c(TRUE, FALSE)) {
  d <- sets[[s]]; n <- nrow(d)
  add(s, s, d, Yield ~ 1 + (1 | Batch), list(random_part(d$Batch, one(n), "Batch"), residual_part(n)), reml, if (s == "Dyestuff2") 0,
      if (s == "Dyestuff2") "the variance of batches is zero: the optimum is on the boundary")
}

d <- sets$ergoStool; n <- nrow(d)
add("ergoStool", "ergoStool", d, effort ~ Type + (1 | Subject), list(random_part(d$Subject, one(n), "Subject"), residual_part(n)))

columns <- function(d) lapply(d, function(x) if (is.factor(x)) I(as.character(x)) else I(as.numeric(x)))
write_fixture(file.path(folder, "classic.json"), c("lme4", "lmerTest", "pbkrtest"), "models", models,
  list(program = "dense reference (dense.R), held against lme4, lmerTest and pbkrtest",
       datasets = Map(function(d, s) list(source = s, levels = lapply(Filter(is.factor, d), function(x) I(levels(x))), columns = columns(d)), sets, sources[names(sets)])))
