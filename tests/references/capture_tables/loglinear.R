# One log-linear model, the lower bound and independence, as Rcapture answers: Rscript loglinear.R TABLE.csv "[123,14,34]"
library(Rcapture)
given <- commandArgs(trailingOnly = TRUE)
cells <- read.csv(given[1], check.names = FALSE)
lists <- setdiff(names(cells), "count")
data <- as.matrix(cells[, c(lists, "count")])
if (length(given) > 1) {
  print(closedpMS.t(data, dfreq = TRUE, h = NULL, maxorder = length(lists) - 1)$results[given[2], , drop = FALSE])
  print(closedpCI.t(data, dfreq = TRUE, mX = given[2], mname = given[2])$CI)
}
print(closedp.t(data, dfreq = TRUE)$results[c("Mt", "Mth Chao (LB)"), ])
print(closedpCI.t(data, dfreq = TRUE, m = "Mt")$CI)
