# Adjusted p-values and simultaneous intervals of three arms and four, and of plain lists of p-values.
# p.adjust; TukeyHSD for means; emmeans (Tukey) for ANCOVA; Dunnett by multcomp and mvtnorm, whose randomised lattice is
# what limits those rows (`tolerance`; see simultaneous.py in DistributionsTests for exact ones). Run from the project's root: Rscript Tests/ComparisonsTests/Fixtures/multiplicity.R

folder <- "Tests/ComparisonsTests/Fixtures"
source(file.path(folder, "reference.R"))
suppressMessages({library(multcomp); library(emmeans)})

made <- as.data.frame(jsonlite::fromJSON(file.path(folder, "compare-three-arms.json"))$data)
made$arm <- relevel(factor(made$treatment), "placebo")
arms <- c("low", "high")
control_pairs <- lapply(arms, function(a) c(a, "placebo"))
all_pairs <- c(control_pairs, list(c("high", "low")))
p_methods <- c(bonferroni = "bonferroni", holm = "holm", hochberg = "hochberg", hommel = "hommel", bh = "BH")
level <- 0.95
rows <- list()
add <- function(set, adjust, visit, measure, method, pair, estimate = NULL, std_error = NULL, df = NULL, p_value,
                conf = NULL, tolerance = 1e-12)
  rows[[length(rows) + 1]] <<- list(pairs = set, adjust = adjust, visit = as.character(visit), measure = measure,
    method = method, contrast = paste(pair, collapse = " - "), estimate = estimate, std_error = std_error, df = df,
    p_value = unname(p_value), conf_low = conf[1], conf_high = conf[2], tolerance = tolerance)

# P(max |T| > t).
pmax <- function(t, df, r) 1 - mvtnorm::pmvt(-rep(t, nrow(r)), rep(t, nrow(r)), df = df, corr = r,
  algorithm = mvtnorm::GenzBretz(maxpts = 5e6, abseps = 1e-9, releps = 0))[1]
set.seed(1)

for (v in 1:2) {
  data <- made
  data$later <- data[[paste0("y", v)]]
  data$change <- data$later - data$earlier
  data <- data[!is.na(data$later), ]
  values <- split(data$later, data$arm)
  ancova <- lm(later ~ earlier + arm, data = data)
  for (set in c("control", "all")) {
    pairs <- if (set == "control") control_pairs else all_pairs
    k <- length(pairs)
    contrast <- function(fit, pair) {
      weights <- setNames(numeric(length(coef(fit))), names(coef(fit)))
      for (i in 1:2) if (pair[i] != "placebo") weights[paste0("arm", pair[i])] <- c(1, -1)[i]
      weights
    }
    welch <- lapply(pairs, function(p) t.test(values[[p[1]]], values[[p[2]]], conf.level = 1 - (1 - level) / k))
    rank_p <- vapply(pairs, function(p) suppressWarnings(wilcox.test(values[[p[1]]], values[[p[2]]]))$p.value, 0)
    superiority <- lapply(pairs, function(p) brunner_munzel(values[[p[1]]], values[[p[2]]]))
    superiority_p <- vapply(superiority, function(b) 2 * pt(-abs(qlogis(b$p) / (b$se / (b$p * (1 - b$p)))), b$df), 0)
    b <- vapply(pairs, function(p) sum(contrast(ancova, p) * coef(ancova)), 0)
    se <- vapply(pairs, function(p) { w <- contrast(ancova, p); sqrt(drop(t(w) %*% vcov(ancova) %*% w)) }, 0)
    df <- ancova$df.residual
    for (adjust in names(p_methods)) {
      alone <- adjust == "bonferroni"
      adjusted <- function(p) p.adjust(p, p_methods[[adjust]])
      welch_p <- adjusted(vapply(welch, function(w) w$p.value, 0))
      ancova_p <- adjusted(2 * pt(-abs(b / se), df))
      ranks <- adjusted(rank_p); sup <- adjusted(superiority_p)
      for (i in seq_along(pairs)) {
        add(set, adjust, v, "mean_difference", paste0("welch_", adjust), pairs[[i]],
            mean(values[[pairs[[i]][1]]]) - mean(values[[pairs[[i]][2]]]), welch[[i]]$stderr, unname(welch[[i]]$parameter),
            welch_p[i], if (alone) welch[[i]]$conf.int)
        add(set, adjust, v, "mean_difference", paste0("ancova_", adjust), pairs[[i]], b[i], se[i], df, ancova_p[i],
            if (alone) b[i] + c(-1, 1) * qt(1 - (1 - level) / (2 * k), df) * se[i])
        add(set, adjust, v, "rank_sum", paste0("exact_", adjust), pairs[[i]], p_value = ranks[i])
        s <- superiority[[i]]
        add(set, adjust, v, "probability_of_superiority", paste0("brunner_munzel_logit_", adjust), pairs[[i]], s$p, s$se,
            s$df, sup[i], if (alone) plogis(qlogis(s$p) + c(-1, 1) * qt(1 - (1 - level) / (2 * k), s$df) *
                                              s$se / (s$p * (1 - s$p))))
      }
    }
    for (response in c("later", "change")) {
      name <- if (response == "later") "student_all_arms" else "change_score_all_arms"
      fit <- lm(reformulate("arm", response), data = data)
      if (set == "all") {
        # TukeyHSD's rows are named "later - earlier level"; ptukey is good to about 1e-9.
        tukey <- TukeyHSD(aov(fit), "arm", conf.level = level)$arm
        for (p in pairs) {
          label <- paste(p, collapse = "-")
          turned <- !(label %in% rownames(tukey))
          cells <- tukey[if (turned) paste(rev(p), collapse = "-") else label, ]
          if (turned) cells[1:3] <- -cells[c("diff", "upr", "lwr")]
          w <- contrast(fit, p)
          add(set, "tukey", v, "mean_difference", paste0(name, "_tukey"), p, cells[[1]],
              sqrt(drop(t(w) %*% vcov(fit) %*% w)), fit$df.residual, cells[[4]], cells[2:3], 1e-7)
        }
      } else {
        l <- do.call(rbind, lapply(pairs, function(p) contrast(fit, p)))
        r <- cov2cor(l %*% vcov(fit) %*% t(l))
        summary_p <- summary(glht(fit, l), test = multcomp::adjusted("single-step", abseps = 1e-9, maxpts = 5e6))$test$pvalues
        critical <- uniroot(function(q) pmax(q, fit$df.residual, r) - (1 - level), c(1.5, 4), tol = 1e-8)$root
        for (i in seq_along(pairs)) {
          w <- l[i, ]; est <- sum(w * coef(fit)); s <- sqrt(drop(t(w) %*% vcov(fit) %*% w))
          add(set, "dunnett", v, "mean_difference", paste0(name, "_dunnett"), pairs[[i]], est, s, fit$df.residual,
              summary_p[i], est + c(-1, 1) * critical * s, 1e-5)
        }
      }
    }
    if (set == "all") {
      means <- emmeans(ancova, "arm")
      table <- as.data.frame(summary(emmeans::contrast(means, "pairwise", adjust = "tukey"), infer = TRUE, level = level))
      for (i in seq_along(pairs)) {
        p <- pairs[[i]]
        label <- paste(p, collapse = " - ")
        turned <- !(label %in% table$contrast)
        line <- table[table$contrast == (if (turned) paste(rev(p), collapse = " - ") else label), ]
        sign <- if (turned) -1 else 1
        add(set, "tukey", v, "mean_difference", "ancova_tukey", p, sign * line$estimate, line$SE, line$df, line$p.value,
            sort(sign * c(line$lower.CL, line$upper.CL)), 1e-7)
      }
    } else {
      l <- do.call(rbind, lapply(pairs, function(p) contrast(ancova, p)))
      r <- cov2cor(l %*% vcov(ancova) %*% t(l))
      critical <- uniroot(function(q) pmax(q, df, r) - (1 - level), c(1.5, 4), tol = 1e-8)$root
      for (i in seq_along(pairs))
        add(set, "dunnett", v, "mean_difference", "ancova_dunnett", pairs[[i]], b[i], se[i], df, pmax(abs(b[i] / se[i]), df, r),
            b[i] + c(-1, 1) * critical * se[i], 1e-5)
    }
  }
}

# Plain lists of p-values, ties and ones among them.
lists <- list(c(0.01, 0.02, 0.03, 0.04), c(0.001, 0.04, 0.049, 0.2, 0.6), c(0.5, 0.012, 0.012, 0.9, 1, 0.03),
              c(0.04, 0.001), 0.03, c(0.9, 0.8, 0.95), (1:15)^2 / 400, c(0.0213, 0.0214, 0.0215, 0.0489, 0.0002, 0.33, 0.07))
p_lists <- lapply(lists, function(p) c(list(p = I(p)), lapply(p_methods, function(m) I(p.adjust(p, m)))))
write_fixture(file.path(folder, "multiplicity.json"), c("multcomp", "mvtnorm", "emmeans"), "rows", rows,
              list(lists = unname(p_lists)))
