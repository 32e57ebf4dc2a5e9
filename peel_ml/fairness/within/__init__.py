"""What lies behind one figure a group: calibration, thresholds, like compared with like, and partial pooling."""

from peel_ml.fairness.within.assembled import within_groups

__all__ = ["within_groups"]
