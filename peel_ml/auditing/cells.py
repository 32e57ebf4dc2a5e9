"""The rows summed into a table of distinct combinations with their counts: as small for 50 million rows as for 50."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from peel_ml.auditing.capacity import cut_at
from peel_ml.auditing.facts import Facts, as_number, is_wordy
from peel_ml.auditing.request import AuditRequest
from peel_ml.errors import Problems

ROWS_KEPT = 2_000_000
"""Up to so many rows scores are taken as they are, and everything that needs single rows is worked out."""
ROWS_CLUSTERED = 5_000_000
"""Rows that can be audited with ``--cluster``, which cannot be summed."""
SCORE_STEP = 0.001
"""Beyond `ROWS_KEPT` scores of one step are summed, each combination at the mean of its own scores."""


@dataclass(frozen=True)
class Cells:
    """Distinct combinations of what was read, with the number of rows of each in `n`.

    Columns ``label``, ``decision`` and ``cluster`` as read, ``flagged`` (0 or 1) and ``score`` where there is one,
    ``of NAME`` for each measure (an index where it is in bands), ``control NAME`` for each control.
    """

    table: pl.DataFrame
    threshold: float | None
    """The lowest score that is flagged."""
    rounded: bool
    """Whether scores were summed in steps."""


def summed(request: AuditRequest, frame: pl.LazyFrame, facts: Facts, problems: Problems) -> Cells | None:
    """Count the combinations of the columns that can be counted, in one pass; ``None`` where there are none."""
    known = [name for name in facts.levels if name not in facts.refused]
    if request.cluster in known and facts.rows > ROWS_CLUSTERED:
        problems.add(
            f"--cluster with {facts.rows:,} rows: at most {ROWS_CLUSTERED:,} can be audited, because rows that belong "
            "together cannot be summed",
            "Audit a period at a time, or leave out --cluster (intervals are then too narrow).",
        )
        return None
    keys: dict[str, pl.Expr] = {}
    for name, column in (("label", request.label), ("decision", request.decision), ("cluster", request.cluster)):
        if column in known:
            keys[name] = pl.col(column)
    for one in request.asked:
        if one.column in known:
            keys[f"of {one.name}"] = _band(frame, one.column, one.cuts) if one.cuts else pl.col(one.column)
    for column in request.controls:
        if column in known:
            keys[f"control {column}"] = pl.col(column)
    counts = [pl.len().alias("n")]
    rounded, threshold = facts.rows > ROWS_KEPT, request.threshold
    if request.score in known:
        number = as_number(frame, str(request.score))
        if request.capacity is not None:
            threshold = cut_at(frame, str(request.score), request.capacity)
        if threshold is not None:
            keys["flagged"] = (number >= threshold).cast(pl.Int8)
        keys["step"] = (number / SCORE_STEP).round() if rounded else number
        counts.append(number.mean().alias("score"))
    if not keys:
        return None
    table = frame.group_by([key.alias(name) for name, key in keys.items()]).agg(counts).collect(engine="streaming")
    return Cells(table, threshold, rounded and request.score in known)


def _band(frame: pl.LazyFrame, column: str, cuts: Sequence[float]) -> pl.Expr:
    """Return the index of the band; -1 where there is text and no number, null where there is nothing."""
    number = as_number(frame, column)
    index = pl.sum_horizontal(*((number >= cut).cast(pl.Int16) for cut in cuts))
    wordy = is_wordy(frame, column)
    return pl.when(number.is_not_null()).then(index).when(wordy).then(pl.lit(-1, pl.Int16)).otherwise(None)
