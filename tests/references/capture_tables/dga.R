# Graph averaging of a table of three to five lists, as dga answers: Rscript dga.R TABLE.csv
# Every number missing from 1 to 20 times the documented, delta 2^-lists, the saturated graph in (it is the last).
library(dga)
cells <- read.csv(commandArgs(trailingOnly = TRUE)[1], check.names = FALSE)
lists <- setdiff(names(cells), "count")
counts <- array(0, dim = rep(2, length(lists)))
for (row in seq_len(nrow(cells))) counts[as.matrix(cells[row, lists]) + 1] <- cells$count[row]
loaded <- paste0("graphs", length(lists))
data(list = loaded)
documented <- sum(counts)
missing <- seq_len(20 * documented)
weights <- bma.cr(counts, missing, 2^-length(lists), get(loaded))
people <- documented + missing
posterior <- colSums(weights)
print(sum(people * posterior), digits = 12)
print(people[sapply(c(0.025, 0.1, 0.5, 0.9, 0.975), function(q) which(cumsum(posterior) >= q)[1])])
print(rowSums(weights), digits = 8)
