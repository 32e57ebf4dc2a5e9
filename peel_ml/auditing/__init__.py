"""Somebody else's scores or decisions, compared between groups by the same engine."""
