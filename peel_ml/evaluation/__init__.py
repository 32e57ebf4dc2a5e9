"""How well a model does: metrics with intervals, calibration, slices, observed against expected."""
