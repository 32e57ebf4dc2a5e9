"""For which series changes are found, and for which they are missed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.changes.methods import Signs
from peel_ml.changes.null import Null
from peel_ml.changes.panel import Panel
from peel_ml.changes.trials import Trial, delay, share
from peel_ml.results.studies.changes import SeriesGroup

SIZES = ((0.0, 2.0), (2.0, 5.0), (5.0, 20.0), (20.0, np.inf))
"""Expected in one period, of counts."""


def by_series(panel: Panel, null: Null, trial: Trial, signs: Signs) -> tuple[SeriesGroup, ...]:
    """Return a row for each label, in the order of the alphabet."""
    labels = sorted(set(panel.labels))
    if labels == [""]:
        return ()
    return tuple(
        _group(label, np.array([one == label for one in panel.labels]), panel, null, trial, signs) for label in labels
    )


def by_size(panel: Panel, null: Null, trial: Trial, signs: Signs) -> tuple[SeriesGroup, ...]:
    """Return a row for each size of count that there is, the smallest first."""
    if panel.unit != "count":
        return ()
    usual = null.expected[:, panel.reference :].mean(axis=-1)
    made = []
    for low, high in SIZES:
        rows = (usual >= low) & (usual < high)
        if rows.any():
            name = f"{low:.0f} to {high:.0f}" if np.isfinite(high) else f"{low:.0f} or more"
            made.append(_group(name if low else f"under {high:.0f}", rows, panel, null, trial, signs))
    return tuple(made)


def _group(name: str, rows: NDArray[np.bool_], panel: Panel, null: Null, trial: Trial, signs: Signs) -> SeriesGroup:
    return SeriesGroup(
        name,
        int(rows.sum()),
        len({area for area, one in zip(panel.areas, rows, strict=True) if one}),
        float(null.expected[rows, panel.reference :].mean()),
        share(trial.false_alarm[:, rows]),
        share(trial.found[:, rows]),
        delay(trial, rows),
        int((signs[rows] != 0).any(axis=-1).sum()),
    )
