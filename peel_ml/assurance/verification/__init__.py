"""Whether a model stands approved, byte for byte; and loading it once that is known."""
