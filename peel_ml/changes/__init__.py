"""Alarms for changes in series, at a declared rate of false ones, and how late they come."""
