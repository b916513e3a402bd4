# JZS Bayes factors by R's BayesFactor::ttest.tstat, which integrates to about five digits (stats::integrate's default) and
# so checks what is computed, not how far: the digits are jzs.py's.
#
#   Rscript Tests/EffectSizesTests/Fixtures/jzs.R        (from the project's root; writes jzs-r.json)
suppressMessages(library(BayesFactor))

grid <- rbind(expand.grid(t = c(0, 0.3, -2.25, 5, 12), scale = c(sqrt(2) / 2, 0.5, 1, 2), n1 = c(3, 10, 52, 500), n2 = c(4, 45)),
              expand.grid(t = c(0, 1, -3.5, 6), scale = c(sqrt(2) / 2, 1), n1 = c(3, 25, 500), n2 = 0))
rows <- apply(grid, 1, function(case) {
  log_bf <- ttest.tstat(case[["t"]], case[["n1"]], case[["n2"]], rscale = case[["scale"]])$bf
  sprintf('{"t": %.17g, "scale": %.17g, "n1": %d, "n2": %s, "log_bayes_factor": %.17g}', case[["t"]], case[["scale"]],
          as.integer(case[["n1"]]), if (case[["n2"]] == 0) "null" else as.integer(case[["n2"]]), log_bf)
})
writeLines(c(sprintf('{"program": "R", "version": "%s", "packages": {"BayesFactor": "%s"}, "cases": [', getRversion(), packageVersion("BayesFactor")),
             paste0(rows, c(rep(",", length(rows) - 1), "")), "]}"), "Tests/EffectSizesTests/Fixtures/jzs-r.json")
