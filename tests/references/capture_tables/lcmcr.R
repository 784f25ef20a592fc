# Latent classes of a table, as LCMCR answers: Rscript lcmcr.R TABLE.csv [samples burnin thinning]
# The recorded values: 1000 10000 100 (each table), 5000 20000 200 (long runs). Four chains of seeds 1 to 4, K = 10.
library(LCMCR)
given <- commandArgs(trailingOnly = TRUE)
budget <- if (length(given) > 1) as.integer(given[-1]) else c(1000L, 10000L, 100L)
cells <- read.csv(given[1], check.names = FALSE)
lists <- setdiff(names(cells), "count")
people <- cells[rep(seq_len(nrow(cells)), cells$count), lists]
people <- as.data.frame(lapply(people, factor, levels = c(0, 1)))
draws <- unlist(lapply(1:4, function(seed) {
  sampler <- lcmCR(people, tabular = FALSE, in_list_label = "1", not_in_list_label = "0",
                   K = 10, a_alpha = 0.25, b_alpha = 0.25, seed = seed, buffer_size = 10000, thinning = 100)
  lcmCR_PostSampl(sampler, burnin = budget[2], samples = budget[1], thinning = budget[3], output = FALSE)
}))
print(c(mean = mean(draws), quantile(draws, c(0.025, 0.1, 0.5, 0.9, 0.975))))
