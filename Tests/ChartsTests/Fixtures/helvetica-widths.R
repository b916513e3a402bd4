# Advance widths of Helvetica and Helvetica-Bold in thousandths of an em, from Adobe's font metrics as R's grDevices ships
# them: ISO Latin 1 from the space to y with diaeresis, and the signs beyond it that labels and numbers use.
# Writes helvetica-widths.json: {"program": "R", …, "regular": {"32": 278, ...}, "bold": {...}}, keys in Unicode code points.
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
folder <- system.file("afm", package = "grDevices")
encoding <- readLines(system.file("enc", "ISOLatin1.enc", package = "grDevices"))
encoding <- unlist(strsplit(sub("%.*", "", encoding), "[ \t]+"))
names_of <- sub("^/", "", grep("^/", encoding, value = TRUE))[-1]
stopifnot(length(names_of) == 256)
# Positions that the encoding file fills differently from Latin 1.
names_of[0x27 + 1] <- "quotesingle"
names_of[0x2D + 1] <- "hyphen"
names_of[0x60 + 1] <- "grave"
latin <- c(0x20:0x7E, 0xA1:0xAC, 0xAE:0xFF)
beyond <- c(
  `8211` = "endash", `8212` = "emdash", `8216` = "quoteleft", `8217` = "quoteright", `8220` = "quotedblleft",
  `8221` = "quotedblright", `8226` = "bullet", `8230` = "ellipsis", `8722` = "minus", `8804` = "lessequal",
  `8805` = "greaterequal")
widths <- function(file) {
  lines <- grep("^C ", readLines(gzfile(file.path(folder, file))), value = TRUE)
  width <- as.integer(sub(".*WX ([0-9]+).*", "\\1", lines))
  names(width) <- sub(".*; N ([^ ]+) ;.*", "\\1", lines)
  wanted <- c(setNames(names_of[latin + 1], latin), beyond)
  found <- width[wanted]
  if (anyNA(found)) stop("no width for ", paste(wanted[is.na(found)], collapse = ", "))
  setNames(found, names(wanted))
}
object <- function(w) paste0("{", paste0("\"", names(w), "\": ", w, collapse = ", "), "}")
writeLines(
  paste0(
    "{\"program\": \"R\", \"version\": \"", getRversion(), "\",\n\"regular\": ", object(widths("Helvetica.afm.gz")),
    ",\n\"bold\": ", object(widths("Helvetica-Bold.afm.gz")), "}"),
  file.path(here, "helvetica-widths.json"))
