"""The register at work: the desk that records, the book that is read, and who is asked for what."""
