"""Regression on measures of areas that come wave by wave: windows, weights, effective sizes, ranks that hold or not."""
