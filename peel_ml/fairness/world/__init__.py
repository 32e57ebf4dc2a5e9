"""Disparity in what was recorded, apart from any model: rates for residents, and outcomes of like records.

Findings about practice and never gates: no model is judged here, and no verdict is given.
"""

from peel_ml.fairness.world.report import world

__all__ = ["world"]
