"""Which records speak of the same person: names, blocking, comparisons, weights, clusters, evaluation."""
