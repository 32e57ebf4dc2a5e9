"""Which areas are at the top, and whether a model would know better than a simple mean."""
