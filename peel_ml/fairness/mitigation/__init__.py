"""Models that are made to be less unequal, as candidates beside the chosen one, which is never replaced by itself."""
