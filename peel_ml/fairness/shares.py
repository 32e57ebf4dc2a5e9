"""How often a declared fact was recorded, by group: apart from the model, and no verdict.

Intervals are Wilson's for a share and Newcombe's (method 10) for a difference of two. Source: R. G. Newcombe, "Interval
estimation for the difference between independent proportions", Statistics in Medicine 17 (1998) 873-890. Rows are taken
as independent: where people are searched together the intervals are somewhat too narrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from peel_ml.data.declaration import Measure, Share
from peel_ml.fairness.groups import in_order
from peel_ml.fairness.statistics.intervals import Arm, difference, wilson
from peel_ml.results.codes import MISSING_CODES, NOT_RECORDED
from peel_ml.results.estimate import Estimate
from peel_ml.results.shares import RecordedShare, ShareRow

TAIL = 0.025
TOO_SMALL = "fewer than 10 rows"
LEAST = 10
"""Rows below which no share is given: its interval would span most of what is possible."""


def recorded_shares(
    frame: pl.DataFrame, declared: Sequence[Share], measured: Mapping[str, Measure]
) -> tuple[RecordedShare, ...]:
    """Return every declared share, over all rows of the data that it is about.

    Parameters
    ----------
    frame : polars.DataFrame
        The prepared rows.
    declared : sequence of Share
    measured : mapping of str to Measure
        The declared measures by name.

    Examples
    --------
    >>> frame = pl.DataFrame({"seen": ["yes"] * 30 + ["no"] * 10, "sex": ["Male", "Female"] * 20})
    >>> one = Share(name="it was seen", column="seen", value="yes", by=("sex",), among_words="rows", caution="None.")
    >>> found = recorded_shares(frame, [one], {"sex": Measure(column="sex", characteristic="sex")})[0]
    >>> found.share.value, round(found.share.low, 3), [row.group for row in found.rows]
    (0.75, 0.598, ['Female', 'Male'])
    """
    return tuple(_share(frame, one, measured) for one in declared)


def _share(frame: pl.DataFrame, one: Share, measured: Mapping[str, Measure]) -> RecordedShare:
    for name, value in one.among.items():
        frame = frame.filter(pl.col(name).cast(pl.String) == str(value))
    had = (frame[one.column].cast(pl.String) == str(one.value)).fill_null(False).to_numpy()
    rows = [row for name in one.by for row in _rows(name, frame[measured[name].column], had)]
    every = _arm(len(had), int(had.sum()))
    return RecordedShare(one.name, one.among_words, frame.height, _estimate(every), tuple(rows), one.caution)


def _rows(measure: str, column: pl.Series, had: np.ndarray) -> list[ShareRow]:
    group = column.cast(pl.String).fill_null(NOT_RECORDED)
    levels = group.unique().to_list()
    recorded = [level for level in levels if level not in MISSING_CODES]
    known = group.is_in(recorded).to_numpy()
    found = []
    for level in [*in_order(recorded), *sorted(set(levels) - set(recorded))]:
        here = (group == level).to_numpy()
        arm, rest = (_arm(int(where.sum()), int(had[where].sum())) for where in (here, known & ~here))
        gap = _gap(arm, rest) if level in recorded else Estimate(None, reason="no group is recorded")
        found.append(ShareRow(measure, level, int(here.sum()), _estimate(arm), gap))
    return found


def _arm(n: int, ones: int) -> Arm:
    share = ones / n if n else float("nan")
    return Arm(*(np.array([value], dtype=np.float64) for value in (n, share, 0.0, n, np.inf, n)))


def _estimate(arm: Arm) -> Estimate:
    if arm.rows[0] < LEAST:
        return Estimate(None, reason=TOO_SMALL)
    low, high = wilson(arm, TAIL)
    return Estimate(float(arm.observed[0]), float(low[0]), float(high[0]))


def _gap(arm: Arm, rest: Arm) -> Estimate:
    if min(arm.rows[0], rest.rows[0]) < LEAST:
        return Estimate(None, reason=TOO_SMALL)
    low, high = difference(arm, rest, wilson(arm, TAIL), wilson(rest, TAIL))
    return Estimate(float(arm.gap[0] - rest.gap[0]), float(low[0]), float(high[0]))
