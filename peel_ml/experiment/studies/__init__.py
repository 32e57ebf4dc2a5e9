"""The story of a study: a run of a use case whose rows are areas and periods."""
