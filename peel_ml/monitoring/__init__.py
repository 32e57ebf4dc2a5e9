"""Watches an approved model on new data: drift, performance and differences between groups."""
