"""Code ``dead-column``."""

from __future__ import annotations

import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.reading import PROVENANCE_COLUMNS
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, month_name, percent, plain_column
from peel_ml.keeping import first
from peel_ml.results.findings import Fact

HANDFUL = 1000
MIN_ROWS = 20
"""With fewer rows every column may look constant."""
_NO = frozenset({"false", "no", "n", "0", "none"})
"""Words for no: a column that only ever says no, or nothing, says nothing."""


def check(view: DataView) -> Outcome:
    """Find columns without information.

    Rule: no value at all; one value in every row; only ever "no" or blank; or blank in some months and one
    value in all rows of the others. A column that is either blank or "yes" within a month is alive (blank
    means no). Columns that a source derives from file names are not looked at.
    """
    raw = view.raw.drop(PROVENANCE_COLUMNS & set(view.raw.columns))
    if raw.height < MIN_ROWS or not raw.width:
        return NotApplicable(f"{raw.height:,} rows are too few to tell.")
    month = view.raw_months
    dead = []
    breaks: list[tuple[str, str]] = []
    evidence: list[dict[str, Fact]] = []
    for name in raw.columns:
        # A handful of rows shows at once that most columns are alive.
        if _varies(first(raw, name, HANDFUL)) or _varies(raw[name]):
            continue
        filled = _filled(raw[name])
        known = raw[name].filter(filled)
        found = _death(name, known, filled, month)
        if found is not None:
            dead.append(found[0])
            evidence.append({"column": name, "rows": raw.height, "filled": len(known), **found[1]})
            if found[2] is not None:
                breaks.append((found[2], f"{plain_column(name)}: blank before, one value from here on"))
    if not dead:
        return Passed(f"All {raw.width} columns hold more than one value.")
    return Found(
        f"{'A column carries' if len(dead) == 1 else f'{len(dead)} columns carry'} no information: {listing(dead, 8)}.",
        "Give such a column the role drop. Compute no rate from it: a constant no is not a measured no.",
        tuple(evidence),
        breaks=tuple(breaks),
    )


def _varies(values: pl.Series) -> bool:
    known = values.filter(_filled(values))
    return bool(len(known) and (known != known[0]).any())


def _filled(values: pl.Series) -> pl.Series:
    filled = values.is_not_null()
    if values.dtype.is_float():
        filled &= values.is_not_nan().fill_null(False)
    if values.dtype == pl.String:
        filled &= (values != "").fill_null(False)
    return filled


def _death(
    name: str, known: pl.Series, filled: pl.Series, month: pl.Series | None
) -> tuple[str, dict[str, Fact], str | None] | None:
    """Return how a column is dead in words and figures, and from which month it is filled if blank before."""
    if not len(known):
        return f"{name} (blank in every row)", {"state": "blank"}, None
    no = str(known[0]).strip().lower() in _NO
    # Only a yes or no is printed: another value may be about somebody.
    value = f"constantly {str(known[0]).strip()}" if no else "one value"
    if filled.all():
        return f"{name} ({value} in every row)", {"state": "constant"}, None
    share = len(known) / len(filled)
    if month is not None:
        by_month = (
            pl.DataFrame({"month": month, "filled": filled})
            .drop_nulls("month")
            .group_by("month")
            .agg(pl.col("filled").mean())
            .sort("month")
        )
        alive = by_month.filter(pl.col("filled") == 1)["month"]
        blank = by_month.filter(pl.col("filled") == 0)["month"]
        if len(alive) and len(alive) + len(blank) == by_month.height:
            since = alive[0]
            when = (
                f"blank to {month_name(blank[-1])} and {value} after"
                if blank[-1] < since
                else f"blank in {len(blank)} of {by_month.height} months and {value} in the others"
            )
            begins = since if blank[-1] < since else None
            return f"{name} ({when})", {"state": "constant where filled", "first_month_filled": since}, begins
    if no:
        return (
            f"{name} ({value} or blank, filled in {percent(share)} of rows)",
            {"state": "constant where filled"},
            None,
        )
    return None
