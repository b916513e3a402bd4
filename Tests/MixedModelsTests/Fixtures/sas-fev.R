# What SAS 9.4 PROC MIXED prints for the simulated FEV1 data, collected from the listings that the mmrm project publishes
# (Apache-2.0, https://github.com/openpharma/mmrm, folders design/SAS, design/ddfm_covtype and design/Robust). Only the
# numbers are taken. Makes sas-fev.json. Needs a checkout of that repository and its path:
# MMRM_REPOSITORY=path Rscript Tests/MixedModelsTests/Fixtures/sas-fev.R

folder <- "Tests/MixedModelsTests/Fixtures"
source(file.path(folder, "mixed-reference.R"))
root <- Sys.getenv("MMRM_REPOSITORY")
if (root == "") { cat("sas-fev.R: skipped, MMRM_REPOSITORY is not set\n"); quit() }

number <- "[-+]?[0-9]*\\.?[0-9]+(?:[Ee][-+]?[0-9]+)?"
numbers_in <- function(line) as.numeric(regmatches(line, gregexpr(paste0("(?<![A-Za-z0-9_(,])", number, "(?![A-Za-z(,])"), line, perl = TRUE))[[1]])

listing <- function(file) {
  lines <- sub("\\s+$", "", readLines(file.path(root, file), warn = FALSE))
  lines <- lines[!grepl("The SAS System|The Mixed Procedure", lines)]
  section <- function(title) {
    from <- grep(paste0("^\\s*", title, "$"), lines)[1]
    if (is.na(from)) return(character())
    titles <- grep("^\\s{20,}[A-Z][A-Za-z0-9 ]+ (Estimates|Statistics|Ratio Test|Effects|Means|met\\.|History|Matrix|Correlation)$", lines)
    titles <- setdiff(titles, grep(title, lines))                 # a page break repeats the title
    to <- min(c(titles[titles > from], length(lines) + 1)) - 1
    body <- lines[from:to]
    body[grepl("[0-9]", body)]
  }
  after <- function(key) { line <- grep(key, lines, value = TRUE, fixed = TRUE)[1]; tail(numbers_in(line), 1) }
  history <- section("Iteration History")
  history <- history[grepl("^\\s*[0-9]+\\s+[0-9]+\\s+[0-9.]+", history)]
  parameters <- section("Covariance Parameter Estimates")
  parameters <- parameters[grepl("USUBJID|Residual", parameters)]
  effects <- section("Solution for Fixed Effects")
  effects <- effects[grepl("(<\\.0001|[0-9]\\.[0-9]{4})$", effects) & grepl("^\\s*(Intercept|[A-Z*]+ )", effects)]
  list(file = file, converged = any(grepl("Convergence criteria met", lines)),
       minus_2_loglik = numbers_in(tail(history, 1))[3], subjects_in_listing = after("Subjects  "),
       aic = after("AIC (Smaller"), bic = after("BIC (Smaller"),
       covariance_parameters = lapply(parameters, function(l) {
         value <- strsplit(trimws(l), "\\s{2,}")[[1]]
         group <- grep("^Group|^ARMCD", value, value = TRUE)
         list(name = value[1], group = if (length(group)) group[1], estimate = as.numeric(grep("^-?[0-9]*\\.?[0-9]+$", value[-1], value = TRUE)[1]))
       }),
       fixed = lapply(effects, function(l) {
         value <- strsplit(trimws(l), "\\s{2,}")[[1]]; count <- length(value)
         list(effect = paste(head(value, count - 5), collapse = " "), estimate = as.numeric(value[count - 4]),
              std_error = as.numeric(value[count - 3]), df = as.numeric(value[count - 2]))
       }))
}

full <- "FEV1 ~ RACE + SEX + ARMCD * AVISIT"
one <- "FEV1 ~ 1"
with <- function(covariance, method, model, file, group = NULL)
  c(list(covariance = covariance, group = group, method = method, model = model, df_method = "satterthwaite"), listing(file))
listings <- list(with("us", "reml", full, "design/SAS/sas_log_reml.txt"), with("us", "ml", full, "design/SAS/sas_log.txt"),
                 with("us", "reml", one, "design/SAS/sas_log_simple_reml.txt"), with("us", "ml", one, "design/SAS/sas_log_simple.txt"))
for (s in c("cs", "csh", "ar1", "ar1h", "toeph", "adh")) for (method in c("reml", "ml")) {
  listings[[length(listings) + 1]] <- with(s, method, one, sprintf("design/SAS/sas_%s_%s.txt", s, method))
  listings[[length(listings) + 1]] <- with(s, method, one, sprintf("design/SAS/sas_group_%s_%s.txt", s, method), "ARMCD")
}
for (method in c("reml", "ml"))                                                        # distance in VISITN
  listings[[length(listings) + 1]] <- with("sp_exp", method, one, sprintf("design/SAS/sas_sp_exp_%s.txt", method))

# FEV1 ~ ARMCD, REML: treatment minus control with 15 digits, by three methods.
sas_name <- c(us = "us", cs = "cs", csh = "csh", ar1 = "ar1", ar1h = "arh1", toep = "toep", toeph = "toeph", adh = "adh")
table <- function(file) { d <- read.csv(file.path(root, file)); list(estimate = d$Estimate, std_error = d$StdErr, df = d$DF) }
contrasts <- list()
for (s in names(sas_name)) {
  rows <- c(`kenward-roger` = "design/ddfm_covtype/kr_%s.csv", `kenward-roger-linear` = "design/ddfm_covtype/kr1_%s.csv",
            `sandwich-CR0 with between-within df` = "design/Robust/empirical_%s_lsmean.csv")
  for (method in names(rows)) {
    file <- sprintf(rows[[method]], sas_name[[s]])
    contrasts[[length(contrasts) + 1]] <- c(list(covariance = s, df_method = method, file = file), table(file))
  }
}
# What SAS takes where DDFM= is not given, FEV1 ~ ARMCD with EMPIRICAL: "Degrees of Freedom Method Between-Within".
between_within <- list()
for (s in names(sas_name)) {
  lines <- readLines(file.path(root, sprintf("design/Robust/empirical_%s.txt", sas_name[[s]])), warn = FALSE)
  stopifnot(any(grepl("Degrees of Freedom Method +Between-Within", lines)))
  value <- function(effect) {
    line <- grep(sprintf("^\\s*%s\\s+-?[0-9.]+\\s+[0-9.]+\\s+[0-9]+\\s", effect), lines, value = TRUE)[1]
    as.numeric(tail(strsplit(trimws(line), "\\s+")[[1]], 3)[1])
  }
  between_within[[length(between_within) + 1]] <- list(covariance = s, intercept = value("Intercept"), arm = value("ARMCD\\s+TRT"))
}
write_fixture(file.path(folder, "sas-fev.json"), "stats", "listings", listings,
              list(program = "SAS", version = "PROC MIXED, listings in mmrm's repository", packages = NULL, source = "https://github.com/openpharma/mmrm at ec290b2695b25057b31bc98e27c39d3f498cd0d6",
                   note = "full model, us: visits are ordered VIS2 VIS3 VIS4 VIS1; SAS counts 200 subjects in BIC, 3 of them without an outcome",
                   contrast_model = "FEV1 ~ ARMCD, REML, TRT - PBO",
                   contrasts = contrasts, between_within = between_within))
