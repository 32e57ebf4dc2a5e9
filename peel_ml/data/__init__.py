"""From files to features, protected columns and a target: read, clean, check, find, split."""
