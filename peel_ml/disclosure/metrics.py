"""Which counts stand behind a metric of groups."""

from __future__ import annotations

NUMERATOR: dict[str, tuple[str, str]] = {
    "observed_rate": ("ones", "n"),
    "observed_minus_expected": ("ones", "n"),
    "selection_rate": ("flagged", "n"),
    "true_positive_rate": ("tp", "ones"),
    "false_positive_rate": ("fp", "zeros"),
    "false_negative_rate": ("fn", "ones"),
    "true_negative_rate": ("tn", "zeros"),
    "precision": ("tp", "flagged"),
    "negative_predictive_value": ("tn", "unflagged"),
    "false_discovery_rate": ("fp", "flagged"),
    "false_omission_rate": ("fn", "unflagged"),
    "accuracy": ("right", "n"),
}
"""Numerator and denominator; a test holds it equal to the metrics that are worked out."""
