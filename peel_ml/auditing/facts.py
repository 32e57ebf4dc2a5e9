"""One pass over every row before any is counted: what each column holds, in bounded memory, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import polars as pl

from peel_ml.auditing.measures import Asked
from peel_ml.auditing.request import AuditRequest
from peel_ml.errors import Problems

MOST_LEVELS = 100
"""Groups a text column may hold; beyond it is a name or an address, not a group."""
MOST_NUMBERS = 30
"""Distinct numbers a protected column may hold before bands are asked for."""
MOST_ANSWERS = 1_000
"""Values of a label or decision that are still counted one by one."""
LOOKED_AT = 1_000_000
"""Rows that suggested bands are worked out on."""


@dataclass(frozen=True)
class Facts:
    """What the pass found: the rows, and about how many values each column holds."""

    rows: int
    levels: dict[str, int]
    refused: frozenset[str]
    """Columns that cannot be counted; the problems say why."""


def check_columns(request: AuditRequest, columns: Sequence[str], problems: Problems) -> list[str]:
    """Return the needed columns that are there, and note those that are not with the names nearest to them."""
    there = []
    for column, option in request.columns.items():
        if column in columns:
            there.append(column)
            continue
        # Names close to what was asked for; a file without a header has none.
        near = get_close_matches(column, columns, 3, 0.6)
        fix = f"Did you mean {' or '.join(near)}?" if near else f"It has {len(columns):,} columns; check its header."
        problems.add(f"{option} {column}: no such column", fix)
    return there


def look(request: AuditRequest, frame: pl.LazyFrame, there: Sequence[str], problems: Problems) -> Facts:
    """Pass over the rows once and note everything wrong that shows without counting them."""
    schema = frame.collect_schema()
    odd = {name for name in there if schema[name].is_nested() or schema[name] in (pl.Object, pl.Binary)}
    for name in sorted(odd):
        problems.add(f"column {name!r} holds no plain values", "Give text, numbers or true and false.")
    usable = [name for name in there if name not in odd]
    counted = [pl.col(name).approx_n_unique().alias(f"levels {name}") for name in usable]
    score = request.score if request.score in usable else None
    if score:
        counted += _of_score(frame, score)
    found = frame.select(pl.len().alias("rows"), *counted).collect(engine="streaming").row(0, named=True)
    rows = int(found["rows"])
    if not rows:
        problems.add("there are no rows", "Give a file that holds rows.")
        return Facts(0, {}, frozenset(there))
    levels = {name: min(rows, int(found[f"levels {name}"])) for name in usable}
    refused = set(odd)
    if score and not _score_holds(request, found, problems):
        refused.add(score)
    for option, column in (("label", request.label), ("decision", request.decision)):
        if column in levels and levels[column] > MOST_ANSWERS:
            problems.add(f"--{option} {column} holds about {levels[column]:,} values", _TWO[option])
            refused.add(column)
    for one in request.asked:
        if one.column in levels and not one.cuts and _too_many(one, frame, levels[one.column], rows, problems):
            refused.add(one.column)
    for control in request.controls:
        if levels.get(control, 0) > MOST_LEVELS:
            problems.add(f"--control {control} holds about {levels[control]:,} values", "Group them first.")
            refused.add(control)
    return Facts(rows, levels, frozenset(refused))


_TWO = {
    "label": "A label has two values. Name the positive one: --label-positive V.",
    "decision": "A decision has few levels. If this is a score, use --score.",
}


def as_number(frame: pl.LazyFrame, column: str) -> pl.Expr:
    """Return a column as numbers; what is none, and NaN, is null."""
    if frame.collect_schema()[column].is_numeric():
        return pl.col(column).cast(pl.Float64).fill_nan(None)
    return pl.col(column).cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False).fill_nan(None)


def is_wordy(frame: pl.LazyFrame, column: str) -> pl.Expr:
    """Tell where there is text that is no number; blanks and NaN are nothing at all."""
    if frame.collect_schema()[column].is_numeric():
        return pl.lit(False)
    text = pl.col(column).cast(pl.String).str.strip_chars()
    something = text.is_not_null() & (text != "") & (text.str.to_lowercase() != "nan")
    return something & as_number(frame, column).is_null()


def _of_score(frame: pl.LazyFrame, column: str) -> list[pl.Expr]:
    number = as_number(frame, column)
    return [
        is_wordy(frame, column).sum().alias("score words"),
        ((number < 0) | (number > 1)).sum().alias("score outside"),
        number.is_infinite().sum().alias("score infinite"),
        number.is_not_null().sum().alias("score numbers"),
    ]


def _score_holds(request: AuditRequest, found: dict[str, int], problems: Problems) -> bool:
    column, holds = request.score, True
    if found["score words"]:
        problems.add(
            f"--score {column}: {found['score words']:,} of {found['rows']:,} values are not numbers",
            "If the column holds the decision that was made, use --decision with --positive.",
        )
        holds = False
    elif not found["score numbers"]:
        problems.add(f"--score {column} holds no value at all", "Name the column that holds the score.")
        holds = False
    if found["score infinite"]:
        problems.add(f"--score {column}: {found['score infinite']:,} values are infinite", "Leave them blank.")
        holds = False
    elif found["score outside"] and request.capacity is None:
        problems.add(
            f"--score {column}: {found['score outside']:,} of {found['rows']:,} values are outside [0, 1], so they "
            "are no probabilities",
            "For a score that only ranks, add --capacity K (a share or a number of rows): the highest K are then "
            "compared by recall and precision at K. Calibration needs probabilities.",
        )
        holds = False
    return holds


def _too_many(one: Asked, frame: pl.LazyFrame, levels: int, rows: int, problems: Problems) -> bool:
    if levels <= MOST_NUMBERS:
        return False
    numbers = frame.select(
        as_number(frame, one.column).alias("number"), pl.col(one.column).is_not_null().alias("there")
    )
    sample = numbers.head(LOOKED_AT).collect(engine="streaming")
    known = sample["number"].drop_nulls()
    about = f"{levels:,}" if levels < MOST_LEVELS else f"about {levels:,}"
    if known.len() > 0.5 * int(sample["there"].sum()):
        cuts = suggested(known)
        ready = ",".join(f"{cut:g}" for cut in cuts)
        problems.add(
            f"--protected {one.column} holds {about} different numbers, too many groups to compare",
            f"Compare bands. Ready to paste, each with about a fifth of the rows: --bands {one.column}={ready}"
            if cuts
            else f"Compare bands: --bands {one.column}=CUTS.",
        )
        return True
    if levels > MOST_LEVELS:
        problems.add(
            f"--protected {one.column} holds {about} different values, too many groups to compare",
            "Group them first, or name the column that holds the groups.",
        )
        return True
    return False


def suggested(numbers: pl.Series) -> tuple[float, ...]:
    """Return rising cuts near the fifths, rounded to numbers a person would choose.

    Examples
    --------
    >>> suggested(pl.Series(range(18, 90)))
    (30.0, 45.0, 60.0, 75.0)
    """
    values = numbers.to_numpy()
    cuts = np.quantile(values, (0.2, 0.4, 0.6, 0.8))
    spread = float(cuts[-1] - cuts[0]) or float(values.max() - values.min())
    if not spread > 0:
        return ()
    # The largest of 1, 2 and 5 times a power of ten that still tells the fifths apart.
    power = 10.0 ** np.floor(np.log10(spread / 4))
    step = max(power * factor for factor in (0.5, 1.0, 2.0, 5.0) if power * factor <= max(spread / 6, power * 0.5))
    rounded = np.unique(np.round(np.round(cuts / step) * step, 10))
    return tuple(float(cut) for cut in rounded if values.min() < cut <= values.max())
