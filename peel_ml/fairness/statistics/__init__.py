"""Intervals, tests and corrections that hold for small groups, extreme rates and clustered rows."""
