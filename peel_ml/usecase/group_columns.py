"""Whether the protected columns of real rows hold groups that can be compared, said before anything is computed."""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from peel_ml.data.declaration import Protected
from peel_ml.errors import Problems
from peel_ml.keeping import Table
from peel_ml.results.codes import MISSING_CODES

MOST = 200
"""Groups of one measure: more are an identifier or a number, and every comparison of them is left to chance."""
BANDS = 5


def refuse_unusable(frame: Table, protected: Protected) -> None:
    """Refuse measures with one group, and with more groups than `MOST`.

    A measure without any recorded group passes: it stands on the card as not recorded, which never reads as a pass.

    Parameters
    ----------
    frame : polars.DataFrame or Stored
        The prepared rows, with the column of every measure.
    protected : Protected
        The declared measures.

    Raises
    ------
    BadRequest
        All of them at once, none with a value of a row.

    Examples
    --------
    >>> from peel_ml.data.declaration import Measure
    >>> age = Protected(measured={"age": Measure(column="age", characteristic="age")})
    >>> refuse_unusable(pl.DataFrame({"age": ["under 18", "18 and over", None]}), age)
    """
    problems = Problems()
    for name, measure in protected.measured.items():
        where = f"protected.measured.{name}"
        recorded = frame[measure.column].drop_nulls()
        if recorded.dtype == pl.String:
            recorded = recorded.filter(~recorded.is_in(list(MISSING_CODES)))
        groups = recorded.n_unique()
        if groups == 1:
            problems.add(
                f"the column {measure.column!r} holds one group, so there is nobody to compare with",
                "Give rows of every group, or move the characteristic to not_measured.",
                where,
            )
        elif groups > MOST:
            problems.add(
                f"the column {measure.column!r} holds {groups:,} different values; at most {MOST} groups are compared",
                _fix(recorded),
                where,
            )
    problems.raise_if_any("The protected columns cannot be compared.")


def _fix(values: pl.Series) -> str:
    numbers = values.cast(pl.Float64, strict=False).drop_nulls()
    if len(numbers) < len(values):
        return "Name the column that holds the group, or make coarser groups in prepare.py."
    return f"Make bands of it in prepare.py, for example {bands(numbers)}."


def bands(numbers: pl.Series) -> str:
    """Suggest bands of about equally many rows, their ends rounded.

    Examples
    --------
    >>> bands(pl.Series([float(age) for age in range(18, 91)]))
    'under 30, 30 to 45, 45 to 60, 60 to 75, 75 and over'
    >>> bands(pl.Series([0.0] * 9 + [1.0]))
    'under 1, 1 and over'
    """
    low, high = float(numbers.quantile(0.02) or 0), float(numbers.quantile(0.98) or 0)
    # The step is the coarsest of 1, 5 and their tens that leaves room for the bands.
    room = max((high - low) / (2 * BANDS), 1e-9)
    step = max(base * 10.0**power for power in range(-9, 10) for base in (1, 5) if base * 10.0**power <= room)
    quantiles = (numbers.quantile(number / BANDS) for number in range(1, BANDS))
    ends = sorted({round(float(end or 0) / step) * step for end in quantiles} - {low}) or [high]
    named = [f"{end:g}" for end in ends]
    middle = [f"{one} to {other}" for one, other in pairwise(named)]
    return ", ".join([f"under {named[0]}", *middle, f"{named[-1]} and over"])
