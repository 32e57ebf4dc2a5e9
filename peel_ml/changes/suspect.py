"""Periods whose figures look like a fault of the record in all areas at once: they are left out, and never an alarm.

Real changes differ from area to area. A load that was read twice doubles every area alike, and a load that is not
complete, or a category under a new name, empties every area alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel_ml.changes.panel import Floats, Panel

ENOUGH = 10.0
"""Usual count of a series below which chance alone may double it."""
FEWEST_SERIES = 5
DOUBLE = (1.7, 2.3)
EMPTY = 0.1


@dataclass(frozen=True)
class Suspect:
    """One period, of all series or of those of one label."""

    period: str
    label: str | None
    why: str


def without_suspects(panel: Panel) -> tuple[Panel, tuple[Suspect, ...]]:
    """Return the panel with the suspect figures made missing, and which they are.

    Notes
    -----
    Doubled: of series with 10 or more a period, the median is 1.7 to 2.3 times the usual (a season moves it, too), 85
    in 100 have more than 1.3 times it, and every label by itself 1.6 to 2.5 times. Empty: all series of a label, with
    20 or more a period between them, have less than a tenth of it. The usual is the median of the reference period.
    """
    if panel.unit != "count":
        return panel, ()
    usual = np.nanmedian(panel.values[:, : panel.reference], axis=1)
    values = panel.values.copy()
    found = []
    labels = sorted(set(panel.labels))
    of = {label: np.array([one == label for one in panel.labels]) for label in labels}
    for place, period in enumerate(panel.periods):
        now = panel.values[:, place]
        if _doubled(now, usual, list(of.values())):
            found.append(Suspect(period, None, "every area has about twice its usual count"))
            values[:, place] = np.nan
            continue
        for label, rows in of.items():
            if usual[rows].sum() < 2 * ENOUGH or np.isnan(now[rows]).all():
                continue
            if np.nansum(now[rows]) < EMPTY * usual[rows & np.isfinite(now)].sum():
                found.append(Suspect(period, label, "all areas together have less than a tenth of their usual count"))
                values[rows, place] = np.nan
    return replace(panel, values=values), tuple(found)


def _doubled(now: Floats, usual: Floats, labels: list[NDArray[np.bool_]]) -> bool:
    enough = (usual >= ENOUGH) & np.isfinite(now)
    if enough.sum() < FEWEST_SERIES:
        return False
    ratio = np.full(len(now), np.nan)
    ratio[enough] = now[enough] / usual[enough]
    medians = [float(np.median(ratio[rows & enough])) for rows in labels if (rows & enough).sum() >= FEWEST_SERIES]
    alike = float((ratio[enough] > 1.3).mean()) >= 0.85
    whole = DOUBLE[0] <= float(np.median(ratio[enough])) <= DOUBLE[1]
    return whole and alike and all(1.6 <= one <= 2.5 for one in medians)
