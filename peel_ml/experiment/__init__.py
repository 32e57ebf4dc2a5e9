"""The story of a run: its steps, its state on disk, its record."""
