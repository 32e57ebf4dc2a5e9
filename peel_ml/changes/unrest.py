"""Whether the period that limits are learnt from holds a change itself, of the size that is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from peel_ml.changes.null import Null
from peel_ml.changes.panel import Floats, Panel

LEAST = 3
"""Periods that a level has to last here."""
ENOUGH = 20.0
"""Usual count of all series of a label together, below which chance alone may look like a change."""


@dataclass(frozen=True)
class Unrest:
    """A change of level of all series of a label together, within the reference period."""

    label: str
    period: str
    size: float
    """Of counts the later level over the earlier one, less 1; else the difference."""


def unrest(null: Null, panel: Panel, change: float) -> tuple[Unrest, ...]:
    """Return the largest change of each label that is as large as `change` or larger.

    Notes
    -----
    The reference period is cut into the three stretches that fit best (`ruptures`, least squares), and each is
    compared with the next. All series of a label together hardly move by chance; what moves them as far as the
    declared change moved them all.
    """
    found = []
    for label in sorted(set(panel.labels)):
        rows = np.array([one == label for one in panel.labels])
        line, places = _together(null, panel, rows)
        if len(line) < 3 * LEAST:
            continue
        steps = _steps(line, panel.unit == "count")
        size, place = max(steps, key=lambda step: abs(step[0]), default=(0.0, 0))
        fall = change / (1 + change) if panel.unit == "count" else change
        if size >= change or -size >= fall:
            found.append(Unrest(label, panel.periods[places[place]], size))
    return tuple(found)


def _together(null: Null, panel: Panel, rows: Floats) -> tuple[Floats, list[int]]:
    """Return all series of a label together against their season, where they are known, and which periods these are."""
    known = panel.known[rows, : panel.reference]
    values = np.where(known > 0, panel.values[rows, : panel.reference], 0.0).sum(axis=0)
    expected = (null.expected[rows, : panel.reference] * known).sum(axis=0)
    places = np.flatnonzero(known.any(axis=0)).tolist()
    if panel.unit != "count":
        return (values - expected)[places] / known.sum(axis=0)[places], places
    if expected[places].mean() < ENOUGH:
        return np.empty(0), []
    return values[places] / expected[places], places


def _steps(line: Floats, ratios: bool) -> list[tuple[float, int]]:
    from ruptures import KernelCPD

    ends = KernelCPD(kernel="linear", min_size=LEAST).fit(line[:, None]).predict(n_bkps=2)
    starts = [0, *ends[:-1]]
    means = [float(line[start:end].mean()) for start, end in zip(starts, ends, strict=True)]
    return [
        (later / max(sooner, 1e-9) - 1 if ratios else later - sooner, start)
        for (sooner, later), start in zip(pairwise(means), starts[1:], strict=True)
    ]
