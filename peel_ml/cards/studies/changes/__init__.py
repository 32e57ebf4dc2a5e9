"""The card of a search for changes."""
